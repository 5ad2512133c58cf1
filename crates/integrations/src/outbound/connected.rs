//! The tracker that the settings name, ready for one piece of work.

use afterword_domain::Moment;
use afterword_domain::tracker::{KnownTracker, RemoteSprint, TrackerKind, TrackerPlace};

use super::github::Github;
use super::gitlab::Gitlab;
use super::jira::Jira;
use super::linear::Linear;
use super::{Comment, Created, Issue, NewIssue, Page, Tested, Tracker, TrackerError};
use crate::http::{Outbound, OutboundError};

/// One of the trackers.
pub enum Connected {
    Jira(Jira),
    Github(Github),
    Gitlab(Gitlab),
    Linear(Linear),
}

/// Sends nothing yet. `now` is the present moment, by which a tracker's “not before” is reckoned.
///
/// # Errors
/// When the address of the settings is none.
pub fn connect(
    known: &KnownTracker,
    outbound: Outbound,
    now: Moment,
) -> Result<Connected, TrackerError> {
    let url = known.settings.url.parse();
    let url = url.map_err(|_| TrackerError::Outbound(OutboundError::NotWeb))?;
    Ok(match known.settings.kind {
        TrackerKind::JiraCloud | TrackerKind::JiraDataCenter => {
            Connected::Jira(Jira::new(known, url, outbound, now))
        }
        TrackerKind::Github => Connected::Github(Github::new(known, url, outbound, now)),
        TrackerKind::Gitlab => Connected::Gitlab(Gitlab::new(known, url, outbound, now)),
        TrackerKind::Linear => Connected::Linear(Linear::new(known, url, outbound, now)),
    })
}

macro_rules! each {
    ($connected:expr, $one:ident => $does:expr) => {
        match $connected {
            Connected::Jira($one) => $does,
            Connected::Github($one) => $does,
            Connected::Gitlab($one) => $does,
            Connected::Linear($one) => $does,
        }
    };
}

impl Tracker for Connected {
    async fn test(&self, place: &TrackerPlace) -> Result<Tested, TrackerError> {
        each!(self, one => one.test(place).await)
    }

    async fn sprints(&self, place: &TrackerPlace) -> Result<Vec<RemoteSprint>, TrackerError> {
        each!(self, one => one.sprints(place).await)
    }

    async fn create(
        &self,
        place: &TrackerPlace,
        new: &NewIssue<'_>,
    ) -> Result<Created, TrackerError> {
        each!(self, one => one.create(place, new).await)
    }

    async fn find(&self, place: &TrackerPlace, written: &str) -> Result<Issue, TrackerError> {
        each!(self, one => one.find(place, written).await)
    }

    async fn changed(
        &self,
        place: &TrackerPlace,
        since: Moment,
        page: Option<&str>,
    ) -> Result<Page, TrackerError> {
        each!(self, one => one.changed(place, since, page).await)
    }

    async fn comment(&self, key: &str, comment: &Comment<'_>) -> Result<(), TrackerError> {
        each!(self, one => one.comment(key, comment).await)
    }
}
