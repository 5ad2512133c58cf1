//! The yearly list: what worked and what did not, as JSON and as a table.

use afterword_document::csv::{self, Cell};
use afterword_domain::audit::Exported;
use afterword_domain::learning::outcomes::ActionOutcome;
use afterword_domain::learning::yearly::{YearOfActions, year_of_actions};
use afterword_domain::policy::Operation;
use afterword_domain::workspace::Workspace;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::app::App;
use crate::caller::Caller;
use crate::error::ApiError;
use crate::extract::Asked;
use crate::features::audit::note_export_of_rows;
use crate::features::stats::known::{Known, Written};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct YearQuery {
    /// The year in which the action items were finished; the latest in which any was when left out.
    year: Option<i16>,
}

impl YearQuery {
    fn list(&self, known: &Known) -> YearOfActions {
        year_of_actions(&known.facts, self.year, known.now)
    }
}

/// Reads what became of the action items that were finished in a year and work against a factor.
#[utoipa::path(
    get, path = "/api/v1/action-outcomes", tag = "learning", params(YearQuery),
    responses((status = 200, body = YearOfActions), ApiError)
)]
pub async fn read_action_outcomes(
    State(app): State<App>,
    caller: Caller,
    Asked(asked): Asked<YearQuery>,
) -> Result<Written<YearOfActions>, ApiError> {
    caller.may(Operation::ReadIncidents)?;
    let known = Known::read(&app, &caller.sight()).await?;
    known.answer(&app, &asked, |known| asked.list(known)).await
}

/// The same as a table of comma-separated values (RFC 4180, UTF-8).
#[utoipa::path(
    get, path = "/api/v1/action-outcomes.csv", tag = "learning", params(YearQuery),
    responses((status = 200, body = String, content_type = "text/csv"), ApiError)
)]
pub async fn export_action_outcomes(
    State(app): State<App>,
    caller: Caller,
    Asked(asked): Asked<YearQuery>,
) -> Result<Response, ApiError> {
    caller.may(Operation::ReadIncidents)?;
    let known = Known::read(&app, &caller.sight()).await?;
    let year = asked.list(&known);
    let rows = year.outcomes.iter();
    let rows = rows.map(|outcome| row(outcome, &known.workspace));
    let count = year.outcomes.len();
    note_export_of_rows(&app, &caller, Exported::ActionOutcomes, count).await?;
    let name = format!("attachment; filename=\"actions-{}.csv\"", year.year);
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, csv::csv(&COLUMNS, rows)).into_response())
}

const COLUMNS: [&str; 16] = [
    "reading",
    "action",
    "factor",
    "incident",
    "finished on",
    "before",
    "before days",
    "before per 100 days",
    "after",
    "after days",
    "after per 100 days",
    "after low",
    "after high",
    "expected after",
    "ratio low",
    "ratio high",
];

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of incidents are far below 2⁵²"
)]
fn row(outcome: &ActionOutcome, workspace: &Workspace) -> Vec<Cell> {
    let factor = workspace.factor(outcome.factor);
    let factor = factor.map_or_else(String::new, |factor| factor.label.clone());
    let (before, after) = (outcome.before, outcome.after);
    vec![
        outcome.reading.words().into(),
        outcome.title.clone().into(),
        factor.into(),
        outcome.incident.to_string().into(),
        outcome.finished_on.to_string().into(),
        Cell::Number(before.recurrences as f64),
        Cell::Number(before.days.into()),
        Cell::Number(before.per_100_days),
        Cell::Number(after.recurrences as f64),
        Cell::Number(after.days.into()),
        Cell::Number(after.per_100_days),
        Cell::Number(after.low),
        Cell::Number(after.high),
        Cell::Number(outcome.expected_after),
        outcome.ratio.map(|ratio| ratio.low).into(),
        outcome.ratio.map(|ratio| ratio.high).into(),
    ]
}
