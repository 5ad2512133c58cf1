//! `Idempotency-Key` on writes: the same request sent twice is carried out once.
//!
//! The answer to a key is kept for a day. A second request with the key gets that answer; one with
//! another body is refused, and so is one that arrives while the first is still being answered. The
//! work goes on when whoever asked hangs up, so that what was begun is also remembered. Where an
//! answer or a body holds a secret, keys are not honoured: nothing of it is kept, not even a hash,
//! from which a password could be guessed.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::sync::Arc;

use afterword_domain::policy::{Actor, Sight};
use afterword_domain::{Moment, PersonId};
use afterword_store::{KeptAnswer, Remembered, StoreError};
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use tracing::Instrument as _;

use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};

const LONGEST_KEY: usize = 200;
/// Bodies larger than this are not worth remembering; imports are idempotent by their content.
const LONGEST_BODY: usize = 2 * 1024 * 1024;

/// Paths whose requests or answers hold secrets.
pub(crate) const OF_SECRETS: [&str; 30] = [
    "/api/v1/integrations",
    "/api/v1/integrations/{id}/address",
    "/api/v1/integrations/{id}/api",
    "/api/v1/integrations/{id}/api/test",
    "/api/v1/integrations/{id}/secrets",
    "/api/v1/mail-server",
    "/api/v1/mail-server/test",
    "/api/v1/metrics-server",
    "/api/v1/metrics-server/test",
    "/api/v1/people",
    "/api/v1/people/{id}/sign-in-link",
    "/api/v1/providers",
    "/api/v1/providers/test",
    "/api/v1/providers/{id}",
    "/api/v1/reader-links/{scope}",
    "/api/v1/session",
    "/api/v1/session/demo",
    "/api/v1/session/password",
    "/api/v1/session/proof",
    "/api/v1/setup",
    "/api/v1/setup/link",
    "/api/v1/setup/password",
    "/api/v1/subscriptions",
    "/api/v1/subscriptions/{id}/secret",
    "/api/v1/tokens",
    "/api/v1/trackers",
    "/api/v1/trackers/test",
    "/api/v1/trackers/{id}",
    "/api/v1/trackers/{id}/address",
    "/api/v1/trackers/{id}/hook-secret",
];

/// Of a meeting, what is written without a name. What is kept is kept with the name of who asked.
const NAMELESS: [&str; 2] = ["/meeting/words", "/meeting/answers"];

/// Whether nothing of the requests and answers of a path, as the API describes it, is ever kept.
pub fn keeps_nothing(path: &str) -> bool {
    OF_SECRETS.contains(&path) || NAMELESS.iter().any(|part| path.contains(part))
}

/// What belongs to the answer and not to the connection.
const KEPT_HEADERS: [HeaderName; 4] = [
    header::CONTENT_TYPE,
    header::CONTENT_DISPOSITION,
    header::ETAG,
    header::LOCATION,
];

/// The writes that are known again: by method, and by path as the API describes it.
#[derive(Clone, Debug)]
pub struct Known(Arc<BTreeSet<(Method, String)>>);

impl Known {
    pub fn new(writes: impl IntoIterator<Item = (Method, String)>) -> Self {
        let kept = writes.into_iter().filter(|(_, path)| !keeps_nothing(path));
        Self(Arc::new(kept.collect()))
    }

    fn holds(&self, request: &Request) -> bool {
        let described = request.extensions().get::<MatchedPath>();
        described.is_some_and(|path| {
            let write = (request.method().clone(), path.as_str().to_owned());
            self.0.contains(&write)
        })
    }
}

pub async fn remember(
    State((app, known)): State<(App, Known)>,
    request: Request,
    next: Next,
) -> Response {
    let key = request.headers().get("idempotency-key").cloned();
    let caller = request.extensions().get::<Caller>().cloned();
    match (key, caller) {
        (Some(key), Some(caller)) if known.holds(&request) => {
            let key = key.to_str().unwrap_or_default().to_owned();
            once(app, &caller, key, request, next)
                .await
                .unwrap_or_else(IntoResponse::into_response)
        }
        _ => next.run(request).await,
    }
}

async fn once(
    app: App,
    caller: &Caller,
    key: String,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    if key.is_empty() || key.len() > LONGEST_KEY {
        let detail = format!("Idempotency-Key has 1 to {LONGEST_KEY} plain characters");
        let status = StatusCode::BAD_REQUEST;
        return Err(ApiError::new(status, "idempotency_key", detail));
    }
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, LONGEST_BODY).await.map_err(|_| {
        let detail = "the body is too large for a request with an Idempotency-Key";
        ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", detail)
    })?;
    let person = caller.person.id;
    let (hash, taken) = (fingerprint(&parts, &body, &caller.actor), app.now());
    let known = app.store.remembered(person, &key, &hash, taken).await;
    match known.map_err(error::store)? {
        Remembered::New => {}
        Remembered::Same(answer) => return still_seen(&app, &caller.sight(), answer).await,
        Remembered::Other => {
            let detail = "this Idempotency-Key was used for another request, or with other rights";
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return Err(ApiError::new(status, "idempotency_key_reused", detail));
        }
        Remembered::Running => {
            let detail = "the first request with this Idempotency-Key is still being answered";
            let status = StatusCode::CONFLICT;
            return Err(ApiError::new(status, "idempotency_running", detail));
        }
    }
    let request = Request::from_parts(parts, Body::from(body));
    let work = tokio::spawn(next.run(request).in_current_span());
    let whole = async move {
        let response = match work.await {
            Ok(response) => response,
            Err(broken) => {
                let forgotten = app.store.forget(person, &key, taken).await;
                return Err(forgotten.map_or_else(Ended::Store, |()| Ended::Work(broken)));
            }
        };
        let kept = keep(&app, person, &key, taken, response).await;
        kept.map_err(Ended::Store)
    };
    match tokio::spawn(whole.in_current_span()).await {
        Ok(Ok(response)) => Ok(response),
        Ok(Err(Ended::Store(error))) => Err(error::store(error)),
        // A panic is answered, and told in the log, where every other is.
        Ok(Err(Ended::Work(error))) | Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Ok(StatusCode::INTERNAL_SERVER_ERROR.into_response()),
        },
    }
}

/// Why there is no answer.
enum Ended {
    Store(StoreError),
    Work(tokio::task::JoinError),
}

/// What makes two requests the same, each part with its length before it. An answer is for whoever
/// may do what the first might: a token that only reads is not told what its person was told.
fn fingerprint(parts: &Parts, body: &[u8], actor: &Actor) -> [u8; 32] {
    let rights = actor.scopes.as_ref().map(|scopes| {
        let scopes: BTreeSet<_> = scopes.iter().map(ToString::to_string).collect();
        scopes.into_iter().collect::<Vec<_>>().join(" ")
    });
    let rights = format!("{} {}", actor.role, rights.as_deref().unwrap_or("session"));
    let seen = parts.headers.get(header::IF_MATCH);
    let uri = parts.uri.to_string();
    let mut hash = Sha256::new();
    for part in [
        parts.method.as_str().as_bytes(),
        uri.as_bytes(),
        seen.map_or(b"".as_slice(), HeaderValue::as_bytes),
        rights.as_bytes(),
        body,
    ] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// Remembers an answer, unless it says that the request came to nothing and may be sent again.
async fn keep(
    app: &App,
    person: PersonId,
    key: &str,
    taken: Moment,
    response: Response,
) -> Result<Response, StoreError> {
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX)
        .await
        .unwrap_or_else(|_| Bytes::new());
    let for_later = matches!(
        parts.status,
        StatusCode::TOO_MANY_REQUESTS
            | StatusCode::REQUEST_TIMEOUT
            // Whoever shows again who they are, or is given the right, sends it once more.
            | StatusCode::UNAUTHORIZED
            | StatusCode::FORBIDDEN
    );
    match String::from_utf8(body.to_vec()) {
        Ok(text) if !parts.status.is_server_error() && !for_later => {
            let answer = KeptAnswer {
                status: parts.status.as_u16(),
                headers: kept_headers(&parts.headers),
                body: text,
            };
            app.store
                .remember(person, key, taken, &answer, app.now())
                .await?;
        }
        _ => app.store.forget(person, key, taken).await?,
    }
    Ok(Response::from_parts(parts, Body::from(body)))
}

fn kept_headers(headers: &HeaderMap) -> Vec<(String, String)> {
    let kept = KEPT_HEADERS.into_iter().filter_map(|name| {
        let value = headers.get(&name)?.to_str().ok()?;
        Some((name.as_str().to_owned(), value.to_owned()))
    });
    kept.collect()
}

/// The answer that was given, unless it tells of an incident that whoever asks sees no more.
async fn still_seen(app: &App, sight: &Sight, answer: KeptAnswer) -> Result<Response, ApiError> {
    let mut headers = answer.headers.iter();
    let location = headers.find(|(name, _)| *name == header::LOCATION.as_str());
    let opened = location.and_then(|(_, path)| path.rsplit('/').next()?.parse().ok());
    if let Some(reference) = opened
        && !app
            .store
            .sees(sight, reference)
            .await
            .map_err(error::store)?
    {
        return Err(ApiError::not_found(reference));
    }
    Ok(replay(answer))
}

fn replay(answer: KeptAnswer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    let mut response = (status, answer.body).into_response();
    for (name, value) in answer.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}
