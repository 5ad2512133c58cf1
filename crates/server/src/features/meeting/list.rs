//! All meetings, openly announced; and who could come to one, and when.

use afterword_domain::meeting::agenda;
use afterword_domain::meeting::entry::MeetingEntry;
use afterword_domain::meeting::propose::{self, PersonProposal, TimeProposal};
use afterword_domain::policy::Operation;
use afterword_domain::postmortem::week::review_week;
use afterword_domain::{IncidentRef, Moment};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Asking;
use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::Asked;

const MOST: u32 = 500;
/// How far ahead it is looked who is busy.
const DAYS_AHEAD: i64 = 30;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct MeetingsQuery {
    /// From yesterday on when left out.
    from: Option<Moment>,
    /// A year from now when left out.
    until: Option<Moment>,
}

/// Lists meetings by their time, those that were called off too; at most 500.
#[utoipa::path(
    get, path = "/api/v1/meetings", tag = "meeting", params(MeetingsQuery),
    responses((status = 200, body = Vec<MeetingEntry>), ApiError)
)]
pub async fn list_meetings(
    State(app): State<App>,
    caller: Caller,
    Asked(asked): Asked<MeetingsQuery>,
) -> Result<Json<Vec<MeetingEntry>>, ApiError> {
    caller.may(Operation::ReadIncidents)?;
    let now = app.now();
    let from = asked.from.unwrap_or(now.plus_days(-1));
    let until = asked.until.unwrap_or(now.plus_days(365));
    let meetings = app
        .store
        .meetings(&caller.sight(), (from, until), MOST)
        .await;
    meetings.map(Json).map_err(error::store)
}

/// Proposals for a meeting, each with its reason.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Proposals {
    /// When the review week ends; null when nothing is owed or it has not begun.
    pub due_at: Option<Moment>,
    /// Working hours in the incident's zone, at most eight.
    pub times: Vec<TimeProposal>,
    /// Who could come, those with reasons first, then those who could lead.
    pub people: Vec<PersonProposal>,
}

/// Proposes times and people: from the timeline, the services' teams and the owners of near open
/// action items.
#[utoipa::path(
    get, path = "/api/v1/incidents/{reference}/meeting/proposals", tag = "meeting",
    params(("reference" = IncidentRef, Path)), responses((status = 200, body = Proposals), ApiError)
)]
pub async fn propose_meeting(asking: Asking) -> Result<Json<Proposals>, ApiError> {
    asking.caller.may(Operation::ReadIncidents)?;
    let (incident, now) = (asking.incident().await?, asking.now());
    let store = &asking.app.store;
    let workspace = store.workspace().await.map_err(error::store)?;
    let open = super::looked_at(&asking.app, &incident).await?;
    let agenda = agenda::agenda(&incident, open, &workspace, now.day());
    let span = (now.plus_days(-1), now.plus_days(DAYS_AHEAD));
    let planned = store.meetings(&asking.sight(), span, MOST).await;
    let planned = planned.map_err(error::store)?;
    let others = planned.iter().filter(|entry| {
        !entry.called_off && entry.reference != asking.reference && entry.meeting.held_at.is_none()
    });
    let others: Vec<_> = others.map(|entry| &entry.meeting).collect();
    let week = review_week(&incident, workspace.settings.review_days, now);
    Ok(Json(Proposals {
        due_at: week.map(|week| week.due_at),
        times: propose::times(&incident, week, &others, now),
        people: propose::people(&incident, &workspace, &agenda.open_actions),
    }))
}
