//! Measures: what could be done, weighed and voted on.

use afterword_domain::meeting::ballots;
use afterword_domain::policy::Operation;
use afterword_domain::postmortem::edit::{self, MeasureForm};
use afterword_domain::{IncidentRef, MeasureId};
use axum::extract::State;

use super::view::IncidentView;
use super::{Answered, change};
use crate::app::App;
use crate::caller::Caller;
use crate::error::ApiError;
use crate::extract::{At, Body, Seen};

const EDIT: Operation = Operation::EditIncident;

/// Adds a measure.
#[utoipa::path(
    post, path = "/api/v1/incidents/{reference}/measures", tag = "post-mortem", request_body = MeasureForm,
    params(("reference" = IncidentRef, Path)),
    responses((status = 200, body = IncidentView), ApiError)
)]
pub async fn add_measure(
    State(app): State<App>,
    caller: Caller,
    At(reference): At<IncidentRef>,
    Body(form): Body<MeasureForm>,
) -> Result<Answered, ApiError> {
    change(
        &app,
        &caller,
        EDIT,
        (reference, None),
        |incident, workspace, _| edit::write_measure(incident, workspace, None, &form),
    )
    .await
}

/// Changes a measure.
#[utoipa::path(
    put, path = "/api/v1/incidents/{reference}/measures/{id}", tag = "post-mortem", request_body = MeasureForm,
    params(("reference" = IncidentRef, Path), ("id" = MeasureId, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = IncidentView), ApiError)
)]
pub async fn change_measure(
    State(app): State<App>,
    caller: Caller,
    At((reference, id)): At<(IncidentRef, MeasureId)>,
    Seen(seen): Seen,
    Body(form): Body<MeasureForm>,
) -> Result<Answered, ApiError> {
    change(
        &app,
        &caller,
        EDIT,
        (reference, Some(seen)),
        |incident, workspace, _| edit::write_measure(incident, workspace, Some(id), &form),
    )
    .await
}

/// Takes a measure out.
#[utoipa::path(
    delete, path = "/api/v1/incidents/{reference}/measures/{id}", tag = "post-mortem",
    params(("reference" = IncidentRef, Path), ("id" = MeasureId, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = IncidentView), ApiError)
)]
pub async fn remove_measure(
    State(app): State<App>,
    caller: Caller,
    At((reference, id)): At<(IncidentRef, MeasureId)>,
    Seen(seen): Seen,
) -> Result<Answered, ApiError> {
    change(
        &app,
        &caller,
        EDIT,
        (reference, Some(seen)),
        |incident, _, _| edit::remove_measure(incident, id),
    )
    .await
}

/// Gives one's vote to a measure, or takes it back. Everybody has three; while votes are given in a
/// meeting, it goes to one's ballot.
#[utoipa::path(
    post, path = "/api/v1/incidents/{reference}/measures/{id}/vote", tag = "post-mortem",
    params(("reference" = IncidentRef, Path), ("id" = MeasureId, Path)),
    responses((status = 200, body = IncidentView), ApiError)
)]
pub async fn vote_measure(
    State(app): State<App>,
    caller: Caller,
    At((reference, id)): At<(IncidentRef, MeasureId)>,
) -> Result<Answered, ApiError> {
    let by = caller.person.id;
    change(&app, &caller, EDIT, (reference, None), |incident, _, _| {
        ballots::vote(incident, id, by)
    })
    .await
}
