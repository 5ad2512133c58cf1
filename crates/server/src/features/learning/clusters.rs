//! Incidents that share words and no factor yet, to be named or put asunder.

use afterword_domain::incident::IncidentSummary;
use afterword_domain::learning::no_pattern::{NoPattern, NoPatternForm};
use afterword_domain::policy::{Operation, Sight};
use afterword_domain::{IncidentRef, NoPatternId};
use afterword_learning::model::{self, Described, LOOKED_AT, Library};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::{At, Body};

/// More words would not be read.
const MOST_WORDS: usize = 6;

/// Incidents that share words.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Cluster {
    /// The rarest first, as the latest of them writes them; at most six.
    pub words: Vec<String>,
    /// The latest first.
    pub incidents: Vec<IncidentSummary>,
}

/// What may be a pattern without a name.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ClusterList {
    /// How many incidents were looked at, the latest ones.
    pub looked_at: u64,
    /// Those with most incidents first; at most six.
    pub items: Vec<Cluster>,
}

/// Lists clusters: three incidents or more that share telling words, no two of which have a factor
/// in common or were said to be no pattern. Drills and duplicates are left out.
#[utoipa::path(
    get, path = "/api/v1/clusters", tag = "learning",
    responses((status = 200, body = ClusterList), ApiError)
)]
pub async fn list_clusters(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<ClusterList>, ApiError> {
    caller.may(Operation::ReadIncidents)?;
    let no_patterns = app
        .store
        .no_patterns(&caller.sight())
        .await
        .map_err(error::store)?;
    let latest = latest(&app, &caller.sight()).await?;
    let find = |library: &Library| {
        let apart = |one, other| no_patterns.iter().any(|no| no.names_both(one, other));
        model::clusters(library, &latest, &apart)
    };
    let found = app.similar.ask(&app.store, find).await;
    let mut items = Vec::new();
    for cluster in found.map_err(error::store)? {
        let newest = *cluster.incidents.first().unwrap_or(&IncidentRef(0));
        let Some(newest) = app
            .store
            .incident(&caller.sight(), newest)
            .await
            .map_err(error::store)?
        else {
            continue;
        };
        let described = Described::of(&newest);
        let spell = |library: &Library| library.spelled(&described, &cluster.words);
        let spelled = app.similar.ask(&app.store, spell).await;
        let mut words = spelled.map_err(error::store)?;
        words.truncate(MOST_WORDS);
        let mut incidents = Vec::with_capacity(cluster.incidents.len());
        for reference in cluster.incidents {
            let summary = app.store.summary(&caller.sight(), reference).await;
            incidents.extend(summary.map_err(error::store)?);
        }
        items.push(Cluster { words, incidents });
    }
    let looked_at = latest.len() as u64;
    Ok(Json(ClusterList { looked_at, items }))
}

/// The incidents that began last.
async fn latest(app: &App, sight: &Sight) -> Result<Vec<IncidentRef>, ApiError> {
    let facts = app.store.facts(sight).await.map_err(error::store)?;
    let counted = facts.iter().filter(|facts| facts.counts);
    let mut latest: Vec<_> = counted
        .map(|facts| (facts.began, facts.reference))
        .collect();
    let newest_first = |one: &(_, _), other: &(_, _)| other.cmp(one);
    if latest.len() > LOOKED_AT {
        latest.select_nth_unstable_by(LOOKED_AT, newest_first);
        latest.truncate(LOOKED_AT);
    }
    latest.sort_unstable_by(newest_first);
    Ok(latest.into_iter().map(|(_, reference)| reference).collect())
}

/// Remembers that incidents share nothing but words: no two of them are offered together again.
#[utoipa::path(
    post, path = "/api/v1/no-patterns", tag = "learning", request_body = NoPatternForm,
    responses((status = 201, body = NoPattern), ApiError)
)]
pub async fn add_no_pattern(
    State(app): State<App>,
    caller: Caller,
    Body(form): Body<NoPatternForm>,
) -> Result<(StatusCode, Json<NoPattern>), ApiError> {
    caller.may(Operation::NameFactor)?;
    let author = caller.author();
    let added = app
        .store
        .add_no_pattern((&caller.sight(), &author), form, app.now())
        .await;
    let added = added.map_err(error::save)?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// Lists what was said to be no pattern, in the order in which it was said.
#[utoipa::path(
    get, path = "/api/v1/no-patterns", tag = "learning",
    responses((status = 200, body = Vec<NoPattern>), ApiError)
)]
pub async fn list_no_patterns(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<Vec<NoPattern>>, ApiError> {
    caller.may(Operation::ReadIncidents)?;
    let listed = app.store.no_patterns(&caller.sight()).await;
    listed.map(Json).map_err(error::store)
}

/// Takes it back: they may be offered together again.
#[utoipa::path(
    delete, path = "/api/v1/no-patterns/{id}", tag = "learning",
    params(("id" = NoPatternId, Path)),
    responses((status = 204, description = "Taken back"), ApiError)
)]
pub async fn remove_no_pattern(
    State(app): State<App>,
    caller: Caller,
    At(id): At<NoPatternId>,
) -> Result<StatusCode, ApiError> {
    caller.may(Operation::NameFactor)?;
    let author = caller.author();
    let removed = app
        .store
        .remove_no_pattern((&caller.sight(), &author), id, app.now())
        .await;
    removed.map_err(error::save)?;
    Ok(StatusCode::NO_CONTENT)
}
