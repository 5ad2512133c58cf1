//! One's own API tokens.

use afterword_domain::policy::{Operation, Scope};
use afterword_domain::text;
use afterword_store::TokenRow;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::secret;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::{At, Body};

/// By this a secret scanner knows one of our tokens.
pub const PREFIX: &str = "afterword_";

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenForm {
    /// What it is for.
    pub name: String,
    pub scopes: Vec<Scope>,
    /// 1 to 3650; it never expires when left out.
    #[serde(default)]
    pub expires_in_days: Option<u16>,
}

/// A new token. Its secret is shown this once.
#[derive(Serialize, ToSchema)]
pub struct NewToken {
    pub secret: String,
    #[serde(flatten)]
    pub token: TokenRow,
}

/// Lists one's tokens, without their secrets.
#[utoipa::path(
    get, path = "/api/v1/tokens", tag = "access",
    responses((status = 200, body = Vec<TokenRow>), ApiError)
)]
pub async fn list_tokens(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<Vec<TokenRow>>, ApiError> {
    caller.may(Operation::ManageOwnTokens)?;
    app.store
        .tokens_of(caller.person.id)
        .await
        .map(Json)
        .map_err(error::store)
}

/// Makes a token.
#[utoipa::path(
    post, path = "/api/v1/tokens", tag = "access", request_body = TokenForm,
    responses((status = 201, body = NewToken), ApiError)
)]
pub async fn add_token(
    State(app): State<App>,
    caller: Caller,
    Body(form): Body<TokenForm>,
) -> Result<(StatusCode, Json<NewToken>), ApiError> {
    caller.may(Operation::ManageOwnTokens)?;
    let name = text::line("name", &form.name, text::NAME_MAX)?;
    if form.scopes.is_empty() {
        let detail = "scopes is empty; a token may read, write or admin";
        let error = ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "empty", detail);
        return Err(error.field("scopes"));
    }
    if let Some(days) = form
        .expires_in_days
        .filter(|days| !(1..=3_650).contains(days))
    {
        let detail = format!("expires_in_days is {days}; it is 1 to 3650");
        let error = ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "out_of_range", detail);
        return Err(error.field("expires_in_days"));
    }
    if form.scopes.contains(&Scope::Admin) {
        caller.may(Operation::MakeAdminToken)?;
    }
    let now = app.now();
    let expires = form
        .expires_in_days
        .map(|days| now.plus_days(i64::from(days)));
    let secret = secret::new(PREFIX);
    let hash = secret::hash(&secret);
    let (author, person) = (caller.author(), caller.person.id);
    let token = app
        .store
        .add_token(&author, person, &name, &form.scopes, &hash, expires, now)
        .await;
    let token = token.map_err(error::store)?;
    Ok((StatusCode::CREATED, Json(NewToken { secret, token })))
}

/// Revokes a token.
#[utoipa::path(
    delete, path = "/api/v1/tokens/{id}", tag = "access", params(("id" = u32, Path)),
    responses((status = 204, description = "Revoked"), ApiError)
)]
pub async fn revoke_token(
    State(app): State<App>,
    caller: Caller,
    At(id): At<u32>,
) -> Result<StatusCode, ApiError> {
    caller.may(Operation::ManageOwnTokens)?;
    let (author, person) = (caller.author(), caller.person.id);
    let revoked = app
        .store
        .revoke_token(&author, Some(person), id, app.now())
        .await;
    if revoked.map_err(error::store)? {
        app.access_changed();
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(ApiError::not_found(format!("token {id} of yours")))
    }
}
