//! Beginning and ending the meeting, taking it up again; who is there and who leads.

use afterword_domain::meeting::MeetingKind;
use afterword_domain::meeting::minutes::Told;
use afterword_domain::meeting::run;
use afterword_domain::policy::Operation;
use afterword_domain::{IncidentRef, PersonId};
use axum::body::Bytes;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::view::MeetingView;
use super::{Asking, MeetingAnswer, looked_at, near_to};
use crate::error::ApiError;
use crate::extract::form_or_default;

const HOLD: Operation = Operation::EditIncident;
const ATTEND: Operation = Operation::AttendMeeting;

#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct StartForm {
    /// As it was planned when left out.
    pub kind: Option<MeetingKind>,
}

/// Begins the meeting; who begins it leads it. One that nobody planned is planned for now.
#[utoipa::path(
    post, path = "/api/v1/incidents/{reference}/meeting/start", tag = "meeting",
    request_body = StartForm,
    params(("reference" = IncidentRef, Path)), responses((status = 200, body = MeetingView), ApiError)
)]
pub async fn start_meeting(asking: Asking, body: Bytes) -> Result<MeetingAnswer, ApiError> {
    let form: StartForm = form_or_default(&body)?;
    let (now, by) = (asking.now(), asking.caller.person.id);
    let start = |incident: &_, workspace: &_| run::start(incident, workspace, form.kind, by, now);
    asking.change(HOLD, start).await
}

/// Says that one is there.
#[utoipa::path(
    post, path = "/api/v1/incidents/{reference}/meeting/join", tag = "meeting",
    params(("reference" = IncidentRef, Path)), responses((status = 200, body = MeetingView), ApiError)
)]
pub async fn join_meeting(asking: Asking) -> Result<MeetingAnswer, ApiError> {
    let by = asking.caller.person.id;
    asking
        .change(ATTEND, |incident, _| run::attend(incident, by, true))
        .await
}

/// Says that one is gone.
#[utoipa::path(
    post, path = "/api/v1/incidents/{reference}/meeting/leave", tag = "meeting",
    params(("reference" = IncidentRef, Path)), responses((status = 200, body = MeetingView), ApiError)
)]
pub async fn leave_meeting(asking: Asking) -> Result<MeetingAnswer, ApiError> {
    let by = asking.caller.person.id;
    asking
        .change(ATTEND, |incident, _| run::attend(incident, by, false))
        .await
}

#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LeadForm {
    /// Oneself when left out.
    pub person: Option<PersonId>,
}

/// Takes the lead, or hands it over.
#[utoipa::path(
    post, path = "/api/v1/incidents/{reference}/meeting/lead", tag = "meeting",
    request_body = LeadForm,
    params(("reference" = IncidentRef, Path)), responses((status = 200, body = MeetingView), ApiError)
)]
pub async fn lead_meeting(asking: Asking, body: Bytes) -> Result<MeetingAnswer, ApiError> {
    let form: LeadForm = form_or_default(&body)?;
    let person = form.person.unwrap_or(asking.caller.person.id);
    asking
        .change(HOLD, |incident, workspace| {
            run::lead(incident, workspace, person)
        })
        .await
}

/// Ends the meeting: shows what is still silent, counts an open vote, writes the minutes. It
/// publishes nothing; `missing` says what that waits for.
#[utoipa::path(
    post, path = "/api/v1/incidents/{reference}/meeting/end", tag = "meeting",
    params(("reference" = IncidentRef, Path)), responses((status = 200, body = MeetingView), ApiError)
)]
pub async fn end_meeting(asking: Asking) -> Result<MeetingAnswer, ApiError> {
    asking.caller.may(HOLD)?;
    let (now, by) = (asking.now(), asking.caller.person.id);
    let open = looked_at(&asking.app, &asking.incident().await?).await?;
    asking
        .change(HOLD, |incident, workspace| {
            let near = near_to(incident, workspace, open, now);
            run::end(incident, workspace, &Told { near: &near, now }, by, now)
        })
        .await
}

/// Takes a meeting up again that has ended, where it was.
#[utoipa::path(
    post, path = "/api/v1/incidents/{reference}/meeting/reopen", tag = "meeting",
    params(("reference" = IncidentRef, Path)), responses((status = 200, body = MeetingView), ApiError)
)]
pub async fn reopen_meeting(asking: Asking) -> Result<MeetingAnswer, ApiError> {
    let (now, by) = (asking.now(), asking.caller.person.id);
    asking
        .change(HOLD, |incident, _| run::reopen(incident, by, now))
        .await
}
