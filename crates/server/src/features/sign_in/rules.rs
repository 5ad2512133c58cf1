//! The rules of signing in, for administrators.

use afterword_domain::policy::Operation;
use afterword_domain::sign_in::SignInRules;
use axum::Json;
use axum::extract::State;

use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::Body;

/// Reads how people sign in, and for how long.
#[utoipa::path(
    get, path = "/api/v1/sign-in-rules", tag = "access",
    responses((status = 200, body = SignInRules), ApiError)
)]
pub async fn read_sign_in_rules(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<SignInRules>, ApiError> {
    caller.may(Operation::ReadSignIn)?;
    let rules = app.store.sign_in_rules().await.map_err(error::store)?;
    Ok(Json(rules))
}

/// Changes how people sign in, and for how long. Without passwords there has to be a provider; a
/// link that `afterword user link` makes lets anybody in whatever the rules are.
#[utoipa::path(
    put, path = "/api/v1/sign-in-rules", tag = "access", request_body = SignInRules,
    responses((status = 200, body = SignInRules), ApiError)
)]
pub async fn save_sign_in_rules(
    State(app): State<App>,
    caller: Caller,
    Body(rules): Body<SignInRules>,
) -> Result<Json<SignInRules>, ApiError> {
    caller.may(Operation::ManageSignIn)?;
    let author = caller.author();
    let saved = app.store.save_sign_in_rules(&author, rules, app.now());
    let saved = saved.await.map_err(error::save)?;
    app.access_changed();
    Ok(Json(saved))
}
