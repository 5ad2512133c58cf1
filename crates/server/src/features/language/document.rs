//! What the check of language finds in a document, place by place.

use afterword_domain::policy::Operation;
use afterword_domain::{Incident, IncidentRef};
use afterword_language::Checker;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use tokio::task::spawn_blocking;
use utoipa::ToSchema;

use super::findings::{LanguageFinding, findings};
use super::places::places;
use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::At;
use crate::features::incidents::shown::shown;

/// A place of the document and what was found there.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct PlaceFindings {
    /// `title`, `impact`, `section:summary`, `timeline_event:12`, `question:13`,
    /// `question:13/answer:1`, `contributing_factor:3`, `answer:4`, `action_item:5`,
    /// `measure_title:6` or, for its note, `measure:6`.
    pub place: String,
    pub findings: Vec<LanguageFinding>,
}

/// Everything that was found in a document.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct DocumentLanguage {
    /// The version of the incident that was read.
    pub version: u32,
    /// Phrases that nobody said to keep.
    pub open: usize,
    pub kept: usize,
    /// Places in which something was found, in the order in which the document is read.
    pub places: Vec<PlaceFindings>,
}

/// Checks every place of a document.
#[utoipa::path(
    get, path = "/api/v1/incidents/{reference}/language", tag = "language",
    params(("reference" = IncidentRef, Path)),
    responses((status = 200, body = DocumentLanguage), ApiError)
)]
pub async fn read_incident_language(
    State(app): State<App>,
    caller: Caller,
    At(reference): At<IncidentRef>,
) -> Result<Json<DocumentLanguage>, ApiError> {
    caller.may(Operation::ReadIncidents)?;
    app.live.freshen(reference).await;
    let incident = app
        .store
        .incident(&caller.sight(), reference)
        .await
        .map_err(error::store)?;
    let incident = incident.ok_or_else(|| ApiError::not_found(reference))?;
    let workspace = app.store.workspace().await.map_err(error::store)?;
    // A page that tells roles is told nothing else here.
    let (incident, _) = shown(incident, &workspace);
    let checker = app.checkers.of(&workspace).checker;
    let found = spawn_blocking(move || check(&checker, &incident)).await;
    found.map(Json).map_err(|failed| error::internal(&failed))
}

/// Checks all places of an incident.
pub fn check(checker: &Checker, incident: &Incident) -> DocumentLanguage {
    let found = places(incident).into_iter().map(|(place, text)| {
        let findings = findings(checker, text, Some(incident));
        PlaceFindings { place, findings }
    });
    let places: Vec<_> = found.filter(|place| !place.findings.is_empty()).collect();
    let all = || places.iter().flat_map(|place| &place.findings);
    let kept = all().filter(|finding| finding.kept.is_some()).count();
    DocumentLanguage {
        version: incident.version,
        open: all().count() - kept,
        kept,
        places,
    }
}
