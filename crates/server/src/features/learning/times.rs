//! Where time goes.

use afterword_domain::learning::times::{CountedFrom, Times, times};
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
pub struct TimesQuery {
    /// How many quarters back, 1 to 40.
    #[serde(default = "seven_and_this")]
    #[param(minimum = 1, maximum = 40)]
    quarters: u8,
    /// What a step is counted from; the milestone before when left out.
    #[serde(default)]
    #[param(inline)]
    counted_from: CountedFrom,
}

/// Reads how long each step of the incidents took, in all, by quarter and by service.
#[utoipa::path(
    get, path = "/api/v1/times", tag = "learning", params(TimesQuery),
    responses((status = 200, body = Times), ApiError)
)]
pub async fn read_times(
    State(app): State<App>,
    caller: Caller,
    Asked(asked): Asked<TimesQuery>,
) -> Result<Written<Times>, ApiError> {
    caller.may(Operation::ReadIncidents)?;
    let quarters = checked_quarters(asked.quarters)?;
    let known = Known::read(&app, &caller.sight()).await?;
    let work_out = |known: &Known| times(&known.facts, quarters, asked.counted_from, known.now);
    known.answer(&app, &asked, work_out).await
}
