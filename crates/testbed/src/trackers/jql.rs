//! As much of JQL as Afterword asks, read strictly: what it does not know is an error, as it is to
//! Jira.

use jiff::{SignedDuration, Timestamp};

use super::desk::Ticket;

/// A question: all of its conditions hold.
#[derive(Default)]
pub(super) struct Question {
    pub(super) project: Option<String>,
    label: Option<String>,
    since: Option<Timestamp>,
}

/// `None` for what it does not know.
pub(super) fn read(jql: &str, now: Timestamp) -> Option<Question> {
    let (conditions, order) = jql.split_once(" ORDER BY ").unwrap_or((jql, ""));
    if !matches!(order, "" | "updated DESC" | "created ASC") {
        return None;
    }
    let mut question = Question::default();
    for condition in conditions.split(" AND ") {
        let (left, value) = condition.trim().split_once('"')?;
        let value = value.strip_suffix('"')?;
        match left.trim() {
            "project =" => question.project = Some(value.to_owned()),
            "labels =" => question.label = Some(value.to_owned()),
            "updated >=" => {
                let minutes: i64 = value.strip_prefix('-')?.strip_suffix('m')?.parse().ok()?;
                question.since = Some(now - SignedDuration::from_mins(minutes));
            }
            _ => return None,
        }
    }
    Some(question)
}

impl Question {
    pub(super) fn fits(&self, ticket: &Ticket) -> bool {
        let labelled = self.label.as_ref();
        labelled.is_none_or(|label| ticket.labels.contains(label))
            && self.since.is_none_or(|since| ticket.updated >= since)
    }
}
