//! Reading one incident, and what happened to it.

use afterword_domain::IncidentRef;
use afterword_domain::policy::Operation;
use afterword_store::ChangeRecord;
use axum::Json;
use axum::extract::State;

use super::Answered;
use super::view::IncidentView;
use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::At;

/// Reads an incident with its post-mortem and what follows from both.
#[utoipa::path(
    get, path = "/api/v1/incidents/{reference}", tag = "incidents",
    params(("reference" = IncidentRef, Path, description = "INC-57")),
    responses((status = 200, body = IncidentView), ApiError)
)]
pub async fn read_incident(
    State(app): State<App>,
    caller: Caller,
    At(reference): At<IncidentRef>,
) -> Result<Answered, ApiError> {
    caller.may(Operation::ReadIncidents)?;
    app.live.freshen(reference).await;
    let sight = caller.sight();
    let found = app.store.incident_beside(&sight, reference).await;
    let found = found.map_err(error::store)?;
    let (incident, beside) = found.ok_or_else(|| ApiError::not_found(reference))?;
    super::answer_beside(&app, &sight, incident, beside).await
}

/// Lists what happened to an incident, newest first, at most 200 entries.
#[utoipa::path(
    get, path = "/api/v1/incidents/{reference}/changes", tag = "incidents",
    params(("reference" = IncidentRef, Path)),
    responses((status = 200, body = Vec<ChangeRecord>), ApiError)
)]
pub async fn list_incident_changes(
    State(app): State<App>,
    caller: Caller,
    At(reference): At<IncidentRef>,
) -> Result<Json<Vec<ChangeRecord>>, ApiError> {
    caller.may(Operation::ReadIncidents)?;
    app.live.freshen(reference).await;
    let changes = app.store.changes_of(&caller.sight(), reference, 200).await;
    let changes = changes.map_err(error::store)?;
    // An incident's own opening is in its log.
    if changes.is_empty() {
        return Err(ApiError::not_found(reference));
    }
    Ok(Json(
        changes
            .into_iter()
            .map(ChangeRecord::without_secrets)
            .collect(),
    ))
}
