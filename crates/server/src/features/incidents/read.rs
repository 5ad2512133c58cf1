//! Reading one incident, and what happened to it.

use afterword_domain::IncidentRef;
use afterword_domain::policy::Operation;
use afterword_store::ChangeRecord;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::view::IncidentView;
use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::At;

/// Reads an incident with its post-mortem and what follows from both.
#[utoipa::path(
    get, path = "/api/v1/incidents/{reference}", tag = "incidents",
    params(("reference" = IncidentRef, Path, description = "INC-57")),
    responses((status = 200, body = IncidentView), (status = 304, description = "Not changed"), ApiError)
)]
pub async fn read_incident(
    State(app): State<App>,
    caller: Caller,
    At(reference): At<IncidentRef>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    caller.may(Operation::ReadIncidents)?;
    let incident = app.store.incident(reference).await.map_err(error::store)?;
    let incident = incident.ok_or_else(|| ApiError::not_found(reference))?;
    let answer = super::answer(&app, incident).await?;
    let same = headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|seen| *seen == answer.0[0].1.as_str());
    if same {
        return Ok((StatusCode::NOT_MODIFIED, answer.0).into_response());
    }
    Ok(answer.into_response())
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
    app.store
        .changes_of(reference, 200)
        .await
        .map(Json)
        .map_err(error::store)
}
