//! Recurring factors, chains of repeats, and what came of actions.

use afterword_domain::learning::patterns::{Patterns, patterns};
use afterword_domain::policy::Operation;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::app::App;
use crate::caller::Caller;
use crate::error::ApiError;
use crate::extract::Asked;
use crate::features::stats::known::{Known, Written};
use crate::features::stats::{checked_quarters, seven_and_this};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PatternsQuery {
    /// How many quarters back factors are counted, 1 to 40.
    #[serde(default = "seven_and_this")]
    #[param(minimum = 1, maximum = 40)]
    quarters: u8,
}

/// Reads the patterns.
#[utoipa::path(
    get, path = "/api/v1/patterns", tag = "learning", params(PatternsQuery),
    responses((status = 200, body = Patterns), ApiError)
)]
pub async fn read_patterns(
    State(app): State<App>,
    caller: Caller,
    Asked(asked): Asked<PatternsQuery>,
) -> Result<Written<Patterns>, ApiError> {
    caller.may(Operation::ReadIncidents)?;
    let quarters = checked_quarters(asked.quarters)?;
    let known = Known::read(&app, &caller.sight()).await?;
    let work_out = |known: &Known| patterns(&known.facts, quarters, &known.workspace, known.now);
    known.answer(&app, &asked, work_out).await
}
