//! Owner, date, ticket and state of an action item.

use afterword_domain::action_item::progress::{self, ActionPatch};
use afterword_domain::policy::Operation;
use afterword_domain::{ActionItemId, IncidentRef};
use axum::extract::State;

use crate::app::App;
use crate::caller::Caller;
use crate::error::ApiError;
use crate::extract::{At, Body, Seen};
use crate::features::incidents::view::IncidentView;
use crate::features::incidents::{Answered, change};

/// Changes an action item; fields that are left out stay. Null clears owner, priority, due date,
/// ticket and effort; elsewhere it is as if left out. Texts are cleared with an empty one.
#[utoipa::path(
    patch, path = "/api/v1/incidents/{reference}/actions/{id}", tag = "actions",
    request_body = ActionPatch,
    params(("reference" = IncidentRef, Path), ("id" = ActionItemId, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = IncidentView), ApiError)
)]
pub async fn update_action(
    State(app): State<App>,
    caller: Caller,
    At((reference, id)): At<(IncidentRef, ActionItemId)>,
    Seen(seen): Seen,
    Body(patch): Body<ActionPatch>,
) -> Result<Answered, ApiError> {
    let now = app.now();
    let operation = Operation::CommitAction;
    change(
        &app,
        &caller,
        operation,
        (reference, Some(seen)),
        |incident, workspace, _| progress::update(incident, workspace, id, patch, now),
    )
    .await
}
