//! An issue as Jira tells it, and what people write for one.

use afterword_domain::tracker::{TicketState, TrackerPlace};
use serde_json::Value;
use url::Url;

use super::super::error::short;
use super::super::written::{is_key, keyed};
use super::super::{Issue, TrackerError};
use crate::titles::item::parts;

pub(super) fn read(body: &Value, base: &Url) -> Option<Issue> {
    let key = body["key"].as_str().filter(|key| is_key(key, is_project))?;
    let fields = &body["fields"];
    let (state, status) = state(fields)?;
    Some(Issue {
        key: key.to_owned(),
        url: format!("{}/browse/{key}", base.as_str().trim_end_matches('/')),
        title: short(fields["summary"].as_str().unwrap_or_default()),
        state,
        status,
        dropped: false,
        updated_at: fields["updated"].as_str().and_then(|at| at.parse().ok()),
    })
}

/// The state by its category, of which there are three everywhere, and its own name.
pub(super) fn state(fields: &Value) -> Option<(TicketState, String)> {
    let status = &fields["status"];
    let state = match status["statusCategory"]["key"].as_str()? {
        "done" => TicketState::Closed,
        "indeterminate" => TicketState::InProgress,
        _ => TicketState::Open,
    };
    Some((state, short(status["name"].as_str()?)))
}

/// `PAY`.
fn is_project(written: &str) -> bool {
    let plain = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    written.starts_with(|c: char| c.is_ascii_uppercase()) && written.chars().all(plain)
}

/// The key of what people write.
pub(super) fn named(
    base: &Url,
    place: &TrackerPlace,
    written: &str,
) -> Result<String, TrackerError> {
    let written = written.trim();
    let linked = parts(base, written, |parts| match parts {
        ["browse", key, ..] | [.., "issues", key] => Some((*key).to_owned()),
        _ => None,
    });
    keyed("Jira", place, written, linked, is_project)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issue_is_named_in_several_ways_and_nothing_else_is_one() {
        let base: Url = "https://jira.example/jira".parse().unwrap();
        let place = TrackerPlace {
            project: "PAY".into(),
            board: None,
        };
        let named = |written| named(&base, &place, written).ok();
        for written in [
            "PAY-12",
            " pay-12 ",
            "12",
            "https://jira.example/jira/browse/PAY-12?focusedCommentId=3",
            "https://jira.example/jira/software/c/projects/PAY/issues/PAY-12",
        ] {
            assert_eq!(named(written).as_deref(), Some("PAY-12"), "{written}");
        }
        for written in [
            "",
            "PAY",
            "PAY-",
            "PAY-0",
            "PAY-x",
            "../x-1",
            "a b-1",
            "https://evil.example/jira/browse/PAY-12",
        ] {
            assert_eq!(named(written), None, "{written}");
        }
    }
}
