//! Services of the workspace.

use afterword_domain::ServiceId;
use afterword_domain::policy::Operation;
use afterword_domain::service::{Service, ServiceForm};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::{At, Body};

/// Adds a service.
#[utoipa::path(
    post, path = "/api/v1/services", tag = "workspace", request_body = ServiceForm,
    responses((status = 201, body = Service), ApiError)
)]
pub async fn add_service(
    State(app): State<App>,
    caller: Caller,
    Body(form): Body<ServiceForm>,
) -> Result<(StatusCode, Json<Service>), ApiError> {
    caller.may(Operation::EditService)?;
    let added = app
        .store
        .add_service(&caller.author(), form, app.now())
        .await
        .map_err(error::save)?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// Changes a service.
#[utoipa::path(
    put, path = "/api/v1/services/{id}", tag = "workspace", request_body = ServiceForm,
    params(("id" = ServiceId, Path)), responses((status = 200, body = Service), ApiError)
)]
pub async fn update_service(
    State(app): State<App>,
    caller: Caller,
    At(id): At<ServiceId>,
    Body(form): Body<ServiceForm>,
) -> Result<Json<Service>, ApiError> {
    caller.may(Operation::EditService)?;
    let saved = app
        .store
        .update_service(&caller.author(), id, form, app.now())
        .await;
    saved.map(Json).map_err(error::save)
}

/// Takes a service away that no incident names; 422 `still_used` says what refers to it.
#[utoipa::path(
    delete, path = "/api/v1/services/{id}", tag = "workspace", params(("id" = ServiceId, Path)),
    responses((status = 204, description = "Taken away"), ApiError)
)]
pub async fn remove_service(
    State(app): State<App>,
    caller: Caller,
    At(id): At<ServiceId>,
) -> Result<StatusCode, ApiError> {
    caller.may(Operation::EditService)?;
    let removed = app
        .store
        .remove_service(&caller.author(), id, app.now())
        .await;
    removed.map_err(error::save)?;
    Ok(StatusCode::NO_CONTENT)
}
