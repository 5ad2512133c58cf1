//! Beginning a meeting, ending it, taking it up again; who is there and who leads.

use super::agenda::Step;
use super::error::MeetingError;
use super::minutes::{self, Told};
use super::plan::in_status;
use super::proceedings::{MeetingRun, RunStep};
use super::{Meeting, MeetingKind, ballots, held_back, lengths, silence};
use crate::change::{Change, Set, apply_all};
use crate::postmortem::Status;
use crate::workspace::Workspace;
use crate::{Incident, Moment, PersonId};

/// Begins the meeting; who begins it leads it. One that nobody planned is planned for now.
///
/// # Errors
/// [`MeetingError`] when it runs or has ended, or when the post-mortem is published.
pub fn start(
    incident: &Incident,
    workspace: &Workspace,
    kind: Option<MeetingKind>,
    by: PersonId,
    now: Moment,
) -> Result<Vec<Change>, MeetingError> {
    let postmortem = &incident.postmortem;
    if incident.is_published() {
        return Err(MeetingError::Published);
    }
    match &postmortem.proceedings.run {
        Some(run) if run.ended_at.is_none() => return Err(MeetingError::Running),
        Some(_) => return Err(MeetingError::Ended),
        None => {}
    }
    let planned = postmortem.meeting.as_ref();
    let kind = kind
        .or(planned.map(|meeting| meeting.kind))
        .unwrap_or_default();
    let mut changes = Vec::new();
    if planned.is_none() {
        let meeting = Meeting {
            kind,
            facilitator: Some(by),
            anonymous: workspace.settings.meeting.anonymous,
            ..Meeting::at(now, kind.minutes())
        };
        let to = Some(meeting);
        changes.push(Change::Meeting(Set { from: None, to }));
    }
    let anonymous = planned.map_or(workspace.settings.meeting.anonymous, |m| m.anonymous);
    let lengths = lengths::of(planned, kind, &workspace.settings);
    let run = MeetingRun {
        kind,
        started_at: now,
        ended_at: None,
        resumed_at: None,
        facilitator: by,
        anonymous: anonymous && kind == MeetingKind::Full,
        step: Step::CheckIn,
        steps: Step::ALL
            .iter()
            .zip(lengths)
            .map(|((step, _), minutes)| RunStep::planned(*step, minutes))
            .collect(),
        // Alone there is nobody to be silent before.
        answers_shown: kind == MeetingKind::Solo,
        voting_open: false,
        present: vec![by],
        started_version: incident.version,
    };
    let run = entered(run, Step::CheckIn, now);
    changes.push(Change::MeetingRun(Set {
        from: None,
        to: Some(run),
    }));
    changes.extend(in_status(incident, Status::InMeeting));
    Ok(changes)
}

/// Somebody is there, or leaves.
///
/// # Errors
/// [`MeetingError::NotRunning`].
pub fn attend(
    incident: &Incident,
    person: PersonId,
    is_there: bool,
) -> Result<Vec<Change>, MeetingError> {
    let mut run = running(incident)?.clone();
    run.present.retain(|other| *other != person);
    if is_there {
        let known = running(incident)?.present.contains(&person);
        if known {
            return Ok(Vec::new());
        }
        run.present.push(person);
    }
    Ok(changed(incident, run))
}

/// Hands the lead over, or takes it: a meeting does not end because one page was closed.
///
/// # Errors
/// [`MeetingError`] when it does not run, or the person cannot lead.
pub fn lead(
    incident: &Incident,
    workspace: &Workspace,
    person: PersonId,
) -> Result<Vec<Change>, MeetingError> {
    let mut run = running(incident)?.clone();
    let field = "person";
    let found = workspace.person(person);
    let found = found.ok_or(MeetingError::NoPerson { field, person })?;
    if !found.active {
        let name = found.name.clone();
        return Err(MeetingError::LeftPerson { field, name });
    }
    run.facilitator = person;
    if !run.present.contains(&person) {
        run.present.push(person);
    }
    Ok(changed(incident, run))
}

/// Ends the meeting: what is still silent is shown, an open vote is counted, the minutes are
/// written. It publishes nothing.
///
/// # Errors
/// [`MeetingError`] when it does not run or somebody else leads, and
/// [`MeetingError::OpenActionsLeft`] where it never left the second step and something is left
/// there to look at: ending is no way around it.
pub fn end(
    incident: &Incident,
    workspace: &Workspace,
    told: &Told<'_>,
    by: PersonId,
    now: Moment,
) -> Result<Vec<Change>, MeetingError> {
    held_back::nothing_left(led_by(incident, workspace, by)?, told.near)?;
    let mut changes = silence::shown(incident);
    let mut after = incident.clone();
    apply_all(&mut after, &changes);
    let closing = ballots::closed(&after);
    apply_all(&mut after, &closing);
    changes.extend(closing);
    let mut run = left(running(&after)?.clone(), now);
    run.ended_at = Some(now);
    let ended = changed(&after, run);
    apply_all(&mut after, &ended);
    changes.extend(ended);
    changes.extend(held(&after));
    changes.extend(minutes::written(&after, workspace, told));
    if !after.is_published() {
        changes.extend(in_status(&after, Status::InReview));
    }
    Ok(changes)
}

/// Takes a meeting up again that has ended, where it was; who does so leads it.
///
/// # Errors
/// [`MeetingError`] when none has ended, or the post-mortem is published.
pub fn reopen(incident: &Incident, by: PersonId, now: Moment) -> Result<Vec<Change>, MeetingError> {
    if incident.is_published() {
        return Err(MeetingError::Published);
    }
    let run = incident.postmortem.proceedings.run.as_ref();
    let mut run = run.ok_or(MeetingError::NotRunning)?.clone();
    if run.ended_at.take().is_none() {
        return Err(MeetingError::Running);
    }
    run.resumed_at = Some(now);
    run.facilitator = by;
    if !run.present.contains(&by) {
        run.present.push(by);
    }
    let step = run.step;
    let mut changes = changed(incident, entered(run, step, now));
    changes.extend(in_status(incident, Status::InMeeting));
    Ok(changes)
}

/// The meeting, which must be running.
pub(super) fn running(incident: &Incident) -> Result<&MeetingRun, MeetingError> {
    let running = incident.postmortem.proceedings.running();
    running.ok_or(MeetingError::NotRunning)
}

/// The meeting, which must be running and led by this person.
pub(super) fn led_by<'a>(
    incident: &'a Incident,
    workspace: &Workspace,
    person: PersonId,
) -> Result<&'a MeetingRun, MeetingError> {
    let run = running(incident)?;
    if run.facilitator == person {
        return Ok(run);
    }
    let leader = workspace.person(run.facilitator);
    let name = leader.map_or_else(|| "somebody else".into(), |leader| leader.name.clone());
    Err(MeetingError::NotFacilitating(name))
}

pub(super) fn changed(incident: &Incident, run: MeetingRun) -> Vec<Change> {
    let from = incident.postmortem.proceedings.run.clone();
    let set = Set::between(from, Some(run));
    set.map(Change::MeetingRun).into_iter().collect()
}

/// The run once its present step is left.
pub(super) fn left(mut run: MeetingRun, now: Moment) -> MeetingRun {
    let present = run.step;
    if let Some(step) = run.of_mut(present) {
        step.spent_us = step.spent_by(now);
        step.entered_at = None;
    }
    run
}

/// The run once it is in a step.
pub(super) fn entered(mut run: MeetingRun, to: Step, now: Moment) -> MeetingRun {
    run.step = to;
    if let Some(step) = run.of_mut(to) {
        step.entered_at = Some(now);
        step.visited = true;
        step.skipped_because.clear();
    }
    run
}

/// The plan says from now on when it was held.
fn held(incident: &Incident) -> Option<Change> {
    let postmortem = &incident.postmortem;
    let run = postmortem.proceedings.run.as_ref()?;
    let planned = postmortem.meeting.clone()?;
    let held = Meeting {
        held_at: Some(run.started_at),
        ..planned.clone()
    };
    Set::between(Some(planned), Some(held)).map(Change::Meeting)
}

impl RunStep {
    fn planned(step: Step, minutes: u16) -> Self {
        Self {
            step,
            minutes,
            extended: 0,
            entered_at: None,
            spent_us: 0,
            visited: false,
            skipped_because: String::new(),
            place: None,
        }
    }
}
