//! The four questions: everybody writes for themselves first, and all of it is shown at once.

use super::error::MeetingError;
use super::proceedings::{SilentAnswer, Writer};
use super::run::{changed, led_by, running};
use crate::change::{Change, Edit, apply_all};
use crate::postmortem::Answer;
use crate::postmortem::edit::AnswerForm;
use crate::text;
use crate::workspace::Workspace;
use crate::{AnswerId, Incident, PersonId};

/// Writes an answer that nobody else sees yet, or changes one's own.
///
/// # Errors
/// [`MeetingError`] outside the silence, for an answer that is not one's own, and when it is empty.
pub fn write(
    incident: &Incident,
    id: Option<AnswerId>,
    form: &AnswerForm,
    writer: Writer<'_>,
) -> Result<Vec<Change>, MeetingError> {
    in_silence(incident, writer)?;
    let text = text::said("text", &form.text)?;
    let silent = &incident.postmortem.proceedings.silent;
    let Some(id) = id else {
        let number = incident.next_entry + 1;
        let (by, seal) = writer.sign(number);
        let entry = SilentAnswer {
            id: AnswerId(number),
            question: form.question,
            text,
            by,
            seal,
        };
        let at = u32::try_from(silent.len()).unwrap_or(u32::MAX);
        return Ok(vec![Change::SilentAnswer(Edit::Added { at, entry })]);
    };
    let (_, from) = own(silent, id, writer)?;
    let to = SilentAnswer {
        question: form.question,
        text,
        ..from.clone()
    };
    Ok(Edit::between(from, to)
        .map(Change::SilentAnswer)
        .into_iter()
        .collect())
}

/// Takes one's own answer back.
///
/// # Errors
/// As [`write()`].
pub fn take_back(
    incident: &Incident,
    id: AnswerId,
    writer: Writer<'_>,
) -> Result<Vec<Change>, MeetingError> {
    in_silence(incident, writer)?;
    let (at, entry) = own(&incident.postmortem.proceedings.silent, id, writer)?;
    let entry = entry.clone();
    Ok(vec![Change::SilentAnswer(Edit::Removed { at, entry })])
}

/// Shows everybody what was written.
///
/// # Errors
/// [`MeetingError`] when it was shown already, outside the step, or when somebody else leads.
pub fn show(
    incident: &Incident,
    workspace: &Workspace,
    by: PersonId,
) -> Result<Vec<Change>, MeetingError> {
    let run = led_by(incident, workspace, by)?;
    if run.answers_shown {
        return Err(MeetingError::AnswersShown);
    }
    if !run.is_silent() {
        return Err(MeetingError::NotSilent);
    }
    Ok(shown(incident))
}

/// Whether answers are to be written for oneself just now, and not into the document.
///
/// # Errors
/// [`MeetingError::WrittenInSilence`].
pub fn not_in_silence(incident: &Incident) -> Result<(), MeetingError> {
    match incident.postmortem.proceedings.running() {
        Some(run) if run.is_silent() => Err(MeetingError::WrittenInSilence),
        _ => Ok(()),
    }
}

/// What brings the silent answers into the document, in the order of the questions. They keep their
/// numbers and lose their seals.
pub(super) fn shown(incident: &Incident) -> Vec<Change> {
    let proceedings = &incident.postmortem.proceedings;
    let Some(run) = proceedings.running().filter(|run| !run.answers_shown) else {
        return Vec::new();
    };
    let mut silent = proceedings.silent.clone();
    let mut changes: Vec<_> = silent
        .iter()
        .map(|entry| {
            Change::SilentAnswer(Edit::Removed {
                at: 0,
                entry: entry.clone(),
            })
        })
        .collect();
    silent.sort_by_key(|answer| (answer.question, answer.id));
    for (at, answer) in (incident.postmortem.answers.len()..).zip(silent) {
        let entry = Answer {
            id: answer.id,
            question: answer.question,
            text: answer.text,
            by: answer.by,
        };
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        changes.push(Change::Answer(Edit::Added { at, entry }));
    }
    let mut run = run.clone();
    run.answers_shown = true;
    let mut after = incident.clone();
    apply_all(&mut after, &changes);
    changes.extend(changed(&after, run));
    changes
}

fn in_silence(incident: &Incident, writer: Writer<'_>) -> Result<(), MeetingError> {
    let run = running(incident)?;
    if run.answers_shown {
        return Err(MeetingError::AnswersShown);
    }
    if !run.is_silent() {
        return Err(MeetingError::NotSilent);
    }
    signs_as_agreed(run.anonymous, writer)
}

/// Without names where the meeting writes so, and by name everywhere else.
pub(super) fn signs_as_agreed(anonymous: bool, writer: Writer<'_>) -> Result<(), MeetingError> {
    match writer {
        Writer::Person(_) if anonymous => Err(MeetingError::KeyMissing),
        _ => Ok(()),
    }
}

/// One's own answer and its place. Whose another is, and whether it is there, is not told.
fn own<'a>(
    silent: &'a [SilentAnswer],
    id: AnswerId,
    writer: Writer<'_>,
) -> Result<(u32, &'a SilentAnswer), MeetingError> {
    let mut answers = (0..).zip(silent);
    answers
        .find(|(_, answer)| {
            answer.id == id && writer.wrote(id.0, answer.by, answer.seal.as_deref())
        })
        .ok_or(MeetingError::NoAnswer(id))
}
