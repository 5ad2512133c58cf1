//! Adding, changing and taking away integrations, and their addresses.

use afterword_domain::IntegrationId;
use afterword_domain::integration::{Integration, IntegrationError, IntegrationForm, Kind};
use afterword_domain::policy::Operation;
use afterword_integrations::inbound;
use afterword_store::IntegrationRow;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::secret;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::{At, Body};

/// All of them.
#[derive(Debug, Serialize, ToSchema)]
pub struct Integrations {
    pub items: Vec<IntegrationRow>,
}

/// An address, told this once.
#[derive(Debug, Serialize, ToSchema)]
pub struct Address {
    /// Behind the address of this server: `/hooks/alertmanager/…`
    pub path: String,
}

/// An integration with its address, which is told this once.
#[derive(Debug, Serialize, ToSchema)]
pub struct AddedIntegration {
    pub integration: Integration,
    #[serde(flatten)]
    pub address: Address,
}

/// Lists the integrations, with what came through them last.
#[utoipa::path(
    get, path = "/api/v1/integrations", tag = "integrations",
    responses((status = 200, body = Integrations), ApiError)
)]
pub async fn list_integrations(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<Integrations>, ApiError> {
    caller.may(Operation::ManageIntegrations)?;
    let items = app.store.integrations().await.map_err(error::store)?;
    Ok(Json(Integrations { items }))
}

/// Adds an integration. Its address is told in this answer and never again.
#[utoipa::path(
    post, path = "/api/v1/integrations", tag = "integrations", request_body = IntegrationForm,
    responses((status = 201, body = AddedIntegration), ApiError)
)]
pub async fn add_integration(
    State(app): State<App>,
    caller: Caller,
    Body(form): Body<IntegrationForm>,
) -> Result<(StatusCode, Json<AddedIntegration>), ApiError> {
    caller.may(Operation::EnterSecret)?;
    mapping_is_readable(&form)?;
    let key = secret::new("");
    let kind = form.kind;
    let added = app
        .store
        .add_integration(&caller.author(), form, &secret::hash(&key), app.now())
        .await
        .map_err(error::save)?;
    let answer = AddedIntegration {
        integration: added,
        address: address(kind, &key),
    };
    Ok((StatusCode::CREATED, Json(answer)))
}

/// Changes an integration. Its kind stays.
#[utoipa::path(
    put, path = "/api/v1/integrations/{id}", tag = "integrations",
    request_body = IntegrationForm, params(("id" = IntegrationId, Path)),
    responses((status = 200, body = Integration), ApiError)
)]
pub async fn update_integration(
    State(app): State<App>,
    caller: Caller,
    At(id): At<IntegrationId>,
    Body(form): Body<IntegrationForm>,
) -> Result<Json<Integration>, ApiError> {
    caller.may(Operation::ManageIntegrations)?;
    mapping_is_readable(&form)?;
    let saved = app
        .store
        .update_integration(&caller.author(), id, form, app.now())
        .await;
    app.hooks.forget_doors();
    saved.map(Json).map_err(error::save)
}

/// Takes an integration away. What it brought stays.
#[utoipa::path(
    delete, path = "/api/v1/integrations/{id}", tag = "integrations",
    params(("id" = IntegrationId, Path)),
    responses((status = 204, description = "Taken away"), ApiError)
)]
pub async fn remove_integration(
    State(app): State<App>,
    caller: Caller,
    At(id): At<IntegrationId>,
) -> Result<StatusCode, ApiError> {
    caller.may(Operation::RemoveForGood)?;
    let removed = app
        .store
        .remove_integration(&caller.author(), id, app.now())
        .await;
    app.hooks.forget_doors();
    removed.map_err(error::save)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives an integration another address, told in this answer; the one before leads nowhere.
#[utoipa::path(
    post, path = "/api/v1/integrations/{id}/address", tag = "integrations",
    params(("id" = IntegrationId, Path)), responses((status = 200, body = Address), ApiError)
)]
pub async fn replace_address(
    State(app): State<App>,
    caller: Caller,
    At(id): At<IntegrationId>,
) -> Result<Json<Address>, ApiError> {
    caller.may(Operation::EnterSecret)?;
    let rows = app.store.integrations().await.map_err(error::store)?;
    let known = rows.iter().find(|row| row.integration.id == id);
    let kind = known.map(|row| row.integration.kind);
    let kind = kind.ok_or_else(|| ApiError::not_found("such integration"))?;
    let key = secret::new("");
    let replaced = app
        .store
        .replace_address(&caller.author(), id, &secret::hash(&key), app.now())
        .await;
    app.hooks.forget_doors();
    replaced.map_err(error::save)?;
    Ok(Json(address(kind, &key)))
}

fn address(kind: Kind, key: &str) -> Address {
    Address {
        path: format!("/hooks/{}/{key}", kind.word()),
    }
}

fn mapping_is_readable(form: &IntegrationForm) -> Result<(), ApiError> {
    let checked = inbound::source(form.kind).check(&form.options);
    checked.map_err(|wrong| ApiError::refused(&IntegrationError::Mapping(wrong.to_string())))
}
