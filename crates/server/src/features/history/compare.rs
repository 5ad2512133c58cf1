//! Two versions, compared.

use afterword_domain::history::compare::{TextDifference, differences};
use afterword_domain::incident::Incident;
use afterword_domain::policy::Operation;
use afterword_domain::{IncidentRef, Moment};
use afterword_store::ChangeRecord;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::back::{Back, Past};
use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::{Asked, At};

/// The most changes that are told; the latest of them.
const MOST: u32 = 500;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct CompareQuery {
    from: u32,
    to: u32,
}

/// One side of a comparison.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ComparedVersion {
    pub version: u32,
    pub at: Moment,
    pub name: Option<String>,
}

/// What differs between two versions.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Comparison {
    pub from: ComparedVersion,
    pub to: ComparedVersion,
    /// The texts that differ, word by word.
    pub texts: Vec<TextDifference>,
    /// What was changed between the two, newest first; at most the latest 500.
    pub changes: Vec<ChangeRecord>,
}

/// Compares two versions, whichever is the older.
#[utoipa::path(
    get, path = "/api/v1/incidents/{reference}/compare", tag = "history",
    params(("reference" = IncidentRef, Path), CompareQuery),
    responses((status = 200, body = Comparison), ApiError)
)]
pub async fn compare_versions(
    State(app): State<App>,
    caller: Caller,
    At(reference): At<IncidentRef>,
    Asked(asked): Asked<CompareQuery>,
) -> Result<Json<Comparison>, ApiError> {
    caller.may(Operation::ReadIncidents)?;
    let sight = caller.sight();
    let present = super::present(&app, &sight, reference).await?;
    let (older, newer) = (asked.from.min(asked.to), asked.from.max(asked.to));
    let mut back = Back::from(&app, &sight, &present);
    let newest = back.to(newer).await?;
    let oldest = back.to(older).await?;
    let (from, to) = if asked.from <= asked.to {
        (oldest, newest)
    } else {
        (newest, oldest)
    };
    let span = (older, newer);
    let changes = app
        .store
        .changes_between(&sight, reference, span, MOST)
        .await;
    let changes = changes.map_err(error::store)?;
    Ok(Json(Comparison {
        texts: differences(&from.incident, &to.incident),
        from: compared(&present, &from),
        to: compared(&present, &to),
        changes: changes
            .into_iter()
            .map(ChangeRecord::without_secrets)
            .collect(),
    }))
}

fn compared(present: &Incident, past: &Past) -> ComparedVersion {
    let version = past.incident.version;
    let mut known = present.named_versions.iter();
    let named = known.find(|named| named.version == version);
    ComparedVersion {
        version,
        at: past.at,
        name: named.map(|named| named.name.clone()),
    }
}
