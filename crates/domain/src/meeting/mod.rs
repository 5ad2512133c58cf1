//! The meeting: when it is, and what it goes through.

pub mod agenda;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Moment, PersonId};

/// A post-mortem's meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Meeting {
    pub scheduled_at: Moment,
    pub minutes: u16,
    #[serde(default)]
    pub facilitator: Option<PersonId>,
    #[serde(default)]
    pub scribe: Option<PersonId>,
    #[serde(default)]
    pub held_at: Option<Moment>,
}

/// Ninety minutes, as the practice has it.
pub const DEFAULT_MINUTES: u16 = 90;
