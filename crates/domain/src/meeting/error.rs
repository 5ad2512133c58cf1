//! Why a meeting's rule said no.

use crate::postmortem::edit::WriteError;
use crate::text::TextError;
use crate::{AnswerId, MeasureId, NoteId, PersonId, Refusal};

#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum MeetingError {
    #[error("no meeting is planned for this post-mortem")]
    NotPlanned,
    #[error("no meeting is running; start it first")]
    NotRunning,
    #[error("the meeting is running; end it first")]
    Running,
    #[error("the meeting has ended; take it up again if it is to go on")]
    Ended,
    #[error("this post-mortem is published; reopen it first")]
    Published,
    #[error("{0} leads this meeting; take over first")]
    NotFacilitating(String),
    #[error("not looked at yet: {}; say how each stands, or put it off", .0.join("; "))]
    OpenActionsLeft(Vec<String>),
    #[error("{} would be passed over; say in a word why", .0.join(", "))]
    SkipNeedsWord(Vec<&'static str>),
    #[error("this is the last step; end the meeting instead")]
    LastStep,
    #[error("the answers were shown already; write with everybody now")]
    AnswersShown,
    #[error("answers are written in silence just now; write yours in the meeting")]
    WrittenInSilence,
    #[error("the four questions are answered in silence when the meeting comes to them")]
    NotSilent,
    #[error("this meeting writes without names; send the header Meeting-Key")]
    KeyMissing,
    #[error("there is no answer {0} of yours")]
    NoAnswer(AnswerId),
    #[error("there is no note {0} in this meeting")]
    NoNote(NoteId),
    #[error("voting is closed")]
    VotingClosed,
    #[error("{0} votes are more than the three that each has")]
    TooManyVotes(usize),
    #[error("measure {0} has your vote already; each of the three goes to another")]
    VoteTwice(MeasureId),
    #[error("there is no measure {0} in this post-mortem")]
    NoMeasure(MeasureId),
    #[error("“/{0}” is none of /factor, /action and /question; without the stroke it is a note")]
    UnknownCommand(String),
    #[error("a question is asked on an entry of the timeline, and the meeting is at none")]
    NoEventForQuestion,
    #[error("{0} is not there")]
    NoPlace(String),
    #[error("minutes is {0}; a meeting lasts 5 to 480 minutes")]
    Minutes(u16),
    #[error("minutes is {0}; a step is extended by 1 to 60 minutes")]
    Extension(u16),
    #[error("steps names {0}; it holds all eight once, of 1 to 240 minutes each, or none")]
    Steps(String),
    #[error("the steps make {steps} minutes, and minutes says {minutes}")]
    StepsSum { steps: u32, minutes: u16 },
    #[error("there is no person {person} in this workspace")]
    NoPerson {
        field: &'static str,
        person: PersonId,
    },
    #[error("{name} has left the workspace")]
    LeftPerson { field: &'static str, name: String },
    #[error("there are {0} attendees; a meeting has at most 200")]
    Attendees(usize),
    #[error(transparent)]
    Write(#[from] WriteError),
    #[error(transparent)]
    Event(#[from] crate::incident::edit::EventError),
    #[error(transparent)]
    Text(#[from] TextError),
}

impl Refusal for MeetingError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotPlanned => "no_meeting",
            Self::NotRunning => "meeting_not_running",
            Self::Running => "meeting_running",
            Self::Ended => "meeting_ended",
            Self::Published => "already_published",
            Self::NotFacilitating(_) => "not_facilitating",
            Self::OpenActionsLeft(_) => "open_actions_left",
            Self::SkipNeedsWord(_) => "skip_needs_word",
            Self::LastStep => "last_step",
            Self::AnswersShown => "answers_shown",
            Self::WrittenInSilence => "written_in_silence",
            Self::NotSilent => "not_silent",
            Self::KeyMissing => "meeting_key_missing",
            Self::NoAnswer(_) => "no_such_answer",
            Self::NoNote(_) => "no_such_note",
            Self::VotingClosed => "voting_closed",
            Self::TooManyVotes(_) => "too_many_votes",
            Self::VoteTwice(_) => "vote_twice",
            Self::NoMeasure(_) => "no_such_measure",
            Self::UnknownCommand(_) => "unknown_command",
            Self::NoEventForQuestion => "no_event_for_question",
            Self::NoPlace(_) => "no_such_place",
            Self::Minutes(_) | Self::Extension(_) | Self::Steps(_) | Self::StepsSum { .. } => {
                "not_a_length"
            }
            Self::NoPerson { .. } => "no_such_person",
            Self::LeftPerson { .. } => "person_has_left",
            Self::Attendees(_) => "too_many_attendees",
            Self::Write(error) => error.code(),
            Self::Event(error) => error.code(),
            Self::Text(error) => error.code(),
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::TooManyVotes(_) | Self::VoteTwice(_) | Self::NoMeasure(_) => {
                Some("measures".into())
            }
            Self::UnknownCommand(_) => Some("text".into()),
            Self::NoEventForQuestion => Some("event".into()),
            Self::SkipNeedsWord(_) => Some("because".into()),
            Self::NoPlace(_) => Some("place".into()),
            Self::Minutes(_) | Self::Extension(_) => Some("minutes".into()),
            Self::Steps(_) | Self::StepsSum { .. } => Some("steps".into()),
            Self::NoPerson { field, .. } | Self::LeftPerson { field, .. } => Some((*field).into()),
            Self::Attendees(_) => Some("attendees".into()),
            Self::Write(error) => error.field(),
            Self::Event(error) => error.field(),
            Self::Text(error) => error.field(),
            _ => None,
        }
    }

    fn all(&self) -> Vec<String> {
        match self {
            Self::OpenActionsLeft(sentences) => sentences.clone(),
            other => vec![other.to_string()],
        }
    }
}
