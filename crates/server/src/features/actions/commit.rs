//! Placing a measure in one of the three slots, and taking it out.

use afterword_domain::action_item::commit::{self, CommitForm};
use afterword_domain::policy::Operation;
use afterword_domain::{ActionItemId, IncidentRef};
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::app::App;
use crate::caller::Caller;
use crate::error::ApiError;
use crate::extract::{Asked, At, Body, Seen};
use crate::features::incidents::view::IncidentView;
use crate::features::incidents::{Answered, change};

/// Commits an action item. A fourth is refused and stays a measure.
#[utoipa::path(
    post, path = "/api/v1/incidents/{reference}/actions", tag = "actions", request_body = CommitForm,
    params(("reference" = IncidentRef, Path)),
    responses((status = 200, body = IncidentView), ApiError)
)]
pub async fn commit_action(
    State(app): State<App>,
    caller: Caller,
    At(reference): At<IncidentRef>,
    Body(form): Body<CommitForm>,
) -> Result<Answered, ApiError> {
    let now = app.now();
    let operation = Operation::CommitAction;
    change(
        &app,
        &caller,
        operation,
        (reference, None),
        |incident, workspace, _| commit::commit(incident, workspace, form, now),
    )
    .await
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct WithdrawQuery {
    /// Why it was considered and not chosen.
    #[serde(default)]
    reason: String,
}

/// Takes an action item out of its slot; it stays as a measure.
#[utoipa::path(
    delete, path = "/api/v1/incidents/{reference}/actions/{id}", tag = "actions",
    params(
        ("reference" = IncidentRef, Path), ("id" = ActionItemId, Path), ("If-Match" = String, Header),
        WithdrawQuery,
    ),
    responses((status = 200, body = IncidentView), ApiError)
)]
pub async fn withdraw_action(
    State(app): State<App>,
    caller: Caller,
    At((reference, id)): At<(IncidentRef, ActionItemId)>,
    Seen(seen): Seen,
    Asked(asked): Asked<WithdrawQuery>,
) -> Result<Answered, ApiError> {
    let operation = Operation::CommitAction;
    change(
        &app,
        &caller,
        operation,
        (reference, Some(seen)),
        |incident, _, _| commit::withdraw(incident, id, &asked.reason),
    )
    .await
}
