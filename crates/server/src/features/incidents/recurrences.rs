//! Is this a repeat? A person decides.

use afterword_domain::IncidentRef;
use afterword_domain::policy::Operation;
use afterword_domain::recurrence::{self, RecurrenceForm};
use axum::extract::State;

use super::view::IncidentView;
use super::{Answered, answer};
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
    caller.may(Operation::DecideRecurrence)?;
    let (now, by) = (app.now(), Some(caller.person.id));
    let (sight, author) = (caller.sight(), caller.author());
    let pair = (reference, form.earlier);
    let edited = app
        .store
        .edit_against((&sight, &author), pair, now, |incident, began, links| {
            recurrence::decide(incident, began, links, &form, by, now)
        });
    answer(&app, &sight, edited.await.map_err(error::edit)?).await
}
