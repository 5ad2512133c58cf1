//! GitHub's issues, of GitHub itself and of GitHub Enterprise Server; milestones are its sprints.

mod create;
pub mod hook;
mod issue;
mod test;

use afterword_domain::Moment;
use afterword_domain::tracker::{KnownTracker, RemoteSprint, TrackerKind, TrackerPlace};
use serde_json::Value;
use url::Url;

use super::call::{Caller, Reply, entries};
use super::{
    Comment, Created, Issue, NewIssue, PAGES_MAX, Page, Tested, Tracker, TrackerError, fit,
    no_older_than,
};
use crate::http::Outbound;

pub struct Github {
    caller: Caller,
    labels: Vec<String>,
}

/// A repository by the two parts of its name.
struct Repository<'a> {
    owner: &'a str,
    name: &'a str,
}

impl Github {
    pub(super) fn new(known: &KnownTracker, base: Url, outbound: Outbound, now: Moment) -> Self {
        let headers = vec![
            ("authorization", format!("Bearer {}", known.token)),
            ("accept", "application/vnd.github+json".to_owned()),
            ("x-github-api-version", "2022-11-28".to_owned()),
        ];
        let caller = Caller {
            kind: TrackerKind::Github,
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

    /// The numbered page of a list of the repository, and the number of the one behind it.
    async fn page(
        &self,
        repository: &Repository<'_>,
        what: &[&str],
        query: &[(&str, &str)],
        page: u64,
    ) -> Result<(Value, Option<u64>), TrackerError> {
        let path = repository.path(what);
        let missing = || missing(&repository.full_name());
        self.caller
            .page(&path, query, page, has_next, missing)
            .await
    }
}

impl<'a> Repository<'a> {
    fn path<'b>(&self, rest: &[&'b str]) -> Vec<&'b str>
    where
        'a: 'b,
    {
        let mut path = vec!["repos", self.owner, self.name];
        path.extend(rest);
        path
    }

    fn full_name(&self) -> String {
        format!("{}/{}", self.owner, self.name)
    }
}

fn checked(place: &TrackerPlace) -> Result<Repository<'_>, TrackerError> {
    let (owner, name) = place
        .project
        .trim()
        .split_once('/')
        .filter(|(owner, name)| is_name(owner) && is_name(name))
        .ok_or_else(|| missing(&place.project))?;
    Ok(Repository { owner, name })
}

fn is_name(part: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    !part.is_empty() && part.chars().all(plain) && !part.chars().all(|c| c == '.')
}

fn missing(name: &str) -> TrackerError {
    TrackerError::ProjectMissing {
        tracker: "GitHub",
        what: "repository",
        name: super::error::short(name),
    }
}

/// The header names whole addresses; only that there is a next one is believed.
fn has_next(reply: &Reply) -> bool {
    let link = reply.header("link").unwrap_or_default();
    link.split(',').any(|one| one.contains("rel=\"next\""))
}

impl Tracker for Github {
    async fn test(&self, place: &TrackerPlace) -> Result<Tested, TrackerError> {
        self.look_over(&checked(place)?).await
    }

    async fn sprints(&self, place: &TrackerPlace) -> Result<Vec<RemoteSprint>, TrackerError> {
        let repository = checked(place)?;
        let query = [("state", "open"), ("sort", "due_on"), ("direction", "asc")];
        let mut sprints = Vec::new();
        let mut next = Some(1);
        while let Some(page) = next.filter(|page| *page <= PAGES_MAX as u64) {
            let (body, behind) = self
                .page(&repository, &["milestones"], &query, page)
                .await?;
            sprints.extend(entries(&body, "").iter().filter_map(issue::milestone));
            next = behind;
        }
        Ok(sprints)
    }

    async fn create(
        &self,
        place: &TrackerPlace,
        new: &NewIssue<'_>,
    ) -> Result<Created, TrackerError> {
        self.create_in(&checked(place)?, new).await
    }

    async fn find(&self, place: &TrackerPlace, written: &str) -> Result<Issue, TrackerError> {
        let (project, number) = issue::named(&self.caller.base, place, written)?;
        let found = TrackerPlace {
            project,
            board: None,
        };
        let repository = checked(&found)?;
        let reply = self
            .caller
            .get(&repository.path(&["issues", &number]), &[])
            .await?;
        let key = format!("{}#{number}", repository.full_name());
        if reply.is_missing() {
            return Err(self.caller.gone(&key));
        }
        let body = reply.done()?;
        let issue = issue::read(&body, &repository.full_name());
        issue.ok_or_else(|| self.caller.foreign("its answer is no issue"))
    }

    async fn changed(
        &self,
        place: &TrackerPlace,
        since: Moment,
        page: Option<&str>,
    ) -> Result<Page, TrackerError> {
        let repository = checked(place)?;
        let since = since.to_string();
        // The newest first: what changes while pages are read comes twice and is never skipped.
        let query = [
            ("state", "all"),
            ("since", since.as_str()),
            ("sort", "updated"),
            ("direction", "desc"),
        ];
        let page = page.and_then(|page| page.parse().ok()).unwrap_or(1);
        let (body, next) = self.page(&repository, &["issues"], &query, page).await?;
        let name = repository.full_name();
        let issue = |entry: &Value| issue::read(entry, &name);
        let next = next.map(|page| page.to_string());
        Ok(Page::read(entries(&body, ""), issue, next))
    }

    async fn comment(&self, key: &str, comment: &Comment<'_>) -> Result<(), TrackerError> {
        let anywhere = TrackerPlace::default();
        let (project, number) = issue::named(&self.caller.base, &anywhere, key)?;
        let place = TrackerPlace {
            project,
            board: None,
        };
        let repository = checked(&place)?;
        let path = repository.path(&["issues", &number, "comments"]);
        let since = no_older_than(comment.asked_at).to_string();
        let query = [("since", since.as_str())];
        let text = fit::text(comment.text);
        self.caller
            .comment_once((key, &path), &query, comment, &text)
            .await
    }
}
