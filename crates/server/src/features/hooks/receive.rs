//! Taking a delivery in at the door.

use std::collections::BTreeMap;

use afterword_domain::integration::{Kind, Options};
use afterword_integrations::inbound::signature::NotGenuine;
use afterword_integrations::inbound::{BODY_MAX, Delivery, Reading, Source, source};
use afterword_store::{Door, NewDelivery};
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::certificates::NotFetched;
use super::queue::NotKept;
use super::reading;
use crate::app::App;
use crate::auth::secret;
use crate::error::{self, ApiError};

/// What is read before a body is too large.
pub(super) const LARGEST_BODY: usize = BODY_MAX;
/// A header that is longer is not one that a source documents.
const LARGEST_HEADER: usize = 4096;

pub(super) async fn receive(
    State(app): State<App>,
    Path((word, key)): Path<(String, String)>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, ApiError> {
    let door = find(&app, &word, &key).await?;
    let body = body.map_err(|rejection| {
        let status = rejection.status();
        let code = match status {
            StatusCode::PAYLOAD_TOO_LARGE => "too_large",
            _ => "unreadable_body",
        };
        ApiError::new(status, code, rejection.body_text())
    })?;
    let source = source(door.integration.kind);
    let options = &door.integration.options;
    let headers = kept_headers(source, options, &headers);
    let now = app.now();
    let delivery = Delivery {
        headers: &headers,
        body: &body,
        received_at: now,
    };
    source
        .verify_as_chosen(&delivery, options, &door.secrets, now)
        .map_err(|refused| not_genuine(&refused))?;
    if let Some(address) = source
        .certificate(&delivery)
        .map_err(|refused| not_genuine(&refused))?
    {
        let certificate = app.hooks.certificates.at(&address).await;
        let certificate = certificate.map_err(|error| not_fetched(&address, &error))?;
        let verified = source.verify_certified(&delivery, &certificate);
        verified.map_err(|refused| not_genuine(&refused))?;
    }
    if let Some(challenge) = source.challenge(&delivery) {
        let kind = [(header::CONTENT_TYPE, challenge.content_type)];
        return Ok((kind, challenge.body).into_response());
    }
    let identity = identity(source, &delivery);
    let said = reading::said(source, &delivery, options);
    // It is done in somebody's name: that it came from its source has to be certain.
    if matches!(said, Ok(Reading::Pressed(_))) && door.secrets.is_empty() {
        return Err(unsigned_press());
    }
    // What else stands in a press is the notice itself: only what is carried out is kept.
    let (body, incident) = match &said {
        Ok(Reading::Pressed(press)) => (press.to_delivery(), Some(press.incident)),
        _ => (body.into(), None),
    };
    let answer = answer(said);
    let kept = app.hooks.queue.keep(NewDelivery {
        integration: door.integration.id,
        identity,
        received_at: now,
        headers: without_secrets(headers),
        body,
        incident,
    });
    kept.await.map_err(not_kept)?;
    Ok(answer)
}

async fn find(app: &App, word: &str, key: &str) -> Result<std::sync::Arc<Door>, ApiError> {
    let nowhere = || {
        let detail = "this address leads to no integration; its settings show the right one";
        ApiError::new(StatusCode::NOT_FOUND, "no_such_hook", detail)
    };
    let kind = Kind::of_word(word).ok_or_else(nowhere)?;
    let door = app.hooks.doors.find(&app.store, &secret::hash(key)).await;
    let door = door.map_err(error::store)?.ok_or_else(nowhere)?;
    if door.integration.kind != kind {
        return Err(nowhere());
    }
    if !door.integration.active {
        let detail = "this integration is switched off; an administrator switches it on";
        return Err(ApiError::new(StatusCode::FORBIDDEN, "switched_off", detail));
    }
    Ok(door)
}

/// Those that the source documents and the one that the options name, in lower case.
fn kept_headers(
    source: &dyn Source,
    options: &Options,
    headers: &HeaderMap,
) -> BTreeMap<String, String> {
    let documented = source.headers().iter().map(|&name| name.to_owned());
    let wanted = documented.chain(source.chosen_header(options));
    wanted
        .filter_map(|name| {
            let value = headers.get(&name)?.to_str().ok()?.to_owned();
            (value.len() <= LARGEST_HEADER).then_some((name, value))
        })
        .collect()
}

/// A password or a token in a header is looked at and not kept.
fn without_secrets(mut headers: BTreeMap<String, String>) -> BTreeMap<String, String> {
    for secret in ["authorization", "x-gitlab-token"] {
        headers.remove(secret);
    }
    headers
}

fn identity(source: &dyn Source, delivery: &Delivery<'_>) -> [u8; 32] {
    let mut hash = Sha256::new();
    match source.identity(delivery) {
        Some(id) => {
            hash.update(b"id:");
            hash.update(id.as_bytes());
        }
        None => {
            hash.update(b"body:");
            hash.update(delivery.body);
        }
    }
    hash.finalize().into()
}

/// Whoever typed a command is told what becomes of it; a program needs no words.
fn answer(said: Result<Reading, String>) -> Response {
    match said {
        // Slack takes nothing but this for a sign that it was heard.
        Ok(Reading::Pressed(_)) => StatusCode::OK.into_response(),
        Ok(Reading::Command(command)) => {
            let text = reading::told(&command);
            Json(json!({ "response_type": "ephemeral", "text": text })).into_response()
        }
        _ => (StatusCode::ACCEPTED, Json(json!({ "status": "kept" }))).into_response(),
    }
}

fn unsigned_press() -> ApiError {
    let detail = "a press of a button is believed only when it is signed: enter the source's signing \
                  secret at the integration";
    ApiError::new(StatusCode::UNAUTHORIZED, "not_genuine", detail)
}

fn not_genuine(refused: &NotGenuine) -> ApiError {
    ApiError::new(StatusCode::UNAUTHORIZED, "not_genuine", refused.to_string())
}

/// The source makes the delivery again, and by then its certificate may be had.
fn not_fetched(address: &str, error: &NotFetched) -> ApiError {
    tracing::warn!(%error, address, "the certificate of a delivery could not be fetched");
    let detail = format!("the certificate at {address} could not be fetched: {error}");
    ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "no_certificate", detail).retry_after(30)
}

fn not_kept(reason: NotKept) -> ApiError {
    let detail = match reason {
        NotKept::Full => "too many deliveries wait to be written; send it again",
        NotKept::Failed => "the delivery could not be written; send it again",
    };
    ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "not_kept", detail).retry_after(1)
}
