//! Quick results while somebody types.

use afterword_domain::incident::IncidentSummary;
use afterword_domain::learning::considered::ConsideredBefore;
use afterword_domain::learning::find::{self, Typed};
use afterword_domain::person::Person;
use afterword_domain::policy::Operation;
use afterword_domain::service::Service;
use afterword_domain::workspace::FactorTerm;
use afterword_domain::{ActionItemId, IncidentRef};
use afterword_store::{ActionFilter, ActionRow, Finding};
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
pub struct SearchQuery {
    /// As in the list of incidents. Everything else is found by its plain words.
    #[serde(default)]
    q: String,
    /// The most of each kind, 1 to 10.
    #[serde(default = "five")]
    limit: u32,
}

fn five() -> u32 {
    5
}

/// A factor with the number of incidents that have it; drills and duplicates do not count.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct FoundFactor {
    pub factor: FactorTerm,
    pub incidents: u64,
}

/// The first of each kind that was found, the best first.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchResult {
    /// The one that was named (`INC-57`, `inc57`, `57`), then the newest that fit.
    pub incidents: Vec<IncidentSummary>,
    /// How many there are in all.
    pub incidents_total: u64,
    pub factors: Vec<FoundFactor>,
    /// By title or ticket; unfinished ones first.
    pub actions: Vec<ActionRow>,
    /// Measures that were not chosen, and action items that were dropped, with the reasons; by
    /// title or reason.
    pub considered: Vec<ConsideredBefore>,
    pub people: Vec<Person>,
    pub services: Vec<Service>,
}

/// Finds incidents, factors, action items, people and services.
#[utoipa::path(
    get, path = "/api/v1/search", tag = "learning", params(SearchQuery),
    responses((status = 200, body = SearchResult), ApiError)
)]
pub async fn search(
    State(app): State<App>,
    caller: Caller,
    Asked(asked): Asked<SearchQuery>,
) -> Result<Json<SearchResult>, ApiError> {
    caller.may(Operation::Search)?;
    app.live.freshen_all().await;
    if !(1..=10).contains(&asked.limit) {
        let detail = format!("limit is {}; it is 1 to 10", asked.limit);
        return Err(ApiError::new(StatusCode::BAD_REQUEST, "limit", detail).field("limit"));
    }
    if asked.q.trim().is_empty() {
        let detail = "q is empty; say what to look for";
        return Err(ApiError::new(StatusCode::BAD_REQUEST, "q", detail).field("q"));
    }
    let query = crate::query::read(&app, &asked.q).await?;
    let typed = Typed::of(&query);
    let workspace = app.store.workspace().await.map_err(error::store)?;
    let facts = app.store.facts().await.map_err(error::store)?;
    let finding = Finding {
        query,
        named: find::named(&asked.q),
        limit: asked.limit,
        now: app.now(),
        review_days: workspace.settings.review_days,
    };
    let found = app.store.find_incidents(&finding).await;
    let found = found.map_err(error::store)?;
    let limit = usize::try_from(asked.limit).unwrap_or(usize::MAX);
    let mut actions = Vec::with_capacity(limit);
    for place in find::actions(&facts, &typed, limit) {
        actions.extend(action(&app, place).await?);
    }
    let factors = find::factors(&workspace.factors, &facts, &typed, limit).into_iter();
    let people = find::people(&workspace.people, &typed, limit).into_iter();
    let services = find::services(&workspace.services, &typed, limit).into_iter();
    Ok(Json(SearchResult {
        incidents: found.rows,
        incidents_total: found.total,
        factors: factors
            .map(|(factor, incidents)| FoundFactor {
                factor: factor.clone(),
                incidents,
            })
            .collect(),
        actions,
        considered: find::considered(&facts, &typed, limit),
        people: people.cloned().collect(),
        services: services.cloned().collect(),
    }))
}

async fn action(
    app: &App,
    (incident, action): (IncidentRef, ActionItemId),
) -> Result<Option<ActionRow>, ApiError> {
    let filter = ActionFilter {
        incident: Some(incident),
        action: Some(action),
        ..ActionFilter::default()
    };
    let rows = app.store.actions(&filter).await.map_err(error::store)?;
    Ok(rows.into_iter().next())
}
