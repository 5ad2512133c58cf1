//! How the action items of the workspace fare, or those of a team, a person or a service.

use std::collections::BTreeMap;

use afterword_domain::action_item::Concern;
use afterword_domain::action_item::oversight::{Oversight, oversee};
use afterword_domain::policy::Operation;
use afterword_domain::{IncidentRef, Moment, PersonId, ServiceId, TeamId};
use afterword_store::ActionFilter;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::view::{self, ActionView, Wanted};
use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::Asked;

const QUARTERS: std::ops::RangeInclusive<u8> = 1..=20;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct OversightQuery {
    owner: Option<PersonId>,
    service: Option<ServiceId>,
    incident: Option<IncidentRef>,
    team: Option<TeamId>,
    /// How many quarters up to the present one, 1 to 20.
    #[serde(default = "eight")]
    #[param(minimum = 1, maximum = 20)]
    quarters: u8,
}

fn eight() -> u8 {
    8
}

/// How many there are of each concern.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct ConcernCounts {
    pub open: u64,
    pub finished: u64,
    pub overdue: u64,
    pub carried_over: u64,
    pub without_ticket: u64,
    pub proof_missing: u64,
    pub behind_repeat: u64,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct OversightView {
    pub counts: ConcernCounts,
    #[serde(flatten)]
    pub oversight: Oversight,
}

/// Oversees action items: how many want attention, the share done by its date in each quarter, and
/// their age when they were done.
#[utoipa::path(
    get, path = "/api/v1/action-oversight", tag = "actions", params(OversightQuery),
    responses((status = 200, body = OversightView), ApiError)
)]
pub async fn oversee_actions(
    State(app): State<App>,
    caller: Caller,
    Asked(asked): Asked<OversightQuery>,
) -> Result<Json<OversightView>, ApiError> {
    caller.may(Operation::ReadIncidents)?;
    if !QUARTERS.contains(&asked.quarters) {
        let detail = format!("quarters is {}; it is 1 to 20", asked.quarters);
        let refused = ApiError::new(StatusCode::BAD_REQUEST, "quarters", detail);
        return Err(refused.field("quarters"));
    }
    let filter = ActionFilter {
        owner: asked.owner,
        service: asked.service,
        incident: asked.incident,
        ..ActionFilter::default()
    };
    let now = app.now();
    let workspace = app.store.workspace().await.map_err(error::store)?;
    let rows = app
        .store
        .actions(&caller.sight(), &filter)
        .await
        .map_err(error::store)?;
    let wanted = Wanted {
        team: asked.team,
        concern: None,
    };
    let views = view::views(rows, &workspace, wanted, now);
    Ok(Json(OversightView::of(&views, asked.quarters, now)))
}

impl OversightView {
    /// What these rows come to over the last `quarters` quarters.
    #[must_use]
    pub fn of(views: &[ActionView], quarters: u8, now: Moment) -> Self {
        let items = views.iter().map(|view| &view.row.action);
        Self {
            counts: counts(views),
            oversight: oversee(items, quarters, now),
        }
    }
}

fn counts(views: &[ActionView]) -> ConcernCounts {
    let mut by_concern = BTreeMap::<Concern, u64>::new();
    for concern in views.iter().flat_map(|view| &view.concerns) {
        *by_concern.entry(*concern).or_default() += 1;
    }
    let of = |concern| by_concern.get(&concern).copied().unwrap_or_default();
    let finished = views
        .iter()
        .filter(|view| view.row.action.state.is_finished());
    let finished = finished.count() as u64;
    ConcernCounts {
        open: views.len() as u64 - finished,
        finished,
        overdue: of(Concern::Overdue),
        carried_over: of(Concern::CarriedOver),
        without_ticket: of(Concern::WithoutTicket),
        proof_missing: of(Concern::ProofMissing),
        behind_repeat: of(Concern::BehindRepeat),
    }
}
