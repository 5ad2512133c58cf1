//! An action item and its ticket: what was seen of the ticket last, what follows for the action
//! item, and where both say different things. A person settles that; neither side wins by itself.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::TicketState;
use crate::action_item::{ActionItem, State};
use crate::{ActionItemId, IncidentRef, Moment, PersonId, Refusal, TrackerId};

/// What was seen of a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Seen {
    pub state: TicketState,
    /// The tracker's own word for the state.
    pub status: String,
    /// It was closed and given up, where its tracker can say so.
    #[serde(default)]
    pub dropped: bool,
    /// It was deleted, or the token may not see it any more. The rest is what was seen before.
    #[serde(default)]
    pub gone: bool,
}

/// Where an action item and its ticket say different things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TicketConflict {
    /// The ticket was opened again while the action item is finished.
    Reopened,
    /// The action item was opened again while the ticket is closed.
    ReopenedHere,
    /// Both changed since they were compared last.
    BothChanged,
    /// The ticket was closed as given up, which is not the same as done.
    Dropped,
    /// There is no such ticket any more.
    Gone,
}

/// Why a ticket could not be looked at the last time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LookTrouble {
    /// Stable, for programs.
    pub code: String,
    pub sentence: String,
    pub since: Moment,
    /// When the tracker was asked the last time.
    pub asked_at: Moment,
}

/// An action item's ticket in a tracker that is followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TicketLink {
    pub incident: IncidentRef,
    pub action: ActionItemId,
    pub tracker: TrackerId,
    /// Names it whatever the place: `PAY-12`, `acme/checkout#12`.
    pub key: String,
    pub url: String,
    pub title: String,
    pub seen: Seen,
    /// When the tracker was asked.
    pub seen_at: Moment,
    /// How the action item stood then.
    pub stood: State,
    pub conflict: Option<TicketConflict>,
    /// What the ticket was to have and has not, in sentences.
    #[serde(default)]
    pub missed: Vec<String>,
    /// Why nothing newer is known; it is looked at again by itself.
    #[serde(default)]
    pub trouble: Option<LookTrouble>,
}

/// A ticket that was asked for and is not there yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TicketAsk {
    pub incident: IncidentRef,
    pub action: ActionItemId,
    pub tracker: TrackerId,
    pub by: Option<PersonId>,
    pub at: Moment,
    /// What went wrong the last time.
    pub problem: Option<TicketProblem>,
}

/// Why a ticket is not there yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TicketProblem {
    /// Stable, for programs.
    pub code: String,
    pub sentence: String,
    /// It is not tried again before somebody mended it and asks again.
    pub given_up: bool,
}

/// What pages hear of a ticket; what it says they read themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TicketNews {
    pub incident: IncidentRef,
    pub action: ActionItemId,
    pub key: Option<String>,
    pub seen: Option<Seen>,
    pub conflict: Option<TicketConflict>,
    pub problem: Option<TicketProblem>,
}

/// What an action item is to become because of its ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Follow {
    Start,
    Finish,
}

/// Which side a person takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The action item becomes what the ticket says.
    Ticket,
    /// The action item stays as it is.
    Here,
}

/// What comes of settling a conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    Stays,
    Becomes(State),
    /// The ticket is no longer the action item's.
    Unlinked,
}

/// There is nothing to settle, or nothing to look at.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TicketError {
    #[error("the action item and its ticket do not say different things")]
    NoConflict,
    #[error("the action item has no ticket in a tracker that is followed")]
    NoLink,
    #[error("the action item has the ticket {0} already; take it away first")]
    HasTicket(String),
    #[error("its team has no tracker; an administrator names one in the settings of the team")]
    NoTracker,
    #[error("ticket {key} belongs to action item {action} of {incident} already")]
    Taken {
        key: String,
        incident: IncidentRef,
        action: ActionItemId,
    },
    /// It does not say which: whoever asks does not see its incident.
    #[error("ticket {0} belongs to another action item already")]
    TakenElsewhere(String),
    #[error(
        "a ticket links back here, and the public address is not known; an administrator enters it in the settings"
    )]
    NoPublicUrl,
    #[error("the action item is finished; a ticket is made for what is still to be done")]
    Finished,
}

impl Refusal for TicketError {
    fn code(&self) -> &'static str {
        match self {
            Self::NoConflict => "no_ticket_conflict",
            Self::NoLink => "no_ticket_link",
            Self::HasTicket(_) => "has_ticket",
            Self::NoTracker => "no_tracker",
            Self::Taken { .. } | Self::TakenElsewhere(_) => "ticket_taken",
            Self::NoPublicUrl => "no_public_url",
            Self::Finished => "action_finished",
        }
    }
}

impl Seen {
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.state == TicketState::Closed
    }
}

impl TicketLink {
    /// What follows from seeing the ticket like this while the action item stands so: a conflict
    /// that is to be shown, or what the action item becomes. Nothing new comes of what was seen
    /// before, so that what a person settled stays settled.
    #[must_use]
    pub fn compare(&self, there: &Seen, here: State) -> (Option<TicketConflict>, Option<Follow>) {
        use TicketConflict as C;
        let moved_there = self.seen.state != there.state || self.seen.dropped != there.dropped;
        let is_new_there = moved_there || self.seen.gone != there.gone;
        let news_here = self.stood.is_finished() != here.is_finished();
        if !is_new_there && !news_here {
            return (self.conflict, None);
        }
        if there.gone {
            return (Some(C::Gone), None);
        }
        if !moved_there && !news_here {
            return (found_again(there, here), None);
        }
        match (there.is_closed(), here.is_finished()) {
            (true, true) if there.dropped && here == State::Done => (Some(C::Dropped), None),
            (true, true) => (None, None),
            (true, false) if there.dropped => (Some(C::Dropped), None),
            (true, false) if news_here && is_new_there => (Some(C::BothChanged), None),
            (true, false) if news_here => (Some(C::ReopenedHere), None),
            (true, false) => (None, Some(Follow::Finish)),
            (false, true) if is_new_there && self.seen.is_closed() => (Some(C::Reopened), None),
            (false, true) if is_new_there && news_here => (Some(C::BothChanged), None),
            (false, true) => {
                let stays = |conflict: &C| !news_here && *conflict != C::Gone;
                (self.conflict.filter(stays), None)
            }
            (false, false) => {
                let starts =
                    is_new_there && there.state == TicketState::InProgress && here == State::Open;
                (None, starts.then_some(Follow::Start))
            }
        }
    }

    /// What a person's word on a conflict comes to.
    ///
    /// # Errors
    /// [`TicketError::NoConflict`] when both sides say the same.
    pub fn settle(&self, side: Side) -> Result<Settled, TicketError> {
        let conflict = self.conflict.ok_or(TicketError::NoConflict)?;
        if side == Side::Here {
            return Ok(Settled::Stays);
        }
        Ok(match conflict {
            TicketConflict::Gone => Settled::Unlinked,
            TicketConflict::Dropped => Settled::Becomes(State::WontDo),
            TicketConflict::Reopened
            | TicketConflict::ReopenedHere
            | TicketConflict::BothChanged => Settled::Becomes(match self.seen.state {
                TicketState::Open => State::Open,
                TicketState::InProgress => State::InProgress,
                TicketState::Closed => State::Done,
            }),
        })
    }

    /// Whether an action item still has this ticket: another can be written in its place by hand.
    #[must_use]
    pub fn is_of(&self, action: &ActionItem) -> bool {
        let ticket = action.ticket.as_ref();
        self.action == action.id && ticket.is_some_and(|ticket| ticket.key == self.key)
    }

    /// When its tracker was asked for it the last time, whatever came of it.
    #[must_use]
    pub fn asked_at(&self) -> Moment {
        let tried = self.trouble.as_ref().map(|trouble| trouble.asked_at);
        tried.map_or(self.seen_at, |tried| tried.max(self.seen_at))
    }

    /// Whether it is the link of the same ticket to the same action item.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        let of = |link: &Self| (link.incident, link.action, link.tracker);
        of(self) == of(other) && self.key == other.key
    }

    #[must_use]
    pub fn news(&self) -> TicketNews {
        TicketNews {
            incident: self.incident,
            action: self.action,
            key: Some(self.key.clone()),
            seen: Some(self.seen.clone()),
            conflict: self.conflict,
            problem: None,
        }
    }
}

/// A ticket that was gone is there again and stands as it did. Where that is not as the action
/// item does, nobody knows any more whether a person had settled it.
fn found_again(there: &Seen, here: State) -> Option<TicketConflict> {
    match (there.is_closed(), here) {
        (true, State::Done | State::Open | State::InProgress) if there.dropped => {
            Some(TicketConflict::Dropped)
        }
        (true, State::Open | State::InProgress) => Some(TicketConflict::ReopenedHere),
        _ => None,
    }
}

impl TicketAsk {
    /// Whether it is the same wish: it keeps its moment however often it is tried, and one that is
    /// made anew has another.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        let of = |ask: &Self| (ask.incident, ask.action, ask.tracker, ask.at);
        of(self) == of(other)
    }

    #[must_use]
    pub fn news(&self) -> TicketNews {
        TicketNews {
            incident: self.incident,
            action: self.action,
            key: None,
            seen: None,
            conflict: None,
            problem: self.problem.clone(),
        }
    }
}

#[cfg(test)]
mod tests;
