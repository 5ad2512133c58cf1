//! Is this a repeat? A person decides.

use afterword_domain::IncidentRef;
use afterword_domain::policy::Operation;
use afterword_domain::recurrence::{self, RecurrenceForm};
use axum::extract::State;

use super::view::IncidentView;
use super::{Answered, change};
use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::{At, Body};

/// Says whether an incident repeats an earlier one: confirmed, similar (another cause) or rejected.
#[utoipa::path(
    post, path = "/api/v1/incidents/{reference}/recurrences", tag = "learning",
    request_body = RecurrenceForm, params(("reference" = IncidentRef, Path)),
    responses((status = 200, body = IncidentView), ApiError)
)]
pub async fn decide_recurrence(
    State(app): State<App>,
    caller: Caller,
    At(reference): At<IncidentRef>,
    Body(form): Body<RecurrenceForm>,
) -> Result<Answered, ApiError> {
    let began = app.store.began(form.earlier).await.map_err(error::store)?;
    let (now, by) = (app.now(), Some(caller.person.id));
    let operation = Operation::DecideRecurrence;
    change(
        &app,
        &caller,
        operation,
        (reference, None),
        |incident, _, links| recurrence::decide(incident, began, links, &form, by, now),
    )
    .await
}
