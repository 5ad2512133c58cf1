//! What waits, runs or failed, for administrators; and having what failed tried again.

use afterword_domain::job::{JobId, JobState};
use afterword_domain::policy::Operation;
use afterword_store::{Job, JobCounts};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::{Asked, At};

const MOST: u32 = 200;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct JobQuery {
    #[param(inline)]
    state: JobState,
}

/// Background work in one state, and how much there is in each.
#[derive(Debug, Serialize, ToSchema)]
pub struct Jobs {
    pub counts: JobCounts,
    /// At most 200, those of the earliest time first.
    pub items: Vec<Job>,
}

/// Lists background work. What is done is not kept. What concerns an incident that the caller does
/// not see is counted and not listed.
#[utoipa::path(
    get, path = "/api/v1/jobs", tag = "jobs", params(JobQuery),
    responses((status = 200, body = Jobs), ApiError)
)]
pub async fn list_jobs(
    State(app): State<App>,
    caller: Caller,
    Asked(asked): Asked<JobQuery>,
) -> Result<Json<Jobs>, ApiError> {
    caller.may(Operation::ManageJobs)?;
    let counts = app.store.count_jobs().await.map_err(error::store)?;
    let items = app.store.jobs(asked.state, MOST).await;
    let mut items = items.map_err(error::store)?;
    let hidden = app.store.hidden(&caller.sight()).await;
    let hidden = hidden.map_err(error::store)?;
    items.retain(|job| job.work.incident().is_none_or(|one| !hidden.holds(one)));
    Ok(Json(Jobs { counts, items }))
}

/// Has a job that was given up tried again, from the beginning.
#[utoipa::path(
    post, path = "/api/v1/jobs/{id}/retry", tag = "jobs", params(("id" = u64, Path)),
    responses((status = 204, description = "It is tried again"), ApiError)
)]
pub async fn retry_job(
    State(app): State<App>,
    caller: Caller,
    At(id): At<JobId>,
) -> Result<StatusCode, ApiError> {
    caller.may(Operation::ManageJobs)?;
    let (sight, author) = (caller.sight(), caller.author());
    let retried = app.store.retry_job((&sight, &author), id, app.now());
    retried.await.map_err(error::save)?;
    Ok(StatusCode::NO_CONTENT)
}

/// How many jobs it was.
#[derive(Debug, Serialize, ToSchema)]
pub struct JobsMoved {
    pub count: usize,
}

/// Has all that was given up tried again, from the beginning, but for what concerns an incident that
/// the caller does not see.
#[utoipa::path(
    post, path = "/api/v1/jobs/failed/retry", tag = "jobs",
    responses((status = 200, body = JobsMoved), ApiError)
)]
pub async fn retry_failed_jobs(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<JobsMoved>, ApiError> {
    caller.may(Operation::ManageJobs)?;
    let (sight, author) = (caller.sight(), caller.author());
    let retried = app.store.retry_failed_jobs((&sight, &author), app.now());
    let count = retried.await.map_err(error::store)?;
    Ok(Json(JobsMoved { count }))
}

/// Drops all that was given up, but for what concerns an incident that the caller does not see.
#[utoipa::path(
    delete, path = "/api/v1/jobs/failed", tag = "jobs",
    responses((status = 200, body = JobsMoved), ApiError)
)]
pub async fn drop_failed_jobs(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<JobsMoved>, ApiError> {
    caller.may(Operation::ManageJobs)?;
    let (sight, author) = (caller.sight(), caller.author());
    let dropped = app.store.drop_failed_jobs((&sight, &author), app.now());
    let count = dropped.await.map_err(error::store)?;
    Ok(Json(JobsMoved { count }))
}

/// Drops a job that was given up.
#[utoipa::path(
    delete, path = "/api/v1/jobs/{id}", tag = "jobs", params(("id" = u64, Path)),
    responses((status = 204, description = "It is no more"), ApiError)
)]
pub async fn drop_job(
    State(app): State<App>,
    caller: Caller,
    At(id): At<JobId>,
) -> Result<StatusCode, ApiError> {
    caller.may(Operation::ManageJobs)?;
    let (sight, author) = (caller.sight(), caller.author());
    let dropped = app.store.drop_job((&sight, &author), id, app.now());
    dropped.await.map_err(error::save)?;
    Ok(StatusCode::NO_CONTENT)
}
