//! The review of one incident: what was learned, and what follows.

pub mod edit;
pub mod prose;
pub mod publish;
pub mod week;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::action_item::{ActionItem, State, Ticket};
use crate::incident::Evidence;
use crate::meeting::{Meeting, Proceedings};
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
    /// What the meeting leaves behind while it runs. Whoever shows an incident leaves it out: some
    /// of it is not to be seen yet.
    #[serde(default, skip_serializing_if = "Proceedings::is_empty")]
    pub proceedings: Proceedings,
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

impl Section {
    fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    fn take_title(&mut self, other: &Self) {
        let usual = STANDARD_SECTIONS.contains(&(self.key.as_str(), self.title.as_str()));
        if usual && self.is_blank() {
            self.title.clone_from(&other.title);
        }
    }
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

    /// Takes in the empty sections of `others` that are not there, each behind the one that it
    /// follows there. A standard section that says nothing yet also takes its title from there.
    pub fn take_in(&mut self, others: &[Section]) {
        let mut before = None;
        for other in others {
            let own = |section: &Section| section.key == other.key;
            if let Some(at) = self.sections.iter().position(own) {
                self.sections[at].take_title(other);
                before = Some(at);
            } else if other.is_blank() {
                let at = before.map_or(0, |before| before + 1);
                self.sections.insert(at, other.clone());
                before = Some(at);
            }
        }
    }

    /// The action item made from a measure.
    #[must_use]
    pub fn action_of(&self, measure: MeasureId) -> Option<&ActionItem> {
        self.actions
            .iter()
            .find(|action| action.measure == Some(measure))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(key: &str, title: &str, text: &str) -> Section {
        Section {
            key: key.into(),
            title: title.into(),
            text: text.into(),
        }
    }

    fn taking_in(own: &[Section], others: &[Section]) -> Vec<(String, String)> {
        let mut postmortem = PostMortem {
            sections: own.to_vec(),
            ..PostMortem::default()
        };
        postmortem.take_in(others);
        let again = postmortem.sections.clone();
        postmortem.take_in(others);
        assert_eq!(postmortem.sections, again, "once is enough");
        let sections = postmortem.sections.into_iter();
        sections
            .map(|section| (section.key, section.title))
            .collect()
    }

    #[test]
    fn what_a_document_lacks_comes_from_the_template_in_its_place() {
        let template = [
            section("summary", "In short", ""),
            section("security", "Security", ""),
            section("root_cause", "Why", ""),
            section("lessons", "Lessons learned", ""),
        ];
        let document = [
            section("detection", "Detection", "By a customer."),
            section("summary", "Summary", "It broke."),
            section("root_cause", "Root cause", ""),
            section("lessons", "What we learned", ""),
        ];
        let titles: Vec<_> = taking_in(&document, &template);
        let titles: Vec<_> = titles.iter().map(|(_, title)| title.as_str()).collect();
        // What the document says or calls by a name of its own stays as it is.
        let expected = ["Detection", "Summary", "Security", "Why", "What we learned"];
        assert_eq!(titles, expected);
        assert_eq!(taking_in(&[], &template).len(), 4);
    }

    #[test]
    fn what_says_something_elsewhere_is_not_taken_in() {
        let here = [
            section("notes", "Notes", "kept by hand"),
            section("risk", "Risk", " "),
        ];
        assert_eq!(taking_in(&[], &here), [("risk".into(), "Risk".into())]);
    }
}
