//! Jira's issues, in the cloud and in a data centre of one's own. Both speak the same language
//! with two accents, which `flavour` knows.

mod adf;
mod boards;
mod create;
mod flavour;
pub mod hook;
mod issue;
mod meta;
mod test;
mod wiki;

use afterword_domain::Moment;
use afterword_domain::tracker::{
    KnownTracker, RemoteSprint, TrackerKind, TrackerPlace, TrackerSettings,
};
use serde_json::{Value, json};
use url::Url;

use super::call::{Caller, entries};
use super::{Comment, Created, Issue, NewIssue, Page, Tested, Tracker, TrackerError, fit};
use crate::http::Outbound;
use flavour::Flavour;

/// The fields of an issue that are read.
const FIELDS: [&str; 3] = ["summary", "status", "updated"];
/// The property of a comment that holds its marker.
const PROPERTY: &str = "afterword";

pub struct Jira {
    caller: Caller,
    settings: TrackerSettings,
    flavour: Flavour,
}

impl Jira {
    pub(super) fn new(known: &KnownTracker, base: Url, outbound: Outbound, now: Moment) -> Self {
        let settings = known.settings.clone();
        let flavour = match settings.kind {
            TrackerKind::JiraCloud => Flavour::Cloud,
            _ => Flavour::DataCenter,
        };
        let headers = vec![
            ("authorization", flavour.authorization(known)),
            ("accept", "application/json".to_owned()),
        ];
        let caller = Caller {
            kind: settings.kind,
            base,
            headers,
            outbound,
            now,
        };
        Self {
            caller,
            settings,
            flavour,
        }
    }

    fn path<'a>(&self, rest: &[&'a str]) -> Vec<&'a str> {
        let mut path = vec!["rest", "api", self.flavour.version()];
        path.extend(rest);
        path
    }
}

/// The key of the project, in capitals as Jira has it.
fn checked(place: &TrackerPlace) -> Result<String, TrackerError> {
    let project = place.project.trim().to_ascii_uppercase();
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let fits = project.starts_with(|c: char| c.is_ascii_alphabetic()) && project.chars().all(plain);
    if fits && project.len() <= 255 {
        return Ok(project);
    }
    Err(missing(&place.project))
}

fn missing(project: &str) -> TrackerError {
    TrackerError::ProjectMissing {
        tracker: "Jira",
        what: "project",
        name: super::error::short(project),
    }
}

impl Tracker for Jira {
    async fn test(&self, place: &TrackerPlace) -> Result<Tested, TrackerError> {
        self.look_over(&checked(place)?, place.board).await
    }

    async fn sprints(&self, place: &TrackerPlace) -> Result<Vec<RemoteSprint>, TrackerError> {
        let project = checked(place)?;
        match self.board(&project, place.board).await? {
            Some(board) => self.sprints_of(board, place.board.is_some()).await,
            None => Ok(Vec::new()),
        }
    }

    async fn create(
        &self,
        place: &TrackerPlace,
        new: &NewIssue<'_>,
    ) -> Result<Created, TrackerError> {
        self.create_in(&checked(place)?, new).await
    }

    async fn find(&self, place: &TrackerPlace, written: &str) -> Result<Issue, TrackerError> {
        let key = issue::named(&self.caller.base, place, written)?;
        let fields = FIELDS.join(",");
        let path = self.path(&["issue", &key]);
        let reply = self.caller.get(&path, &[("fields", &fields)]).await?;
        if reply.is_missing() {
            return Err(self.caller.gone(&key));
        }
        let issue = issue::read(&reply.done()?, &self.caller.base);
        issue.ok_or_else(|| self.caller.foreign("its answer is no issue"))
    }

    async fn changed(
        &self,
        place: &TrackerPlace,
        since: Moment,
        page: Option<&str>,
    ) -> Result<Page, TrackerError> {
        let project = checked(place)?;
        // A moment in JQL is read in the zone of the token's account; so many minutes are not.
        let passed = self.caller.now.micros().saturating_sub(since.micros());
        let minutes = (passed / 60_000_000).max(0) + 1;
        // The newest first: what changes while pages are read comes twice and is never skipped.
        let jql =
            format!("project = \"{project}\" AND updated >= \"-{minutes}m\" ORDER BY updated DESC");
        let (issues, next) = self.search(&project, &jql, page).await?;
        let issue = |entry: &Value| issue::read(entry, &self.caller.base);
        Ok(Page::read(&issues, issue, next))
    }

    async fn comment(&self, key: &str, comment: &Comment<'_>) -> Result<(), TrackerError> {
        let key = issue::named(&self.caller.base, &TrackerPlace::default(), key)?;
        let path = self.path(&["issue", &key, "comment"]);
        let query = [
            ("orderBy", "-created"),
            ("maxResults", "100"),
            ("expand", "properties"),
        ];
        let reply = self.caller.get(&path, &query).await?;
        if reply.is_missing() {
            return Err(self.caller.gone(&key));
        }
        let value = json!({ "marker": comment.marker.text() });
        let is_ours = |one: &Value| {
            let mut properties = entries(one, "properties").iter();
            properties.any(|property| property["key"] == PROPERTY && property["value"] == value)
        };
        if entries(&reply.done()?, "comments").iter().any(is_ours) {
            return Ok(());
        }
        let body = json!({
            "body": self.flavour.body(&fit::text(comment.text)),
            "properties": [{ "key": PROPERTY, "value": value }],
        });
        let reply = self.caller.post(&path, &body).await?;
        if reply.is_missing() {
            return Err(self.caller.gone(&key));
        }
        reply.done().map(drop)
    }
}
