//! The meeting's time and people.

use afterword_domain::IncidentRef;
use afterword_domain::meeting::Meeting;
use afterword_domain::policy::Operation;
use afterword_domain::postmortem::edit;
use axum::extract::State;

use super::view::IncidentView;
use super::{Answered, change};
use crate::app::App;
use crate::caller::Caller;
use crate::error::ApiError;
use crate::extract::{At, Body, Seen};

/// Sets the meeting.
#[utoipa::path(
    put, path = "/api/v1/incidents/{reference}/meeting", tag = "meeting", request_body = Meeting,
    params(("reference" = IncidentRef, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = IncidentView), ApiError)
)]
pub async fn schedule_meeting(
    State(app): State<App>,
    caller: Caller,
    At(reference): At<IncidentRef>,
    Seen(seen): Seen,
    Body(meeting): Body<Meeting>,
) -> Result<Answered, ApiError> {
    let operation = Operation::EditIncident;
    change(
        &app,
        &caller,
        operation,
        (reference, Some(seen)),
        |incident, workspace, _| edit::schedule(incident, workspace, Some(meeting)),
    )
    .await
}

/// Calls the meeting off.
#[utoipa::path(
    delete, path = "/api/v1/incidents/{reference}/meeting", tag = "meeting",
    params(("reference" = IncidentRef, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = IncidentView), ApiError)
)]
pub async fn cancel_meeting(
    State(app): State<App>,
    caller: Caller,
    At(reference): At<IncidentRef>,
    Seen(seen): Seen,
) -> Result<Answered, ApiError> {
    let operation = Operation::EditIncident;
    change(
        &app,
        &caller,
        operation,
        (reference, Some(seen)),
        |incident, workspace, _| edit::schedule(incident, workspace, None),
    )
    .await
}
