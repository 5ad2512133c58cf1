//! The review as a document has it: sections, factors, answers, measures, action items, meeting.

use afterword_domain::action_item::{EarlierDate, Outcome, Priority, Proof, Ticket};
use afterword_domain::incident::Evidence;
use afterword_domain::postmortem::{
    Confidence, Effect, FactorGroup, FourQuestion, Section, Status,
};
use afterword_domain::recurrence::Verdict;
use afterword_domain::{
    ActionItemId, AnswerId, ContributingFactorId, Day, IncidentRef, MeasureId, Moment,
};
use serde::{Deserialize, Serialize};

pub use afterword_domain::action_item::State;
pub use afterword_domain::postmortem::Told;

/// The review of one incident.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PostMortem {
    pub status: Status,
    pub sections: Vec<Section>,
    pub factors: Vec<Factor>,
    pub answers: Vec<Answer>,
    pub measures: Vec<Measure>,
    pub actions: Vec<Action>,
    pub meeting: Option<Meeting>,
    pub published_at: Option<Moment>,
    /// By handle.
    pub published_by: Option<String>,
    pub no_actions_reason: String,
}

/// A contributing factor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Factor {
    pub id: ContributingFactorId,
    #[serde(default)]
    pub group: FactorGroup,
    #[serde(default)]
    pub text: String,
    /// The label of the shared vocabulary's term.
    #[serde(default)]
    pub factor: Option<String>,
    #[serde(default)]
    pub confidence: Option<Confidence>,
    #[serde(default)]
    pub evidence: Vec<Evidence>,
}

/// An answer to one of the four questions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    pub id: AnswerId,
    pub question: FourQuestion,
    #[serde(default)]
    pub text: String,
    /// By handle.
    #[serde(default)]
    pub by: Option<String>,
}

/// A candidate action.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    pub id: MeasureId,
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub note: String,
    #[serde(default)]
    pub effect: Option<Effect>,
    #[serde(default)]
    pub effort_days: Option<f64>,
    /// The label of the factor it works against.
    #[serde(default)]
    pub factor: Option<String>,
    /// By handle.
    #[serde(default)]
    pub votes: Vec<String>,
    #[serde(default)]
    pub not_chosen_reason: String,
    #[serde(default)]
    pub told: Option<Told>,
}

/// An action item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Action {
    pub id: ActionItemId,
    #[serde(default)]
    pub measure: Option<MeasureId>,
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub note: String,
    /// By handle: somebody of the workspace.
    #[serde(default)]
    pub owner: Option<String>,
    /// As a source named them.
    #[serde(default)]
    pub owner_name: String,
    #[serde(default)]
    pub priority: Option<Priority>,
    #[serde(default)]
    pub due_on: Option<Day>,
    /// The dates that it had before, oldest first.
    #[serde(default)]
    pub earlier_dates: Vec<EarlierDate>,
    #[serde(default)]
    pub ticket: Option<Ticket>,
    #[serde(default)]
    pub state: State,
    #[serde(default)]
    pub blocked_by: String,
    #[serde(default)]
    pub wont_do_reason: String,
    #[serde(default)]
    pub effort_days: Option<f64>,
    /// The label of the factor it works against.
    #[serde(default)]
    pub factor: Option<String>,
    /// Unknown where a document gives neither this nor the start of the incident.
    #[serde(default)]
    pub committed_at: Option<Moment>,
    #[serde(default)]
    pub finished_at: Option<Moment>,
    #[serde(default)]
    pub proof: Option<Proof>,
    #[serde(default)]
    pub verify_by: Option<Day>,
    #[serde(default)]
    pub reviews: Vec<Review>,
}

/// What was said of an action item at a later meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    pub at: Moment,
    #[serde(default)]
    pub by: Option<String>,
    #[serde(default)]
    pub meeting_of: Option<IncidentRef>,
    pub outcome: Outcome,
    #[serde(default)]
    pub note: String,
}

/// The meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meeting {
    pub scheduled_at: Moment,
    pub minutes: u16,
    #[serde(default)]
    pub facilitator: Option<String>,
    #[serde(default)]
    pub scribe: Option<String>,
    #[serde(default)]
    pub held_at: Option<Moment>,
}

/// An earlier incident that this one repeats or was said to repeat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recurrence {
    pub earlier: IncidentRef,
    pub verdict: Verdict,
    #[serde(default)]
    pub reasons: Vec<String>,
    #[serde(default)]
    pub by: Option<String>,
    pub at: Moment,
}
