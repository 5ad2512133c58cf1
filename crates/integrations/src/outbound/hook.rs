//! A tracker's webhook: whether a delivery is genuine, and which ticket is now in which state.
//! What is heard is a reason to look, not the truth: deliveries may come late and out of order, and
//! each carries the moment that it tells of.

use afterword_domain::Moment;
use afterword_domain::tracker::{TicketState, TrackerKind};

use super::{github, gitlab, jira, linear};
use crate::inbound::signature::NotGenuine;
use crate::inbound::{Delivery, Unreadable};

/// What a delivery says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    Told(Told),
    /// It is well formed and tells nothing of a ticket's state; the sentence says why.
    Nothing(String),
}

/// One ticket's news.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// As [`super::Issue`] has it.
    pub key: String,
    pub change: Change,
    /// Who did it, as the tracker calls them; to be shown and for nothing else.
    pub by: Option<String>,
    pub at: Moment,
}

/// What became of a ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    State {
        state: TicketState,
        /// The tracker's own word.
        status: String,
        /// As [`super::Issue`] has it.
        dropped: bool,
    },
    Deleted,
}

/// One tracker's webhook.
pub trait Hook: Sync {
    /// The headers that it needs, in lower case.
    fn headers(&self) -> &'static [&'static str];

    /// Whether the delivery was made by someone who knows one of the secrets. With no secrets, the
    /// key in the address is all that is asked.
    ///
    /// # Errors
    /// [`NotGenuine`], before anything is kept.
    fn verify(
        &self,
        delivery: &Delivery<'_>,
        secrets: &[String],
        now: Moment,
    ) -> Result<(), NotGenuine>;

    /// The tracker's own name for this delivery, equal when it is made again.
    fn identity(&self, delivery: &Delivery<'_>) -> Option<String>;

    /// # Errors
    /// [`Unreadable`] naming the place.
    fn read(&self, delivery: &Delivery<'_>) -> Result<Heard, Unreadable>;
}

/// The webhook of a kind of tracker.
#[must_use]
pub fn hook(kind: TrackerKind) -> &'static dyn Hook {
    match kind {
        TrackerKind::JiraCloud | TrackerKind::JiraDataCenter => &jira::hook::JiraHook,
        TrackerKind::Github => &github::hook::GithubHook,
        TrackerKind::Gitlab => &gitlab::hook::GitlabHook,
        TrackerKind::Linear => &linear::hook::LinearHook,
    }
}
