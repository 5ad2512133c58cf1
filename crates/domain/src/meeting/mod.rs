//! The meeting: when it is and who comes, what it goes through, and where it stands while it runs.
//!
//! Nothing here knows the clock: every rule is given the present moment, and the one who acts.

pub mod agenda;
pub mod ballots;
pub mod entry;
pub mod error;
pub mod held_back;
pub mod lengths;
pub mod minutes;
pub mod notes;
pub mod plan;
pub mod proceedings;
pub mod propose;
pub mod run;
pub mod silence;
pub mod steps;
pub mod warnings;
pub mod words;

#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use error::MeetingError;
pub use proceedings::{MeetingRun, Place, Proceedings};

use crate::{Moment, PersonId};
use lengths::StepLength;

/// Who sits in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MeetingKind {
    #[default]
    Full,
    /// One person goes through the same steps, in ten minutes: for the small incident.
    Solo,
}

impl MeetingKind {
    /// What it lasts, as the practice has it.
    #[must_use]
    pub fn minutes(self) -> u16 {
        match self {
            Self::Full => DEFAULT_MINUTES,
            Self::Solo => 10,
        }
    }
}

/// A post-mortem's meeting, as it is planned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Meeting {
    pub scheduled_at: Moment,
    pub minutes: u16,
    #[serde(default)]
    pub kind: MeetingKind,
    #[serde(default)]
    pub facilitator: Option<PersonId>,
    #[serde(default)]
    pub scribe: Option<PersonId>,
    /// Who was asked to come or said that they will.
    #[serde(default)]
    pub attendees: Vec<PersonId>,
    /// Who said that they cannot.
    #[serde(default)]
    pub cannot_come: Vec<PersonId>,
    /// A room, or a link.
    #[serde(default)]
    pub location: String,
    /// What is written in check-in and the four questions bears no name.
    #[serde(default)]
    pub anonymous: bool,
    /// Lengths of its own, of all steps; empty for those of the workspace.
    #[serde(default)]
    pub steps: Vec<StepLength>,
    /// Grows whenever an invitation that was sent is no longer true.
    #[serde(default)]
    pub sequence: u32,
    #[serde(default)]
    pub held_at: Option<Moment>,
}

/// Ninety minutes, as the practice has it.
pub const DEFAULT_MINUTES: u16 = 90;

impl Meeting {
    /// One of this length, with nothing agreed on yet.
    #[must_use]
    pub fn at(scheduled_at: Moment, minutes: u16) -> Self {
        Self {
            scheduled_at,
            minutes,
            kind: MeetingKind::Full,
            facilitator: None,
            scribe: None,
            attendees: Vec::new(),
            cannot_come: Vec::new(),
            location: String::new(),
            anonymous: false,
            steps: Vec::new(),
            sequence: 0,
            held_at: None,
        }
    }

    /// When it ends if it keeps to its time.
    #[must_use]
    pub fn ends_at(&self) -> Moment {
        let length = jiff::SignedDuration::from_mins(i64::from(self.minutes));
        self.scheduled_at.plus(length)
    }

    /// Everybody it concerns, each once: who leads, who writes, who comes.
    pub fn people(&self) -> impl Iterator<Item = PersonId> + '_ {
        let roles = [self.facilitator, self.scribe].into_iter().flatten();
        let others = self.attendees.iter().copied();
        let others = others.filter(|person| !self.leads_or_writes(*person));
        let scribe_too = self.facilitator == self.scribe;
        roles
            .skip(usize::from(scribe_too && self.scribe.is_some()))
            .chain(others)
    }

    fn leads_or_writes(&self, person: PersonId) -> bool {
        [self.facilitator, self.scribe].contains(&Some(person))
    }
}
