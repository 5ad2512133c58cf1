//! An action item: a chosen measure with an owner, a priority, a date and a ticket.

pub mod carried_over;
pub mod commit;
pub mod oversight;
pub mod press;
pub mod progress;
pub mod proof;
pub mod review;
pub mod standing;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use carried_over::{CarriedFrom, CarriedOver, EarlierDate};
pub use proof::{Proof, ProofKind, ProofStanding};
pub use review::{ActionReview, Outcome};
pub use standing::{Concern, Standing};

use crate::{ActionItemId, Day, FactorId, MeasureId, Moment, PersonId};

/// P1 first.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    P1,
    P2,
    P3,
}

/// Where an action item stands.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum State {
    #[default]
    Open,
    InProgress,
    Done,
    WontDo,
}

impl State {
    #[must_use]
    pub fn is_finished(self) -> bool {
        matches!(self, Self::Done | Self::WontDo)
    }
}

/// A ticket in a tracker.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Ticket {
    /// What people call it: `PAY-2214`, `#611`.
    pub key: String,
    #[serde(default)]
    pub url: Option<String>,
}

/// One of at most three.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ActionItem {
    pub id: ActionItemId,
    pub measure: Option<MeasureId>,
    pub title: String,
    #[serde(default)]
    pub note: String,
    pub owner: Option<PersonId>,
    /// The owner as an imported document names them, while nobody of the workspace answers to it.
    #[serde(default)]
    pub owner_name: String,
    pub priority: Option<Priority>,
    pub due_on: Option<Day>,
    /// The dates that it had before this one, oldest first.
    #[serde(default)]
    pub earlier_dates: Vec<EarlierDate>,
    pub ticket: Option<Ticket>,
    pub state: State,
    /// What an item in progress waits for.
    #[serde(default)]
    pub blocked_by: String,
    /// Why it will not be done.
    #[serde(default)]
    pub wont_do_reason: String,
    pub effort_days: Option<f64>,
    /// The factor it works against.
    pub factor: Option<FactorId>,
    pub committed_at: Moment,
    pub finished_at: Option<Moment>,
    /// What shows that it is done.
    #[serde(default)]
    pub proof: Option<Proof>,
    /// The day by which that is to be verified.
    #[serde(default)]
    pub verify_by: Option<Day>,
    /// What was said of it at later meetings, oldest first.
    #[serde(default)]
    pub reviews: Vec<ActionReview>,
}

impl ActionItem {
    /// Days past its date, negative while there are days left; `None` without a date or when finished.
    #[must_use]
    pub fn days_late(&self, today: Day) -> Option<i32> {
        if self.state.is_finished() {
            return None;
        }
        Some(today.days_since(self.due_on?))
    }

    #[must_use]
    pub fn is_overdue(&self, today: Day) -> bool {
        self.days_late(today).is_some_and(|days| days > 0)
    }

    /// Whether it was unfinished at `moment`: committed before it, and not finished by then.
    #[must_use]
    pub fn was_open_at(&self, moment: Moment) -> bool {
        was_open_at(self.state, self.committed_at, self.finished_at, moment)
    }
}

pub(crate) fn was_open_at(
    state: State,
    committed_at: Moment,
    finished_at: Option<Moment>,
    moment: Moment,
) -> bool {
    let finished_later = match finished_at {
        Some(finished) => finished > moment,
        None => !state.is_finished(),
    };
    committed_at <= moment && finished_later
}
