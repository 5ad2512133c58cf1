//! Quick results while somebody types.

use afterword_document::plain;
use afterword_domain::incident::IncidentSummary;
use afterword_domain::learning::considered::ConsideredBefore;
use afterword_domain::learning::find::{self, Typed};
use afterword_domain::person::Person;
use afterword_domain::policy::{Operation, Sight};
use afterword_domain::query::Query;
use afterword_domain::service::Service;
use afterword_domain::workspace::{FactorTerm, Workspace};
use afterword_domain::{ActionItemId, Incident, IncidentRef};
use afterword_learning::index::Asked as AskedWords;
use afterword_learning::index::parts::{Part, passages};
use afterword_learning::index::snippet::{self, Snippet, Span};
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
use crate::features::search_index::{IndexStanding, RestrictedHits};

/// Of the restricted incidents with the words so many are ranked; the rest stands behind them.
const MOST_RESTRICTED: usize = 100;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct SearchQuery {
    /// As in the list of incidents. Everything else is found by its plain words.
    #[serde(default)]
    q: String,
    /// The most of each kind, 1 to 10.
    #[serde(default = "five")]
    #[param(minimum = 1, maximum = 10)]
    limit: u32,
}

fn five() -> u32 {
    5
}

/// An incident, and where the words stand in it.
#[derive(Debug, Serialize, ToSchema)]
pub struct FoundIncident {
    pub incident: IncidentSummary,
    /// In its title.
    pub title_marks: Vec<Span>,
    /// The piece of the rest with most of the words; null where they stand in the title alone.
    pub snippet: Option<Snippet>,
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
    /// The one that was named (`INC-57`, `inc57`, `57`), then those that fit: the best first where
    /// words were looked for in the index, else the newest.
    pub incidents: Vec<FoundIncident>,
    /// How many there are in all.
    pub incidents_total: u64,
    /// Whether the search index answered, or the database in its place.
    pub index: IndexStanding,
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
    let sight = caller.sight();
    let workspace = app.store.workspace().await.map_err(error::store)?;
    let query = crate::query::parsed(&app, &sight, &workspace, &asked.q).await?;
    let typed = Typed::of(&query);
    let (incidents, incidents_total) = incidents(&app, &sight, &asked, query, &workspace).await?;
    let limit = usize::try_from(asked.limit).unwrap_or(usize::MAX);
    let named = Named::read(&app, &sight, &workspace, &typed, limit).await?;
    let mut actions = Vec::with_capacity(limit);
    for place in named.actions {
        actions.extend(action(&app, &sight, place).await?);
    }
    let people = find::people(&workspace.people, &typed, limit).into_iter();
    let services = find::services(&workspace.services, &typed, limit).into_iter();
    Ok(Json(SearchResult {
        incidents,
        incidents_total,
        index: app.index.standing(),
        factors: named.factors,
        actions,
        considered: named.considered,
        people: people.cloned().collect(),
        services: services.cloned().collect(),
    }))
}

/// What has a short name and is found among the facts.
struct Named {
    factors: Vec<FoundFactor>,
    actions: Vec<(IncidentRef, ActionItemId)>,
    considered: Vec<ConsideredBefore>,
}

impl Named {
    /// The facts are let go before anything is waited for: whoever brings them up to date would
    /// have to copy them.
    async fn read(
        app: &App,
        sight: &Sight,
        workspace: &Workspace,
        typed: &Typed,
        limit: usize,
    ) -> Result<Self, ApiError> {
        let facts = app.store.facts_and_named(sight, typed).await;
        let (facts, named) = facts.map_err(error::store)?;
        let among = match named {
            Some(named) => find::among(&facts, &named),
            None => facts.iter().collect(),
        };
        let factors = find::factors(&workspace.factors, &facts, typed, limit).into_iter();
        Ok(Self {
            factors: factors
                .map(|(factor, incidents)| FoundFactor {
                    factor: factor.clone(),
                    incidents,
                })
                .collect(),
            actions: find::actions(among.iter().copied(), typed, limit),
            considered: find::considered(among, typed, limit),
        })
    }
}

/// The first that fit, each with where the words stand, and how many there are.
async fn incidents(
    app: &App,
    sight: &Sight,
    asked: &SearchQuery,
    query: Query,
    workspace: &Workspace,
) -> Result<(Vec<FoundIncident>, u64), ApiError> {
    let words = AskedWords::of(&query);
    let (references, total) = found(app, sight, asked, query, &words, workspace).await?;
    let incidents = app.store.incidents_named(sight, &references).await;
    let incidents = incidents.map_err(error::store)?.into_iter();
    let shown = incidents.map(|incident| shown(&incident, &words, workspace));
    Ok((shown.collect(), total))
}

async fn found(
    app: &App,
    sight: &Sight,
    asked: &SearchQuery,
    query: Query,
    words: &AskedWords,
    workspace: &Workspace,
) -> Result<(Vec<IncidentRef>, u64), ApiError> {
    let named = find::named(&asked.q);
    let ranked = if words.is_empty() {
        None
    } else {
        let restricted = restricted(app, sight, &query).await?;
        let latest = crate::query::latest(app);
        app.index.ranked(words.clone(), restricted, latest).await
    };
    let Some(mut ranked) = ranked else {
        let finding = Finding {
            query,
            named,
            limit: asked.limit,
            now: app.now(),
            review_days: workspace.settings.review_days,
        };
        let found = app.store.find_incidents(sight, &finding).await;
        let found = found.map_err(error::store)?;
        let references = found.rows.iter().map(|row| row.reference);
        return Ok((references.collect(), found.total));
    };
    if query.has_facts() {
        // The facts are asked of the database, of those with the words alone; the order stays.
        let review_days = workspace.settings.review_days;
        let query = query.with_words_found(ranked.all());
        let fit = app
            .store
            .references(sight, &query, app.now(), review_days)
            .await;
        let fit = fit.map_err(error::store)?;
        ranked.retain(|reference| fit.binary_search(&reference).is_ok());
    } else {
        let hidden = app.store.hidden(sight).await.map_err(error::store)?;
        ranked.retain(|reference| !hidden.holds(reference));
    }
    let mut first = Vec::new();
    if let Some(named) = named {
        ranked.retain(|reference| reference != named);
        let there = app.store.began(sight, named).await.map_err(error::store)?;
        first.extend(there.map(|_| named));
    }
    let total = ranked.total() + first.len() as u64;
    let limit = usize::try_from(asked.limit).unwrap_or(usize::MAX);
    first.extend(ranked.best(limit - first.len()));
    Ok((first, total))
}

/// The restricted incidents with the words that the caller sees.
async fn restricted(app: &App, sight: &Sight, query: &Query) -> Result<RestrictedHits, ApiError> {
    let all = app.store.restricted_with_words(sight, query).await;
    let all = all.map_err(error::store)?;
    let mut newest = Vec::new();
    for reference in all.iter().rev().take(MOST_RESTRICTED) {
        let incident = app.store.incident(sight, *reference).await;
        newest.extend(incident.map_err(error::store)?);
    }
    Ok(RestrictedHits {
        all,
        newest,
        workspace: app.store.workspace().await.map_err(error::store)?,
    })
}

/// Made from what the incident says now.
fn shown(incident: &Incident, words: &AskedWords, workspace: &Workspace) -> FoundIncident {
    let passages = passages(incident, workspace).into_iter();
    let rest = passages.filter(|passage| !matches!(passage.part, Part::Title | Part::Names));
    let rest: Vec<_> = rest
        .map(|passage| (passage.part, plain(passage.text)))
        .collect();
    let texts = rest.iter().map(|(part, text)| (*part, text.trim()));
    FoundIncident {
        incident: incident.summary(),
        title_marks: snippet::marks(&incident.title, words),
        snippet: snippet::best(texts, words),
    }
}

async fn action(
    app: &App,
    sight: &Sight,
    (incident, action): (IncidentRef, ActionItemId),
) -> Result<Option<ActionRow>, ApiError> {
    let filter = ActionFilter {
        incident: Some(incident),
        action: Some(action),
        ..ActionFilter::default()
    };
    let rows = app
        .store
        .actions(sight, &filter)
        .await
        .map_err(error::store)?;
    Ok(rows.into_iter().next())
}
