//! An issue as GitLab tells it, and what people write for one.

use afterword_domain::tracker::{TicketState, TrackerPlace};
use serde_json::Value;
use url::Url;

use super::super::error::short;
use super::super::written::{above, numbered};
use super::super::{Issue, TrackerError};
use crate::titles::item::parts;

pub(super) fn read(body: &Value, project: &str) -> Option<Issue> {
    let number = body["iid"].as_u64()?;
    let full = body["references"]["full"].as_str();
    let full = full.filter(|full| full.ends_with(&format!("#{number}")));
    let status = body["state"].as_str()?;
    Some(Issue {
        key: full.map_or_else(|| format!("{project}#{number}"), str::to_owned),
        url: body["web_url"].as_str()?.to_owned(),
        title: short(body["title"].as_str()?),
        state: state(status)?,
        status: status.to_owned(),
        dropped: false,
        updated_at: body["updated_at"].as_str().and_then(|at| at.parse().ok()),
    })
}

pub(super) fn state(word: &str) -> Option<TicketState> {
    match word {
        "opened" | "reopened" => Some(TicketState::Open),
        "closed" => Some(TicketState::Closed),
        _ => None,
    }
}

/// `group/…/project`.
pub(super) fn is_project(written: &str) -> bool {
    let is_name = |part: &str| {
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        !part.is_empty() && part.chars().all(plain) && !part.chars().all(|c| c == '.')
    };
    written.contains('/') && written.len() <= 255 && written.split('/').all(is_name)
}

/// The project and the number of what people write.
pub(super) fn named(
    api: &Url,
    place: &TrackerPlace,
    written: &str,
) -> Result<(String, String), TrackerError> {
    let written = written.trim();
    let linked = parts(&above(api, "/api/v4"), written, |parts| {
        let at = parts
            .iter()
            .rposition(|part| matches!(*part, "issues" | "work_items"))?;
        let project = parts.get(..at)?;
        let project = project.strip_suffix(&["-"]).unwrap_or(project);
        Some((project.join("/"), (*parts.get(at + 1)?).to_owned()))
    });
    numbered("GitLab", place, written, linked, is_project)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issue_is_named_in_several_ways_and_nothing_else_is_one() {
        let api: Url = "https://git.example/gitlab/api/v4".parse().unwrap();
        let place = TrackerPlace {
            project: "acme/pay/checkout".into(),
            board: None,
        };
        let named = |written| named(&api, &place, written).ok();
        let told = Some(("acme/pay/checkout".to_owned(), "12".to_owned()));
        for written in [
            "12",
            "#12",
            "acme/pay/checkout#12",
            "https://git.example/gitlab/acme/pay/checkout/-/issues/12#note_3",
            "https://git.example/gitlab/acme/pay/checkout/-/work_items/12",
        ] {
            assert_eq!(named(written), told, "{written}");
        }
        for written in [
            "",
            "0",
            "PAY-12",
            "checkout#12",
            "a/../b#1",
            "https://git.example/gitlab/acme/pay/checkout/-/merge_requests/12",
            "https://evil.example/gitlab/acme/pay/checkout/-/issues/12",
        ] {
            assert_eq!(named(written), None, "{written}");
        }
    }
}
