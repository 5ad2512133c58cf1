//! Changing the facts of an incident.

use afterword_domain::IncidentRef;
use afterword_domain::incident::edit::{self, IncidentPatch};
use afterword_domain::policy::Operation;
use axum::extract::State;

use super::view::IncidentView;
use super::{Answered, change};
use crate::app::App;
use crate::caller::Caller;
use crate::error::ApiError;
use crate::extract::{At, Body, Seen};

/// Changes facts; fields that are left out stay. `If-Match` carries the version that was seen.
#[utoipa::path(
    patch, path = "/api/v1/incidents/{reference}", tag = "incidents", request_body = IncidentPatch,
    params(("reference" = IncidentRef, Path), ("If-Match" = String, Header, description = "\"12\"")),
    responses((status = 200, body = IncidentView), ApiError)
)]
pub async fn edit_incident(
    State(app): State<App>,
    caller: Caller,
    At(reference): At<IncidentRef>,
    Seen(seen): Seen,
    Body(patch): Body<IncidentPatch>,
) -> Result<Answered, ApiError> {
    // On the heap: what a patch holds while it waits is large.
    Box::pin(change(
        &app,
        &caller,
        Operation::EditIncident,
        (reference, Some(seen)),
        |incident, workspace, links| edit::edit(incident, workspace, links, patch),
    ))
    .await
}
