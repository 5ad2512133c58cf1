//! An issue as Linear tells it, and what people write for one.

use afterword_domain::tracker::{TicketState, TrackerPlace};
use serde_json::Value;
use url::Url;

use super::super::error::short;
use super::super::written::{beside, keyed};
use super::super::{Issue, TrackerError};
use crate::titles::item::parts;

pub(super) fn read(body: &Value) -> Option<Issue> {
    let (state, status, dropped) = state(&body["state"])?;
    Some(Issue {
        key: body["identifier"].as_str()?.to_owned(),
        url: body["url"].as_str()?.to_owned(),
        title: short(body["title"].as_str()?),
        state,
        status,
        dropped,
        updated_at: body["updatedAt"].as_str().and_then(|at| at.parse().ok()),
    })
}

/// The state by its type, its own name, and whether it was given up.
pub(super) fn state(body: &Value) -> Option<(TicketState, String, bool)> {
    let kind = body["type"].as_str()?;
    let state = match kind {
        "completed" | "canceled" | "duplicate" => TicketState::Closed,
        "started" => TicketState::InProgress,
        _ => TicketState::Open,
    };
    let dropped = matches!(kind, "canceled" | "duplicate");
    Some((state, short(body["name"].as_str()?), dropped))
}

/// `PAY`.
fn is_team(written: &str) -> bool {
    let plain = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit();
    !written.is_empty() && written.chars().all(plain)
}

/// The key of what people write. `api.linear.app` tells of `linear.app`.
pub(super) fn named(
    api: &Url,
    place: &TrackerPlace,
    written: &str,
) -> Result<String, TrackerError> {
    let written = written.trim();
    let linked = parts(&beside(api.clone()), written, |parts| match parts {
        [_, "issue", key, ..] => Some((*key).to_owned()),
        _ => None,
    });
    keyed("Linear", place, written, linked, is_team)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issue_is_named_in_several_ways_and_nothing_else_is_one() {
        let api: Url = "https://api.linear.app".parse().unwrap();
        let place = TrackerPlace {
            project: "PAY".into(),
            board: None,
        };
        let named = |written| named(&api, &place, written).ok();
        for written in [
            "PAY-12",
            "pay-12",
            "12",
            "https://linear.app/northwind/issue/PAY-12/bound-the-retries",
        ] {
            assert_eq!(named(written).as_deref(), Some("PAY-12"), "{written}");
        }
        for written in [
            "",
            "PAY",
            "PAY-0",
            "0",
            "https://evil.example/a/issue/PAY-12",
        ] {
            assert_eq!(named(written), None, "{written}");
        }
    }
}
