//! The change log, page by page, for whoever audits the workspace or follows it.

use afterword_domain::policy::Operation;
use afterword_store::ChangeRecord;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::Asked;

const MOST: u32 = 200;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ChangesQuery {
    /// The `seq` that was read last; from the beginning when left out.
    #[serde(default)]
    after: u64,
    /// 1 to 200.
    #[serde(default = "most")]
    #[param(minimum = 1, maximum = 200)]
    limit: u32,
}

fn most() -> u32 {
    MOST
}

/// What happened, oldest first.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ChangePage {
    pub items: Vec<ChangeRecord>,
    /// What to give as `after` to read on; null when there is no more just now.
    pub next: Option<u64>,
}

/// Lists what happened in the whole workspace, oldest first. Numbers never change, so that whoever
/// remembers the last one misses nothing; one that is left out is of an incident that the caller
/// does not see.
#[utoipa::path(
    get, path = "/api/v1/changes", tag = "workspace", params(ChangesQuery),
    responses((status = 200, body = ChangePage), ApiError)
)]
pub async fn list_changes(
    State(app): State<App>,
    caller: Caller,
    Asked(asked): Asked<ChangesQuery>,
) -> Result<Json<ChangePage>, ApiError> {
    caller.may(Operation::ReadChanges)?;
    if !(1..=MOST).contains(&asked.limit) {
        let detail = format!("limit is {}; it is 1 to {MOST}", asked.limit);
        return Err(ApiError::new(StatusCode::BAD_REQUEST, "limit", detail).field("limit"));
    }
    let sight = caller.sight();
    let page = app.store.changes(&sight, asked.after, asked.limit).await;
    let (items, reached) = page.map_err(error::store)?;
    // What is left out counts as read, so that a page may be empty and not be the last.
    let latest = app.store.latest_seq().await.map_err(error::store)?;
    Ok(Json(ChangePage {
        next: Some(reached).filter(|reached| *reached < latest),
        items: items
            .into_iter()
            .map(ChangeRecord::for_administrators)
            .collect(),
    }))
}
