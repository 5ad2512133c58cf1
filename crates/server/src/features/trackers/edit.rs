//! Entering, changing, testing and taking away trackers.

use afterword_domain::TrackerId;
use afterword_domain::policy::Operation;
use afterword_domain::tracker::{TrackerEntry, TrackerForm, TrackerPlace};
use afterword_integrations::outbound::Tracker as _;
use afterword_store::TrackerRow;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ask;
use super::door::{HookAddress, address};
use crate::app::App;
use crate::auth::secret;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::{At, Body};

/// All of them.
#[derive(Debug, Serialize, ToSchema)]
pub struct Trackers {
    pub items: Vec<TrackerRow>,
}

/// A tracker with the address of its webhook, which is told this once.
#[derive(Debug, Serialize, ToSchema)]
pub struct AddedTracker {
    pub tracker: TrackerEntry,
    #[serde(flatten)]
    pub address: HookAddress,
}

/// A connection that is to be tested.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConnectionTest {
    pub tracker: TrackerForm,
    /// The tracker whose token counts where the form brings none.
    #[serde(default)]
    pub known: Option<TrackerId>,
    /// Where a ticket would be made.
    pub place: TrackerPlace,
}

/// What a test found in order.
#[derive(Debug, Serialize, ToSchema)]
pub struct TestedTracker {
    /// Whose token it is.
    pub account: String,
    /// What the project is called.
    pub project: String,
    /// Sentences on what works only in part.
    pub notes: Vec<String>,
}

/// Lists the trackers, and what is wrong with each.
#[utoipa::path(
    get, path = "/api/v1/trackers", tag = "trackers",
    responses((status = 200, body = Trackers), ApiError)
)]
pub async fn list_trackers(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<Trackers>, ApiError> {
    caller.may(Operation::ManageIntegrations)?;
    let items = app.store.trackers().await.map_err(error::store)?;
    Ok(Json(Trackers { items }))
}

/// Enters a tracker. The address of its webhook is told in this answer and never again.
#[utoipa::path(
    post, path = "/api/v1/trackers", tag = "trackers", request_body = TrackerForm,
    responses((status = 201, body = AddedTracker), ApiError)
)]
pub async fn add_tracker(
    State(app): State<App>,
    caller: Caller,
    Body(form): Body<TrackerForm>,
) -> Result<(StatusCode, Json<AddedTracker>), ApiError> {
    caller.may(Operation::EnterSecret)?;
    let key = secret::new("");
    let kind = form.kind;
    let added = app
        .store
        .add_tracker(&caller.author(), form, &secret::hash(&key), app.now())
        .await
        .map_err(error::save)?;
    let answer = AddedTracker {
        tracker: added,
        address: address(kind, &key),
    };
    Ok((StatusCode::CREATED, Json(answer)))
}

/// Changes how a tracker is reached. Its kind stays, and so does its token where none is given and
/// the host is the same.
#[utoipa::path(
    put, path = "/api/v1/trackers/{id}", tag = "trackers", request_body = TrackerForm,
    params(("id" = TrackerId, Path)), responses((status = 200, body = TrackerEntry), ApiError)
)]
pub async fn update_tracker(
    State(app): State<App>,
    caller: Caller,
    At(id): At<TrackerId>,
    Body(form): Body<TrackerForm>,
) -> Result<Json<TrackerEntry>, ApiError> {
    caller.may(Operation::ManageIntegrations)?;
    if form.token.is_some() {
        caller.may(Operation::EnterSecret)?;
    }
    let saved = app
        .store
        .update_tracker(&caller.author(), id, form, app.now())
        .await;
    saved.map(Json).map_err(error::save)
}

/// Takes a tracker away that no team names. Tickets stay named, and are followed no longer.
#[utoipa::path(
    delete, path = "/api/v1/trackers/{id}", tag = "trackers", params(("id" = TrackerId, Path)),
    responses((status = 204, description = "Taken away"), ApiError)
)]
pub async fn remove_tracker(
    State(app): State<App>,
    caller: Caller,
    At(id): At<TrackerId>,
) -> Result<StatusCode, ApiError> {
    caller.may(Operation::RemoveForGood)?;
    let removed = app
        .store
        .remove_tracker(&caller.author(), id, app.now())
        .await;
    removed.map_err(error::save)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Looks whether tickets can be made with what a form says, and tells exactly what keeps them from
/// it. Nothing is saved, and no ticket is made.
#[utoipa::path(
    post, path = "/api/v1/trackers/test", tag = "trackers", request_body = ConnectionTest,
    responses((status = 200, body = TestedTracker), ApiError)
)]
pub async fn test_tracker(
    State(app): State<App>,
    caller: Caller,
    Body(test): Body<ConnectionTest>,
) -> Result<Json<TestedTracker>, ApiError> {
    caller.may(Operation::ManageIntegrations)?;
    let known = match test.known {
        Some(id) => app.store.tracker(id).await.map_err(error::store)?,
        None => None,
    };
    let known = test.tracker.onto(known.as_ref())?;
    let tracker = ask::connected(&known, app.now()).map_err(|error| ask::told(&error))?;
    let tested = tracker.test(&test.place).await;
    let tested = tested.map_err(|error| ask::told(&error))?;
    Ok(Json(TestedTracker {
        account: tested.account,
        project: tested.project,
        notes: tested.notes,
    }))
}
