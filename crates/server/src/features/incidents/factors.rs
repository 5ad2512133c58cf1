//! Contributing factors.

use afterword_domain::policy::Operation;
use afterword_domain::postmortem::edit::{self, FactorForm};
use afterword_domain::{ContributingFactorId, IncidentRef};
use axum::extract::State;

use super::view::IncidentView;
use super::{Answered, change};
use crate::app::App;
use crate::caller::Caller;
use crate::error::ApiError;
use crate::extract::{At, Body, Seen};

const EDIT: Operation = Operation::EditIncident;

/// Adds a contributing factor.
#[utoipa::path(
    post, path = "/api/v1/incidents/{reference}/factors", tag = "post-mortem", request_body = FactorForm,
    params(("reference" = IncidentRef, Path)),
    responses((status = 200, body = IncidentView), ApiError)
)]
pub async fn add_contributing_factor(
    State(app): State<App>,
    caller: Caller,
    At(reference): At<IncidentRef>,
    Body(form): Body<FactorForm>,
) -> Result<Answered, ApiError> {
    change(
        &app,
        &caller,
        EDIT,
        (reference, None),
        |incident, workspace, _| edit::write_factor(incident, workspace, None, &form),
    )
    .await
}

/// Changes a contributing factor.
#[utoipa::path(
    put, path = "/api/v1/incidents/{reference}/factors/{id}", tag = "post-mortem", request_body = FactorForm,
    params(("reference" = IncidentRef, Path), ("id" = ContributingFactorId, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = IncidentView), ApiError)
)]
pub async fn change_contributing_factor(
    State(app): State<App>,
    caller: Caller,
    At((reference, id)): At<(IncidentRef, ContributingFactorId)>,
    Seen(seen): Seen,
    Body(form): Body<FactorForm>,
) -> Result<Answered, ApiError> {
    change(
        &app,
        &caller,
        EDIT,
        (reference, Some(seen)),
        |incident, workspace, _| edit::write_factor(incident, workspace, Some(id), &form),
    )
    .await
}

/// Takes a contributing factor out.
#[utoipa::path(
    delete, path = "/api/v1/incidents/{reference}/factors/{id}", tag = "post-mortem",
    params(("reference" = IncidentRef, Path), ("id" = ContributingFactorId, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = IncidentView), ApiError)
)]
pub async fn remove_contributing_factor(
    State(app): State<App>,
    caller: Caller,
    At((reference, id)): At<(IncidentRef, ContributingFactorId)>,
    Seen(seen): Seen,
) -> Result<Answered, ApiError> {
    change(
        &app,
        &caller,
        EDIT,
        (reference, Some(seen)),
        |incident, _, _| edit::remove_factor(incident, id),
    )
    .await
}
