//! Lists of incidents, by the query language.

use afterword_domain::incident::IncidentSummary;
use afterword_domain::policy::Operation;
use afterword_domain::postmortem::week::ReviewWeek;
use afterword_domain::query::{self, ListOrder};
use afterword_store::{Cursor, IncidentList};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::Asked;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListQuery {
    /// `sev:1,2 service:ledger is:repeat since:2026-06 left:<2d factor:"…" -is:drill` and plain words.
    #[serde(default)]
    q: String,
    #[serde(default)]
    #[param(inline)]
    order: ListOrder,
    /// The `next` of the page before.
    cursor: Option<String>,
    /// 1 to 200.
    #[serde(default = "usual_limit")]
    #[param(minimum = 1, maximum = 200)]
    limit: u32,
    /// How many rows to leap over from where the page would begin, at most 1,000,000.
    #[serde(default)]
    skip: u32,
}

/// Further than any list goes.
const FURTHEST: u32 = 1_000_000;

fn usual_limit() -> u32 {
    50
}

/// A row with where it stands in its review week.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct IncidentRow {
    #[serde(flatten)]
    pub summary: IncidentSummary,
    pub review_week: Option<ReviewWeek>,
}

/// One page of a list.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct IncidentPage {
    pub items: Vec<IncidentRow>,
    /// Give it as `cursor` to read on; null on the last page.
    pub next: Option<String>,
    /// How many fit the query.
    pub total: u64,
}

/// Lists incidents.
#[utoipa::path(
    get, path = "/api/v1/incidents", tag = "incidents", params(ListQuery),
    responses((status = 200, body = IncidentPage), ApiError)
)]
pub async fn list_incidents(
    State(app): State<App>,
    caller: Caller,
    Asked(asked): Asked<ListQuery>,
) -> Result<Json<IncidentPage>, ApiError> {
    caller.may(Operation::ReadIncidents)?;
    if !(1..=200).contains(&asked.limit) {
        let detail = format!("limit is {}; it is 1 to 200", asked.limit);
        return Err(ApiError::new(StatusCode::BAD_REQUEST, "limit", detail).field("limit"));
    }
    if asked.skip > FURTHEST {
        let detail = format!("skip is {}; it is at most {FURTHEST}", asked.skip);
        return Err(ApiError::new(StatusCode::BAD_REQUEST, "skip", detail).field("skip"));
    }
    let after: Option<Cursor> =
        asked
            .cursor
            .map(|text| text.parse())
            .transpose()
            .map_err(|_| {
                let detail = "cursor is not one that this list gave";
                ApiError::new(StatusCode::BAD_REQUEST, "cursor", detail).field("cursor")
            })?;
    let workspace = app.store.workspace().await.map_err(error::store)?;
    let review_days = workspace.settings.review_days;
    let now = app.now();
    let query = crate::query::read(&app, &caller.sight(), &workspace, &asked.q).await?;
    let list = IncidentList {
        query,
        order: asked.order,
        after,
        limit: asked.limit,
        now,
        review_days,
    };
    let page = app
        .store
        .incidents_beyond(&caller.sight(), &list, asked.skip)
        .await;
    let page = page.map_err(error::store)?;
    let items = page.rows.into_iter().map(|summary| IncidentRow {
        review_week: summary.review_week(review_days, now),
        summary,
    });
    Ok(Json(IncidentPage {
        items: items.collect(),
        next: page.next.map(|next| next.to_string()),
        total: page.total,
    }))
}

/// A list that is worth a tab.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ListTab {
    pub label: String,
    pub query: String,
    pub count: u64,
}

/// The tabs above the list of incidents, with how many each holds.
#[utoipa::path(
    get, path = "/api/v1/incident-tabs", tag = "incidents",
    responses((status = 200, body = Vec<ListTab>), ApiError)
)]
pub async fn list_incident_tabs(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<Vec<ListTab>>, ApiError> {
    caller.may(Operation::ReadIncidents)?;
    let workspace = app.store.workspace().await.map_err(error::store)?;
    let mine = format!("owner:{}", caller.person.handle);
    let tabs = [
        ("All", ""),
        ("Review owed", "is:owed"),
        ("Past its week", "is:late"),
        ("Repeats", "is:repeat"),
        ("Mine", mine.as_str()),
        ("Drafts", "is:draft"),
    ];
    let mut counted = Vec::with_capacity(tabs.len());
    for (label, text) in tabs {
        let query = query::parse(text)?;
        let days = workspace.settings.review_days;
        let count = app
            .store
            .count(&caller.sight(), &query, app.now(), days)
            .await
            .map_err(error::store)?;
        counted.push(ListTab {
            label: label.into(),
            query: text.into(),
            count,
        });
    }
    Ok(Json(counted))
}
