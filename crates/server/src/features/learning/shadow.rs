//! Suggestions that are recorded and not shown: making them, and how often they would have been
//! right.

use afterword_domain::job::Work;
use afterword_domain::policy::{Operation, Sight};
use afterword_domain::recurrence::shadow::{ShadowReport, Suggestion, SuggestionMode, compare};
use afterword_domain::{Change, IncidentRef};
use afterword_learning::model::{Described, Match};
use afterword_store::{Author, ChangeRecord, StoreError, Via};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::similar;
use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::features::jobs::Tried;

/// Whoever writes is given so long before the incident is looked at again.
const QUIET_MINUTES: i64 = 1;

/// What becomes of suggestions, and how often those that were recorded were right.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct RepeatSuggestions {
    pub mode: SuggestionMode,
    /// Of the present shadow period, or of the last; null when there never was one.
    pub shadow: Option<ShadowReport>,
}

/// Reads what becomes of suggested repeats, and compares what was recorded without being shown
/// with what people decided.
#[utoipa::path(
    get, path = "/api/v1/repeat-suggestions", tag = "learning",
    responses((status = 200, body = RepeatSuggestions), ApiError)
)]
pub async fn read_repeat_suggestions(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<RepeatSuggestions>, ApiError> {
    caller.may(Operation::ReadIncidents)?;
    let workspace = app.store.workspace().await.map_err(error::store)?;
    let record = app
        .store
        .shadow_record(&caller.sight())
        .await
        .map_err(error::store)?;
    let links = app
        .store
        .links(&caller.sight())
        .await
        .map_err(error::store)?;
    let report = |record: afterword_store::ShadowRecord| {
        compare(record.period, &record.looks, &record.decided, &links)
    };
    Ok(Json(RepeatSuggestions {
        mode: workspace.settings.repeat_suggestions,
        shadow: record.map(report),
    }))
}

/// The incident is to be looked at, and in how many minutes. What is brought in from elsewhere
/// happened long ago: nobody is about to decide on it.
pub(crate) fn follows(record: &ChangeRecord, mode: SuggestionMode) -> Option<(Work, i64)> {
    let is_brought = record.author.via == Via::Import;
    if mode != SuggestionMode::Shadow || is_brought {
        return None;
    }
    let incident = record.incident?;
    let tells_what_happened = matches!(
        record.change,
        Change::Opened { .. }
            | Change::Title(_)
            | Change::Services(_)
            | Change::Milestones(_)
            | Change::Impact(_)
            | Change::TimelineEvent(_)
            | Change::Section(_)
            | Change::ContributingFactor(_)
            | Change::Answer(_)
            | Change::Measure(_)
            | Change::ActionItem(_)
    );
    let is_writing = record.author.person.is_some() && record.version != Some(1);
    let minutes = if is_writing { QUIET_MINUTES } else { 0 };
    tells_what_happened.then_some((Work::LookForRepeats { incident }, minutes))
}

/// Records what would be suggested of an incident.
pub(crate) async fn look(app: &App, reference: IncidentRef) -> Result<Tried, StoreError> {
    let workspace = app.store.workspace().await?;
    if workspace.settings.repeat_suggestions != SuggestionMode::Shadow {
        return Ok(Tried::Done);
    }
    app.live.freshen(reference).await;
    let Some(incident) = app.store.incident(&Sight::Everything, reference).await? else {
        return Ok(Tried::Done);
    };
    let described = Described::of(&incident);
    let found = similar::found(app, &workspace, &described, Some(reference)).await?;
    let suggested = found.iter().filter(|one| one.is_suggestion()).map(told);
    let author = Author {
        person: None,
        via: Via::System,
        request_id: None,
        address: None,
    };
    let now = app.now();
    let recorded = app
        .store
        .record_suggestions(&author, reference, suggested.collect(), now);
    recorded.await?;
    Ok(Tried::Done)
}

fn told(found: &Match) -> Suggestion {
    Suggestion {
        earlier: found.reference,
        score: found.score,
    }
}
