//! Background work: what is done after a change, outside of the request that made it. Every job is
//! done at least once, so that doing one twice has to come to the same; jobs of one key are done one
//! after the other, in the order in which they were asked for.

pub mod patience;

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::notice::{About, Channel, Notice};
use crate::{ActionItemId, IncidentRef, SignalId, TrackerId};
pub use patience::Patience;

/// A job of the workspace.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(transparent)]
pub struct JobId(pub u64);

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What there is to do. A job says which thing it is about and not what that looked like: it is
/// looked at when its time has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "work", rename_all = "snake_case")]
pub enum Work {
    /// The curve of an alert is sampled, which this signal says is resolved.
    SampleCurve { signal: SignalId },
    /// Everybody whom a meeting or a publication concerns is told of it.
    Announce { of: About },
    /// Whoever subscribed to what a change of the log is gets a message of it.
    TellSubscribers { seq: u64 },
    /// A message of an outgoing webhook is sent.
    SendMessage { message: String },
    /// Somebody is told something.
    Tell { notice: Notice, by: Channel },
    /// A ticket is made that somebody asked for.
    MakeTicket {
        incident: IncidentRef,
        action: ActionItemId,
    },
    /// An action item's ticket is told that the item is finished, and looked at.
    TellTicket {
        incident: IncidentRef,
        action: ActionItemId,
    },
    /// A ticket is looked at, of which a webhook says that it changed.
    LookAtTicket { tracker: TrackerId, key: String },
    /// What changed in a tracker is asked for, again and again.
    PollTracker { tracker: TrackerId },
    /// It is recorded what would be suggested of an incident, were suggestions shown.
    LookForRepeats { incident: IncidentRef },
    /// Somebody pressed a button of a message in a chat, which this delivery says.
    Pressed { delivery: u64 },
}

/// What keeps the other side waiting, and what it keeps waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Letters and messages, of which there may be thousands at a time, to servers that may hang.
    Outward,
    /// All else: somebody waits for it.
    Inward,
}

impl Lane {
    /// What the keys of outward work begin with.
    pub const OUTWARD: [&str; 2] = ["tell:", "message:"];
}

impl Work {
    #[must_use]
    pub fn lane(&self) -> Lane {
        match self {
            Self::Tell { .. } | Self::SendMessage { .. } => Lane::Outward,
            _ => Lane::Inward,
        }
    }

    /// The incident that it says it is about.
    #[must_use]
    pub fn incident(&self) -> Option<IncidentRef> {
        match self {
            Self::MakeTicket { incident, .. }
            | Self::TellTicket { incident, .. }
            | Self::LookForRepeats { incident } => Some(*incident),
            Self::Announce { of } => of.incident(),
            Self::Tell { notice, .. } => notice.about.incident(),
            _ => None,
        }
    }

    /// Jobs of one key are done one after the other.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::SampleCurve { signal } => format!("curve:{signal}"),
            Self::TellSubscribers { seq } => format!("subscribers:{seq}"),
            Self::SendMessage { message } => format!("message:{message}"),
            Self::Announce { of } => format!("announce:{of}"),
            Self::Tell { notice, by } => format!("{}{}", Self::told_by(*by), notice.key()),
            Self::MakeTicket { incident, action } | Self::TellTicket { incident, action } => {
                format!("ticket:{incident}/{action}")
            }
            Self::LookAtTicket { tracker, key } => format!("look:{tracker}:{key}"),
            Self::PollTracker { tracker } => format!("poll:{tracker}"),
            Self::LookForRepeats { incident } => format!("repeats:{incident}"),
            Self::Pressed { delivery } => format!("pressed:{delivery}"),
        }
    }

    /// What the keys of notices begin with that travel so.
    #[must_use]
    pub fn told_by(channel: Channel) -> String {
        format!("tell:{channel}:")
    }

    /// How long it is tried.
    #[must_use]
    pub fn patience(&self) -> Patience {
        match self {
            // What Prometheus forgets, it forgets in days.
            Self::SampleCurve { .. } => Patience::after_minutes(&[1, 2, 5, 15, 60, 180]),
            // Three days, as Standard Webhooks has it.
            Self::SendMessage { .. } => {
                Patience::after_minutes(&[1, 5, 30, 120, 300, 600, 840, 1200, 1220])
            }
            Self::Announce { .. } | Self::TellSubscribers { .. } | Self::LookForRepeats { .. } => {
                Patience::after_minutes(&[1, 5, 15, 60])
            }
            // A tracker may be away for hours; what it missed, the poll finds.
            Self::MakeTicket { .. } | Self::TellTicket { .. } | Self::LookAtTicket { .. } => {
                Patience::after_minutes(&[1, 2, 5, 15, 30, 60, 180, 360, 720])
            }
            // Without it nobody would hear of a tracker again.
            Self::PollTracker { .. } => Patience::every_minutes(&[5]),
            // A day and a half: servers of mail are expected to be away for as long.
            Self::Tell { .. } => Patience::after_minutes(&[1, 5, 15, 60, 180, 360, 720, 720]),
            // Whoever pressed can be answered for half an hour.
            Self::Pressed { .. } => Patience::after_minutes(&[1, 2, 5, 10]),
        }
    }
}

/// Where a job stands. One that is done is no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// For its time, for others of its key, or for somebody to take it.
    Waiting,
    Running,
    /// It was given up, and stays until somebody has it tried again or drops it.
    Failed,
}
