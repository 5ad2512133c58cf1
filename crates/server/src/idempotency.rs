//! `Idempotency-Key` on writes: the same request sent twice is carried out once.
//!
//! The answer to a key is kept for a day. A second request with the key gets that answer; one with
//! another body is refused, and so is one that arrives while the first is still being answered.

use afterword_store::Remembered;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};

const LONGEST_KEY: usize = 200;
/// Bodies larger than this are not worth remembering; imports are idempotent by their content.
const LONGEST_BODY: usize = 2 * 1024 * 1024;

pub async fn remember(State(app): State<App>, request: Request, next: Next) -> Response {
    let key = request.headers().get("idempotency-key").cloned();
    let caller = request.extensions().get::<Caller>().cloned();
    match (key, caller) {
        (Some(key), Some(caller)) if !request.method().is_safe() => {
            let key = key.to_str().unwrap_or_default().to_owned();
            once(&app, &caller, &key, request, next)
                .await
                .unwrap_or_else(IntoResponse::into_response)
        }
        _ => next.run(request).await,
    }
}

async fn once(
    app: &App,
    caller: &Caller,
    key: &str,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    if key.is_empty() || key.len() > LONGEST_KEY {
        let detail = format!("Idempotency-Key has 1 to {LONGEST_KEY} plain characters");
        return Err(ApiError::new(
            StatusCode::BAD_REQUEST,
            "idempotency_key",
            detail,
        ));
    }
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, LONGEST_BODY).await.map_err(|_| {
        let detail = "the body is too large for a request with an Idempotency-Key";
        ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", detail)
    })?;
    let mut hash = Sha256::new();
    hash.update(parts.method.as_str());
    hash.update(parts.uri.to_string());
    hash.update(&body);
    let person = caller.person.id;
    let known = app
        .store
        .remembered(person, key, &hash.finalize().into(), app.now())
        .await;
    match known.map_err(error::store)? {
        Remembered::New => {}
        Remembered::Same { status, body } => return Ok(replay(status, body)),
        Remembered::Other => {
            let detail = "this Idempotency-Key was used for another request";
            return Err(ApiError::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "idempotency_key_reused",
                detail,
            ));
        }
        Remembered::Running => {
            let detail = "the first request with this Idempotency-Key is still being answered";
            return Err(ApiError::new(
                StatusCode::CONFLICT,
                "idempotency_running",
                detail,
            ));
        }
    }
    let response = next.run(Request::from_parts(parts, Body::from(body))).await;
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX)
        .await
        .unwrap_or_else(|_| Bytes::new());
    let kept = match std::str::from_utf8(&body) {
        Ok(text) if !parts.status.is_server_error() => {
            app.store
                .remember(person, key, parts.status.as_u16(), text, app.now())
                .await
        }
        _ => app.store.forget(person, key).await,
    };
    kept.map_err(error::store)?;
    Ok(Response::from_parts(parts, Body::from(body)))
}

fn replay(status: u16, body: String) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    let kind = if status.is_success() {
        "application/json"
    } else {
        "application/problem+json"
    };
    (
        status,
        [(header::CONTENT_TYPE, kind), (header::AGE, "0")],
        body,
    )
        .into_response()
}
