//! Answers to the four questions.

use afterword_domain::meeting::{MeetingError, silence};
use afterword_domain::policy::Operation;
use afterword_domain::postmortem::edit::{self, AnswerForm};
use afterword_domain::{AnswerId, IncidentRef};
use axum::extract::State;

use super::view::IncidentView;
use super::{Answered, change};
use crate::app::App;
use crate::caller::Caller;
use crate::error::ApiError;
use crate::extract::{At, Body, Seen};

const EDIT: Operation = Operation::EditIncident;

/// Adds an answer.
#[utoipa::path(
    post, path = "/api/v1/incidents/{reference}/answers", tag = "post-mortem", request_body = AnswerForm,
    params(("reference" = IncidentRef, Path)),
    responses((status = 200, body = IncidentView), ApiError)
)]
pub async fn add_answer(
    State(app): State<App>,
    caller: Caller,
    At(reference): At<IncidentRef>,
    Body(form): Body<AnswerForm>,
) -> Result<Answered, ApiError> {
    let by = Some(caller.person.id);
    change(&app, &caller, EDIT, (reference, None), |incident, _, _| {
        silence::not_in_silence(incident)?;
        Ok::<_, MeetingError>(edit::write_answer(incident, None, &form, by)?)
    })
    .await
}

/// Changes an answer.
#[utoipa::path(
    put, path = "/api/v1/incidents/{reference}/answers/{id}", tag = "post-mortem", request_body = AnswerForm,
    params(("reference" = IncidentRef, Path), ("id" = AnswerId, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = IncidentView), ApiError)
)]
pub async fn change_answer(
    State(app): State<App>,
    caller: Caller,
    At((reference, id)): At<(IncidentRef, AnswerId)>,
    Seen(seen): Seen,
    Body(form): Body<AnswerForm>,
) -> Result<Answered, ApiError> {
    let by = Some(caller.person.id);
    change(
        &app,
        &caller,
        EDIT,
        (reference, Some(seen)),
        |incident, _, _| edit::write_answer(incident, Some(id), &form, by),
    )
    .await
}

/// Takes an answer out.
#[utoipa::path(
    delete, path = "/api/v1/incidents/{reference}/answers/{id}", tag = "post-mortem",
    params(("reference" = IncidentRef, Path), ("id" = AnswerId, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = IncidentView), ApiError)
)]
pub async fn remove_answer(
    State(app): State<App>,
    caller: Caller,
    At((reference, id)): At<(IncidentRef, AnswerId)>,
    Seen(seen): Seen,
) -> Result<Answered, ApiError> {
    change(
        &app,
        &caller,
        EDIT,
        (reference, Some(seen)),
        |incident, _, _| edit::remove_answer(incident, id),
    )
    .await
}
