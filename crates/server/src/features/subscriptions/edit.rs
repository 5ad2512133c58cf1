//! Subscriptions of other programs, for administrators.

use afterword_domain::SubscriptionId;
use afterword_domain::policy::{self, Operation};
use afterword_domain::subscription::{Subscription, SubscriptionForm};
use afterword_integrations::webhook::Secret;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::secret;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::{At, Body};

/// A subscription that was made, with what its messages are signed with.
#[derive(Serialize, ToSchema)]
pub struct AddedSubscription {
    pub subscription: Subscription,
    /// `whsec_` and base64. It is shown this once.
    pub secret: String,
}

/// A secret that is new.
#[derive(Serialize, ToSchema)]
pub struct NewSecret {
    /// `whsec_` and base64. It is shown this once.
    pub secret: String,
}

/// Lists outgoing webhooks.
#[utoipa::path(
    get, path = "/api/v1/subscriptions", tag = "subscriptions",
    responses((status = 200, body = Vec<Subscription>), ApiError)
)]
pub async fn list_subscriptions(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<Vec<Subscription>>, ApiError> {
    caller.may(Operation::ManageIntegrations)?;
    let all = app.store.subscriptions().await;
    all.map(Json).map_err(error::store)
}

/// Adds an outgoing webhook. Its messages are in the form of Standard Webhooks.
#[utoipa::path(
    post, path = "/api/v1/subscriptions", tag = "subscriptions", request_body = SubscriptionForm,
    responses((status = 201, body = AddedSubscription), ApiError)
)]
pub async fn add_subscription(
    State(app): State<App>,
    caller: Caller,
    Body(form): Body<SubscriptionForm>,
) -> Result<(StatusCode, Json<AddedSubscription>), ApiError> {
    caller.may(Operation::EnterSecret)?;
    let secret = Secret::of(secret::bytes()).shown();
    let added = app
        .store
        .add_subscription(&caller.author(), form, &secret, app.now())
        .await;
    let subscription = added.map_err(error::save)?;
    let added = AddedSubscription {
        subscription,
        secret,
    };
    Ok((StatusCode::CREATED, Json(added)))
}

/// Changes an outgoing webhook.
#[utoipa::path(
    put, path = "/api/v1/subscriptions/{id}", tag = "subscriptions",
    request_body = SubscriptionForm, params(("id" = SubscriptionId, Path)),
    responses((status = 200, body = Subscription), ApiError)
)]
pub async fn update_subscription(
    State(app): State<App>,
    caller: Caller,
    At(id): At<SubscriptionId>,
    Body(form): Body<SubscriptionForm>,
) -> Result<Json<Subscription>, ApiError> {
    caller.may(Operation::ManageIntegrations)?;
    let allowed = |before: &Subscription, after: &Subscription| {
        if after.tells_where(before) {
            return Ok(());
        }
        policy::may(&caller.actor, Operation::EnterSecret)
    };
    let saved = app
        .store
        .update_subscription(&caller.author(), id, form, app.now(), allowed)
        .await;
    saved.map(Json).map_err(error::save)
}

/// Takes an outgoing webhook away with its messages.
#[utoipa::path(
    delete, path = "/api/v1/subscriptions/{id}", tag = "subscriptions",
    params(("id" = SubscriptionId, Path)),
    responses((status = 204, description = "Taken away"), ApiError)
)]
pub async fn remove_subscription(
    State(app): State<App>,
    caller: Caller,
    At(id): At<SubscriptionId>,
) -> Result<StatusCode, ApiError> {
    caller.may(Operation::RemoveForGood)?;
    let removed = app
        .store
        .remove_subscription(&caller.author(), id, app.now())
        .await;
    removed.map_err(error::save)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Signs messages with a new secret from now on; the one before is void at once.
#[utoipa::path(
    post, path = "/api/v1/subscriptions/{id}/secret", tag = "subscriptions",
    params(("id" = SubscriptionId, Path)),
    responses((status = 201, body = NewSecret), ApiError)
)]
pub async fn replace_subscription_secret(
    State(app): State<App>,
    caller: Caller,
    At(id): At<SubscriptionId>,
) -> Result<(StatusCode, Json<NewSecret>), ApiError> {
    caller.may(Operation::EnterSecret)?;
    let secret = Secret::of(secret::bytes()).shown();
    let replaced = app
        .store
        .replace_subscription_secret(&caller.author(), id, &secret, app.now())
        .await;
    replaced.map_err(error::save)?;
    Ok((StatusCode::CREATED, Json(NewSecret { secret })))
}
