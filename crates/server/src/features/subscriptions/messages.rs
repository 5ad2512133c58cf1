//! The messages of an outgoing webhook, and sending one again.

use afterword_domain::SubscriptionId;
use afterword_domain::policy::{Hidden, Operation};
use afterword_store::MessageRow;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::Value;

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
    messages.retain(|message| !names(&message.body, &hidden));
    Ok(Json(messages))
}

/// Whether the body of a message names an incident that is hidden: its own, or another one with which
/// it has to do. What cannot be read is taken for one that does.
pub(super) fn names(body: &str, hidden: &Hidden) -> bool {
    fn in_value(value: &Value, hidden: &Hidden) -> bool {
        match value {
            Value::String(text) => text.parse().is_ok_and(|named| hidden.holds(named)),
            Value::Array(all) => all.iter().any(|one| in_value(one, hidden)),
            Value::Object(all) => all.values().any(|one| in_value(one, hidden)),
            _ => false,
        }
    }
    let body: Result<Value, _> = serde_json::from_str(body);
    body.map_or(!hidden.is_empty(), |body| in_value(&body["data"], hidden))
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
    let missing = || ApiError::not_found("such message");
    let body = app.store.message_body(id, &message).await;
    let body = body.map_err(error::store)?.ok_or_else(missing)?;
    let hidden = app.store.hidden(&caller.sight()).await;
    if names(&body, &hidden.map_err(error::store)?) {
        return Err(missing());
    }
    let sent = app
        .store
        .send_again(&caller.author(), id, &message, app.now())
        .await;
    if sent.map_err(error::store)? {
        Ok(StatusCode::ACCEPTED)
    } else {
        Err(missing())
    }
}
