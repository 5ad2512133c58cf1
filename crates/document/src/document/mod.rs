//! The portable form of one incident: names where the domain has ids.
//!
//! Services are told by name, people by handle (or by the name a source gave them), factors by
//! label, other incidents by reference. Its JSON is the JSON export. It owns the shape only: what
//! is allowed to be in it is the domain's business.

mod postmortem;
mod timeline;

use afterword_domain::incident::{Impact, Milestones, Mode, Severity};
use afterword_domain::time::Precision;
use afterword_domain::{IncidentRef, Moment};
use serde::{Deserialize, Serialize};

pub use postmortem::{
    Action, Answer, Factor, Measure, Meeting, PostMortem, Recurrence, Review, State, Told,
};
pub use timeline::{Correction, Entry, Question, Reply};

/// Those who see an incident that is not for everybody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RestrictedTo {
    /// By handle.
    pub people: Vec<String>,
    /// By name.
    pub teams: Vec<String>,
}

/// One incident with its post-mortem.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Document {
    pub reference: Option<IncidentRef>,
    pub title: String,
    pub mode: Mode,
    pub severity: Severity,
    /// By name.
    pub services: Vec<String>,
    /// Who sees it; everybody when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restricted_to: Option<RestrictedTo>,
    pub duplicate_of: Option<IncidentRef>,
    /// IANA name of the zone in which the document tells its times; empty when nothing says.
    pub zone: String,
    pub milestones: Milestones,
    pub started_precision: Precision,
    pub impact: Impact,
    pub timeline: Vec<Entry>,
    pub postmortem: PostMortem,
    pub recurrences: Vec<Recurrence>,
    /// Unknown for a document that comes from elsewhere.
    pub created_at: Option<Moment>,
    pub updated_at: Option<Moment>,
    /// The next number for anything inside; zero leaves it to be counted.
    pub next_entry: u32,
}
