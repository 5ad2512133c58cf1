//! Taking back what one edit changed.

use afterword_domain::IncidentRef;
use afterword_domain::incident::undo;
use afterword_domain::policy::Operation;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::view::IncidentView;
use super::{Answered, change};
use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::{At, Body};

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UndoForm {
    /// The version that the edit made.
    pub version: u32,
}

/// Takes back the edit that made a version, unless the same place was changed since.
#[utoipa::path(
    post, path = "/api/v1/incidents/{reference}/undo", tag = "incidents", request_body = UndoForm,
    params(("reference" = IncidentRef, Path)),
    responses((status = 200, body = IncidentView), ApiError)
)]
pub async fn undo_edit(
    State(app): State<App>,
    caller: Caller,
    At(reference): At<IncidentRef>,
    Body(form): Body<UndoForm>,
) -> Result<Answered, ApiError> {
    caller.may(Operation::EditIncident)?;
    let made = app
        .store
        .changes_that_made(&caller.sight(), reference, form.version)
        .await;
    let changes = made.map_err(error::store)?;
    if changes.is_empty() {
        let detail = format!("no edit made version {} of {reference}", form.version);
        return Err(ApiError::new(
            StatusCode::NOT_FOUND,
            "nothing_to_undo",
            detail,
        ));
    }
    let seen = Some(form.version);
    change(
        &app,
        &caller,
        Operation::EditIncident,
        (reference, seen),
        |_, _, _| undo::undo(&changes),
    )
    .await
}
