//! The shared vocabulary of factors.

use afterword_domain::policy::Operation;
use afterword_domain::workspace::FactorTerm;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::Body;
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
