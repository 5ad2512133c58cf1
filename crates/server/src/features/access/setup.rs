//! The first administrator, by a one-time link that the console prints.

use afterword_domain::person::{PersonForm, Role};
use afterword_domain::sign_in::SignInWay;
use afterword_store::{Author, Via};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::sessions;
use crate::app::App;
use crate::auth::{password, secret};
use crate::caller::Visitor;
use crate::error::{self, ApiError};
use crate::extract::Body;

/// What the link's secret is for.
pub const PURPOSE: &str = "setup";
const DAYS: i64 = 1;

/// Makes the secret of a link that lets one person become the first administrator.
///
/// # Errors
/// When the store fails.
pub async fn new_link(app: &App) -> Result<String, afterword_store::StoreError> {
    let secret = secret::new("");
    let (now, hash) = (app.now(), secret::hash(&secret));
    app.store
        .add_link(&hash, PURPOSE, now.plus_days(DAYS), now)
        .await?;
    Ok(secret)
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetupForm {
    /// From the link.
    pub secret: String,
    pub handle: String,
    pub name: String,
    #[serde(default)]
    pub email: Option<String>,
    pub password: String,
}

/// Creates the first administrator and signs them in.
#[utoipa::path(
    post, path = "/api/v1/setup", tag = "access", request_body = SetupForm,
    responses((status = 200, body = sessions::Session), ApiError)
)]
pub async fn set_up(
    State(app): State<App>,
    visitor: Visitor,
    Body(form): Body<SetupForm>,
) -> Result<Response, ApiError> {
    let refuse = |detail: &str| ApiError::new(StatusCode::FORBIDDEN, "setup_link", detail);
    if app.store.has_admin().await.map_err(error::store)? {
        return Err(refuse(
            "there is an administrator already; ask them for an account",
        ));
    }
    // Everything that can be wrong is found before the link is used up.
    password::acceptable(&form.password)?;
    let person = PersonForm {
        handle: form.handle,
        name: form.name,
        email: form.email,
        role: Role::Admin,
        team: None,
    };
    person.clone().into_person(afterword_domain::PersonId(0))?;
    let hash = password::hash(&app.hashing, form.password).await?;
    let now = app.now();
    let link = secret::hash(form.secret.trim());
    let author = Author {
        person: None,
        via: Via::System,
        request_id: None,
        address: None,
    };
    let person = app
        .store
        .add_person_with_password(&author, person, Some(&hash), Some((&link, PURPOSE)), now)
        .await
        .map_err(error::save)?;
    sessions::begin(&app, &visitor, person, SignInWay::Link).await
}
