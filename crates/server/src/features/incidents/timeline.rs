//! The timeline: entries, questions, answers.

use afterword_domain::incident::edit::{self, EventForm};
use afterword_domain::incident::shift::{self, ShiftForm};
use afterword_domain::policy::Operation;
use afterword_domain::postmortem::FactorGroup;
use afterword_domain::{EventId, IncidentRef, QuestionId};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::view::IncidentView;
use super::{Answered, change};
use crate::app::App;
use crate::caller::Caller;
use crate::error::ApiError;
use crate::extract::{At, Body, Seen};

const EDIT: Operation = Operation::EditIncident;

/// A text and nothing else.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TextForm {
    pub text: String,
}

/// Which group a question's factor belongs to.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupForm {
    pub group: FactorGroup,
}

/// Adds an entry. One that tells of a milestone sets it, if nobody has yet.
#[utoipa::path(
    post, path = "/api/v1/incidents/{reference}/timeline", tag = "timeline", request_body = EventForm,
    params(("reference" = IncidentRef, Path)),
    responses((status = 200, body = IncidentView), ApiError)
)]
pub async fn add_event(
    State(app): State<App>,
    caller: Caller,
    At(reference): At<IncidentRef>,
    Body(form): Body<EventForm>,
) -> Result<Answered, ApiError> {
    let now = app.now();
    let source = caller.person.name.clone();
    change(&app, &caller, EDIT, (reference, None), |incident, _, _| {
        edit::add_event(incident, form, &source, now)
    })
    .await
}

/// Corrects an entry; what it said before stays in its history.
#[utoipa::path(
    put, path = "/api/v1/incidents/{reference}/timeline/{event}", tag = "timeline",
    request_body = EventForm,
    params(("reference" = IncidentRef, Path), ("event" = EventId, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = IncidentView), ApiError)
)]
pub async fn correct_event(
    State(app): State<App>,
    caller: Caller,
    At((reference, event)): At<(IncidentRef, EventId)>,
    Seen(seen): Seen,
    Body(form): Body<EventForm>,
) -> Result<Answered, ApiError> {
    let (now, by) = (app.now(), Some(caller.person.id));
    change(
        &app,
        &caller,
        EDIT,
        (reference, Some(seen)),
        |incident, _, _| edit::correct_event(incident, event, form, by, now),
    )
    .await
}

/// Takes an entry out.
#[utoipa::path(
    delete, path = "/api/v1/incidents/{reference}/timeline/{event}", tag = "timeline",
    params(("reference" = IncidentRef, Path), ("event" = EventId, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = IncidentView), ApiError)
)]
pub async fn remove_event(
    State(app): State<App>,
    caller: Caller,
    At((reference, event)): At<(IncidentRef, EventId)>,
    Seen(seen): Seen,
) -> Result<Answered, ApiError> {
    change(
        &app,
        &caller,
        EDIT,
        (reference, Some(seen)),
        |incident, _, _| edit::remove_event(incident, event),
    )
    .await
}

/// Moves everything that came from one source by what its clock was wrong; what each entry said
/// before stays in its history.
#[utoipa::path(
    post, path = "/api/v1/incidents/{reference}/timeline/shift", tag = "timeline",
    request_body = ShiftForm,
    params(("reference" = IncidentRef, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = IncidentView), ApiError)
)]
pub async fn shift_source(
    State(app): State<App>,
    caller: Caller,
    At(reference): At<IncidentRef>,
    Seen(seen): Seen,
    Body(form): Body<ShiftForm>,
) -> Result<Answered, ApiError> {
    let (now, by) = (app.now(), Some(caller.person.id));
    change(
        &app,
        &caller,
        EDIT,
        (reference, Some(seen)),
        |incident, _, _| shift::shift(incident, &form, by, now),
    )
    .await
}

/// Asks a question on an entry.
#[utoipa::path(
    post, path = "/api/v1/incidents/{reference}/timeline/{event}/questions", tag = "timeline",
    request_body = TextForm, params(("reference" = IncidentRef, Path), ("event" = EventId, Path)),
    responses((status = 200, body = IncidentView), ApiError)
)]
pub async fn ask_question(
    State(app): State<App>,
    caller: Caller,
    At((reference, event)): At<(IncidentRef, EventId)>,
    Body(form): Body<TextForm>,
) -> Result<Answered, ApiError> {
    let (now, by) = (app.now(), Some(caller.person.id));
    change(&app, &caller, EDIT, (reference, None), |incident, _, _| {
        edit::ask(incident, event, &form.text, by, now)
    })
    .await
}

/// Answers a question.
#[utoipa::path(
    post, path = "/api/v1/incidents/{reference}/timeline/{event}/questions/{question}/replies",
    tag = "timeline", request_body = TextForm,
    params(("reference" = IncidentRef, Path), ("event" = EventId, Path), ("question" = QuestionId, Path)),
    responses((status = 200, body = IncidentView), ApiError)
)]
pub async fn answer_question(
    State(app): State<App>,
    caller: Caller,
    At((reference, event, question)): At<(IncidentRef, EventId, QuestionId)>,
    Body(form): Body<TextForm>,
) -> Result<Answered, ApiError> {
    let (now, by) = (app.now(), Some(caller.person.id));
    change(&app, &caller, EDIT, (reference, None), |incident, _, _| {
        edit::reply(incident, (event, question), &form.text, by, now)
    })
    .await
}

/// Turns a question into a contributing factor.
#[utoipa::path(
    post, path = "/api/v1/incidents/{reference}/timeline/{event}/questions/{question}/factor",
    tag = "timeline", request_body = GroupForm,
    params(("reference" = IncidentRef, Path), ("event" = EventId, Path), ("question" = QuestionId, Path)),
    responses((status = 200, body = IncidentView), ApiError)
)]
pub async fn make_question_factor(
    State(app): State<App>,
    caller: Caller,
    At((reference, event, question)): At<(IncidentRef, EventId, QuestionId)>,
    Body(form): Body<GroupForm>,
) -> Result<Answered, ApiError> {
    change(&app, &caller, EDIT, (reference, None), |incident, _, _| {
        edit::make_factor(incident, (event, question), form.group)
    })
    .await
}
