//! The workspace as a whole, and its settings.

use std::sync::Arc;

use afterword_domain::policy::Operation;
use afterword_domain::workspace::{Settings, Workspace};
use axum::Json;
use axum::extract::State;

use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::Body;

/// Reads everything that incidents refer to by id: services, teams, people, factors, settings.
#[utoipa::path(
    get, path = "/api/v1/workspace", tag = "workspace",
    responses((status = 200, body = Workspace), ApiError)
)]
pub async fn read_workspace(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<Arc<Workspace>>, ApiError> {
    caller.may(Operation::ReadWorkspace)?;
    app.store.workspace().await.map(Json).map_err(error::store)
}

/// Changes the settings.
#[utoipa::path(
    put, path = "/api/v1/workspace/settings", tag = "workspace", request_body = Settings,
    responses((status = 200, body = Settings), ApiError)
)]
pub async fn save_settings(
    State(app): State<App>,
    caller: Caller,
    Body(settings): Body<Settings>,
) -> Result<Json<Settings>, ApiError> {
    caller.may(Operation::EditSettings)?;
    let settings = settings.checked()?;
    let saved = app
        .store
        .save_settings(&caller.author(), settings.clone(), app.now())
        .await;
    saved.map_err(error::save)?;
    Ok(Json(settings))
}
