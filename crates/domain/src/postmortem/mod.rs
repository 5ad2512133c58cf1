//! The review of one incident: what was learned, and what follows.

pub mod edit;
pub mod publish;
pub mod week;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::action_item::{ActionItem, State, Ticket};
use crate::incident::Evidence;
use crate::meeting::Meeting;
use crate::{AnswerId, ContributingFactorId, FactorId, MeasureId, Moment, PersonId};

/// How far the review has come.
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
pub enum Status {
    /// The facts are being collected.
    #[default]
    Facts,
    Scheduled,
    InMeeting,
    /// Held, and being finished in writing.
    InReview,
    Published,
}

/// The review of one incident.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PostMortem {
    pub status: Status,
    pub sections: Vec<Section>,
    pub factors: Vec<ContributingFactor>,
    pub answers: Vec<Answer>,
    pub measures: Vec<Measure>,
    pub actions: Vec<ActionItem>,
    pub meeting: Option<Meeting>,
    pub published_at: Option<Moment>,
    pub published_by: Option<PersonId>,
    /// Why it was published without an action item.
    pub no_actions_reason: String,
}

/// A passage of prose. `summary`, `root_cause` and `lessons` are always offered; anything else a
/// document brings is kept as a section of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Section {
    /// Unique within the post-mortem, made of small letters, digits and underscores.
    pub key: String,
    pub title: String,
    /// Markdown.
    pub text: String,
}

/// The sections that every post-mortem has, with their titles.
pub const STANDARD_SECTIONS: [(&str, &str); 3] = [
    ("summary", "Summary"),
    ("root_cause", "Root cause"),
    ("lessons", "Lessons learned"),
];

/// What a contributing factor did.
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
pub enum FactorGroup {
    #[default]
    MadePossible,
    SlowedDetection,
    SlowedResolution,
}

/// How sure the group is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    Low,
    Medium,
    High,
}

/// A condition that made the incident possible or prolonged it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ContributingFactor {
    pub id: ContributingFactorId,
    pub group: FactorGroup,
    /// Markdown.
    pub text: String,
    /// The term of the shared vocabulary that it is an instance of.
    pub factor: Option<FactorId>,
    pub confidence: Option<Confidence>,
    #[serde(default)]
    pub evidence: Vec<Evidence>,
}

/// One of the four questions.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum FourQuestion {
    /// What helped us?
    Helped,
    /// What slowed us down?
    Slowed,
    /// What could we have done differently?
    Differently,
    /// What do we know now that we did not know before?
    KnownNow,
}

impl FourQuestion {
    pub const ALL: [Self; 4] = [
        Self::Helped,
        Self::Slowed,
        Self::Differently,
        Self::KnownNow,
    ];
}

/// One answer to one of the four questions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Answer {
    pub id: AnswerId,
    pub question: FourQuestion,
    /// Markdown.
    pub text: String,
    pub by: Option<PersonId>,
}

/// What a measure would do.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    Prevents,
    Detects,
    Limits,
    /// Asks people to remember; no condition changes.
    AsksForMemory,
}

/// A candidate action.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Measure {
    pub id: MeasureId,
    pub title: String,
    /// Markdown: whatever more there is to say.
    #[serde(default)]
    pub note: String,
    pub effect: Option<Effect>,
    pub effort_days: Option<f64>,
    /// The factor it works against.
    pub factor: Option<FactorId>,
    #[serde(default)]
    pub votes: Vec<PersonId>,
    /// Why it was considered and not chosen.
    #[serde(default)]
    pub not_chosen_reason: String,
    /// What an imported document said of it.
    #[serde(default)]
    pub told: Option<Told>,
}

/// Owner, state and ticket of a measure as an imported document told them. They commit nobody:
/// only an action item does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Told {
    pub owner: String,
    pub state: Option<State>,
    pub ticket: Option<Ticket>,
}

impl PostMortem {
    /// The text of a section, empty when it is not there.
    #[must_use]
    pub fn section(&self, key: &str) -> &str {
        self.sections
            .iter()
            .find(|section| section.key == key)
            .map_or("", |section| &section.text)
    }

    /// The action item made from a measure.
    #[must_use]
    pub fn action_of(&self, measure: MeasureId) -> Option<&ActionItem> {
        self.actions
            .iter()
            .find(|action| action.measure == Some(measure))
    }
}
