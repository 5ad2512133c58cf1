//! What is worth a second thought about a plan. It never blocks.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Meeting;
use super::propose::responded;
use crate::postmortem::week::review_week;
use crate::workspace::Workspace;
use crate::{Incident, Moment, PersonId};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlanWarningCode {
    FacilitatorResponded,
    NoFacilitator,
    /// One person leads and writes.
    SamePerson,
    AfterTheWeek,
    /// It is past, and was neither begun nor held.
    InThePast,
}

/// One thing to think about again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlanWarning {
    pub code: PlanWarningCode,
    pub sentence: String,
    pub person: Option<PersonId>,
}

/// Everything worth a second thought about the meeting that is planned.
#[must_use]
pub fn warnings(incident: &Incident, workspace: &Workspace, now: Moment) -> Vec<PlanWarning> {
    let postmortem = &incident.postmortem;
    let Some(meeting) = &postmortem.meeting else {
        return Vec::new();
    };
    let is_over = meeting.held_at.is_some() || postmortem.proceedings.run.is_some();
    if is_over {
        return Vec::new();
    }
    let mut warnings = Vec::new();
    let mut warn = |code, person: Option<PersonId>, sentence: String| {
        warnings.push(PlanWarning {
            code,
            sentence,
            person,
        });
    };
    match meeting.facilitator.and_then(|id| workspace.person(id)) {
        None => {
            let sentence = "Nobody is named to lead the meeting.".to_owned();
            warn(PlanWarningCode::NoFacilitator, None, sentence);
        }
        Some(person) if responded(incident, person) => {
            let sentence = format!(
                "{} responded to this incident. Somebody who did not can ask the questions that \
                 those who were there no longer see.",
                person.name
            );
            warn(
                PlanWarningCode::FacilitatorResponded,
                Some(person.id),
                sentence,
            );
        }
        Some(_) => {}
    }
    if one_does_both(meeting) {
        let sentence = "Who leads cannot write as well; name somebody else to take notes.".into();
        warn(PlanWarningCode::SamePerson, meeting.scribe, sentence);
    }
    let week = review_week(incident, workspace.settings.review_days, now);
    if let Some(week) = week.filter(|week| meeting.ends_at() > week.due_at) {
        let sentence = format!(
            "This is after the review week, which ends on {}.",
            week.due_at.day()
        );
        warn(PlanWarningCode::AfterTheWeek, None, sentence);
    }
    if meeting.ends_at() < now {
        let sentence = "This time is past, and the meeting was not begun.".to_owned();
        warn(PlanWarningCode::InThePast, None, sentence);
    }
    warnings
}

fn one_does_both(meeting: &Meeting) -> bool {
    meeting.kind == super::MeetingKind::Full
        && meeting.scribe.is_some()
        && meeting.scribe == meeting.facilitator
}
