//! GitLab's issues, of gitlab.com and of servers of one's own; iterations are its sprints where
//! there are any, and milestones elsewhere.

mod create;
pub mod hook;
mod issue;
mod quick_actions;
mod sprints;
mod test;

use afterword_domain::Moment;
use afterword_domain::tracker::{KnownTracker, RemoteSprint, TrackerKind, TrackerPlace};
use serde_json::Value;
use url::Url;

use super::call::{Caller, Reply, entries};
use super::{Comment, Created, Issue, NewIssue, Page, Tested, Tracker, TrackerError, fit};
use crate::http::Outbound;

pub struct Gitlab {
    caller: Caller,
    labels: Vec<String>,
}

impl Gitlab {
    pub(super) fn new(known: &KnownTracker, base: Url, outbound: Outbound, now: Moment) -> Self {
        let headers = vec![
            ("authorization", format!("Bearer {}", known.token)),
            ("accept", "application/json".to_owned()),
        ];
        let caller = Caller {
            kind: TrackerKind::Gitlab,
            base,
            headers,
            outbound,
            now,
        };
        Self {
            caller,
            labels: known.settings.labels.clone(),
        }
    }

    /// The numbered page of a list of the project, and the number of the one behind it.
    async fn page(
        &self,
        project: &str,
        what: &[&str],
        query: &[(&str, &str)],
        page: u64,
    ) -> Result<(Value, Option<u64>), TrackerError> {
        let has_next = |reply: &Reply| {
            let next = reply.header("x-next-page");
            next.is_some_and(|next| !next.trim().is_empty())
        };
        let path = path(project, what);
        let missing = || missing(project);
        self.caller
            .page(&path, query, page, has_next, missing)
            .await
    }
}

/// The path of a project is one part of the address, its slashes encoded.
fn path<'a>(project: &'a str, rest: &[&'a str]) -> Vec<&'a str> {
    let mut path = vec!["projects", project];
    path.extend(rest);
    path
}

fn checked(place: &TrackerPlace) -> Result<&str, TrackerError> {
    let project = place.project.trim();
    issue::is_project(project)
        .then_some(project)
        .ok_or_else(|| missing(project))
}

fn missing(project: &str) -> TrackerError {
    TrackerError::ProjectMissing {
        tracker: "GitLab",
        what: "project",
        name: super::error::short(project),
    }
}

impl Tracker for Gitlab {
    async fn test(&self, place: &TrackerPlace) -> Result<Tested, TrackerError> {
        self.look_over(checked(place)?).await
    }

    async fn sprints(&self, place: &TrackerPlace) -> Result<Vec<RemoteSprint>, TrackerError> {
        let project = checked(place)?;
        let iterations = self.iterations(project).await?;
        if iterations.is_empty() {
            return self.milestones(project).await;
        }
        Ok(iterations)
    }

    async fn create(
        &self,
        place: &TrackerPlace,
        new: &NewIssue<'_>,
    ) -> Result<Created, TrackerError> {
        self.create_in(checked(place)?, new).await
    }

    async fn find(&self, place: &TrackerPlace, written: &str) -> Result<Issue, TrackerError> {
        let (project, number) = issue::named(&self.caller.base, place, written)?;
        let reply = self
            .caller
            .get(&path(&project, &["issues", &number]), &[])
            .await?;
        if reply.is_missing() {
            return Err(self.caller.gone(&format!("{project}#{number}")));
        }
        let issue = issue::read(&reply.done()?, &project);
        issue.ok_or_else(|| self.caller.foreign("its answer is no issue"))
    }

    async fn changed(
        &self,
        place: &TrackerPlace,
        since: Moment,
        page: Option<&str>,
    ) -> Result<Page, TrackerError> {
        let project = checked(place)?;
        let since = since.to_string();
        // The newest first: what changes while pages are read comes twice and is never skipped.
        let query = [
            ("state", "all"),
            ("updated_after", since.as_str()),
            ("order_by", "updated_at"),
            ("sort", "desc"),
        ];
        let page = page.and_then(|page| page.parse().ok()).unwrap_or(1);
        let (body, next) = self.page(project, &["issues"], &query, page).await?;
        let issue = |entry: &Value| issue::read(entry, project);
        let next = next.map(|page| page.to_string());
        Ok(Page::read(entries(&body, ""), issue, next))
    }

    async fn comment(&self, key: &str, comment: &Comment<'_>) -> Result<(), TrackerError> {
        let (project, number) = issue::named(&self.caller.base, &TrackerPlace::default(), key)?;
        let path = path(&project, &["issues", &number, "notes"]);
        let query = [("order_by", "created_at"), ("sort", "desc")];
        let text = quick_actions::without(&fit::text(comment.text));
        self.caller
            .comment_once((key, &path), &query, comment, &text)
            .await
    }
}
