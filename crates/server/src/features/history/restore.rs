//! Going back to a version.

use afterword_domain::history::restore::{KeptPart, RestoreError, restore};
use afterword_domain::policy::Operation;
use afterword_domain::{Change, Incident, IncidentRef};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, header};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::back::Back;
use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::{At, Body, Seen};
use crate::features::incidents::view::{self, IncidentView};

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RestoreForm {
    pub version: u32,
}

/// An incident that went back to a version.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct RestoredVersion {
    pub incident: IncidentView,
    /// The places that came back: `section:summary`, `timeline_event:12`.
    pub restored: Vec<String>,
    /// What is not as it was then, and why it stays.
    pub kept: Vec<KeptPart>,
}

/// Goes back to a version, as a new change: facts, timeline, sections, factors, answers and measures
/// come back. Action items, repeats, the meeting, votes and the publication stay as they are.
#[utoipa::path(
    post, path = "/api/v1/incidents/{reference}/restore", tag = "history",
    request_body = RestoreForm,
    params(("reference" = IncidentRef, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = RestoredVersion), ApiError)
)]
pub async fn restore_version(
    State(app): State<App>,
    caller: Caller,
    At(reference): At<IncidentRef>,
    Seen(seen): Seen,
    Body(form): Body<RestoreForm>,
) -> Result<([(HeaderName, String); 1], Json<RestoredVersion>), ApiError> {
    caller.may(Operation::EditIncident)?;
    let sight = caller.sight();
    let present = super::settled(&app, &sight, reference).await?;
    let past = Back::from(&app, &sight, &present).to(form.version).await?;
    let (mut places, mut kept) = (Vec::new(), Vec::new());
    let back = |incident: &Incident, _: &_, _: &_| {
        let restored = restore(incident, &past.incident)?;
        places = restored.changes.iter().map(Change::place).collect();
        kept = restored.kept;
        Ok(restored.changes)
    };
    let (author, now) = (caller.author(), app.now());
    let edited = app
        .store
        .edit_incident::<RestoreError>((&sight, &author), reference, Some(seen), now, back)
        .await;
    let incident = edited.map_err(error::edit)?;
    let tag = [(header::ETAG, format!("\"{}\"", incident.version))];
    places.dedup();
    let incident = view::view(&app, &sight, incident).await?;
    let restored = RestoredVersion {
        incident,
        restored: places,
        kept,
    };
    Ok((tag, Json(restored)))
}
