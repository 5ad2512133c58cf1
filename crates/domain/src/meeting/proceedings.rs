//! What a meeting leaves behind while it runs: where it stands, what was said and noted, and what
//! is not to be seen yet. The parts that are hidden lie here and not among the answers and votes of
//! the post-mortem, so that no list, export or search can show them by mistake.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::MeetingKind;
use super::agenda::Step;
use crate::meeting::Meeting;
use crate::postmortem::FourQuestion;
use crate::{
    ActionItemId, AnswerId, ContributingFactorId, EventId, FactorId, IncidentRef, MeasureId,
    Moment, NoteId, PersonId, QuestionId, WordId,
};

/// Everything of a meeting but its plan.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Proceedings {
    /// The meeting that was called off last, for an invitation that takes it back.
    pub called_off: Option<Meeting>,
    pub run: Option<MeetingRun>,
    pub words: Vec<MeetingWord>,
    pub notes: Vec<MeetingNote>,
    /// Answers that are not shown to others yet.
    pub silent: Vec<SilentAnswer>,
    /// Votes while they are being given.
    pub ballots: Vec<Ballot>,
}

impl Proceedings {
    /// Whether there was never a meeting that began or was called off.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The run, while it lasts.
    #[must_use]
    pub fn running(&self) -> Option<&MeetingRun> {
        self.run.as_ref().filter(|run| run.ended_at.is_none())
    }
}

/// A meeting under way, or one that has ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MeetingRun {
    pub kind: MeetingKind,
    pub started_at: Moment,
    pub ended_at: Option<Moment>,
    /// When it was last taken up again after it had ended.
    pub resumed_at: Option<Moment>,
    /// Who leads it now; the one who moves it on.
    pub facilitator: PersonId,
    /// What is written in check-in and the four questions bears no name.
    pub anonymous: bool,
    pub step: Step,
    /// All eight, in their order.
    pub steps: Vec<RunStep>,
    /// The answers to the four questions were shown to everybody.
    pub answers_shown: bool,
    pub voting_open: bool,
    /// Who joined and has not left.
    pub present: Vec<PersonId>,
    /// The incident's version before it began: what came after it was changed since.
    pub started_version: u32,
}

/// What a run knows of one step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RunStep {
    pub step: Step,
    /// As planned.
    pub minutes: u16,
    /// Minutes that were added.
    pub extended: u16,
    /// Since when the meeting is in it; only of the present step.
    pub entered_at: Option<Moment>,
    /// Microseconds spent in it, up to the last time that it was left.
    pub spent_us: i64,
    pub visited: bool,
    /// Why it was passed over.
    pub skipped_because: String,
    /// Where it was last.
    pub place: Option<Place>,
}

/// What a step is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "at", rename_all = "snake_case")]
pub enum Place {
    OpenAction {
        incident: IncidentRef,
        action: ActionItemId,
    },
    TimelineEvent {
        event: EventId,
    },
    Question {
        event: EventId,
        question: QuestionId,
    },
    ContributingFactor {
        factor: ContributingFactorId,
    },
    FourQuestion {
        question: FourQuestion,
    },
    Measure {
        measure: MeasureId,
    },
    /// A factor of the shared vocabulary.
    Pattern {
        factor: FactorId,
    },
}

/// When a word was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    CheckIn,
    CheckOut,
}

/// How somebody arrives, or leaves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MeetingWord {
    pub id: WordId,
    pub phase: Phase,
    pub text: String,
    /// Nobody, in a meeting without names.
    pub by: Option<PersonId>,
    /// By which the one who wrote it without a name is known again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal: Option<String>,
    pub at: Moment,
}

/// What a note became.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "thing", rename_all = "snake_case")]
pub enum Became {
    ContributingFactor {
        id: ContributingFactorId,
    },
    Measure {
        id: MeasureId,
    },
    Question {
        event: EventId,
        question: QuestionId,
    },
}

/// Something written down on the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MeetingNote {
    pub id: NoteId,
    pub text: String,
    pub by: Option<PersonId>,
    pub at: Moment,
    /// Where the meeting was.
    pub step: Step,
    pub became: Option<Became>,
}

/// An answer to one of the four questions that only its writer sees yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SilentAnswer {
    pub id: AnswerId,
    pub question: FourQuestion,
    /// Markdown.
    pub text: String,
    /// Nobody, in a meeting without names.
    pub by: Option<PersonId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal: Option<String>,
}

/// The votes of one person while votes are being given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Ballot {
    pub person: PersonId,
    pub measures: Vec<MeasureId>,
}

/// Who writes: by name, or by a secret that only they have and that is kept nowhere.
#[derive(Clone, Copy)]
pub enum Writer<'a> {
    Person(PersonId),
    /// Makes the seal of the entry with a number. Each entry gets another, so that nobody can tell
    /// which of them came from one hand.
    Sealed(&'a (dyn Fn(u32) -> String + Sync)),
}

impl Writer<'_> {
    /// What an entry with this number bears.
    #[must_use]
    pub fn sign(&self, number: u32) -> (Option<PersonId>, Option<String>) {
        match self {
            Self::Person(person) => (Some(*person), None),
            Self::Sealed(seal) => (None, Some(seal(number))),
        }
    }

    /// Whether an entry with this number is theirs.
    #[must_use]
    pub fn wrote(&self, number: u32, by: Option<PersonId>, seal: Option<&str>) -> bool {
        match self {
            Self::Person(person) => by == Some(*person),
            Self::Sealed(own) => seal.is_some_and(|seal| own(number) == seal),
        }
    }
}

impl MeetingRun {
    /// What it knows of a step.
    #[must_use]
    pub fn of(&self, step: Step) -> Option<&RunStep> {
        self.steps.iter().find(|known| known.step == step)
    }

    pub(super) fn of_mut(&mut self, step: Step) -> Option<&mut RunStep> {
        self.steps.iter_mut().find(|known| known.step == step)
    }

    /// Where the present step is.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        self.of(self.step)?.place
    }

    /// Whether people write for themselves just now.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.ended_at.is_none() && self.step == Step::FourQuestions && !self.answers_shown
    }

    /// Microseconds that it took so far, pauses between an end and a return left out.
    #[must_use]
    pub fn spent_us(&self, now: Moment) -> i64 {
        self.steps.iter().map(|step| step.spent_by(now)).sum()
    }
}

impl RunStep {
    /// Microseconds spent in it by a moment.
    #[must_use]
    pub fn spent_by(&self, now: Moment) -> i64 {
        let since = self
            .entered_at
            .map_or(0, |entered| now.micros() - entered.micros());
        self.spent_us + since.max(0)
    }
}
