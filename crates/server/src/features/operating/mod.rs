//! What whoever runs the server asks it: whether it is ready for requests, and how it is doing.
//!
//! | Path | Who | Answers |
//! |---|---|---|
//! | `/healthz` | anybody | `ok` while the process answers at all |
//! | `/readyz` | anybody | `ready`, or 503 with the reason: the database does not answer, or the server is stopping |
//! | `/metrics` | a token that reads | counters and gauges in the OpenMetrics text format |

mod measures;
mod standing;
mod traced;

use std::time::Duration;

use afterword_domain::policy::Operation;
use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

pub use measures::{Measures, RefusedBy, count};
pub use traced::trace;

use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};

/// A database that takes longer is as good as none to whoever waits for a page.
const PATIENCE: Duration = Duration::from_secs(2);

/// What anybody may ask.
pub(crate) fn open() -> Router<App> {
    Router::new()
        .route("/healthz", get(|| async { "ok" }))
        .route("/readyz", get(is_ready))
}

/// What asks who is there.
pub(crate) fn guarded() -> Router<App> {
    Router::new().route("/metrics", get(read_metrics))
}

async fn is_ready(State(app): State<App>) -> (StatusCode, &'static str) {
    let no = StatusCode::SERVICE_UNAVAILABLE;
    if app.ending.has_begun() {
        return (no, "the server is stopping");
    }
    match tokio::time::timeout(PATIENCE, app.store.latest_seq()).await {
        Ok(Ok(_)) => (StatusCode::OK, "ready"),
        Ok(Err(error)) => {
            tracing::warn!(%error, "not ready: the database cannot be read");
            (no, "the database cannot be read; the log says why")
        }
        Err(_) => {
            tracing::warn!("not ready: the database does not answer");
            (no, "the database does not answer")
        }
    }
}

/// Numbers, not names: nothing here tells of one incident.
async fn read_metrics(State(app): State<App>, caller: Caller) -> Result<Response, ApiError> {
    caller.may(Operation::ReadWorkspace)?;
    let standing = standing::read(&app).await.map_err(error::store)?;
    let text = app.measures.text(&standing);
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, kind)], text).into_response())
}
