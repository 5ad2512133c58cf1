//! What a list holds of each quarter: of all its rows, not of one page.

use afterword_domain::policy::Operation;
use afterword_domain::stats::by_quarter::{QuarterCount, by_quarter};
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::Asked;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct QuartersQuery {
    /// As in the list of incidents.
    #[serde(default)]
    q: String,
}

/// Counts the incidents that fit a query by quarter, the latest first. A quarter without any is
/// left out, so that the counts add up to the `total` of the list.
#[utoipa::path(
    get, path = "/api/v1/incident-quarters", tag = "incidents", params(QuartersQuery),
    responses((status = 200, body = Vec<QuarterCount>), ApiError)
)]
pub async fn list_incident_quarters(
    State(app): State<App>,
    caller: Caller,
    Asked(asked): Asked<QuartersQuery>,
) -> Result<Json<Vec<QuarterCount>>, ApiError> {
    caller.may(Operation::ReadIncidents)?;
    let workspace = app.store.workspace().await.map_err(error::store)?;
    let query = crate::query::read(&app, &caller.sight(), &workspace, &asked.q).await?;
    let now = app.now();
    let facts = app
        .store
        .facts(&caller.sight())
        .await
        .map_err(error::store)?;
    if query.terms.is_empty() {
        return Ok(Json(by_quarter(facts.iter(), now)));
    }
    let review_days = workspace.settings.review_days;
    let fitting = app
        .store
        .references(&caller.sight(), &query, now, review_days)
        .await;
    let fitting = fitting.map_err(error::store)?;
    // Both are in the order of their numbers.
    let mut fitting = fitting.into_iter().peekable();
    let listed = facts.iter().filter(|one| {
        while fitting.next_if(|number| *number < one.reference).is_some() {}
        fitting.peek() == Some(&one.reference)
    });
    Ok(Json(by_quarter(listed, now)))
}
