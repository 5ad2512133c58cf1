//! Signing in and out.

use std::net::SocketAddr;

use afterword_domain::PersonId;
use afterword_domain::person::Person;
use afterword_domain::policy::Operation;
use axum::Json;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::{cookie, password, secret};
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::Body;

/// Whether somebody can sign in, and how.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Instance {
    /// One click signs in.
    pub demo: bool,
    /// There is no administrator yet; the console has printed a link.
    pub needs_setup: bool,
    pub version: String,
}

/// Says how one gets in; the one thing that everybody may ask.
#[utoipa::path(
    get, path = "/api/v1/instance", tag = "access",
    responses((status = 200, body = Instance), ApiError)
)]
pub async fn read_instance(State(app): State<App>) -> Result<Json<Instance>, ApiError> {
    let needs_setup = !app.config.demo && !app.store.has_admin().await.map_err(error::store)?;
    let version = env!("CARGO_PKG_VERSION").into();
    Ok(Json(Instance {
        demo: app.config.demo,
        needs_setup,
        version,
    }))
}

/// Who is signed in.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Session {
    pub person: Person,
    /// Name of the workspace.
    pub workspace: String,
    pub demo: bool,
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignInForm {
    /// Handle or e-mail address.
    pub name: String,
    pub password: String,
}

/// Signs in. After five wrong tries each waits longer: 429 `too_many_tries` with `Retry-After`.
#[utoipa::path(
    post, path = "/api/v1/session", tag = "access", request_body = SignInForm,
    responses((status = 200, body = Session), ApiError)
)]
pub async fn sign_in(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Body(form): Body<SignInForm>,
) -> Result<Response, ApiError> {
    app.tries.begin(&form.name, peer.ip(), app.now())?;
    let found = app
        .store
        .password_hash(form.name.trim())
        .await
        .map_err(error::store)?;
    let (person, hash) = match found {
        Some((person, hash)) if person.active => (Some(person), hash),
        _ => (None, None),
    };
    let fits = password::fits(&app.hashing, form.password, hash).await?;
    if let Some(person) = person.filter(|_| fits) {
        app.tries.was_right(&form.name, peer.ip());
        return begin(&app, person).await;
    }
    let detail = "the name or the password is not right";
    Err(ApiError::new(
        StatusCode::UNAUTHORIZED,
        "sign_in_failed",
        detail,
    ))
}

/// Signs in to the demo with one click, as its first administrator. Refused unless server, caller
/// and address are all this machine.
#[utoipa::path(
    post, path = "/api/v1/session/demo", tag = "access",
    responses((status = 200, body = Session), ApiError)
)]
pub async fn sign_in_demo(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let local = app.config.listen.ip().is_loopback() && peer.ip().is_loopback();
    if !app.config.demo || !local || !addressed_to_loopback(&headers) {
        let detail = "the one-click sign-in is for the demo workspace, on this machine only";
        return Err(ApiError::new(
            StatusCode::FORBIDDEN,
            "demo_only_on_loopback",
            detail,
        ));
    }
    let workspace = app.store.workspace().await.map_err(error::store)?;
    let mut people = workspace.people.iter().filter(|person| person.active);
    let admin = people
        .find(|person| person.role == afterword_domain::person::Role::Admin)
        .cloned();
    begin(
        &app,
        admin.ok_or_else(|| ApiError::not_found("person in the demo"))?,
    )
    .await
}

/// A proxy on this machine would connect from loopback too, but would not be addressed by it.
fn addressed_to_loopback(headers: &HeaderMap) -> bool {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, port)| {
        if port.bytes().all(|b| b.is_ascii_digit()) {
            name
        } else {
            host
        }
    });
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}

pub(super) async fn begin(app: &App, person: Person) -> Result<Response, ApiError> {
    let secret = secret::new("");
    let now = app.now();
    let expires = now.plus_days(cookie::DAYS);
    let added = app
        .store
        .add_session(&secret::hash(&secret), person.id, now, expires)
        .await;
    added.map_err(error::store)?;
    let session = session_of(app, person).await?;
    let set = [(header::SET_COOKIE, cookie::set(secret, app.config.https))];
    Ok((set, Json(session)).into_response())
}

async fn session_of(app: &App, person: Person) -> Result<Session, ApiError> {
    let workspace = app.store.workspace().await.map_err(error::store)?;
    Ok(Session {
        person,
        workspace: workspace.settings.name.clone(),
        demo: app.config.demo,
    })
}

/// Says who is signed in.
#[utoipa::path(
    get, path = "/api/v1/session", tag = "access",
    responses((status = 200, body = Session), ApiError)
)]
pub async fn read_session(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<Session>, ApiError> {
    session_of(&app, caller.person).await.map(Json)
}

/// Signs out.
#[utoipa::path(
    delete, path = "/api/v1/session", tag = "access",
    responses((status = 204, description = "Signed out"), ApiError)
)]
pub async fn sign_out(State(app): State<App>, headers: HeaderMap) -> Result<Response, ApiError> {
    if let Some(secret) = cookie::session(&headers) {
        app.store
            .end_session(&secret::hash(&secret))
            .await
            .map_err(error::store)?;
        app.access_changed();
    }
    let clear = [(header::SET_COOKIE, cookie::clear(app.config.https))];
    Ok((StatusCode::NO_CONTENT, clear).into_response())
}

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
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Body(form): Body<PasswordForm>,
) -> Result<Response, ApiError> {
    caller.may(Operation::ChangeOwnPassword)?;
    password::acceptable(&form.password)?;
    let person: PersonId = caller.person.id;
    let name = &caller.person.handle;
    app.tries.begin(name, peer.ip(), app.now())?;
    let found = app.store.password_hash(name).await.map_err(error::store)?;
    let hash = found.and_then(|(_, hash)| hash);
    if !password::fits(&app.hashing, form.current, hash).await? {
        let detail = "current is not the present password";
        let error = ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "sign_in_failed", detail);
        return Err(error.field("current"));
    }
    app.tries.was_right(name, peer.ip());
    let hash = password::hash(&app.hashing, form.password).await?;
    let set = app
        .store
        .set_password(&caller.author(), person, &hash, app.now())
        .await;
    set.map_err(error::save)?;
    app.store
        .end_sessions_of(person)
        .await
        .map_err(error::store)?;
    app.access_changed();
    begin(&app, caller.person).await
}
