//! Exporting an incident as Markdown or JSON.

use afterword_document::{Document, describe, write};
use afterword_domain::IncidentRef;
use afterword_domain::audit::Exported;
use afterword_domain::policy::Operation;
use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::{Asked, At};
use crate::features::audit::note_export;

#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    #[default]
    Md,
    Json,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ExportQuery {
    #[serde(default)]
    #[param(inline)]
    format: ExportFormat,
}

/// Exports an incident with its post-mortem. Both formats import back to the same incident.
#[utoipa::path(
    get, path = "/api/v1/incidents/{reference}/export", tag = "documents",
    params(("reference" = IncidentRef, Path), ExportQuery),
    responses(
        (status = 200, description = "The document", content(
            (String = "text/markdown"), (Object = "application/json"),
        )),
        ApiError,
    )
)]
pub async fn export_incident(
    State(app): State<App>,
    caller: Caller,
    At(reference): At<IncidentRef>,
    Asked(asked): Asked<ExportQuery>,
) -> Result<Response, ApiError> {
    caller.may(Operation::ExportIncidents)?;
    app.live.settle(reference).await;
    let incident = app
        .store
        .incident(&caller.sight(), reference)
        .await
        .map_err(error::store)?;
    let incident = incident.ok_or_else(|| ApiError::not_found(reference))?;
    let workspace = app.store.workspace().await.map_err(error::store)?;
    note_export(&app, &caller, Exported::Document, (Some(reference), None)).await?;
    Ok(file(
        reference,
        asked.format,
        &describe(&incident, &workspace),
    ))
}

/// The document as a file to keep.
pub(super) fn file(reference: IncidentRef, format: ExportFormat, document: &Document) -> Response {
    let name = |extension| format!("attachment; filename=\"{reference}.{extension}\"");
    match format {
        ExportFormat::Md => {
            let kind = "text/markdown; charset=utf-8".to_owned();
            let headers = [
                (header::CONTENT_TYPE, kind),
                (header::CONTENT_DISPOSITION, name("md")),
            ];
            (headers, write(document)).into_response()
        }
        ExportFormat::Json => (
            [(header::CONTENT_DISPOSITION, name("json"))],
            Json(document),
        )
            .into_response(),
    }
}
