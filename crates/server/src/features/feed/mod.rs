//! The change feed: every open page hears within a moment where something changed.

mod event;
mod follow;
mod tail;

use afterword_domain::policy::Operation;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response, Sse};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::Asked;

pub(crate) use event::told_place;
pub use event::{FeedData, FeedEvent, Heard};
pub use tail::Tail;

use follow::Follower;

const FOLLOW: Operation = Operation::ReadIncidents;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct FeedQuery {
    /// The `seq` that was heard last; from the present on when left out. `Last-Event-ID` goes first.
    after: Option<u64>,
}

/// Follows the change log as server-sent events: `hello`, then a `change` for each row, a `clock`
/// every 15 seconds, `reset` when what came since `after` is not known here any more, and `end`
/// before the stream is closed. Each carries the server's `now`.
#[utoipa::path(
    get, path = "/api/v1/feed", tag = "workspace",
    params(FeedQuery, ("Last-Event-ID" = Option<u64>, Header)),
    responses((status = 200, body = FeedEvent, content_type = "text/event-stream"), ApiError)
)]
pub async fn follow_changes(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    Asked(asked): Asked<FeedQuery>,
) -> Result<Response, ApiError> {
    caller.may(FOLLOW)?;
    let after = last_event_id(&headers)?.or(asked.after);
    let follower = Follower::begin(app, caller, headers, after).await;
    let stream = follow::stream(follower.map_err(error::store)?);
    // A proxy that gathers what it passes on would hold back the one event that matters.
    Ok(([("x-accel-buffering", "no")], Sse::new(stream)).into_response())
}

/// What a browser sends by itself when it comes back.
fn last_event_id(headers: &HeaderMap) -> Result<Option<u64>, ApiError> {
    let Some(value) = headers.get("last-event-id") else {
        return Ok(None);
    };
    let number = value
        .to_str()
        .ok()
        .and_then(|text| text.trim().parse().ok());
    number.map(Some).ok_or_else(|| {
        let detail = "Last-Event-ID is the seq of the last event";
        ApiError::new(StatusCode::BAD_REQUEST, "wrong_parameter", detail).field("Last-Event-ID")
    })
}
