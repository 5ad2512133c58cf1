//! GitHub's REST API, of GitHub itself and of GitHub Enterprise.
//! See <https://docs.github.com/en/rest/pulls/pulls#get-a-pull-request> and
//! <https://docs.github.com/en/rest/issues/issues#get-an-issue>.

use afterword_domain::incident::evidence_title::{State, Title};
use serde_json::Value;
use url::Url;

use super::Dialect;
use super::item::{Item, What};

pub(super) struct Github;

impl Dialect for Github {
    fn name(&self) -> &'static str {
        "GitHub"
    }

    /// `api.github.com` tells of `github.com`, and `https://git.example.org/api/v3` of its own host.
    fn pages(&self, api: &Url) -> Url {
        let mut pages = api.clone();
        let path = api.path().trim_end_matches('/');
        pages.set_path(path.strip_suffix("/api/v3").unwrap_or(path));
        if let Some(host) = api.host_str().and_then(|host| host.strip_prefix("api.")) {
            // What follows a prefix of a host is one itself; an odd one stays what it was.
            let _ = pages.set_host(Some(host));
        }
        pages
    }

    fn item(&self, parts: &[&str]) -> Option<Item> {
        let [owner, repository, what, number, ..] = parts else {
            return None;
        };
        let what = match *what {
            "pull" => What::MergeRequest,
            "issues" => What::Issue,
            _ => return None,
        };
        Item::of(&[owner, repository], what, number)
    }

    fn path(&self, item: &Item) -> Vec<String> {
        let what = match item.what {
            What::MergeRequest => "pulls",
            What::Issue => "issues",
        };
        let mut path = vec!["repos".to_owned()];
        path.extend_from_slice(&item.repository);
        path.extend([what.to_owned(), item.number.to_string()]);
        path
    }

    fn headers(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("accept", "application/vnd.github+json"),
            ("x-github-api-version", "2022-11-28"),
        ]
    }

    /// A pull request that is asked for as an issue keeps its merge apart.
    fn title(&self, body: &Value) -> Option<Title> {
        let merged_at = [&body["merged_at"], &body["pull_request"]["merged_at"]];
        let state = match body["state"].as_str()? {
            _ if merged_at.iter().any(|at| at.is_string()) => State::Merged,
            "closed" => State::Closed,
            "open" if body["draft"] == true => State::Draft,
            "open" => State::Open,
            _ => return None,
        };
        let text = body["title"].as_str()?.to_owned();
        Some(Title { text, state })
    }

    fn account<'a>(&self, body: &'a Value) -> Option<&'a str> {
        body["login"].as_str()
    }
}

/// What a classic token lacks. Others do not tell their scopes.
pub(super) fn lacks(scopes: Option<&str>) -> Vec<(&'static str, &'static str)> {
    let held = scopes.is_none_or(|held| held.split(',').any(|one| one.trim() == "repo"));
    if held {
        return Vec::new();
    }
    vec![("repo", "reads private repositories")]
}
