//! How the index is, for administrators; and having it made again.

use afterword_domain::policy::Operation;
use afterword_learning::index::Folder;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::state::IndexStanding;
use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};

/// The search index of the server that answers.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchIndexStatus {
    pub standing: IndexStanding,
    /// Incidents that it knows; while it is being made, those that were taken in so far.
    pub incidents: u64,
    /// Changes of the log that it does not know of yet.
    pub behind: u64,
    /// On disk.
    pub bytes: u64,
    /// Why it was made the last time since the server started.
    pub made_because: Option<String>,
}

/// Reads how the search index is.
#[utoipa::path(
    get, path = "/api/v1/search-index", tag = "learning",
    responses((status = 200, body = SearchIndexStatus), ApiError)
)]
pub async fn read_search_index(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<SearchIndexStatus>, ApiError> {
    caller.may(Operation::ManageJobs)?;
    let progress = app.index.watch().borrow().clone();
    let latest = app.store.latest_seq().await.map_err(error::store)?;
    let folder = app.index.folder();
    let bytes = folder.and_then(|folder| Folder::bytes(folder).ok());
    Ok(Json(SearchIndexStatus {
        standing: progress.standing,
        incidents: progress.incidents,
        behind: latest.saturating_sub(progress.seq),
        bytes: bytes.unwrap_or_default(),
        made_because: progress.made_because,
    }))
}

/// Has the search index made again. It answers meanwhile.
#[utoipa::path(
    post, path = "/api/v1/search-index/rebuild", tag = "learning",
    responses((status = 202, description = "It is being made again"), ApiError)
)]
pub async fn rebuild_search_index(
    State(app): State<App>,
    caller: Caller,
) -> Result<StatusCode, ApiError> {
    caller.may(Operation::ManageJobs)?;
    if app.index.folder().is_none() {
        let detail = "this server has no search index";
        return Err(ApiError::new(
            StatusCode::CONFLICT,
            "no_search_index",
            detail,
        ));
    }
    app.index.ask_to_rebuild();
    Ok(StatusCode::ACCEPTED)
}
