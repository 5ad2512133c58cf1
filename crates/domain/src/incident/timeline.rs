//! The series of events, each with its evidence and the questions it raised.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Milestone;
use crate::time::Precision;
use crate::{ContributingFactorId, EventId, Moment, PersonId, QuestionId};

/// What happened.
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
pub enum EventKind {
    Alert,
    Page,
    Message,
    Deploy,
    Change,
    Decision,
    #[default]
    Observation,
    Milestone,
}

/// What a piece of evidence is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceKind {
    Log,
    MergeRequest,
    Pipeline,
    Message,
    Metric,
    Ticket,
    Dashboard,
    File,
}

/// A link to where something can be checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Evidence {
    pub kind: EvidenceKind,
    /// When it is left empty, the address tells the label, and the kind where it can.
    pub label: String,
    /// http or https, or for a file of this workspace its own address; absent for a sampled metric
    /// that links nowhere.
    #[serde(default)]
    pub url: Option<String>,
    /// A metric's samples as (seconds since the epoch, value).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub series: Vec<(i64, f64)>,
    /// What a sample counts: "connections", "s". One that begins with "share" runs from 0 to 1
    /// and is shown in percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The value from which an alert fires.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<f64>,
}

/// One entry of the timeline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TimelineEvent {
    pub id: EventId,
    pub occurred_at: Moment,
    #[serde(default)]
    pub precision: Precision,
    pub recorded_at: Moment,
    pub kind: EventKind,
    /// The milestone that this entry tells of.
    #[serde(default)]
    pub milestone: Option<Milestone>,
    /// Markdown.
    pub text: String,
    /// Where it came from: a person's name for the entry, a webhook's source, or the import.
    #[serde(default)]
    pub source: String,
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    /// A key entry, shown when the rest is folded.
    #[serde(default)]
    pub pinned: bool,
    #[serde(default)]
    pub questions: Vec<Question>,
    /// What it said before each correction, oldest first.
    #[serde(default)]
    pub history: Vec<Correction>,
}

/// What an entry said until it was corrected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Correction {
    pub until: Moment,
    pub by: Option<PersonId>,
    pub occurred_at: Moment,
    pub text: String,
}

/// Asked on an event; answered, turned into a contributing factor, or open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Question {
    pub id: QuestionId,
    pub text: String,
    pub asked_by: Option<PersonId>,
    pub asked_at: Moment,
    #[serde(default)]
    pub answers: Vec<Reply>,
    /// Set when it became a contributing factor.
    #[serde(default)]
    pub factor: Option<ContributingFactorId>,
}

impl Question {
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.answers.is_empty() && self.factor.is_none()
    }
}

/// One answer in a question's thread.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Reply {
    pub text: String,
    pub by: Option<PersonId>,
    pub at: Moment,
}

/// A stretch of the incident in which nothing was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Gap {
    /// The entry after which nothing was recorded.
    pub after: EventId,
    pub minutes: u32,
}

/// Gaps longer than this ask what happened.
pub const GAP_MINUTES: i64 = 10;

/// The stretches of more than ten minutes without an entry, up to the moment of recovery.
/// Entries that are known only to the day say nothing about minutes and are passed over.
#[must_use]
pub fn gaps(
    timeline: &[TimelineEvent],
    began: Option<Moment>,
    recovered: Option<Moment>,
) -> Vec<Gap> {
    let timed: Vec<_> = timeline
        .iter()
        .filter(|event| event.precision != Precision::Day)
        .collect();
    timed
        .windows(2)
        .filter(|pair| began.is_none_or(|began| pair[1].occurred_at > began))
        .filter(|pair| recovered.is_some_and(|end| pair[1].occurred_at <= end))
        .filter_map(|pair| {
            let minutes = pair[1].occurred_at.since(pair[0].occurred_at).as_mins();
            let minutes = u32::try_from(minutes).unwrap_or(u32::MAX);
            (i64::from(minutes) > GAP_MINUTES).then_some(Gap {
                after: pair[0].id,
                minutes,
            })
        })
        .collect()
}
