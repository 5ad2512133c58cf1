//! Action items of all incidents, listed, counted and exported.

use std::sync::Arc;

use afterword_domain::action_item::Concern;
use afterword_domain::audit::Exported;
use afterword_domain::policy::{Operation, Sight};
use afterword_domain::workspace::Workspace;
use afterword_domain::{IncidentRef, PersonId, ServiceId, TeamId};
use afterword_store::{ActionCounts, ActionFilter};
use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::view::{self, ActionView, Wanted};
use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::Asked;
use crate::features::audit::note_export_of_rows;

/// The most that a list gives.
const MOST: usize = 2_000;

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
    /// `open` if it is left out, or `all` where a `concern` is asked for.
    #[param(inline)]
    state: Option<ActionChoice>,
    owner: Option<PersonId>,
    service: Option<ServiceId>,
    incident: Option<IncidentRef>,
    /// Only those that this team sees to: its people's, or ownerless ones of its services.
    team: Option<TeamId>,
    /// Only those that this holds for.
    concern: Option<Concern>,
    /// Only those finished within so many days.
    finished_within_days: Option<u16>,
}

impl ActionQuery {
    fn filter(&self, app: &App) -> ActionFilter {
        let usual = match self.concern {
            Some(_) => ActionChoice::All,
            None => ActionChoice::Open,
        };
        let since = |days: u16| app.now().plus_days(-i64::from(days));
        ActionFilter {
            finished: match self.state.unwrap_or(usual) {
                ActionChoice::Open => Some(false),
                ActionChoice::Finished => Some(true),
                ActionChoice::All => None,
            },
            owner: self.owner,
            service: self.service,
            incident: self.incident,
            finished_since: self.finished_within_days.map(since),
            ..ActionFilter::default()
        }
    }
}

/// At most so many, or all of them.
async fn read(
    app: &App,
    sight: &Sight,
    asked: &ActionQuery,
    most: Option<usize>,
) -> Result<(Vec<ActionView>, Arc<Workspace>), ApiError> {
    let mut filter = asked.filter(app);
    // What the store cannot ask is chosen afterwards, out of all of them.
    let chosen_here = asked.team.is_some() || asked.concern.is_some();
    if let Some(most) = most.filter(|_| !chosen_here) {
        filter.limit = u32::try_from(most).unwrap_or(u32::MAX);
    }
    let workspace = app.store.workspace().await.map_err(error::store)?;
    let rows = app
        .store
        .actions(sight, &filter)
        .await
        .map_err(error::store)?;
    let wanted = Wanted {
        team: asked.team,
        concern: asked.concern,
    };
    let mut views = view::views(rows, &workspace, wanted, app.now());
    views.truncate(most.unwrap_or(usize::MAX));
    Ok((views, workspace))
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
    Ok(Json(
        read(&app, &caller.sight(), &asked, Some(MOST)).await?.0,
    ))
}

/// All of the same as a table of comma-separated values (RFC 4180, UTF-8).
#[utoipa::path(
    get, path = "/api/v1/actions.csv", tag = "actions", params(ActionQuery),
    responses((status = 200, body = String, content_type = "text/csv"), ApiError)
)]
pub async fn export_actions(
    State(app): State<App>,
    caller: Caller,
    Asked(asked): Asked<ActionQuery>,
) -> Result<Response, ApiError> {
    caller.may(Operation::ReadIncidents)?;
    let (views, workspace) = read(&app, &caller.sight(), &asked, None).await?;
    note_export_of_rows(&app, &caller, Exported::ActionItems, views.len()).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"actions.csv\"",
        ),
    ];
    Ok((headers, view::export(&views, &workspace)).into_response())
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
    let counts = app.store.count_actions(&caller.sight(), &filter).await;
    counts.map(Json).map_err(error::store)
}
