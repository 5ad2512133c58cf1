//! What was considered before and not done, when its subject comes back.

use afterword_domain::IncidentRef;
use afterword_domain::learning::considered::{ConsideredBefore, alike};
use afterword_domain::policy::Operation;
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::Asked;

/// More would not be read while a title is being typed.
const MOST: usize = 3;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ConsideredQuery {
    /// What the new measure says.
    title: String,
    /// Whose measure it is; its own are left out.
    incident: Option<IncidentRef>,
}

/// Lists measures that were not chosen and action items that were dropped whose words a title
/// resembles, the most alike first, at most three, each with its reason.
#[utoipa::path(
    get, path = "/api/v1/considered", tag = "learning", params(ConsideredQuery),
    responses((status = 200, body = Vec<ConsideredBefore>), ApiError)
)]
pub async fn list_considered(
    State(app): State<App>,
    caller: Caller,
    Asked(asked): Asked<ConsideredQuery>,
) -> Result<Json<Vec<ConsideredBefore>>, ApiError> {
    caller.may(Operation::Search)?;
    let facts = app
        .store
        .facts(&caller.sight())
        .await
        .map_err(error::store)?;
    Ok(Json(alike(&asked.title, asked.incident, &facts, MOST)))
}
