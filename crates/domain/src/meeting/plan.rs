//! Planning the meeting: its time, its length and its people; who comes; calling it off.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::agenda::Step;
use super::error::MeetingError;
use super::lengths::StepLength;
use super::{Meeting, MeetingKind};
use crate::change::{Change, Publication, Set};
use crate::postmortem::Status;
use crate::text::{self, TITLE_MAX};
use crate::workspace::Workspace;
use crate::{Incident, Moment, PersonId};

const MOST_ATTENDEES: usize = 200;
const LONGEST_STEP: u16 = 240;

/// A meeting as somebody plans it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeetingForm {
    pub scheduled_at: Moment,
    /// 5 to 480.
    pub minutes: u16,
    #[serde(default)]
    pub kind: MeetingKind,
    #[serde(default)]
    pub facilitator: Option<PersonId>,
    #[serde(default)]
    pub scribe: Option<PersonId>,
    /// Stays as it is when left out.
    #[serde(default)]
    pub attendees: Option<Vec<PersonId>>,
    /// A room, or a link.
    #[serde(default)]
    pub location: String,
    /// As the workspace has it when left out.
    #[serde(default)]
    pub anonymous: Option<bool>,
    /// Lengths of its own, of all steps; none for those of the workspace.
    #[serde(default)]
    pub steps: Vec<StepLength>,
    /// Set when it was held without this program.
    #[serde(default)]
    pub held_at: Option<Moment>,
}

impl MeetingForm {
    /// A full meeting of this length, led and written down by these.
    #[must_use]
    pub fn at(
        scheduled_at: Moment,
        minutes: u16,
        facilitator: Option<PersonId>,
        scribe: Option<PersonId>,
    ) -> Self {
        Self {
            scheduled_at,
            minutes,
            kind: MeetingKind::Full,
            facilitator,
            scribe,
            attendees: None,
            location: String::new(),
            anonymous: None,
            steps: Vec::new(),
            held_at: None,
        }
    }
}

/// Plans the meeting, or plans it anew.
///
/// # Errors
/// [`MeetingError`] naming the field; while it runs, it is not planned anew.
pub fn schedule(
    incident: &Incident,
    workspace: &Workspace,
    form: MeetingForm,
) -> Result<Vec<Change>, MeetingError> {
    let postmortem = &incident.postmortem;
    if postmortem.proceedings.running().is_some() {
        return Err(MeetingError::Running);
    }
    let before = postmortem.meeting.as_ref();
    let mut meeting = checked(form, before, workspace)?;
    meeting.sequence = sequence(incident, &meeting);
    let status = match postmortem.status {
        Status::Facts | Status::Scheduled if meeting.held_at.is_some() => Status::InReview,
        Status::Facts => Status::Scheduled,
        status => status,
    };
    let mut changes = Vec::new();
    changes.extend(Set::between(before.cloned(), Some(meeting)).map(Change::Meeting));
    changes.extend(in_status(incident, status));
    Ok(changes)
}

/// Calls the meeting off. What is known of it stays, so that invitations can be taken back.
///
/// # Errors
/// [`MeetingError::NotPlanned`], and [`MeetingError::Running`] while it runs.
pub fn call_off(incident: &Incident) -> Result<Vec<Change>, MeetingError> {
    let postmortem = &incident.postmortem;
    if postmortem.proceedings.running().is_some() {
        return Err(MeetingError::Running);
    }
    let Some(planned) = postmortem.meeting.clone() else {
        return Err(MeetingError::NotPlanned);
    };
    let mut off = planned.clone();
    off.sequence += 1;
    let status = match postmortem.status {
        Status::Scheduled => Status::Facts,
        status => status,
    };
    let mut changes = vec![
        Change::Meeting(Set {
            from: Some(planned),
            to: None,
        }),
        Change::CalledOff(Set {
            from: postmortem.proceedings.called_off.clone(),
            to: Some(off),
        }),
    ];
    changes.extend(in_status(incident, status));
    Ok(changes)
}

/// Says whether somebody comes.
///
/// # Errors
/// [`MeetingError::NotPlanned`].
pub fn attend(
    incident: &Incident,
    person: PersonId,
    coming: bool,
) -> Result<Vec<Change>, MeetingError> {
    let planned = incident.postmortem.meeting.as_ref();
    let planned = planned.ok_or(MeetingError::NotPlanned)?;
    let mut meeting = planned.clone();
    let (to, from) = if coming {
        (&mut meeting.attendees, &mut meeting.cannot_come)
    } else {
        (&mut meeting.cannot_come, &mut meeting.attendees)
    };
    from.retain(|other| *other != person);
    if !to.contains(&person) {
        to.push(person);
    }
    meeting.sequence = sequence(incident, &meeting);
    let set = Set::between(Some(planned.clone()), Some(meeting));
    Ok(set.map(Change::Meeting).into_iter().collect())
}

/// The post-mortem's status as it is to be, when that is another.
pub(super) fn in_status(incident: &Incident, status: Status) -> Option<Change> {
    let from = incident.postmortem.publication();
    let to = Publication {
        status,
        ..from.clone()
    };
    Set::between(from, to).map(Change::Publication)
}

fn checked(
    form: MeetingForm,
    before: Option<&Meeting>,
    workspace: &Workspace,
) -> Result<Meeting, MeetingError> {
    let known = before.map_or(&[][..], |meeting| &meeting.attendees);
    let mut attendees = form.attendees.unwrap_or_else(|| known.to_vec());
    let mut seen = std::collections::BTreeSet::new();
    attendees.retain(|person| seen.insert(*person));
    if attendees.len() > MOST_ATTENDEES {
        return Err(MeetingError::Attendees(attendees.len()));
    }
    invited(workspace, "facilitator", form.facilitator, before)?;
    invited(workspace, "scribe", form.scribe, before)?;
    for person in &attendees {
        invited(workspace, "attendees", Some(*person), before)?;
    }
    if !(5..=480).contains(&form.minutes) {
        return Err(MeetingError::Minutes(form.minutes));
    }
    steps_fit(&form.steps, form.minutes)?;
    let mut cannot_come = before.map_or_else(Vec::new, |meeting| meeting.cannot_come.clone());
    cannot_come.retain(|person| !attendees.contains(person));
    Ok(Meeting {
        scheduled_at: form.scheduled_at,
        minutes: form.minutes,
        kind: form.kind,
        facilitator: form.facilitator,
        scribe: form.scribe,
        attendees,
        cannot_come,
        location: text::maybe_line("location", &form.location, TITLE_MAX)?,
        anonymous: form
            .anonymous
            .unwrap_or(workspace.settings.meeting.anonymous),
        steps: form.steps,
        sequence: 0,
        held_at: form.held_at,
    })
}

/// Whoever is asked to come is of the workspace, and has not left it since they were asked.
fn invited(
    workspace: &Workspace,
    field: &'static str,
    person: Option<PersonId>,
    before: Option<&Meeting>,
) -> Result<(), MeetingError> {
    let Some(person) = person else {
        return Ok(());
    };
    let found = workspace.person(person);
    let found = found.ok_or(MeetingError::NoPerson { field, person })?;
    let known = before.is_some_and(|meeting| meeting.people().any(|other| other == person));
    if found.active || known {
        return Ok(());
    }
    let name = found.name.clone();
    Err(MeetingError::LeftPerson { field, name })
}

fn steps_fit(steps: &[StepLength], minutes: u16) -> Result<(), MeetingError> {
    if steps.is_empty() {
        return Ok(());
    }
    let fits = |length: &StepLength| (1..=LONGEST_STEP).contains(&length.minutes);
    let once =
        |(step, _): &(Step, u16)| steps.iter().filter(|length| length.step == *step).count() == 1;
    if let Some((step, _)) = Step::ALL.iter().find(|step| !once(step)) {
        return Err(MeetingError::Steps(format!("“{}” not once", step.title())));
    }
    if let Some(length) = steps.iter().find(|length| !fits(length)) {
        let told = format!("{} minutes for “{}”", length.minutes, length.step.title());
        return Err(MeetingError::Steps(told));
    }
    let sum = steps.iter().map(|length| u32::from(length.minutes)).sum();
    if sum == u32::from(minutes) {
        Ok(())
    } else {
        Err(MeetingError::StepsSum {
            steps: sum,
            minutes,
        })
    }
}

/// The number of an invitation to this meeting: one more than the last, if that is no longer true
/// (RFC 5545, section 3.8.7.4).
fn sequence(incident: &Incident, meeting: &Meeting) -> u32 {
    let told = |meeting: &Meeting| {
        let Meeting {
            scheduled_at,
            minutes,
            location,
            ..
        } = meeting.clone();
        let people: Vec<_> = meeting.people().collect();
        (scheduled_at, minutes, location, meeting.facilitator, people)
    };
    let postmortem = &incident.postmortem;
    match (&postmortem.meeting, &postmortem.proceedings.called_off) {
        (Some(before), _) if told(before) == told(meeting) => before.sequence,
        (Some(before), _) => before.sequence + 1,
        (None, Some(off)) => off.sequence + 1,
        (None, None) => 0,
    }
}
