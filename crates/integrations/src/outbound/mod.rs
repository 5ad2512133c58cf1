//! Trackers: making tickets from action items, linking those there are, and reading back how far
//! they are. Each tracker has a folder, whose README says what an administrator does there and what
//! is relied on. Every request leaves through [`crate::http`].

mod call;
mod connected;
mod error;
mod fit;
pub mod github;
pub mod gitlab;
pub mod hook;
pub mod jira;
pub mod linear;
mod listed;
mod marker;
mod written;

use afterword_domain::tracker::{RemoteSprint, TicketState, TrackerPlace, next_sprint};
use afterword_domain::{Day, Moment};

pub use connected::{Connected, connect};
pub use error::{Again, RefusedField, TrackerError};
pub use hook::{Heard, Hook, Told, hook};
pub use marker::{LABEL, Marker};

/// No list of a tracker is read further than this many pages.
const PAGES_MAX: usize = 20;

/// A ticket that is to be made.
#[derive(Clone, Copy, Debug)]
pub struct NewIssue<'a> {
    /// The same whenever this ticket is asked for again.
    pub marker: &'a Marker,
    pub title: &'a str,
    /// The context, in Markdown.
    pub body: &'a str,
    /// The action item's address in Afterword, and what stands on the link.
    pub link: &'a str,
    pub link_label: &'a str,
    /// Besides those of the settings and the one that every ticket gets.
    pub labels: &'a [String],
    pub assignee: Option<Assignee<'a>>,
    /// The id of a [`RemoteSprint`] of the same place.
    pub sprint: Option<&'a str>,
    /// When it was first asked for: a ticket that an earlier try made is no older.
    pub asked_at: Moment,
}

/// Whom a ticket is for; by name where it is known, else by e-mail address.
#[derive(Clone, Copy, Debug, Default)]
pub struct Assignee<'a> {
    pub email: Option<&'a str>,
    /// Their name in the tracker.
    pub user_name: Option<&'a str>,
}

impl<'a> Assignee<'a> {
    /// What they are called in a sentence.
    fn word(&self) -> &'a str {
        self.user_name.or(self.email).unwrap_or_default()
    }
}

/// A ticket as its tracker tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// Names it whatever the place: `PAY-12`, `acme/checkout#12`.
    pub key: String,
    pub url: String,
    pub title: String,
    pub state: TicketState,
    /// The tracker's own word for the state.
    pub status: String,
    /// It is closed, and the tracker says that it was given up and not done. Jira and GitLab
    /// cannot say so.
    pub dropped: bool,
    pub updated_at: Option<Moment>,
}

/// A ticket that is there now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Created {
    pub issue: Issue,
    /// An earlier try made it.
    pub existed: bool,
    pub missed: Vec<Missed>,
}

/// What a ticket was to have and has not. It was made all the same.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Missed {
    #[error("nobody called {0} can be assigned there")]
    Assignee(String),
    #[error("it is in no sprint: {0}")]
    Sprint(String),
    #[error("the tracker left out the labels {}", .0.join(", "))]
    Labels(Vec<String>),
}

/// What a test of a connection found in order, and what is worth knowing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tested {
    /// Whose token it is.
    pub account: String,
    /// What the project is called.
    pub project: String,
    /// Sentences on what works only in part.
    pub notes: Vec<String>,
}

/// Tickets that changed, and where the next of them begin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    pub issues: Vec<Issue>,
    pub next: Option<String>,
}

/// A ticket that was looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    There(Issue),
    /// It was deleted, or the token may not see it any more.
    Gone(String),
}

/// A comment that is to be written.
#[derive(Clone, Copy, Debug)]
pub struct Comment<'a> {
    /// The same whenever this comment is asked for again.
    pub marker: &'a Marker,
    /// In Markdown.
    pub text: &'a str,
    /// When it was first asked for: one that an earlier try wrote is no older.
    pub asked_at: Moment,
}

/// A moment before which nothing that an earlier try made can lie, with time for a tracker's clock
/// that goes wrong.
fn no_older_than(asked_at: Moment) -> Moment {
    asked_at.plus_minutes(-15)
}

/// What every tracker does, the same for all of them. Each fails with a [`TrackerError`] that says
/// exactly what is wrong.
pub trait Tracker: Send + Sync {
    /// Looks whether tickets can be made there, and says exactly what keeps them from it.
    fn test(
        &self,
        place: &TrackerPlace,
    ) -> impl Future<Output = Result<Tested, TrackerError>> + Send;

    /// The sprints that are not closed.
    fn sprints(
        &self,
        place: &TrackerPlace,
    ) -> impl Future<Output = Result<Vec<RemoteSprint>, TrackerError>> + Send;

    /// The sprint after the one that `day` falls in.
    fn next_sprint(
        &self,
        place: &TrackerPlace,
        day: Day,
    ) -> impl Future<Output = Result<Option<RemoteSprint>, TrackerError>> + Send {
        async move { Ok(next_sprint(&self.sprints(place).await?, day).cloned()) }
    }

    /// Makes a ticket, or finds the one that an earlier try made.
    fn create(
        &self,
        place: &TrackerPlace,
        new: &NewIssue<'_>,
    ) -> impl Future<Output = Result<Created, TrackerError>> + Send;

    /// A ticket by its key, its address, or its number in the place.
    fn find(
        &self,
        place: &TrackerPlace,
        written: &str,
    ) -> impl Future<Output = Result<Issue, TrackerError>> + Send;

    /// Many by their keys, each of them told.
    fn look(
        &self,
        place: &TrackerPlace,
        keys: &[String],
    ) -> impl Future<Output = Result<Vec<Seen>, TrackerError>> + Send {
        async move {
            let mut seen = Vec::with_capacity(keys.len());
            for key in keys {
                seen.push(match self.find(place, key).await {
                    Ok(issue) => Seen::There(issue),
                    Err(TrackerError::Gone { .. }) => Seen::Gone(key.clone()),
                    Err(error) => return Err(error),
                });
            }
            Ok(seen)
        }
    }

    /// The tickets of a place that changed since, a page at a time. While pages are read some may
    /// come twice; none is passed over that a later question with the moment of this one's first
    /// page would not tell.
    fn changed(
        &self,
        place: &TrackerPlace,
        since: Moment,
        page: Option<&str>,
    ) -> impl Future<Output = Result<Page, TrackerError>> + Send;

    /// Writes a comment, unless an earlier try wrote it.
    fn comment(
        &self,
        key: &str,
        comment: &Comment<'_>,
    ) -> impl Future<Output = Result<(), TrackerError>> + Send;
}
