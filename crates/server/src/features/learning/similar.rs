//! Incidents that are like one there is, or like one that is being written down.

use std::sync::Arc;

use afterword_domain::incident::IncidentSummary;
use afterword_domain::policy::{Operation, Sight};
use afterword_domain::recurrence::shadow::SuggestionMode;
use afterword_domain::text::TextError;
use afterword_domain::workspace::Workspace;
use afterword_domain::{Incident, IncidentRef, ServiceId};
use afterword_learning::model::{Described, Likeness, Match, Reason, Weights, similar};
use afterword_store::StoreError;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::{At, Body};

/// How many are told.
const MOST: usize = 5;
/// In characters: the title and summary of a post-mortem with room to spare.
const LONGEST_TEXT: usize = 20_000;
const MOST_SERVICES: usize = 50;

/// An incident that is like it, with what they share.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Similar {
    pub incident: IncidentSummary,
    pub verdict: Likeness,
    /// A person said so; otherwise the program reckons it. Of the same cause and not confirmed is a
    /// suggestion, which counts nowhere, and is told only where the settings have suggestions shown.
    pub confirmed: bool,
    /// 0 to 1: how sure the program is that a person would call them alike.
    pub score: f32,
    pub reasons: Vec<Reason>,
}

/// At most five, the best first: those of the same cause, nearest first, then by score.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct SimilarList {
    pub items: Vec<Similar>,
}

/// What is being written down.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SimilarForm {
    /// Title, summary, whatever there is; at most 20,000 characters.
    pub text: String,
    #[serde(default)]
    pub services: Vec<ServiceId>,
}

/// Reads what an incident is like.
#[utoipa::path(
    get, path = "/api/v1/incidents/{reference}/similar", tag = "learning",
    params(("reference" = IncidentRef, Path)),
    responses((status = 200, body = SimilarList), ApiError)
)]
pub async fn read_similar(
    State(app): State<App>,
    caller: Caller,
    At(reference): At<IncidentRef>,
) -> Result<Json<SimilarList>, ApiError> {
    caller.may(Operation::ReadIncidents)?;
    let incident = app
        .store
        .incident(&caller.sight(), reference)
        .await
        .map_err(error::store)?;
    let incident = incident.ok_or_else(|| ApiError::not_found(reference))?;
    let workspace = workspace(&app).await?;
    list(
        &app,
        &caller.sight(),
        &workspace,
        &Described::of(&incident),
        Some(&incident),
    )
    .await
}

/// Finds what a text is like: has this been here before?
#[utoipa::path(
    post, path = "/api/v1/similar", tag = "learning", request_body = SimilarForm,
    responses((status = 200, body = SimilarList), ApiError)
)]
pub async fn find_similar(
    State(app): State<App>,
    caller: Caller,
    Body(form): Body<SimilarForm>,
) -> Result<Json<SimilarList>, ApiError> {
    caller.may(Operation::ReadIncidents)?;
    let length = form.text.chars().count();
    if length > LONGEST_TEXT {
        return Err(ApiError::refused(&TextError::TooLong {
            field: "text",
            length,
            most: LONGEST_TEXT,
            unit: "characters",
        }));
    }
    let workspace = workspace(&app).await?;
    let services = checked(form.services, &workspace)?;
    let described = Described::of_text(&form.text, Some(app.now().day()), &services);
    list(&app, &caller.sight(), &workspace, &described, None).await
}

async fn workspace(app: &App) -> Result<Arc<Workspace>, ApiError> {
    app.store.workspace().await.map_err(error::store)
}

/// Each once, and only services that there are.
fn checked(
    mut services: Vec<ServiceId>,
    workspace: &Workspace,
) -> Result<Vec<ServiceId>, ApiError> {
    let refuse = |code: &str, detail: String| {
        ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail).field("services")
    };
    services.sort_unstable();
    services.dedup();
    if services.len() > MOST_SERVICES {
        let detail = format!(
            "services lists {}; {MOST_SERVICES} are taken",
            services.len()
        );
        return Err(refuse("too_long", detail));
    }
    match services.iter().find(|id| workspace.service(**id).is_none()) {
        Some(id) => Err(refuse(
            "no_such_service",
            format!("there is no service {id}"),
        )),
        None => Ok(services),
    }
}

/// With suggestions, whatever becomes of them here.
pub(super) async fn found(
    app: &App,
    workspace: &Workspace,
    described: &Described,
    own: Option<IncidentRef>,
) -> Result<Vec<Match>, StoreError> {
    let ask = |library: &_| similar(library, Weights::fitted(), described, own, workspace, MOST);
    app.similar.ask(&app.store, ask).await
}

async fn list(
    app: &App,
    sight: &Sight,
    workspace: &Workspace,
    described: &Described,
    incident: Option<&Incident>,
) -> Result<Json<SimilarList>, ApiError> {
    let own = incident.map(|incident| incident.reference);
    let found = found(app, workspace, described, own).await;
    let found = found.map_err(error::store)?;
    let is_live = workspace.settings.repeat_suggestions == SuggestionMode::Live;
    let mut items = Vec::with_capacity(found.len());
    for found in found {
        let kept = kept(app, sight, &found, incident).await?;
        let found = found.with_kept(&kept);
        let found = if is_live {
            found
        } else {
            found.without_suggestion()
        };
        let summary = app.store.summary(sight, found.reference).await;
        items.extend(summary.map_err(error::store)?.map(|incident| Similar {
            incident,
            verdict: found.likeness,
            confirmed: found.confirmed,
            score: found.score,
            reasons: found.reasons,
        }));
    }
    Ok(Json(SimilarList { items }))
}

/// The reasons that stand with the recurrence, in the document of the later incident.
async fn kept(
    app: &App,
    sight: &Sight,
    found: &Match,
    sought: Option<&Incident>,
) -> Result<Vec<String>, ApiError> {
    let Some((later, earlier)) = found.link else {
        return Ok(Vec::new());
    };
    let reasons = |incident: &Incident| {
        let links = incident.recurrences.iter();
        let link = links.into_iter().find(|link| link.earlier == earlier);
        link.map(|link| link.reasons.clone()).unwrap_or_default()
    };
    if let Some(own) = sought.filter(|own| own.reference == later) {
        return Ok(reasons(own));
    }
    let later = app
        .store
        .incident(sight, later)
        .await
        .map_err(error::store)?;
    Ok(later.as_ref().map(reasons).unwrap_or_default())
}
