//! Saved views of the list of incidents: one's own, and those that are shared.

use afterword_domain::ViewId;
use afterword_domain::policy::Operation;
use afterword_domain::view::{View, ViewForm};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::{At, Body};

/// Lists one's own views and the shared ones, by name.
#[utoipa::path(
    get, path = "/api/v1/views", tag = "workspace",
    responses((status = 200, body = Vec<View>), ApiError)
)]
pub async fn list_views(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<Vec<View>>, ApiError> {
    caller.may(Operation::ReadIncidents)?;
    let views = app.store.views_for(caller.person.id).await;
    views.map(Json).map_err(error::store)
}

/// Saves a view. A name that one's own views have already is 409 `taken`.
#[utoipa::path(
    post, path = "/api/v1/views", tag = "workspace", request_body = ViewForm,
    responses((status = 201, body = View), ApiError)
)]
pub async fn add_view(
    State(app): State<App>,
    caller: Caller,
    Body(form): Body<ViewForm>,
) -> Result<(StatusCode, Json<View>), ApiError> {
    fits(&app, &caller, &form).await?;
    let (author, owner) = (caller.author(), caller.person.id);
    let added = app.store.add_view(&author, owner, form, app.now()).await;
    let added = added.map_err(error::save)?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// Changes a view of one's own, or as an administrator a shared one, which keeps its owner.
#[utoipa::path(
    put, path = "/api/v1/views/{id}", tag = "workspace", request_body = ViewForm,
    params(("id" = ViewId, Path)), responses((status = 200, body = View), ApiError)
)]
pub async fn update_view(
    State(app): State<App>,
    caller: Caller,
    At(id): At<ViewId>,
    Body(form): Body<ViewForm>,
) -> Result<Json<View>, ApiError> {
    fits(&app, &caller, &form).await?;
    let (author, now) = (caller.author(), app.now());
    let saved = app
        .store
        .update_view(&author, &caller.actor, id, form, now)
        .await;
    saved.map(Json).map_err(error::save)
}

/// Takes a view away.
#[utoipa::path(
    delete, path = "/api/v1/views/{id}", tag = "workspace", params(("id" = ViewId, Path)),
    responses((status = 204, description = "Taken away"), ApiError)
)]
pub async fn remove_view(
    State(app): State<App>,
    caller: Caller,
    At(id): At<ViewId>,
) -> Result<StatusCode, ApiError> {
    caller.may(Operation::EditOwnViews)?;
    let (author, now) = (caller.author(), app.now());
    let removed = app.store.remove_view(&author, &caller.actor, id, now).await;
    removed.map_err(error::save)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether the caller may keep it, and whether its query names what there is.
async fn fits(app: &App, caller: &Caller, form: &ViewForm) -> Result<(), ApiError> {
    caller.may(Operation::EditOwnViews)?;
    if form.shared {
        caller.may(Operation::ShareViews)?;
    }
    let workspace = app.store.workspace().await.map_err(error::store)?;
    let read = crate::query::parsed(app, &caller.sight(), &workspace, &form.query).await;
    read.map(|_| ()).map_err(|error| error.field("query"))
}
