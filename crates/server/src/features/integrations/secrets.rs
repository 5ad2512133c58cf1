//! Secrets by which deliveries are verified. Several may hold at once, so that one can be replaced
//! by another without a gap.

use afterword_domain::IntegrationId;
use afterword_domain::policy::Operation;
use afterword_store::SecretRow;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::{At, Body};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SecretForm {
    /// 16 to 500 characters.
    #[schema(min_length = 16, max_length = 500)]
    pub secret: String,
}

/// Adds a secret. Only its last four characters are ever shown.
#[utoipa::path(
    post, path = "/api/v1/integrations/{id}/secrets", tag = "integrations",
    request_body = SecretForm, params(("id" = IntegrationId, Path)),
    responses((status = 201, body = SecretRow), ApiError)
)]
pub async fn add_secret(
    State(app): State<App>,
    caller: Caller,
    At(id): At<IntegrationId>,
    Body(form): Body<SecretForm>,
) -> Result<(StatusCode, Json<SecretRow>), ApiError> {
    caller.may(Operation::EnterSecret)?;
    let added = app
        .store
        .add_secret(&caller.author(), id, form.secret, app.now())
        .await;
    app.hooks.forget_doors();
    added
        .map(|row| (StatusCode::CREATED, Json(row)))
        .map_err(error::save)
}

/// Takes a secret away; deliveries that are signed with it are turned away from now on.
#[utoipa::path(
    delete, path = "/api/v1/integrations/{id}/secrets/{secret}", tag = "integrations",
    params(("id" = IntegrationId, Path), ("secret" = u32, Path)),
    responses((status = 204, description = "Taken away"), ApiError)
)]
pub async fn remove_secret(
    State(app): State<App>,
    caller: Caller,
    At((id, secret)): At<(IntegrationId, u32)>,
) -> Result<StatusCode, ApiError> {
    caller.may(Operation::RemoveForGood)?;
    let removed = app
        .store
        .remove_secret(&caller.author(), id, secret, app.now())
        .await;
    app.hooks.forget_doors();
    removed.map_err(error::save)?;
    Ok(StatusCode::NO_CONTENT)
}
