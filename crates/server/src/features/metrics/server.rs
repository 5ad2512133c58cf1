//! The metrics server, for administrators.

use afterword_domain::metrics::{KnownServer, MetricsServer, MetricsServerForm};
use afterword_domain::policy::Operation;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::ask;
use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::Body;

/// The server as the settings show it.
#[derive(Debug, Serialize, ToSchema)]
pub struct MetricsServerView {
    /// Absent while none is entered.
    pub server: Option<MetricsServer>,
    /// A token or a password is known. It is never shown.
    pub has_secret: bool,
}

impl From<Option<KnownServer>> for MetricsServerView {
    fn from(known: Option<KnownServer>) -> Self {
        Self {
            has_secret: known.as_ref().is_some_and(|known| known.secret.is_some()),
            server: known.map(|known| known.server),
        }
    }
}

/// Reads which metrics server is entered.
#[utoipa::path(
    get, path = "/api/v1/metrics-server", tag = "integrations",
    responses((status = 200, body = MetricsServerView), ApiError)
)]
pub async fn read_metrics_server(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<MetricsServerView>, ApiError> {
    caller.may(Operation::ManageIntegrations)?;
    let known = app.store.metrics_server().await.map_err(error::store)?;
    Ok(Json(known.into()))
}

/// Enters the metrics server. A secret that is left out stays, as long as the host does.
#[utoipa::path(
    put, path = "/api/v1/metrics-server", tag = "integrations", request_body = MetricsServerForm,
    responses((status = 200, body = MetricsServerView), ApiError)
)]
pub async fn save_metrics_server(
    State(app): State<App>,
    caller: Caller,
    Body(form): Body<MetricsServerForm>,
) -> Result<Json<MetricsServerView>, ApiError> {
    caller.may(Operation::ManageIntegrations)?;
    if form.secret.is_some() {
        caller.may(Operation::EnterSecret)?;
    }
    let before = app.store.metrics_server().await.map_err(error::store)?;
    // What cannot be asked is not kept either.
    ask::prometheus(form.clone().onto(before.as_ref())?)?;
    let saved = app
        .store
        .save_metrics_server(&caller.author(), form, app.now())
        .await;
    Ok(Json(Some(saved.map_err(error::save)?).into()))
}

/// Takes the metrics server away. Curves that were sampled stay.
#[utoipa::path(
    delete, path = "/api/v1/metrics-server", tag = "integrations",
    responses((status = 204, description = "Taken away"), ApiError)
)]
pub async fn remove_metrics_server(
    State(app): State<App>,
    caller: Caller,
) -> Result<StatusCode, ApiError> {
    caller.may(Operation::RemoveForGood)?;
    let removed = app
        .store
        .remove_metrics_server(&caller.author(), app.now())
        .await;
    removed.map_err(error::save)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Asks a metrics server for a number, and says what is wrong if it does not tell one. Nothing is
/// saved.
#[utoipa::path(
    post, path = "/api/v1/metrics-server/test", tag = "integrations",
    request_body = MetricsServerForm,
    responses((status = 204, description = "It answers queries"), ApiError)
)]
pub async fn test_metrics_server(
    State(app): State<App>,
    caller: Caller,
    Body(form): Body<MetricsServerForm>,
) -> Result<StatusCode, ApiError> {
    caller.may(Operation::ManageIntegrations)?;
    let known = app.store.metrics_server().await.map_err(error::store)?;
    let prometheus = ask::prometheus(form.onto(known.as_ref())?)?;
    let probed = prometheus.probe().await;
    probed.map_err(|error| ask::told(&error))?;
    Ok(StatusCode::NO_CONTENT)
}
