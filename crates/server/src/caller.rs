//! Who is asking: a session's cookie or an API token, found once per request.

use std::sync::PoisonError;

use afterword_domain::person::Person;
use afterword_domain::policy::{self, Actor, Operation};
use afterword_store::{Author, Via};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tracing::Instrument as _;

use crate::app::App;
use crate::auth::{cookie, secret};
use crate::envelope::RequestId;
use crate::error::{self, ApiError};

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct Caller {
    pub person: Person,
    pub actor: Actor,
    pub(crate) via: Via,
    pub(crate) request_id: String,
}

impl Caller {
    /// Asks the policy.
    ///
    /// # Errors
    /// 403 saying what it would take.
    pub fn may(&self, operation: Operation) -> Result<(), ApiError> {
        policy::may(&self.actor, operation).map_err(|denied| error::denied(&denied))
    }

    /// Who the change log names.
    pub fn author(&self) -> Author {
        Author {
            person: Some(self.person.id),
            via: self.via,
            request_id: Some(self.request_id.clone()),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| {
            ApiError::new(
                StatusCode::UNAUTHORIZED,
                "not_signed_in",
                "sign in, or show an API token",
            )
        })
    }
}

/// Finds the caller and leaves them with the request. A token that is wrong is an error at once; a
/// session that has ended is simply nobody.
pub async fn identify(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let id = request.extensions().get::<RequestId>();
    let id = id.map(|id| id.0.clone()).unwrap_or_default();
    let found = match find(&app, request.headers(), &id).await {
        Ok(found) => found,
        Err(error) => return error.into_response(),
    };
    if let Some(caller) = found {
        if caller.via == Via::Web
            && let Err(error) = same_origin(request.method(), request.headers())
        {
            return error.into_response();
        }
        request.extensions_mut().insert(caller);
    }
    next.run(request).await
}

/// The use of a token is written down at most this often.
const TOKEN_USE_US: i64 = 60_000_000;

/// Writes down that a token was used, beside the request: reading waits for no writer, and nobody
/// is refused because a date could not be kept.
fn note_use(app: &App, token: u32) {
    let now = app.now();
    let mut used = app
        .tokens_used
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    let last = used.get(&token);
    if last.is_some_and(|last| now.micros() - last.micros() < TOKEN_USE_US) {
        return;
    }
    used.insert(token, now);
    let store = app.store.clone();
    let noting = async move {
        if let Err(error) = store.touch_token(token, now).await {
            tracing::debug!(%error, "the use of a token was not written down");
        }
    };
    tokio::spawn(noting.in_current_span());
}

/// Who shows this cookie or this token; nobody when the session has ended.
///
/// # Errors
/// 401 for a token that is unknown, revoked or expired.
pub async fn find(
    app: &App,
    headers: &HeaderMap,
    request_id: &str,
) -> Result<Option<Caller>, ApiError> {
    let request_id = request_id.to_owned();
    if let Some(value) = headers.get(header::AUTHORIZATION) {
        let shown = value
            .to_str()
            .ok()
            .and_then(|text| text.strip_prefix("Bearer "));
        let wrong = || {
            let detail = "the API token is unknown, revoked or expired";
            ApiError::new(StatusCode::UNAUTHORIZED, "token_unknown", detail)
        };
        let hash = secret::hash(shown.ok_or_else(wrong)?.trim());
        let (token, person, scopes) = app
            .store
            .token(&hash, app.now())
            .await
            .map_err(error::store)?
            .ok_or_else(wrong)?;
        note_use(app, token);
        let actor = Actor {
            person: person.id,
            role: person.role,
            scopes: Some(scopes),
        };
        return Ok(Some(Caller {
            person,
            actor,
            via: Via::Api,
            request_id,
        }));
    }
    let Some(shown) = cookie::session(headers) else {
        return Ok(None);
    };
    let session = app
        .store
        .session(&secret::hash(&shown), app.now())
        .await
        .map_err(error::store)?;
    Ok(session.map(|person| {
        let actor = Actor {
            person: person.id,
            role: person.role,
            scopes: None,
        };
        Caller {
            person,
            actor,
            via: Via::Web,
            request_id,
        }
    }))
}

/// A browser that carries our cookie may write only from our own pages. `SameSite=Lax` already
/// keeps the cookie at home; this holds for browsers and sub-domains where that is not enough.
fn same_origin(method: &Method, headers: &HeaderMap) -> Result<(), ApiError> {
    if method.is_safe() {
        return Ok(());
    }
    from_our_pages(headers)
}

/// [`same_origin`] whatever the method: a WebSocket begins with a GET, and writes.
pub(crate) fn from_our_pages(headers: &HeaderMap) -> Result<(), ApiError> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let site_fits =
        text("sec-fetch-site").is_none_or(|site| site == "same-origin" || site == "none");
    let origin_fits = text("origin").is_none_or(|origin| {
        let host = origin.split_once("://").map(|(_, host)| host);
        host.is_some() && host == text("host")
    });
    if site_fits && origin_fits {
        return Ok(());
    }
    let detail = "this request came from another site's page";
    Err(ApiError::new(StatusCode::FORBIDDEN, "cross_origin", detail))
}
