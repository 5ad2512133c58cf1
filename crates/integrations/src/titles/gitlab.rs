//! GitLab's REST API, of gitlab.com and of servers of one's own.
//! See <https://docs.gitlab.com/api/merge_requests/#get-single-mr> and
//! <https://docs.gitlab.com/api/issues/#single-project-issue>.

use afterword_domain::incident::evidence_title::{State, Title};
use serde_json::Value;
use url::Url;

use super::Dialect;
use super::item::{Item, What};

pub(super) struct Gitlab;

impl Dialect for Gitlab {
    fn name(&self) -> &'static str {
        "GitLab"
    }

    fn pages(&self, api: &Url) -> Url {
        let mut pages = api.clone();
        let path = api.path().trim_end_matches('/');
        pages.set_path(path.strip_suffix("/api/v4").unwrap_or(path));
        pages
    }

    /// `group/…/repository/-/merge_requests/4821`; older ones come without the `-`.
    fn item(&self, parts: &[&str]) -> Option<Item> {
        let at = match parts.iter().position(|part| *part == "-") {
            Some(dash) => dash + 1,
            // A group may be called `issues`; the last such word before a number is meant.
            None => parts.iter().rposition(|part| what(part).is_some())?,
        };
        let repository = parts.get(..at)?;
        let repository = repository.strip_suffix(&["-"]).unwrap_or(repository);
        Item::of(repository, what(parts.get(at)?)?, parts.get(at + 1)?)
    }

    fn path(&self, item: &Item) -> Vec<String> {
        let what = match item.what {
            What::MergeRequest => "merge_requests",
            What::Issue => "issues",
        };
        // The path of a project is one part of the address, its slashes encoded.
        let project = item.repository.join("/");
        let number = item.number.to_string();
        vec!["projects".into(), project, what.into(), number]
    }

    fn headers(&self) -> &'static [(&'static str, &'static str)] {
        &[("accept", "application/json")]
    }

    fn title(&self, body: &Value) -> Option<Title> {
        let state = match body["state"].as_str()? {
            "merged" => State::Merged,
            "closed" => State::Closed,
            // Locked is one whose merge is under way.
            "opened" | "locked" if body["draft"] == true => State::Draft,
            "opened" | "locked" => State::Open,
            _ => return None,
        };
        let text = body["title"].as_str()?.to_owned();
        Some(Title { text, state })
    }

    fn account<'a>(&self, body: &'a Value) -> Option<&'a str> {
        body["username"].as_str()
    }
}

fn what(part: &str) -> Option<What> {
    match part {
        "merge_requests" => Some(What::MergeRequest),
        "issues" | "work_items" | "incidents" => Some(What::Issue),
        _ => None,
    }
}
