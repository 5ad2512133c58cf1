//! The trend: how often published post-mortems blame, quarter by quarter.

use afterword_domain::policy::Operation;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::tallies::{LanguageQuarter, RuleCount};
use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::Asked;
use crate::features::stats::{checked_quarters, seven_and_this};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct TrendQuery {
    /// How many quarters back it goes, 1 to 40.
    #[serde(default = "seven_and_this")]
    #[param(minimum = 1, maximum = 40)]
    quarters: u8,
}

/// How far the documents are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TrendState {
    Ready,
    /// Something was added to the check: these are the counts of before, and documents are read
    /// again meanwhile.
    Renewing,
    /// Documents are read for the first time; there is no count yet.
    Reading,
}

/// How often published post-mortems blame.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct LanguageTrend {
    pub state: TrendState,
    /// By when documents were published; oldest first, the last one is the current quarter.
    pub quarters: Vec<LanguageQuarter>,
    /// What was found in these quarters, the most frequent first.
    pub rules: Vec<RuleCount>,
}

/// Reads the trend of language in published post-mortems.
#[utoipa::path(
    get, path = "/api/v1/stats/language", tag = "learning", params(TrendQuery),
    responses((status = 200, body = LanguageTrend), ApiError)
)]
pub async fn read_language_trend(
    State(app): State<App>,
    caller: Caller,
    Asked(asked): Asked<TrendQuery>,
) -> Result<Json<LanguageTrend>, ApiError> {
    caller.may(Operation::ReadIncidents)?;
    let count = checked_quarters(asked.quarters)?;
    let now = app.now();
    let workspace = app.store.workspace().await.map_err(error::store)?;
    let added = app.checkers.of(&workspace);
    let by_quarter = |tallies: &super::tallies::Tallies| tallies.by_quarter(count, now);
    let asked = app.trend.ask(&app.store, &added, by_quarter).await;
    let asked = asked.map_err(error::store)?;
    let state = match (&asked.answer, asked.renewing) {
        (None, _) => TrendState::Reading,
        (Some(_), true) => TrendState::Renewing,
        (Some(_), false) => TrendState::Ready,
    };
    let (quarters, rules) = asked.answer.unwrap_or_default();
    Ok(Json(LanguageTrend {
        state,
        quarters,
        rules,
    }))
}
