//! An incident: one degradation, with its facts and its one post-mortem.

pub mod admit;
pub mod awareness;
pub mod cost;
pub mod differ;
pub mod edit;
pub mod evidence;
pub mod evidence_link;
pub mod evidence_title;
pub mod impact;
pub mod kept_phrase;
pub mod milestones;
pub mod open;
pub mod rules;
pub mod shift;
pub mod summary;
pub mod timeline;
pub mod undo;
pub mod visibility;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use impact::{DetectedBy, Impact};
pub use kept_phrase::KeptPhrase;
pub use milestones::{Milestone, Milestones};
pub use summary::IncidentSummary;
pub use timeline::{EventKind, Evidence, EvidenceKind, Question, TimelineEvent};
pub use visibility::Visibility;

use crate::history::NamedVersion;
use crate::meeting::Proceedings;
use crate::postmortem::{PostMortem, Status};
use crate::recurrence::Recurrence;
use crate::time::Precision;
use crate::{IncidentRef, Moment, ServiceId};

/// What kind of occasion it was.
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
pub enum Mode {
    #[default]
    Standard,
    NearMiss,
    /// A rehearsal; the only mode that owes no post-mortem.
    Drill,
}

/// SEV1 is the worst.
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
pub enum Severity {
    Sev1,
    Sev2,
    #[default]
    Sev3,
    Sev4,
}

impl Severity {
    pub const ALL: [Self; 4] = [Self::Sev1, Self::Sev2, Self::Sev3, Self::Sev4];

    /// 1 to 4.
    #[must_use]
    pub fn number(self) -> u8 {
        self as u8 + 1
    }
}

/// The whole of one incident: what a page shows and what a change is decided on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Incident {
    pub reference: IncidentRef,
    /// Grows by one with every change; an edit carries the version it saw.
    pub version: u32,
    pub title: String,
    pub mode: Mode,
    pub severity: Severity,
    pub services: Vec<ServiceId>,
    /// Who sees it.
    #[serde(default)]
    #[schema(required)]
    pub visibility: Visibility,
    /// Set when another incident already tells this story.
    pub duplicate_of: Option<IncidentRef>,
    /// IANA name of the zone in which the document tells its times.
    pub zone: String,
    pub milestones: Milestones,
    /// How exactly the start of impact is known.
    pub started_precision: Precision,
    pub impact: Impact,
    /// In order of `occurred_at`, then of entry.
    pub timeline: Vec<TimelineEvent>,
    pub postmortem: PostMortem,
    /// Earlier incidents that this one repeats or was said to repeat.
    pub recurrences: Vec<Recurrence>,
    /// Versions that somebody gave a name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub named_versions: Vec<NamedVersion>,
    /// Phrases that the check of language found and that are meant as they stand.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kept_phrases: Vec<KeptPhrase>,
    pub created_at: Moment,
    pub updated_at: Moment,
    /// The next number for anything inside; numbers are never used twice.
    pub next_entry: u32,
}

impl Incident {
    /// When impact began, or the incident was first written down if nobody has said.
    #[must_use]
    pub fn began(&self) -> Moment {
        self.milestones.impact_started_at.unwrap_or(self.created_at)
    }

    /// Drills and duplicates owe no post-mortem; everything else does.
    #[must_use]
    pub fn owes_review(&self) -> bool {
        self.mode != Mode::Drill && self.duplicate_of.is_none()
    }

    #[must_use]
    pub fn is_published(&self) -> bool {
        self.postmortem.status == Status::Published
    }

    /// `recovered − impact started` in seconds, when both are known to the minute or better.
    #[must_use]
    pub fn duration_seconds(&self) -> Option<i64> {
        self.seconds_since_start(Milestone::Recovered)
    }

    /// Earlier incidents that a person confirmed this one repeats.
    pub fn repeats(&self) -> impl Iterator<Item = IncidentRef> + '_ {
        self.recurrences
            .iter()
            .filter(|link| link.is_confirmed())
            .map(|link| link.earlier)
    }

    /// Without what a meeting leaves behind while it runs, as every page, file and error shows it:
    /// some of that is not to be seen yet, and the meeting's own page knows who looks.
    #[must_use]
    pub fn without_proceedings(mut self) -> Self {
        self.postmortem.proceedings = Proceedings::default();
        self
    }

    /// Hands out the next number for something inside this incident.
    pub fn number_entry(&mut self) -> u32 {
        self.next_entry += 1;
        self.next_entry
    }
}
