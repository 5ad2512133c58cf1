//! An issue and a milestone as GitHub tells them, and what people write for an issue.

use afterword_domain::Moment;
use afterword_domain::tracker::{RemoteSprint, TicketState, TrackerPlace};
use serde_json::Value;
use url::Url;

use super::super::error::short;
use super::super::written::{above, beside, numbered};
use super::super::{Issue, TrackerError};
use super::is_name;
use crate::titles::item::parts;

/// `None` for what is no issue: a pull request is listed among them.
pub(super) fn read(body: &Value, repository: &str) -> Option<Issue> {
    if body.get("pull_request").is_some() {
        return None;
    }
    let (state, status, dropped) = state(body)?;
    // As GitHub writes it: it takes a name in capitals and in small letters.
    let told = body["repository_url"].as_str().and_then(|url| {
        let (_, name) = url.split_once("/repos/")?;
        Some(name)
    });
    let number = body["number"].as_u64()?;
    Some(Issue {
        key: format!("{}#{number}", told.unwrap_or(repository)),
        url: body["html_url"].as_str()?.to_owned(),
        title: short(body["title"].as_str()?),
        state,
        status,
        dropped,
        updated_at: moment(&body["updated_at"]),
    })
}

/// The state, GitHub's word for it, and whether it was given up.
pub(super) fn state(issue: &Value) -> Option<(TicketState, String, bool)> {
    let reason = issue["state_reason"].as_str().unwrap_or_default();
    match issue["state"].as_str()? {
        "open" => Some((TicketState::Open, "open".into(), false)),
        "closed" => {
            let dropped = matches!(reason, "not_planned" | "duplicate");
            let word = if reason.is_empty() { "closed" } else { reason };
            Some((TicketState::Closed, word.replace('_', " "), dropped))
        }
        _ => None,
    }
}

/// GitHub keeps a milestone's day as a moment of that day in UTC.
pub(super) fn milestone(body: &Value) -> Option<RemoteSprint> {
    Some(RemoteSprint {
        id: body["number"].as_u64()?.to_string(),
        name: short(body["title"].as_str()?),
        starts_on: None,
        ends_on: moment(&body["due_on"]).map(Moment::day),
    })
}

fn moment(value: &Value) -> Option<Moment> {
    value.as_str()?.parse().ok()
}

/// The repository and the number of what people write. `api.github.com` tells of `github.com`, and
/// `https://git.example.org/api/v3` of its own host.
pub(super) fn named(
    api: &Url,
    place: &TrackerPlace,
    written: &str,
) -> Result<(String, String), TrackerError> {
    let written = written.trim();
    let linked = parts(
        &beside(above(api, "/api/v3")),
        written,
        |parts| match parts {
            [owner, name, "issues", number, ..] => {
                Some((format!("{owner}/{name}"), (*number).to_owned()))
            }
            _ => None,
        },
    );
    let is_project = |project: &str| {
        let names = project.split('/').filter(|part| is_name(part)).count();
        names == 2 && project.matches('/').count() == 1
    };
    numbered("GitHub", place, written, linked, is_project)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issue_is_named_in_several_ways_and_nothing_else_is_one() {
        let api: Url = "https://api.github.com".parse().unwrap();
        let place = TrackerPlace {
            project: "acme/checkout".into(),
            board: None,
        };
        let named = |written| named(&api, &place, written).ok();
        let told = Some(("acme/checkout".to_owned(), "12".to_owned()));
        for written in [
            "12",
            " #12 ",
            "acme/checkout#12",
            "https://github.com/acme/checkout/issues/12#issuecomment-1",
        ] {
            assert_eq!(named(written), told, "{written}");
        }
        for written in [
            "",
            "#",
            "0",
            "+1",
            "PAY-12",
            "acme#12",
            "a/b/c#1",
            "../..#1",
            "https://github.com/acme/checkout/pull/12",
            "https://evil.example/acme/checkout/issues/12",
        ] {
            assert_eq!(named(written), None, "{written}");
        }
    }
}
