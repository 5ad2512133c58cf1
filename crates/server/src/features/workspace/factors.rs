//! The shared vocabulary of factors.

use afterword_domain::FactorId;
use afterword_domain::policy::Operation;
use afterword_domain::workspace::FactorTerm;
use afterword_domain::workspace::factor::FactorPatch;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::{At, Body};
use crate::features::incidents::view::FactorCount;

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LabelForm {
    /// A condition in a few words, such as "retries not bounded".
    pub label: String,
}

/// Names a factor. A label that is already known gives the factor that bears it.
#[utoipa::path(
    post, path = "/api/v1/factors", tag = "workspace", request_body = LabelForm,
    responses((status = 200, body = FactorTerm), ApiError)
)]
pub async fn name_factor(
    State(app): State<App>,
    caller: Caller,
    Body(form): Body<LabelForm>,
) -> Result<Json<FactorTerm>, ApiError> {
    caller.may(Operation::NameFactor)?;
    let named = app
        .store
        .add_factor(&caller.author(), &form.label, app.now())
        .await;
    named.map(Json).map_err(error::save)
}

/// Relabels a factor, retires it, or takes it back into use. A label that another has is 409 `taken`.
#[utoipa::path(
    patch, path = "/api/v1/factors/{id}", tag = "workspace", request_body = FactorPatch,
    params(("id" = FactorId, Path)), responses((status = 200, body = FactorTerm), ApiError)
)]
pub async fn edit_factor(
    State(app): State<App>,
    caller: Caller,
    At(id): At<FactorId>,
    Body(patch): Body<FactorPatch>,
) -> Result<Json<FactorTerm>, ApiError> {
    caller.may(Operation::EditFactor)?;
    let edited = app
        .store
        .edit_factor(&caller.author(), id, patch, app.now())
        .await;
    edited.map(Json).map_err(error::save)
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeForm {
    /// The factor that takes over.
    pub into: FactorId,
}

/// What a merge came to.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct FactorMerge {
    /// The factor that took over.
    pub factor: FactorTerm,
    /// How many incidents name it now that named the other.
    pub incidents: u64,
}

/// Merges a factor into another, for administrators: every contributing factor, measure and action
/// item that names the one names the other afterwards, all in one transaction. The one keeps its
/// label, which leads to the other. It is not taken back.
#[utoipa::path(
    post, path = "/api/v1/factors/{id}/merge", tag = "workspace", request_body = MergeForm,
    params(("id" = FactorId, Path)), responses((status = 200, body = FactorMerge), ApiError)
)]
pub async fn merge_factor(
    State(app): State<App>,
    caller: Caller,
    At(id): At<FactorId>,
    Body(form): Body<MergeForm>,
) -> Result<Json<FactorMerge>, ApiError> {
    caller.may(Operation::MergeFactors)?;
    let merged = app
        .store
        .merge_factors(&caller.author(), id, form.into, app.now())
        .await;
    let (factor, incidents) = merged.map_err(error::save)?;
    let incidents = incidents as u64;
    Ok(Json(FactorMerge { factor, incidents }))
}

/// In how many incidents each factor was found.
#[utoipa::path(
    get, path = "/api/v1/factor-counts", tag = "learning",
    responses((status = 200, body = Vec<FactorCount>), ApiError)
)]
pub async fn count_factors(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<Vec<FactorCount>>, ApiError> {
    caller.may(Operation::ReadIncidents)?;
    let counts = app.store.factor_counts().await.map_err(error::store)?;
    let counts = counts
        .into_iter()
        .map(|(factor, incidents)| FactorCount { factor, incidents });
    Ok(Json(counts.collect()))
}
