//! Signing in and out.

use afterword_domain::Moment;
use afterword_domain::person::Person;
use afterword_domain::sign_in::{SignInFailure, SignInWay};
use afterword_store::NewSession;
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::throttle::Try;
use crate::auth::{cookie, password, secret};
use crate::caller::{Caller, Visitor};
use crate::error::{self, ApiError};
use crate::extract::Body;
use crate::features::sign_in::{self, ProviderButton};

/// Whether somebody can sign in, and how.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Instance {
    /// One click signs in.
    pub demo: bool,
    /// There is no administrator yet; the console has printed a link.
    pub needs_setup: bool,
    /// A name and a password sign in.
    pub password: bool,
    /// The programs through which one signs in.
    pub providers: Vec<ProviderButton>,
    pub version: String,
}

/// Says how one gets in; the one thing that everybody may ask.
#[utoipa::path(
    get, path = "/api/v1/instance", tag = "access",
    responses((status = 200, body = Instance), ApiError)
)]
pub async fn read_instance(State(app): State<App>) -> Result<Json<Instance>, ApiError> {
    let needs_setup = !app.config.demo && !app.store.has_admin().await.map_err(error::store)?;
    let rules = app.store.sign_in_rules().await.map_err(error::store)?;
    Ok(Json(Instance {
        demo: app.config.demo,
        needs_setup,
        password: rules.password,
        providers: sign_in::buttons(&app).await?,
        version: env!("CARGO_PKG_VERSION").into(),
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
    visitor: Visitor,
    Body(form): Body<SignInForm>,
) -> Result<Response, ApiError> {
    let rules = app.store.sign_in_rules().await.map_err(error::store)?;
    if !rules.password {
        let detail = "nobody signs in with a password here; use one of the other ways, or a link \
                      that an administrator makes";
        let status = StatusCode::FORBIDDEN;
        return Err(ApiError::new(status, "password_sign_in_off", detail));
    }
    let browser = visitor.browser.as_deref();
    let trying = Try::begin(&app.store, &form.name, visitor.from, browser, app.now()).await?;
    let found = app.store.password_hash(form.name.trim()).await;
    let found = found.map_err(error::store)?;
    let named = found.as_ref().map(|(person, _)| person.id);
    let (person, hash) = match found {
        Some((person, hash)) if person.active => (Some(person), hash),
        _ => (None, None),
    };
    let fits = password::fits(&app.hashing, form.password, hash).await?;
    if let Some(person) = person.filter(|_| fits) {
        trying.was_right(&app.store).await?;
        return begin(&app, &visitor, person, SignInWay::Password).await;
    }
    if trying.is_told() {
        let (author, why) = (visitor.author(None), SignInFailure::WrongPassword);
        let store = &app.store;
        let told = store.tell_failure(&author, named, SignInWay::Password, why, app.now());
        told.await.map_err(error::store)?;
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
pub async fn sign_in_demo(State(app): State<App>, visitor: Visitor) -> Result<Response, ApiError> {
    let local = app.config.listen.ip().is_loopback() && visitor.from.is_loopback();
    if !app.config.demo || !local || !addressed_to_loopback(&visitor) {
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
    let admin = admin.ok_or_else(|| ApiError::not_found("person in the demo"))?;
    begin(&app, &visitor, admin, SignInWay::Demo).await
}

/// A proxy on this machine would connect from loopback too, but would not be addressed by it.
fn addressed_to_loopback(visitor: &Visitor) -> bool {
    let host = visitor
        .headers
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

pub(super) async fn begin(
    app: &App,
    visitor: &Visitor,
    person: Person,
    way: SignInWay,
) -> Result<Response, ApiError> {
    let came = Came {
        way,
        shown_at: Some(app.now()),
        id_token: None,
    };
    let cookies = open(app, visitor, &person, came).await?;
    let session = session_of(app, person).await?;
    let set = cookies.map(|cookie| (header::SET_COOKIE, cookie));
    Ok((AppendHeaders(set), Json(session)).into_response())
}

/// How somebody came in.
pub(crate) struct Came {
    pub(crate) way: SignInWay,
    /// When they showed who they are; `None` where the provider does not say.
    pub(crate) shown_at: Option<Moment>,
    /// What the provider gave for it.
    pub(crate) id_token: Option<String>,
}

/// Begins a session with a secret that was never shown before, in place of the one that the browser
/// has. Answers with the cookies that say so.
pub(crate) async fn open(
    app: &App,
    visitor: &Visitor,
    person: &Person,
    came: Came,
) -> Result<[String; 2], ApiError> {
    let (now, author) = (app.now(), visitor.author(Some(person.id)));
    if let Some(old) = cookie::session(&visitor.headers, app.config.https) {
        let old = secret::hash(&old);
        let ended = app.store.end_session(&author, &old, now);
        if ended.await.map_err(error::store)?.is_some() {
            app.access_changed();
        }
    }
    let secret = secret::new(cookie::session_prefix(app.config.https));
    let hash = secret::hash(&secret);
    let new = NewSession {
        secret_hash: &hash,
        person: person.id,
        way: came.way,
        shown_at: came.shown_at,
        agent: visitor.agent.clone(),
        id_token: came.id_token,
    };
    let begun = app.store.begin_session(&author, new, now).await;
    begun.map_err(error::store)?;
    let rules = app.store.sign_in_rules().await.map_err(error::store)?;
    // One that nobody signed in with before may have been put there by somebody who knows it.
    let shown = match visitor.browser.as_deref() {
        Some(shown) => {
            let known = app.store.is_known_browser(&secret::hash(shown), None).await;
            known.map_err(error::store)?.then(|| shown.to_owned())
        }
        None => None,
    };
    let browser = shown.unwrap_or_else(|| secret::new(""));
    let browser_hash = secret::hash(&browser);
    let known = app.store.know_browser(&browser_hash, person.id, now);
    known.await.map_err(error::store)?;
    let https = app.config.https;
    Ok([
        cookie::set(secret, rules.absolute_days, https),
        cookie::know(browser, https),
    ])
}

pub(super) async fn session_of(app: &App, person: Person) -> Result<Session, ApiError> {
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

/// Somebody is signed out here.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct SignedOut {
    /// Where the browser goes to sign out of the program through which they came, where it has such
    /// a place.
    pub provider_url: Option<String>,
}

/// Signs out.
#[utoipa::path(
    delete, path = "/api/v1/session", tag = "access",
    responses((status = 200, body = SignedOut), ApiError)
)]
pub async fn sign_out(State(app): State<App>, visitor: Visitor) -> Result<Response, ApiError> {
    let mut provider_url = None;
    if let Some(secret) = cookie::session(&visitor.headers, app.config.https) {
        let author = visitor.author(None);
        let hash = secret::hash(&secret);
        let ended = app.store.end_session(&author, &hash, app.now());
        if let Some((way, id_token)) = ended.await.map_err(error::store)? {
            app.access_changed();
            if let Some(provider) = way.provider() {
                provider_url = sign_in::end_url(&app, provider, id_token.as_deref()).await;
            }
        }
    }
    let clear = cookie::clear(app.config.https).into_iter();
    let clear = AppendHeaders(clear.map(|cookie| (header::SET_COOKIE, cookie)));
    Ok((clear, Json(SignedOut { provider_url })).into_response())
}
