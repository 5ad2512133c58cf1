//! An issue as Linear tells it, and what people write for one.

use afterword_domain::tracker::{TicketState, TrackerPlace};
use serde_json::Value;
use url::Url;

use super::super::error::short;
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

/// `PAY-12`.
fn is_key(written: &str) -> bool {
    let Some((team, number)) = written.rsplit_once('-') else {
        return false;
    };
    let plain = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit();
    let digits = number.bytes().all(|byte| byte.is_ascii_digit());
    let named = !team.is_empty() && team.chars().all(plain) && written.len() <= 60;
    named && digits && number.parse::<u64>().is_ok_and(|number| number > 0)
}

/// The key of `PAY-12`, `12` or an address.
pub(super) fn named(
    api: &Url,
    place: &TrackerPlace,
    written: &str,
) -> Result<String, TrackerError> {
    let written = written.trim();
    let linked = parts(&pages(api), written, |parts| match parts {
        [_, "issue", key, ..] => Some((*key).to_owned()),
        _ => None,
    });
    let key = linked.unwrap_or_else(|| {
        if !written.is_empty() && written.bytes().all(|byte| byte.is_ascii_digit()) {
            format!("{}-{written}", place.project)
        } else {
            written.to_owned()
        }
    });
    let key = key.to_ascii_uppercase();
    is_key(&key)
        .then_some(key)
        .ok_or_else(|| TrackerError::NotATicket {
            tracker: "Linear",
            written: short(written),
            example: "PAY-12 or its address",
        })
}

/// `api.linear.app` tells of `linear.app`.
fn pages(api: &Url) -> Url {
    let mut pages = api.clone();
    if let Some(host) = api.host_str().and_then(|host| host.strip_prefix("api.")) {
        // What follows a prefix of a host is one itself; an odd one stays what it was.
        let _ = pages.set_host(Some(host));
    }
    pages
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
