//! The timeline of a document: entries with their evidence, questions and earlier wordings.

use afterword_domain::incident::{EventKind, Evidence, Milestone};
use afterword_domain::time::Precision;
use afterword_domain::{ContributingFactorId, EventId, Moment, QuestionId};
use serde::{Deserialize, Serialize};

/// One entry of the timeline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    pub id: EventId,
    pub occurred_at: Moment,
    #[serde(default)]
    pub precision: Precision,
    /// Unknown for an entry that comes from a document.
    #[serde(default)]
    pub recorded_at: Option<Moment>,
    #[serde(default)]
    pub kind: EventKind,
    #[serde(default)]
    pub milestone: Option<Milestone>,
    /// Markdown.
    #[serde(default)]
    pub text: String,
    #[serde(default)]
    pub source: String,
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    #[serde(default)]
    pub pinned: bool,
    #[serde(default)]
    pub questions: Vec<Question>,
    #[serde(default)]
    pub history: Vec<Correction>,
}

/// What an entry said until it was corrected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    pub until: Moment,
    #[serde(default)]
    pub by: Option<String>,
    pub occurred_at: Moment,
    #[serde(default)]
    pub text: String,
}

/// A question on an entry, with its thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    pub id: QuestionId,
    pub text: String,
    #[serde(default)]
    pub asked_by: Option<String>,
    pub asked_at: Moment,
    #[serde(default)]
    pub answers: Vec<Reply>,
    #[serde(default)]
    pub factor: Option<ContributingFactorId>,
}

/// One answer in a question's thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    pub text: String,
    #[serde(default)]
    pub by: Option<String>,
    pub at: Moment,
}
