//! What integrations sent: listed, looked at as it came, and read again.

use std::collections::BTreeMap;

use afterword_domain::policy::Operation;
use afterword_domain::{IntegrationId, Moment};
use afterword_store::{DeliveryRow, Waiting};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::{Asked, At};
use crate::features::slack::press_of;

const PAGE: u32 = 50;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct DeliveriesQuery {
    /// Of this integration only.
    integration: Option<IntegrationId>,
    /// waiting, read, nothing, confirm or unreadable.
    state: Option<String>,
    /// The `seq` that was read last; from the newest when left out.
    before: Option<u64>,
}

/// Deliveries, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveryPage {
    pub items: Vec<DeliveryRow>,
    /// What to give as `before` to read on; null at the end.
    pub next: Option<u64>,
}

/// A delivery as it came.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveryView {
    pub seq: u64,
    pub integration: IntegrationId,
    pub received_at: Moment,
    /// Those that the source documents, without passwords and tokens.
    pub headers: BTreeMap<String, String>,
    /// As text; what is not UTF-8 is replaced.
    pub body: String,
}

/// How many are read again.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReadAgain {
    pub deliveries: u64,
}

/// Lists deliveries.
#[utoipa::path(
    get, path = "/api/v1/deliveries", tag = "integrations", params(DeliveriesQuery),
    responses((status = 200, body = DeliveryPage), ApiError)
)]
pub async fn list_deliveries(
    State(app): State<App>,
    caller: Caller,
    Asked(asked): Asked<DeliveriesQuery>,
) -> Result<Json<DeliveryPage>, ApiError> {
    caller.may(Operation::ManageIntegrations)?;
    let state = asked.state.as_deref();
    // One more than shown tells whether there is more.
    let items = app
        .store
        .deliveries(
            &caller.sight(),
            asked.integration,
            state,
            asked.before,
            PAGE + 1,
        )
        .await;
    let mut items = items.map_err(error::store)?;
    let is_last = items.len() <= PAGE as usize;
    items.truncate(PAGE as usize);
    let last = items.last().map(|row| row.seq);
    Ok(Json(DeliveryPage {
        next: last.filter(|_| !is_last),
        items,
    }))
}

/// Reads one delivery as it came.
#[utoipa::path(
    get, path = "/api/v1/deliveries/{seq}", tag = "integrations", params(("seq" = u64, Path)),
    responses((status = 200, body = DeliveryView), ApiError)
)]
pub async fn read_delivery(
    State(app): State<App>,
    caller: Caller,
    At(seq): At<u64>,
) -> Result<Json<DeliveryView>, ApiError> {
    caller.may(Operation::ManageIntegrations)?;
    let found = told(&app, &caller, seq).await?;
    Ok(Json(DeliveryView {
        seq: found.seq,
        integration: found.integration,
        received_at: found.received_at,
        headers: found.headers,
        body: String::from_utf8_lossy(&found.body).into_owned(),
    }))
}

/// Reads a delivery again, after a fix or another mapping. What it says a second time changes
/// nothing.
#[utoipa::path(
    post, path = "/api/v1/deliveries/{seq}/read-again", tag = "integrations",
    params(("seq" = u64, Path)), responses((status = 200, body = ReadAgain), ApiError)
)]
pub async fn read_delivery_again(
    State(app): State<App>,
    caller: Caller,
    At(seq): At<u64>,
) -> Result<Json<ReadAgain>, ApiError> {
    caller.may(Operation::ManageIntegrations)?;
    told(&app, &caller, seq).await?;
    let again = app.store.read_again(&caller.sight(), seq).await;
    let again = again.map_err(error::store)?;
    let again = again.ok_or_else(|| ApiError::not_found("such delivery"))?;
    Ok(read_on(&app, again.into()))
}

/// A delivery, unless it is a press on a notice of an incident that the caller does not see. One that
/// came before that was kept beside it says so itself.
async fn told(app: &App, caller: &Caller, seq: u64) -> Result<Waiting, ApiError> {
    let missing = || ApiError::not_found("such delivery");
    let found = app.store.delivery(&caller.sight(), seq).await;
    let found = found.map_err(error::store)?.ok_or_else(missing)?;
    if let Some(press) = press_of(&found) {
        let seen = app.store.sees(&caller.sight(), press.incident).await;
        if !seen.map_err(error::store)? {
            return Err(missing());
        }
    }
    Ok(found)
}

/// Reads again all deliveries of an integration that could not be read.
#[utoipa::path(
    post, path = "/api/v1/integrations/{id}/read-again", tag = "integrations",
    params(("id" = IntegrationId, Path)), responses((status = 200, body = ReadAgain), ApiError)
)]
pub async fn read_integration_again(
    State(app): State<App>,
    caller: Caller,
    At(id): At<IntegrationId>,
) -> Result<Json<ReadAgain>, ApiError> {
    caller.may(Operation::ManageIntegrations)?;
    let rows = app.store.integrations().await.map_err(error::store)?;
    if rows.iter().all(|row| row.integration.id != id) {
        return Err(ApiError::not_found("such integration"));
    }
    let again = app.store.read_unreadable_again(id).await;
    Ok(read_on(&app, again.map_err(error::store)?))
}

fn read_on(app: &App, deliveries: u64) -> Json<ReadAgain> {
    app.hooks.read_on();
    Json(ReadAgain { deliveries })
}
