//! Who is asking: a session's cookie or an API token, found once per request; and who stands at the
//! door, before anybody knows who it is.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::PoisonError;

use afterword_domain::PersonId;
use afterword_domain::person::Person;
use afterword_domain::policy::{self, Actor, Operation, Sight};
use afterword_store::{Author, SessionRow, Via};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tracing::Instrument as _;

use crate::app::App;
use crate::auth::address::From;
use crate::auth::secret::SecretHash;
use crate::auth::{browser, cookie, secret};
use crate::envelope::RequestId;
use crate::error::{self, ApiError};

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct Caller {
    pub person: Person,
    pub actor: Actor,
    pub(crate) via: Via,
    pub(crate) request_id: String,
    /// From where they ask.
    pub(crate) address: Option<String>,
    /// The session, where it is not a token.
    pub(crate) session: Option<OwnSession>,
}

/// The session in which somebody asks.
#[derive(Clone, Debug)]
pub(crate) struct OwnSession {
    pub(crate) hash: SecretHash,
    pub(crate) row: SessionRow,
}

impl Caller {
    /// Asks the policy.
    ///
    /// # Errors
    /// 403 saying what it would take.
    pub fn may(&self, operation: Operation) -> Result<(), ApiError> {
        policy::may(&self.actor, operation).map_err(|denied| error::denied(&denied))
    }

    /// Which incidents they see. A token sees what its person sees.
    pub fn sight(&self) -> Sight {
        Sight::of(&self.person)
    }

    /// Who the change log names.
    pub fn author(&self) -> Author {
        Author {
            person: Some(self.person.id),
            via: self.via,
            request_id: Some(self.request_id.clone()),
            address: self.address.clone(),
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

/// Somebody at the door: what is known of a request before it is known who asks.
#[derive(Clone, Debug)]
pub struct Visitor {
    pub(crate) from: IpAddr,
    pub(crate) request_id: String,
    /// What the browser calls itself.
    pub(crate) agent: Option<String>,
    /// By what the browser is known, where somebody signed in in it before.
    pub(crate) browser: Option<String>,
    pub(crate) headers: HeaderMap,
}

impl Visitor {
    /// Who the change log names.
    pub(crate) fn author(&self, person: Option<PersonId>) -> Author {
        Author {
            person,
            via: Via::Web,
            request_id: Some(self.request_id.clone()),
            address: Some(self.from.to_string()),
        }
    }
}

impl FromRequestParts<App> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let from = parts.extensions.get::<From>().map(|From(address)| *address);
        let id = parts.extensions.get::<RequestId>();
        Ok(Self {
            // Without a connection of its own a request comes from this program.
            from: from.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)),
            request_id: id.map(|id| id.0.clone()).unwrap_or_default(),
            agent: browser::agent(&parts.headers),
            browser: cookie::browser(&parts.headers, app.config.https),
            headers: parts.headers.clone(),
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
    if let Some(mut caller) = found {
        let from = request.extensions().get::<From>();
        caller.address = from.map(|From(address)| address.to_string());
        note_session(&app, &caller);
        if caller.via == Via::Web
            && let Err(error) = same_origin(request.method(), request.headers())
        {
            return error.into_response();
        }
        request.extensions_mut().insert(caller);
    }
    next.run(request).await
}

/// The use of a token or a session is written down at most this often.
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

/// Writes down that a session is used, as [`note_use`] does for a token.
fn note_session(app: &App, caller: &Caller) {
    let (now, Some(session)) = (app.now(), &caller.session) else {
        return;
    };
    if now.micros() - session.row.seen_at.micros() < TOKEN_USE_US {
        return;
    }
    let (store, hash, address) = (app.store.clone(), session.hash, caller.address.clone());
    let noting = async move {
        let noted = store.touch_session(&hash, address.as_deref(), now).await;
        if let Err(error) = noted {
            tracing::debug!(%error, "the use of a session was not written down");
        }
    };
    tokio::spawn(noting.in_current_span());
}

/// The token that a header shows.
pub(crate) fn bearer(value: &HeaderValue) -> Option<&str> {
    value.to_str().ok()?.strip_prefix("Bearer ").map(str::trim)
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
        let shown = bearer(value);
        let wrong = || {
            let detail = "the API token is unknown, revoked or expired";
            ApiError::new(StatusCode::UNAUTHORIZED, "token_unknown", detail)
        };
        let hash = secret::hash(shown.ok_or_else(wrong)?);
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
            proved_lately: true,
        };
        return Ok(Some(Caller {
            person,
            actor,
            via: Via::Api,
            request_id,
            address: None,
            session: None,
        }));
    }
    let Some(shown) = cookie::session(headers, app.config.https) else {
        return Ok(None);
    };
    let (hash, now) = (secret::hash(&shown), app.now());
    let session = app.store.session(&hash, now).await;
    let session = session.map_err(error::store)?;
    Ok(session.map(|(person, row)| {
        let actor = Actor {
            person: person.id,
            role: person.role,
            scopes: None,
            // In the demo there is nothing to show: one click makes anybody its administrator.
            proved_lately: app.config.demo || row.proved_until > now,
        };
        Caller {
            person,
            actor,
            via: Via::Web,
            request_id,
            address: None,
            session: Some(OwnSession { hash, row }),
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
