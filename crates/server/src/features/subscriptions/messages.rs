//! The messages of an outgoing webhook, and sending one again.

use afterword_domain::policy::Operation;
use afterword_domain::{IncidentRef, SubscriptionId};
use afterword_store::MessageRow;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::At;

const MOST: u32 = 100;

/// Lists the last 100 messages of an outgoing webhook, the newest first. They are kept for 30 days.
#[utoipa::path(
    get, path = "/api/v1/subscriptions/{id}/messages", tag = "subscriptions",
    params(("id" = SubscriptionId, Path)),
    responses((status = 200, body = Vec<MessageRow>), ApiError)
)]
pub async fn list_messages(
    State(app): State<App>,
    caller: Caller,
    At(id): At<SubscriptionId>,
) -> Result<Json<Vec<MessageRow>>, ApiError> {
    caller.may(Operation::ManageIntegrations)?;
    let messages = app.store.messages(id, MOST).await;
    let mut messages = messages.map_err(error::store)?;
    let hidden = app.store.hidden(&caller.sight()).await;
    let hidden = hidden.map_err(error::store)?;
    // It was open when it was written, and may be restricted by now.
    messages.retain(|message| tells_of(&message.body).is_none_or(|one| !hidden.holds(one)));
    Ok(Json(messages))
}

/// The incident that the body of a message names.
pub(super) fn tells_of(body: &str) -> Option<IncidentRef> {
    let body: serde_json::Value = serde_json::from_str(body).ok()?;
    body["data"]["incident"]["reference"].as_str()?.parse().ok()
}

/// Sends a message once more, as it was, under the same id.
#[utoipa::path(
    post, path = "/api/v1/subscriptions/{id}/messages/{message}/send", tag = "subscriptions",
    params(("id" = SubscriptionId, Path), ("message" = String, Path)),
    responses((status = 202, description = "It is sent again"), ApiError)
)]
pub async fn send_message_again(
    State(app): State<App>,
    caller: Caller,
    At((id, message)): At<(SubscriptionId, String)>,
) -> Result<StatusCode, ApiError> {
    caller.may(Operation::ManageIntegrations)?;
    let sent = app
        .store
        .send_again(&caller.author(), id, &message, app.now())
        .await;
    if sent.map_err(error::store)? {
        Ok(StatusCode::ACCEPTED)
    } else {
        Err(ApiError::not_found("such message"))
    }
}
