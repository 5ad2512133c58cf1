//! The meeting's plan: its time, its length and its people.

use afterword_domain::IncidentRef;
use afterword_domain::meeting::plan::{self, MeetingForm};
use afterword_domain::policy::Operation;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::view::MeetingView;
use super::{Asking, MeetingAnswer};
use crate::app::App;
use crate::caller::Caller;
use crate::error::ApiError;
use crate::extract::{At, Body, Seen};
use crate::features::incidents::view::IncidentView;
use crate::features::incidents::{Answered, change};

/// Plans the meeting, or plans it anew. Attendees and names stay as they are when left out.
#[utoipa::path(
    put, path = "/api/v1/incidents/{reference}/meeting", tag = "meeting",
    request_body = MeetingForm,
    params(("reference" = IncidentRef, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = IncidentView), ApiError)
)]
pub async fn schedule_meeting(
    State(app): State<App>,
    caller: Caller,
    At(reference): At<IncidentRef>,
    Seen(seen): Seen,
    Body(form): Body<MeetingForm>,
) -> Result<Answered, ApiError> {
    let operation = Operation::EditIncident;
    change(
        &app,
        &caller,
        operation,
        (reference, Some(seen)),
        |incident, workspace, _| plan::schedule(incident, workspace, form),
    )
    .await
}

/// Calls the meeting off. An invitation that takes it back can be had from then on.
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
        |incident, _, _| plan::call_off(incident),
    )
    .await
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AttendanceForm {
    pub coming: bool,
}

/// Says whether one comes. Everybody of the workspace may.
#[utoipa::path(
    post, path = "/api/v1/incidents/{reference}/meeting/attendance", tag = "meeting",
    request_body = AttendanceForm,
    params(("reference" = IncidentRef, Path)), responses((status = 200, body = MeetingView), ApiError)
)]
pub async fn answer_invitation(
    asking: Asking,
    Body(form): Body<AttendanceForm>,
) -> Result<MeetingAnswer, ApiError> {
    let by = asking.caller.person.id;
    let attend = |incident: &_, _: &_| plan::attend(incident, by, form.coming);
    asking.change(Operation::AttendMeeting, attend).await
}
