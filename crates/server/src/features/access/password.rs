//! Changing one's own password.

use afterword_domain::policy::Operation;
use afterword_domain::sign_in::{SignInFailure, SignInWay};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::sessions::{self, Session};
use crate::app::App;
use crate::auth::password;
use crate::auth::throttle::Try;
use crate::caller::{Caller, Visitor};
use crate::error::{self, ApiError};
use crate::extract::Body;

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordForm {
    pub current: String,
    pub password: String,
}

/// Changes one's own password and ends one's other sessions.
#[utoipa::path(
    put, path = "/api/v1/session/password", tag = "access", request_body = PasswordForm,
    responses((status = 200, body = Session), ApiError)
)]
pub async fn change_password(
    State(app): State<App>,
    caller: Caller,
    visitor: Visitor,
    Body(form): Body<PasswordForm>,
) -> Result<Response, ApiError> {
    caller.may(Operation::ChangeOwnPassword)?;
    password::acceptable(&form.password)?;
    is_ones_own(&app, &caller, &visitor, form.current, "current").await?;
    let hash = password::hash(&app.hashing, form.password).await?;
    let (author, person) = (caller.author(), caller.person.id);
    let set = app
        .store
        .set_password(&author, person, &hash, app.now())
        .await;
    set.map_err(error::save)?;
    app.access_changed();
    sessions::begin(&app, &visitor, caller.person, SignInWay::Password).await
}

/// Refuses what is not the password of whoever is signed in, ever slower.
pub(super) async fn is_ones_own(
    app: &App,
    caller: &Caller,
    visitor: &Visitor,
    shown: String,
    field: &'static str,
) -> Result<(), ApiError> {
    let name = &caller.person.handle;
    let browser = visitor.browser.as_deref();
    let trying = Try::begin(&app.store, name, visitor.from, browser, app.now()).await?;
    let found = app.store.password_hash(name).await.map_err(error::store)?;
    let hash = found.and_then(|(_, hash)| hash);
    if password::fits(&app.hashing, shown, hash).await? {
        return trying.was_right(&app.store).await;
    }
    if trying.is_told() {
        let (author, why) = (caller.author(), SignInFailure::WrongPassword);
        let (person, way) = (Some(caller.person.id), SignInWay::Password);
        let told = app.store.tell_failure(&author, person, way, why, app.now());
        told.await.map_err(error::store)?;
    }
    let detail = format!("{field} is not the present password");
    let error = ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "sign_in_failed", detail);
    Err(error.field(field))
}
