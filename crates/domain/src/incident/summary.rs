//! What a list shows of an incident: enough for a row, small enough for ten thousand of them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::timeline::{self, Gap};
use super::{Incident, Milestone, Mode, Severity};
use crate::meeting::Meeting;
use crate::postmortem::Status;
use crate::postmortem::week::ReviewWeek;
use crate::time::Precision;
use crate::{IncidentRef, Moment, PersonId, ServiceId};

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IncidentSummary {
    pub reference: IncidentRef,
    pub version: u32,
    pub title: String,
    pub mode: Mode,
    pub severity: Severity,
    pub status: Status,
    pub services: Vec<ServiceId>,
    /// Only some see it.
    #[serde(default)]
    #[schema(required)]
    pub restricted: bool,
    /// Start of impact, or when it was first written down.
    pub began_at: Moment,
    pub started_precision: Precision,
    /// Impact started to recovered, in seconds.
    pub duration_seconds: Option<i64>,
    /// Impact started to detected, in seconds.
    pub detect_seconds: Option<i64>,
    pub recovered_at: Option<Moment>,
    pub published_at: Option<Moment>,
    pub duplicate_of: Option<IncidentRef>,
    /// Confirmed earlier incidents that this one repeats.
    pub repeats: Vec<IncidentRef>,
    /// Action items that are neither done nor dropped.
    pub open_actions: u32,
    pub actions: u32,
    /// Questions on the timeline that nobody has answered.
    pub open_questions: u32,
    pub meeting: Option<MeetingSummary>,
    /// Stretches of more than ten minutes of which the timeline says nothing.
    pub gaps: u32,
}

/// When the meeting is, and who leads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MeetingSummary {
    pub scheduled_at: Moment,
    pub minutes: u16,
    pub facilitator: Option<PersonId>,
    pub scribe: Option<PersonId>,
}

impl From<&Meeting> for MeetingSummary {
    fn from(meeting: &Meeting) -> Self {
        Self {
            scheduled_at: meeting.scheduled_at,
            minutes: meeting.minutes,
            facilitator: meeting.facilitator,
            scribe: meeting.scribe,
        }
    }
}

impl Incident {
    /// The row that a list shows.
    #[must_use]
    pub fn summary(&self) -> IncidentSummary {
        let postmortem = &self.postmortem;
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let open = postmortem
            .actions
            .iter()
            .filter(|action| !action.state.is_finished());
        let questions = self.timeline.iter().flat_map(|event| &event.questions);
        IncidentSummary {
            reference: self.reference,
            version: self.version,
            title: self.title.clone(),
            mode: self.mode,
            severity: self.severity,
            status: postmortem.status,
            services: self.services.clone(),
            restricted: self.visibility.is_restricted(),
            began_at: self.began(),
            started_precision: self.started_precision,
            duration_seconds: self.duration_seconds(),
            detect_seconds: self.seconds_since_start(Milestone::Detected),
            recovered_at: self.milestones.recovered_at,
            published_at: postmortem.published_at,
            duplicate_of: self.duplicate_of,
            repeats: self.repeats().collect(),
            open_actions: count(open.count()),
            actions: count(postmortem.actions.len()),
            open_questions: count(questions.filter(|question| question.is_open()).count()),
            meeting: postmortem.meeting.as_ref().map(MeetingSummary::from),
            gaps: count(self.gaps().len()),
        }
    }

    /// The stretches of the incident of which the timeline says nothing.
    #[must_use]
    pub fn gaps(&self) -> Vec<Gap> {
        let milestones = &self.milestones;
        timeline::gaps(
            &self.timeline,
            milestones.impact_started_at,
            milestones.recovered_at,
        )
    }

    /// Seconds from the start of impact to a milestone, when both are known to the minute or better.
    #[must_use]
    pub fn seconds_since_start(&self, milestone: Milestone) -> Option<i64> {
        if self.started_precision == Precision::Day {
            return None;
        }
        let start = self.milestones.impact_started_at?;
        Some(self.milestones.get(milestone)?.since(start).as_secs())
    }
}

impl IncidentSummary {
    /// Where the incident stands in its review week, as [`crate::postmortem::week::review_week`]
    /// says of the whole incident.
    #[must_use]
    pub fn review_week(&self, days: u8, now: Moment) -> Option<ReviewWeek> {
        let owed = self.mode != Mode::Drill && self.duplicate_of.is_none();
        let open = self.status != Status::Published;
        let recovered_at = self.recovered_at.filter(|_| owed && open)?;
        Some(ReviewWeek::after(recovered_at, days, now))
    }
}
