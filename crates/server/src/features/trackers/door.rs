//! The address and the secret of a tracker's webhook.

use afterword_domain::TrackerId;
use afterword_domain::policy::Operation;
use afterword_domain::tracker::TrackerKind;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::secret;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::{At, Body};

/// The address of a webhook, told this once.
#[derive(Debug, Serialize, ToSchema)]
pub struct HookAddress {
    /// Behind the address of this server: `/hooks/trackers/linear/…`
    pub path: String,
}

/// With what a webhook signs.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HookSecret {
    /// Null where it signs nothing: the word in its address is all that is asked then.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(required)]
    pub secret: Option<String>,
}

/// Gives a tracker's webhook another address, told in this answer; the one before leads nowhere.
#[utoipa::path(
    post, path = "/api/v1/trackers/{id}/address", tag = "trackers",
    params(("id" = TrackerId, Path)), responses((status = 200, body = HookAddress), ApiError)
)]
pub async fn replace_tracker_address(
    State(app): State<App>,
    caller: Caller,
    At(id): At<TrackerId>,
) -> Result<Json<HookAddress>, ApiError> {
    caller.may(Operation::EnterSecret)?;
    let known = app.store.tracker(id).await.map_err(error::store)?;
    let known = known.ok_or_else(|| ApiError::not_found("such tracker"))?;
    let key = secret::new("");
    let hash = secret::hash(&key);
    let replaced = app
        .store
        .replace_tracker_address(&caller.author(), id, &hash, app.now())
        .await;
    replaced.map_err(error::save)?;
    Ok(Json(address(known.settings.kind, &key)))
}

/// Enters with what a tracker's webhook signs.
#[utoipa::path(
    put, path = "/api/v1/trackers/{id}/hook-secret", tag = "trackers", request_body = HookSecret,
    params(("id" = TrackerId, Path)),
    responses((status = 204, description = "Deliveries are verified by it"), ApiError)
)]
pub async fn save_tracker_hook_secret(
    State(app): State<App>,
    caller: Caller,
    At(id): At<TrackerId>,
    Body(form): Body<HookSecret>,
) -> Result<StatusCode, ApiError> {
    caller.may(Operation::EnterSecret)?;
    let saved = app
        .store
        .save_tracker_hook_secret(&caller.author(), id, form.secret, app.now())
        .await;
    saved.map_err(error::save)?;
    Ok(StatusCode::NO_CONTENT)
}

pub(super) fn address(kind: TrackerKind, key: &str) -> HookAddress {
    HookAddress {
        path: format!("/hooks/trackers/{}/{key}", kind.word()),
    }
}
