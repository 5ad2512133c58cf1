//! One-time links: what one is for, and the choice of a password by it.
//!
//! A link leads to `/setup#<secret>`. The part after `#` never leaves the browser by itself, so that
//! no log on the way holds a secret; the page shows it in a body.

use afterword_domain::person::Person;
use afterword_domain::policy::Operation;
use afterword_domain::sign_in::SignInWay;
use afterword_domain::{Moment, PersonId, Refusal};
use afterword_store::SaveError;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{sessions, setup};
use crate::app::App;
use crate::auth::{password, secret};
use crate::caller::{Caller, Visitor};
use crate::error::{self, ApiError};
use crate::extract::{At, Body};

const DAYS: i64 = 1;

/// A link that was made. It is shown this once.
#[derive(Debug, Serialize, ToSchema)]
pub struct SignInLink {
    /// To be put behind the address by which the person reaches the server.
    pub path: String,
    pub expires_at: Moment,
}

/// Who left cannot sign in.
#[derive(Debug, thiserror::Error)]
#[error("{0} has left; make them active first")]
struct HasLeft(String);

impl Refusal for HasLeft {
    fn code(&self) -> &'static str {
        "person_has_left"
    }
}

/// Makes the link by which a person chooses a password, for their first sign-in or because the old
/// one is lost. It works once, within a day, and voids those made before.
#[utoipa::path(
    post, path = "/api/v1/people/{id}/sign-in-link", tag = "access",
    params(("id" = PersonId, Path)), responses((status = 201, body = SignInLink), ApiError)
)]
pub async fn make_sign_in_link(
    State(app): State<App>,
    caller: Caller,
    At(id): At<PersonId>,
) -> Result<(StatusCode, Json<SignInLink>), ApiError> {
    caller.may(Operation::InvitePerson)?;
    let workspace = app.store.workspace().await.map_err(error::store)?;
    let person = workspace.person(id);
    let person = person.ok_or_else(|| ApiError::not_found(format!("person {id}")))?;
    if !person.active {
        return Err(HasLeft(person.name.clone()).into());
    }
    let secret = secret::new("");
    let now = app.now();
    let expires_at = now.plus_days(DAYS);
    let (author, hash) = (caller.author(), secret::hash(&secret));
    let made = app
        .store
        .add_sign_in_link(&author, id, &hash, expires_at, now)
        .await;
    made.map_err(error::save)?;
    let path = format!("/setup#{secret}");
    Ok((StatusCode::CREATED, Json(SignInLink { path, expires_at })))
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkForm {
    /// From the link.
    pub secret: String,
}

/// What a link is for.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "purpose", rename_all = "snake_case")]
pub enum LinkPurpose {
    /// To become the first administrator.
    FirstAdministrator,
    /// To choose a password for this person's account.
    Password { handle: String, name: String },
}

/// Says what a link is for, without using it up.
#[utoipa::path(
    post, path = "/api/v1/setup/link", tag = "access", request_body = LinkForm,
    responses((status = 200, body = LinkPurpose), ApiError)
)]
pub async fn read_link(
    State(app): State<App>,
    Body(form): Body<LinkForm>,
) -> Result<Json<LinkPurpose>, ApiError> {
    let (hash, now) = (secret::hash(form.secret.trim()), app.now());
    if let Some(person) = app.store.link_of(&hash, now).await.map_err(error::store)? {
        let Person { handle, name, .. } = person;
        return Ok(Json(LinkPurpose::Password { handle, name }));
    }
    let is_setup = app.store.is_link(&hash, setup::PURPOSE, now).await;
    let needed = !app.store.has_admin().await.map_err(error::store)?;
    if is_setup.map_err(error::store)? && needed {
        return Ok(Json(LinkPurpose::FirstAdministrator));
    }
    Err(error::save(SaveError::LinkSpent))
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChosenPassword {
    /// From the link.
    pub secret: String,
    pub password: String,
}

/// Sets the password that a person chose by their link, ends their other sessions and signs them in.
#[utoipa::path(
    post, path = "/api/v1/setup/password", tag = "access", request_body = ChosenPassword,
    responses((status = 200, body = sessions::Session), ApiError)
)]
pub async fn choose_password(
    State(app): State<App>,
    visitor: Visitor,
    Body(form): Body<ChosenPassword>,
) -> Result<Response, ApiError> {
    let (link, now) = (secret::hash(form.secret.trim()), app.now());
    let person = app.store.link_of(&link, now).await.map_err(error::store)?;
    let person = person.ok_or_else(|| error::save(SaveError::LinkSpent))?;
    // Whatever can be wrong is found before the link is used up.
    password::acceptable(&form.password)?;
    let hash = password::hash(&app.hashing, form.password).await?;
    let author = visitor.author(Some(person.id));
    let set = app
        .store
        .set_password_by_link(&author, person.id, &link, &hash, now)
        .await;
    set.map_err(error::save)?;
    app.access_changed();
    sessions::begin(&app, &visitor, person, SignInWay::Link).await
}
