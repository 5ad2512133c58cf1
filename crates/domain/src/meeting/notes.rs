//! Notes on the way. One that begins with `/factor`, `/action` or `/question` becomes that thing in
//! the same change; this is the one place that reads it, for every client.

use super::error::MeetingError;
use super::proceedings::{Became, MeetingNote, Place};
use super::run::running;
use crate::change::{Change, Edit, Entry};
use crate::incident::edit::ask;
use crate::postmortem::FactorGroup;
use crate::postmortem::edit::{FactorForm, MeasureForm, write_factor, write_measure};
use crate::text::{self, TITLE_MAX};
use crate::workspace::Workspace;
use crate::{
    ContributingFactorId, EventId, Incident, MeasureId, Moment, NoteId, PersonId, QuestionId,
};

/// In characters. A note is jotted down; what takes more has its place in the document.
const LONGEST: usize = 2_000;

/// What a note asks to become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Command {
    Factor,
    Action,
    Question,
}

/// Writes a note down, and what it becomes. An action is a measure at first: which of them are done
/// is chosen later. A question is asked on the entry that is named, else on the one that the
/// meeting is at.
///
/// # Errors
/// [`MeetingError`] when no meeting runs, for an unknown command, a question on nothing, and what
/// the thing itself is refused for.
pub fn write(
    incident: &Incident,
    workspace: &Workspace,
    note: (&str, Option<EventId>),
    by: PersonId,
    now: Moment,
) -> Result<Vec<Change>, MeetingError> {
    let run = running(incident)?;
    let (command, said) = parse(note.0)?;
    let text = text::said_shortly("text", said, LONGEST)?;
    let number = incident.next_entry + 1;
    let (mut changes, became) = match command {
        None => (Vec::new(), None),
        Some(Command::Factor) => {
            let form = FactorForm {
                group: FactorGroup::MadePossible,
                text: text.clone(),
                ..FactorForm::default()
            };
            let id = ContributingFactorId(number);
            let changes = write_factor(incident, workspace, None, &form)?;
            (changes, Some(Became::ContributingFactor { id }))
        }
        Some(Command::Action) => {
            let form = MeasureForm {
                title: text::line("text", &text, TITLE_MAX)?,
                ..MeasureForm::default()
            };
            let id = MeasureId(number);
            let changes = write_measure(incident, workspace, None, &form)?;
            (changes, Some(Became::Measure { id }))
        }
        Some(Command::Question) => {
            let event = note.1.or(place_in_timeline(run.place()));
            let event = event.ok_or(MeetingError::NoEventForQuestion)?;
            let question = QuestionId(number);
            let changes = ask(incident, event, &text, Some(by), now)?;
            (changes, Some(Became::Question { event, question }))
        }
    };
    let notes = &incident.postmortem.proceedings.notes;
    let entry = MeetingNote {
        id: NoteId(number + u32::from(became.is_some())),
        text,
        by: Some(by),
        at: now,
        step: run.step,
        became,
    };
    let at = u32::try_from(notes.len()).unwrap_or(u32::MAX);
    changes.push(Change::MeetingNote(Edit::Added { at, entry }));
    Ok(changes)
}

/// Words a note anew. What it became stays as it is.
///
/// # Errors
/// [`MeetingError::NoNote`], or when it is empty.
pub fn reword(incident: &Incident, id: NoteId, text: &str) -> Result<Vec<Change>, MeetingError> {
    running(incident)?;
    let (_, from) = find(incident, id)?;
    let to = MeetingNote {
        text: text::said_shortly("text", text, LONGEST)?,
        ..from.clone()
    };
    Ok(Edit::between(from, to)
        .map(Change::MeetingNote)
        .into_iter()
        .collect())
}

/// Takes a note out. What it became stays.
///
/// # Errors
/// [`MeetingError::NoNote`].
pub fn remove(incident: &Incident, id: NoteId) -> Result<Vec<Change>, MeetingError> {
    running(incident)?;
    let (at, entry) = find(incident, id)?;
    let entry = entry.clone();
    Ok(vec![Change::MeetingNote(Edit::Removed { at, entry })])
}

fn find(incident: &Incident, id: NoteId) -> Result<(u32, &MeetingNote), MeetingError> {
    let notes = &incident.postmortem.proceedings.notes;
    let mut notes = (0..).zip(notes);
    notes
        .find(|(_, note)| note.key() == id.0)
        .ok_or(MeetingError::NoNote(id))
}

/// A stroke, letters and nothing else before the first blank: `/factor`, but not `/var/log`.
fn parse(note: &str) -> Result<(Option<Command>, &str), MeetingError> {
    let note = note.trim();
    let word = note.split_whitespace().next().unwrap_or_default();
    let Some(name) = word.strip_prefix('/').filter(|name| is_word(name)) else {
        return Ok((None, note));
    };
    let command = match name.to_ascii_lowercase().as_str() {
        "factor" => Command::Factor,
        "action" => Command::Action,
        "question" => Command::Question,
        _ => {
            return Err(MeetingError::UnknownCommand(
                name.chars().take(40).collect(),
            ));
        }
    };
    Ok((Some(command), note[word.len()..].trim_start()))
}

fn is_word(name: &str) -> bool {
    !name.is_empty() && name.chars().all(char::is_alphabetic)
}

fn place_in_timeline(place: Option<Place>) -> Option<EventId> {
    match place? {
        Place::TimelineEvent { event } | Place::Question { event, .. } => Some(event),
        _ => None,
    }
}
