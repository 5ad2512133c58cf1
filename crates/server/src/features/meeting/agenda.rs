//! The agenda of an incident's meeting, which opens with the open action items of earlier ones.

use afterword_domain::IncidentRef;
use afterword_domain::meeting::agenda::{self, Agenda};
use afterword_domain::policy::Operation;
use axum::Json;
use axum::extract::State;

use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::At;

/// Reads the agenda.
#[utoipa::path(
    get, path = "/api/v1/incidents/{reference}/agenda", tag = "meeting",
    params(("reference" = IncidentRef, Path)),
    responses((status = 200, body = Agenda), ApiError)
)]
pub async fn read_agenda(
    State(app): State<App>,
    caller: Caller,
    At(reference): At<IncidentRef>,
) -> Result<Json<Agenda>, ApiError> {
    caller.may(Operation::ReadIncidents)?;
    let incident = app
        .store
        .incident(&caller.sight(), reference)
        .await
        .map_err(error::store)?;
    let incident = incident.ok_or_else(|| ApiError::not_found(reference))?;
    let now = app.now();
    let open = super::looked_at(&app, &incident).await?;
    let workspace = app.store.workspace().await.map_err(error::store)?;
    let agenda = agenda::agenda(&incident, open, &workspace, now.day());
    Ok(Json(agenda))
}
