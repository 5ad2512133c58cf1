//! Going through the steps: forward and back, passing one over with a word why, staying longer,
//! and where in a step the meeting is.

use super::agenda::Step;
use super::error::MeetingError;
use super::held_back::{self, MeetingAction};
use super::proceedings::{MeetingRun, Place};
use super::run::{changed, entered, led_by, left};
use super::silence;
use crate::change::{Change, apply_all};
use crate::text::{self, TITLE_MAX};
use crate::workspace::Workspace;
use crate::{Incident, Moment, PersonId};

/// Goes to a step. Those between that nobody has been in are passed over for a reason.
///
/// # Errors
/// [`MeetingError::OpenActionsLeft`] out of the second step while there is something left to look
/// at, [`MeetingError::SkipNeedsWord`], or when somebody else leads.
pub fn go_to(
    incident: &Incident,
    workspace: &Workspace,
    near: &[MeetingAction],
    (to, because): (Step, &str),
    by: PersonId,
    now: Moment,
) -> Result<Vec<Change>, MeetingError> {
    let run = led_by(incident, workspace, by)?;
    if to == run.step {
        return Ok(Vec::new());
    }
    let because = text::maybe_line("because", because, TITLE_MAX)?;
    if to > Step::OpenActions {
        held_back::nothing_left(run, near)?;
    }
    let between: Vec<_> = run
        .steps
        .iter()
        .filter(|known| run.step < known.step && known.step < to)
        .filter(|known| !known.visited && known.skipped_because.is_empty())
        .map(|known| known.step)
        .collect();
    if because.is_empty() && !between.is_empty() {
        let titles = between.into_iter().map(Step::title).collect();
        return Err(MeetingError::SkipNeedsWord(titles));
    }
    let mut run = run.clone();
    for step in between {
        if let Some(step) = run.of_mut(step) {
            step.skipped_because.clone_from(&because);
        }
    }
    Ok(moved(incident, run, to, now))
}

/// Passes the present step over, for a reason, and goes to the next.
///
/// # Errors
/// As [`go_to`]; the last step is not passed over, and no step without a word.
pub fn skip(
    incident: &Incident,
    workspace: &Workspace,
    near: &[MeetingAction],
    because: &str,
    by: PersonId,
    now: Moment,
) -> Result<Vec<Change>, MeetingError> {
    let run = led_by(incident, workspace, by)?;
    let because = text::line("because", because, TITLE_MAX)?;
    let next = run.step.next().ok_or(MeetingError::LastStep)?;
    if next > Step::OpenActions {
        held_back::nothing_left(run, near)?;
    }
    let mut run = run.clone();
    let present = run.step;
    if let Some(step) = run.of_mut(present) {
        step.skipped_because = because;
    }
    Ok(moved(incident, run, next, now))
}

/// Stays in the present step for longer.
///
/// # Errors
/// [`MeetingError::Extension`], or when somebody else leads.
pub fn extend(
    incident: &Incident,
    workspace: &Workspace,
    minutes: u16,
    by: PersonId,
) -> Result<Vec<Change>, MeetingError> {
    let mut run = led_by(incident, workspace, by)?.clone();
    if !(1..=60).contains(&minutes) {
        return Err(MeetingError::Extension(minutes));
    }
    let present = run.step;
    if let Some(step) = run.of_mut(present) {
        step.extended = step.extended.saturating_add(minutes);
    }
    Ok(changed(incident, run))
}

/// Says where in the present step the meeting is.
///
/// # Errors
/// [`MeetingError::NoPlace`] for what is not there, or when somebody else leads.
pub fn point(
    incident: &Incident,
    workspace: &Workspace,
    near: &[MeetingAction],
    place: Option<Place>,
    by: PersonId,
) -> Result<Vec<Change>, MeetingError> {
    let mut run = led_by(incident, workspace, by)?.clone();
    if let Some(place) = place {
        is_there(incident, workspace, near, place)?;
    }
    let present = run.step;
    if let Some(step) = run.of_mut(present) {
        step.place = place;
    }
    Ok(changed(incident, run))
}

/// What leads from the present step to another. Who leaves the four questions forward has heard
/// everybody's answers: nothing that was written stays unseen.
fn moved(incident: &Incident, run: MeetingRun, to: Step, now: Moment) -> Vec<Change> {
    let shows = run.is_silent() && to > Step::FourQuestions;
    let mut changes = changed(incident, entered(left(run, now), to, now));
    if shows {
        let mut after = incident.clone();
        apply_all(&mut after, &changes);
        changes.extend(silence::shown(&after));
    }
    changes
}

fn is_there(
    incident: &Incident,
    workspace: &Workspace,
    near: &[MeetingAction],
    place: Place,
) -> Result<(), MeetingError> {
    let postmortem = &incident.postmortem;
    let event_of = |id| incident.timeline.iter().find(|event| event.id == id);
    let (found, what) = match place {
        Place::OpenAction { incident, action } => {
            let is_it = |near: &MeetingAction| {
                (near.listed.open.incident, near.listed.open.action.id) == (incident, action)
            };
            (
                near.iter().any(is_it),
                format!("action item {action} of {incident}"),
            )
        }
        Place::TimelineEvent { event } => {
            (event_of(event).is_some(), format!("timeline event {event}"))
        }
        Place::Question { event, question } => {
            let asked = event_of(event)
                .is_some_and(|event| event.questions.iter().any(|asked| asked.id == question));
            (asked, format!("question {question}"))
        }
        Place::ContributingFactor { factor } => {
            let found = postmortem.factors.iter().any(|known| known.id == factor);
            (found, format!("contributing factor {factor}"))
        }
        Place::FourQuestion { .. } => (true, String::new()),
        Place::Measure { measure } => {
            let found = postmortem.measures.iter().any(|known| known.id == measure);
            (found, format!("measure {measure}"))
        }
        Place::Pattern { factor } => (
            workspace.factor(factor).is_some(),
            format!("factor {factor}"),
        ),
    };
    if found {
        Ok(())
    } else {
        Err(MeetingError::NoPlace(what))
    }
}
