//! Fetching the titles of an entry's links, when somebody asks for them.

use std::collections::BTreeMap;

use afterword_domain::incident::TimelineEvent;
use afterword_domain::incident::edit::EventError;
use afterword_domain::incident::evidence_title::{self, Title, entitle};
use afterword_domain::integration::Integration;
use afterword_domain::integration::api::KnownApi;
use afterword_domain::policy::Operation;
use afterword_domain::{EventId, Incident, IncidentRef};
use afterword_integrations::titles::{self, Forge, Item, TitleError};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use futures_util::future::try_join_all;
use serde::Serialize;
use utoipa::ToSchema;

use super::ask;
use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::At;
use crate::features::incidents::view::IncidentView;
use crate::features::incidents::{Answered, change};

/// More are not asked for at once.
const LINKS_MAX: usize = 20;

const FETCH: Operation = Operation::FetchTitles;

type Sources = [(Integration, KnownApi)];

/// The entries of an incident for whose links titles can be fetched.
#[derive(Debug, Serialize, ToSchema)]
pub struct FetchableTitles {
    pub events: Vec<EventId>,
}

/// Tells for which entries titles can be fetched: those with a link to a merge request or an issue
/// whose forge has a token here, and whose label nobody wrote.
#[utoipa::path(
    get, path = "/api/v1/incidents/{reference}/titles", tag = "timeline",
    params(("reference" = IncidentRef, Path)),
    responses((status = 200, body = FetchableTitles), ApiError)
)]
pub async fn list_fetchable_titles(
    State(app): State<App>,
    caller: Caller,
    At(reference): At<IncidentRef>,
) -> Result<Json<FetchableTitles>, ApiError> {
    caller.may(Operation::ReadIncidents)?;
    let incident = found(&app, &caller, reference).await?;
    let sources = app.store.source_apis().await.map_err(error::store)?;
    let entries = incident.timeline.iter();
    let entries = entries.filter(|entry| !links(entry, &sources).is_empty());
    Ok(Json(FetchableTitles {
        events: entries.map(|entry| entry.id).collect(),
    }))
}

/// Fetches the titles and states of the merge requests and issues that an entry links to, and
/// writes them into the labels: `ledger#4512 (merged) Bound the pool wait`. A label that a person
/// wrote stays. Whatever fails, nothing is changed.
#[utoipa::path(
    post, path = "/api/v1/incidents/{reference}/timeline/{event}/titles", tag = "timeline",
    params(("reference" = IncidentRef, Path), ("event" = EventId, Path)),
    responses((status = 200, body = IncidentView), ApiError)
)]
pub async fn fetch_titles(
    State(app): State<App>,
    caller: Caller,
    At((reference, event)): At<(IncidentRef, EventId)>,
) -> Result<Answered, ApiError> {
    caller.may(FETCH)?;
    let incident = found(&app, &caller, reference).await?;
    let mut entries = incident.timeline.iter();
    let entry = entries.find(|entry| entry.id == event);
    let entry = entry.ok_or(EventError::NoEvent(event))?;
    let sources = app.store.source_apis().await.map_err(error::store)?;
    let links = links(entry, &sources);
    if links.is_empty() {
        return Err(no_titles());
    }
    // Nothing is locked while the forges answer.
    let asked = links.into_iter().map(|link| title(&app, link));
    let titles: BTreeMap<_, _> = try_join_all(asked).await?.into_iter().collect();
    change(&app, &caller, FETCH, (reference, None), |incident, _, _| {
        entitle(incident, event, &titles)
    })
    .await
}

/// A link, and where it can be asked for.
struct Link<'a> {
    url: &'a str,
    label: String,
    /// What it leads to on each forge of its host that has a token.
    asked: Vec<(&'a Integration, &'a KnownApi, Item)>,
}

/// The links of an entry that can be asked for, those without a title first.
fn links<'a>(entry: &'a TimelineEvent, sources: &'a Sources) -> Vec<Link<'a>> {
    let mut links: BTreeMap<_, _> = BTreeMap::new();
    for piece in &entry.evidence {
        let Some((url, label)) = evidence_title::wanting(piece) else {
            continue;
        };
        let asked = sources.iter().filter_map(|(integration, known)| {
            let item = titles::item(integration.kind, &known.api.url, url)?;
            Some((integration, known, item))
        });
        let asked: Vec<_> = asked.collect();
        if !asked.is_empty() {
            let has_title = piece.label.len() > label.len();
            links.insert((has_title, url), Link { url, label, asked });
        }
    }
    links.into_values().take(LINKS_MAX).collect()
}

/// Asks for a title. Of several tokens for one host the next may see what one does not.
async fn title(app: &App, link: Link<'_>) -> Result<(String, Title), ApiError> {
    let mut refused = no_titles();
    for (integration, known, item) in link.asked {
        let forge: Forge = ask::connect(integration.kind, known.clone())?;
        match forge.title(&item, app.now()).await {
            Ok(title) => return Ok((link.url.to_owned(), title)),
            Err(error) => {
                let problem = ask::told(&error);
                let detail = format!("{}: {}", link.label, problem.detail());
                refused = problem.told(detail, Vec::new());
                if !matches!(error, TitleError::NotFound(_) | TitleError::Forbidden(..)) {
                    break;
                }
            }
        }
    }
    Err(refused)
}

fn no_titles() -> ApiError {
    let detail = "no link of this entry leads to a merge request or an issue that a token is \
                  entered for and whose label nobody wrote";
    ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "no_titles", detail)
}

async fn found(app: &App, caller: &Caller, reference: IncidentRef) -> Result<Incident, ApiError> {
    let incident = app
        .store
        .incident(&caller.sight(), reference)
        .await
        .map_err(error::store)?;
    incident.ok_or_else(|| ApiError::not_found(reference))
}
