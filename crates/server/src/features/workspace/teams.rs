//! Teams of the workspace.

use afterword_domain::TeamId;
use afterword_domain::policy::Operation;
use afterword_domain::team::{Team, TeamForm};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::{At, Body};

/// Adds a team.
#[utoipa::path(
    post, path = "/api/v1/teams", tag = "workspace", request_body = TeamForm,
    responses((status = 201, body = Team), ApiError)
)]
pub async fn add_team(
    State(app): State<App>,
    caller: Caller,
    Body(form): Body<TeamForm>,
) -> Result<(StatusCode, Json<Team>), ApiError> {
    caller.may(Operation::EditTeam)?;
    let added = app
        .store
        .add_team(&caller.author(), form, app.now())
        .await
        .map_err(error::save)?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// Changes a team.
#[utoipa::path(
    put, path = "/api/v1/teams/{id}", tag = "workspace", request_body = TeamForm,
    params(("id" = TeamId, Path)), responses((status = 200, body = Team), ApiError)
)]
pub async fn update_team(
    State(app): State<App>,
    caller: Caller,
    At(id): At<TeamId>,
    Body(form): Body<TeamForm>,
) -> Result<Json<Team>, ApiError> {
    caller.may(Operation::EditTeam)?;
    let saved = app
        .store
        .update_team(&caller.author(), id, form, app.now())
        .await;
    saved.map(Json).map_err(error::save)
}

/// Takes a team away that has no service and no person; 422 `still_used` says what refers to it.
#[utoipa::path(
    delete, path = "/api/v1/teams/{id}", tag = "workspace", params(("id" = TeamId, Path)),
    responses((status = 204, description = "Taken away"), ApiError)
)]
pub async fn remove_team(
    State(app): State<App>,
    caller: Caller,
    At(id): At<TeamId>,
) -> Result<StatusCode, ApiError> {
    caller.may(Operation::EditTeam)?;
    let removed = app.store.remove_team(&caller.author(), id, app.now()).await;
    removed.map_err(error::save)?;
    Ok(StatusCode::NO_CONTENT)
}
