//! An issue as Jira tells it, and what people write for one.

use afterword_domain::tracker::{TicketState, TrackerPlace};
use serde_json::Value;
use url::Url;

use super::super::error::short;
use super::super::{Issue, TrackerError};
use crate::titles::item::parts;

pub(super) fn read(body: &Value, base: &Url) -> Option<Issue> {
    let key = body["key"].as_str().filter(|key| is_key(key))?;
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

/// `PAY-12`.
fn is_key(written: &str) -> bool {
    let Some((project, number)) = written.rsplit_once('-') else {
        return false;
    };
    let plain = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    written.len() <= 255
        && project.starts_with(|c: char| c.is_ascii_uppercase())
        && project.chars().all(plain)
        && is_number(number)
}

fn is_number(written: &str) -> bool {
    let digits = written.bytes().all(|byte| byte.is_ascii_digit());
    digits && written.parse::<u64>().is_ok_and(|number| number > 0)
}

/// The key of `PAY-12`, `12` or an address.
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
    let key = linked.unwrap_or_else(|| {
        if is_number(written) {
            format!("{}-{written}", place.project)
        } else {
            written.to_owned()
        }
    });
    let key = key.to_ascii_uppercase();
    is_key(&key)
        .then_some(key)
        .ok_or_else(|| TrackerError::NotATicket {
            tracker: "Jira",
            written: short(written),
            example: "PAY-12 or its address",
        })
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
