//! The four questions, written in silence and shown together.

use afterword_domain::meeting::silence;
use afterword_domain::policy::Operation;
use afterword_domain::postmortem::edit::AnswerForm;
use afterword_domain::{AnswerId, IncidentRef};

use super::view::MeetingView;
use super::writer::Hand;
use super::{Asking, MeetingAnswer};
use crate::error::ApiError;
use crate::extract::{At, Body};

const EDIT: Operation = Operation::EditIncident;

/// Writes an answer that only oneself sees until all are shown. In a meeting that writes without
/// names, the header `Meeting-Key` stands for the name.
#[utoipa::path(
    post, path = "/api/v1/incidents/{reference}/meeting/answers", tag = "meeting",
    request_body = AnswerForm,
    params(("reference" = IncidentRef, Path), ("Meeting-Key" = Option<String>, Header)),
    responses((status = 200, body = MeetingView), ApiError)
)]
pub async fn add_silent_answer(
    asking: Asking,
    Body(form): Body<AnswerForm>,
) -> Result<MeetingAnswer, ApiError> {
    write(&asking, None, &form).await
}

/// Changes an answer of one's own before all are shown.
#[utoipa::path(
    put, path = "/api/v1/incidents/{reference}/meeting/answers/{id}", tag = "meeting",
    request_body = AnswerForm,
    params(
        ("reference" = IncidentRef, Path), ("id" = AnswerId, Path),
        ("Meeting-Key" = Option<String>, Header),
    ),
    responses((status = 200, body = MeetingView), ApiError)
)]
pub async fn change_silent_answer(
    asking: Asking,
    At((_, id)): At<(IncidentRef, AnswerId)>,
    Body(form): Body<AnswerForm>,
) -> Result<MeetingAnswer, ApiError> {
    write(&asking, Some(id), &form).await
}

async fn write(
    asking: &Asking,
    id: Option<AnswerId>,
    form: &AnswerForm,
) -> Result<MeetingAnswer, ApiError> {
    asking.caller.may(EDIT)?;
    let incident = asking.incident().await?;
    let hand = Hand::of(asking, &incident);
    asking
        .change_as(EDIT, hand.author(), |incident, _| {
            silence::write(incident, id, form, hand.writer())
        })
        .await
}

/// Takes an answer of one's own back before all are shown.
#[utoipa::path(
    delete, path = "/api/v1/incidents/{reference}/meeting/answers/{id}", tag = "meeting",
    params(
        ("reference" = IncidentRef, Path), ("id" = AnswerId, Path),
        ("Meeting-Key" = Option<String>, Header),
    ),
    responses((status = 200, body = MeetingView), ApiError)
)]
pub async fn remove_silent_answer(
    asking: Asking,
    At((_, id)): At<(IncidentRef, AnswerId)>,
) -> Result<MeetingAnswer, ApiError> {
    asking.caller.may(EDIT)?;
    let hand = Hand::of(&asking, &asking.incident().await?);
    asking
        .change_as(EDIT, hand.author(), |incident, _| {
            silence::take_back(incident, id, hand.writer())
        })
        .await
}

/// Shows everybody what was written: it becomes answers of the post-mortem.
#[utoipa::path(
    post, path = "/api/v1/incidents/{reference}/meeting/show-answers", tag = "meeting",
    params(("reference" = IncidentRef, Path)), responses((status = 200, body = MeetingView), ApiError)
)]
pub async fn show_answers(asking: Asking) -> Result<MeetingAnswer, ApiError> {
    let by = asking.caller.person.id;
    asking
        .change(EDIT, |incident, workspace| {
            silence::show(incident, workspace, by)
        })
        .await
}
