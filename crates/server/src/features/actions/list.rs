//! Action items of all incidents, listed and counted.

use afterword_domain::policy::Operation;
use afterword_domain::team::Sprint;
use afterword_domain::{IncidentRef, PersonId, ServiceId};
use afterword_store::{ActionCounts, ActionFilter, ActionRow};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::Asked;

#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActionChoice {
    /// Neither done nor dropped.
    #[default]
    Open,
    Finished,
    All,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ActionQuery {
    #[serde(default)]
    #[param(inline)]
    state: ActionChoice,
    owner: Option<PersonId>,
    service: Option<ServiceId>,
    incident: Option<IncidentRef>,
    /// Only those finished within so many days.
    finished_within_days: Option<u16>,
}

/// An action item with its incident and where it stands against its date.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActionView {
    #[serde(flatten)]
    pub row: ActionRow,
    /// Days past its date; negative while there are days left; null without a date or when finished.
    pub days_late: Option<i32>,
    /// The sprint of the owner's team in which it is due.
    pub sprint: Option<Sprint>,
    /// How many sprints lie between the current one and the one it is due in: 0 is this one.
    pub sprints_ahead: Option<i64>,
    pub age_days: i32,
    /// How often a meeting looked at it and left it unfinished.
    pub carried_over: u32,
}

/// Lists action items: open ones first due first, finished ones latest first; at most 2,000.
#[utoipa::path(
    get, path = "/api/v1/actions", tag = "actions", params(ActionQuery),
    responses((status = 200, body = Vec<ActionView>), ApiError)
)]
pub async fn list_actions(
    State(app): State<App>,
    caller: Caller,
    Asked(asked): Asked<ActionQuery>,
) -> Result<Json<Vec<ActionView>>, ApiError> {
    caller.may(Operation::ReadIncidents)?;
    let now = app.now();
    let today = now.day();
    let filter = ActionFilter {
        finished: match asked.state {
            ActionChoice::Open => Some(false),
            ActionChoice::Finished => Some(true),
            ActionChoice::All => None,
        },
        owner: asked.owner,
        service: asked.service,
        incident: asked.incident,
        finished_since: asked
            .finished_within_days
            .map(|days| now.plus_days(-i64::from(days))),
        limit: 2_000,
        ..ActionFilter::default()
    };
    let workspace = app.store.workspace().await.map_err(error::store)?;
    let rows = app.store.actions(&filter).await.map_err(error::store)?;
    let views = rows.into_iter().map(|row| {
        let action = &row.action;
        let cadence = workspace.cadence_of(action.owner);
        let sprint = action.due_on.map(|due| cadence.sprint_on(due));
        ActionView {
            days_late: action.days_late(today),
            sprint,
            sprints_ahead: sprint.map(|sprint| sprint.number - cadence.sprint_on(today).number),
            age_days: action
                .finished_at
                .unwrap_or(now)
                .day()
                .days_since(action.committed_at.day()),
            carried_over: u32::try_from(action.carried_over()).unwrap_or(u32::MAX),
            row,
        }
    });
    Ok(Json(views.collect()))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct CountQuery {
    owner: Option<PersonId>,
    service: Option<ServiceId>,
    incident: Option<IncidentRef>,
}

/// Counts action items, open and finished.
#[utoipa::path(
    get, path = "/api/v1/action-counts", tag = "actions", params(CountQuery),
    responses((status = 200, body = ActionCounts), ApiError)
)]
pub async fn count_actions(
    State(app): State<App>,
    caller: Caller,
    Asked(asked): Asked<CountQuery>,
) -> Result<Json<ActionCounts>, ApiError> {
    caller.may(Operation::ReadIncidents)?;
    let filter = ActionFilter {
        owner: asked.owner,
        service: asked.service,
        incident: asked.incident,
        ..ActionFilter::default()
    };
    let counts = app.store.count_actions(&filter).await;
    counts.map(Json).map_err(error::store)
}
