//! Everybody's API tokens, for administrators: whose they are and what they may, never a secret.

use afterword_domain::PersonId;
use afterword_domain::policy::Operation;
use afterword_store::TokenRow;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::At;

/// Somebody's token.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnedToken {
    pub person: PersonId,
    #[serde(flatten)]
    pub token: TokenRow,
}

/// Lists everybody's tokens, without their secrets.
#[utoipa::path(
    get, path = "/api/v1/workspace/tokens", tag = "access",
    responses((status = 200, body = Vec<OwnedToken>), ApiError)
)]
pub async fn list_all_tokens(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<Vec<OwnedToken>>, ApiError> {
    caller.may(Operation::ManageTokens)?;
    let tokens = app.store.all_tokens().await.map_err(error::store)?;
    let owned = |(person, token)| OwnedToken { person, token };
    Ok(Json(tokens.into_iter().map(owned).collect()))
}

/// Revokes anybody's token.
#[utoipa::path(
    delete, path = "/api/v1/workspace/tokens/{id}", tag = "access", params(("id" = u32, Path)),
    responses((status = 204, description = "Revoked"), ApiError)
)]
pub async fn revoke_any_token(
    State(app): State<App>,
    caller: Caller,
    At(id): At<u32>,
) -> Result<StatusCode, ApiError> {
    caller.may(Operation::ManageTokens)?;
    let author = caller.author();
    let revoked = app.store.revoke_token(&author, None, id, app.now());
    if revoked.await.map_err(error::store)? {
        app.access_changed();
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(ApiError::not_found(format!("token {id}")))
    }
}
