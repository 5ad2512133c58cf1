//! Incidents: list, open, read, edit; and everything inside one.

pub mod answers;
pub mod edit;
pub mod factors;
pub mod list;
pub mod measures;
pub mod occurrences;
pub mod open;
pub mod prices;
pub mod publish;
pub mod quarters;
pub mod read;
pub mod recurrences;
pub mod sections;
pub mod shown;
pub mod signals;
pub mod timeline;
pub mod undo;
pub mod view;

use afterword_domain::incident::Incident;
use afterword_domain::policy::{Operation, Sight};
use afterword_domain::recurrence::Links;
use afterword_domain::workspace::Workspace;
use afterword_domain::{Change, IncidentRef, Refusal};
use afterword_store::Beside;
use axum::Json;
use axum::http::{HeaderName, header};

use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use view::IncidentView;

/// An incident with the tag by which a later edit says what it saw.
pub type Answered = ([(HeaderName, String); 1], Json<IncidentView>);

/// The one way in which a handler changes an incident: ask the policy, let the rule decide on the
/// state there is, have the store keep it, answer with the incident as it is now.
pub async fn change<E: Refusal + Send>(
    app: &App,
    caller: &Caller,
    operation: Operation,
    (reference, seen): (IncidentRef, Option<u32>),
    decide: impl FnOnce(&Incident, &Workspace, &Links) -> Result<Vec<Change>, E> + Send,
) -> Result<Answered, ApiError> {
    caller.may(operation)?;
    app.live.settle(reference).await;
    let (sight, author) = (caller.sight(), caller.author());
    let edited = app
        .store
        .edit_incident((&sight, &author), reference, seen, app.now(), decide)
        .await;
    // Large, and a part of every handler that changes something.
    Box::pin(answer(app, &sight, edited.map_err(error::edit)?)).await
}

/// The incident as its page shows it to somebody.
pub async fn answer(app: &App, sight: &Sight, incident: Incident) -> Result<Answered, ApiError> {
    let beside = app.store.beside(sight, incident.reference).await;
    answer_beside(app, sight, incident, beside.map_err(error::store)?).await
}

/// The same where what stands beside it was read with it.
pub async fn answer_beside(
    app: &App,
    sight: &Sight,
    incident: Incident,
    beside: Beside,
) -> Result<Answered, ApiError> {
    let tag = format!("\"{}\"", incident.version);
    let view = view::view_beside(app, sight, incident, beside).await?;
    Ok(([(header::ETAG, tag)], Json(view)))
}
