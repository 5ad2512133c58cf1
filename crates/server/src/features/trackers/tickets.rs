//! An action item's ticket: making one, linking one that is there, taking it away, and settling
//! where both say different things.

use std::time::Duration;

use afterword_domain::action_item::ActionItem;
use afterword_domain::job::Work;
use afterword_domain::policy::Operation;
use afterword_domain::tracker::ticket::Side;
use afterword_domain::tracker::{TicketAsk, TicketError, TrackerPlace};
use afterword_domain::{ActionItemId, Incident, IncidentRef, TrackerId};
use afterword_integrations::outbound::Tracker as _;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{action_of, ask, make, place_of};
use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::{At, Body};
use crate::features::incidents::view::IncidentView;
use crate::features::incidents::{Answered, answer};
use crate::features::jobs;

/// Somebody looks at the page meanwhile.
const WAIT: Duration = Duration::from_secs(8);

/// A ticket that is there already.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TicketToLink {
    /// Its key, its address, or its number in the team's project: `PAY-12`.
    pub ticket: String,
}

/// What a person says of a conflict.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TicketSettlement {
    pub side: Side,
}

/// Makes a ticket of an action item in the tracker of its team: 200 when it is there, 202 when the
/// tracker is slow or away and it is made later by itself; `ticket_asks` says so.
#[utoipa::path(
    post, path = "/api/v1/incidents/{reference}/actions/{id}/ticket", tag = "actions",
    params(("reference" = IncidentRef, Path), ("id" = ActionItemId, Path)),
    responses((status = 200, body = IncidentView), (status = 202, body = IncidentView), ApiError)
)]
pub async fn create_ticket(
    State(app): State<App>,
    caller: Caller,
    At((reference, id)): At<(IncidentRef, ActionItemId)>,
) -> Result<(StatusCode, Answered), ApiError> {
    caller.may(Operation::CommitAction)?;
    let (incident, item) = found(&app, &caller, reference, id).await?;
    if let Some(ticket) = &item.ticket {
        return Err(TicketError::HasTicket(ticket.key.clone()).into());
    }
    if item.state.is_finished() {
        return Err(TicketError::Finished.into());
    }
    let workspace = app.store.workspace().await.map_err(error::store)?;
    if workspace.settings.public_url.is_none() {
        return Err(TicketError::NoPublicUrl.into());
    }
    let now = app.now();
    let place = place_of(&incident, &item, &workspace, now);
    let (tracker, _) = place.ok_or(TicketError::NoTracker)?;
    let author = caller.author();
    let ask = TicketAsk {
        incident: reference,
        action: id,
        tracker,
        by: author.person,
        at: now,
        problem: None,
    };
    let sight = caller.sight();
    let asked = app.store.ask_for_ticket((&sight, &author), ask, now);
    asked.await.map_err(error::save)?;
    let left = wait_for(&app, reference, id).await?;
    let problem = left.as_ref().and_then(|ask| ask.problem.as_ref());
    if let Some(problem) = problem.filter(|problem| problem.given_up) {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Err(ApiError::new(status, &problem.code, &problem.sentence));
    }
    let status = match left {
        Some(_) => StatusCode::ACCEPTED,
        None => StatusCode::OK,
    };
    let (incident, _) = found(&app, &caller, reference, id).await?;
    Ok((status, answer(&app, &caller.sight(), incident).await?))
}

/// Has the ticket made at once, here or by whoever was faster, and waits a while for what comes of
/// it. Answers with what is still asked for.
async fn wait_for(
    app: &App,
    incident: IncidentRef,
    action: ActionItemId,
) -> Result<Option<TicketAsk>, ApiError> {
    let mut grew = app.store.log_grew();
    let work = Work::MakeTicket { incident, action };
    let outcome = async {
        jobs::work_at_once(app, &work.key()).await?;
        loop {
            let ask = app.store.ticket_ask(incident, action).await?;
            if ask.as_ref().is_none_or(|ask| ask.problem.is_some()) {
                return Ok(ask);
            }
            if grew.changed().await.is_err() {
                return Ok(ask);
            }
        }
    };
    match tokio::time::timeout(WAIT, outcome).await {
        Ok(outcome) => outcome.map_err(error::store),
        Err(_) => {
            let ask = app.store.ticket_ask(incident, action).await;
            ask.map_err(error::store)
        }
    }
}

/// Links a ticket that is there already; its title and state are fetched.
#[utoipa::path(
    put, path = "/api/v1/incidents/{reference}/actions/{id}/ticket", tag = "actions",
    request_body = TicketToLink,
    params(("reference" = IncidentRef, Path), ("id" = ActionItemId, Path)),
    responses((status = 200, body = IncidentView), ApiError)
)]
pub async fn link_ticket(
    State(app): State<App>,
    caller: Caller,
    At((reference, id)): At<(IncidentRef, ActionItemId)>,
    Body(wanted): Body<TicketToLink>,
) -> Result<Answered, ApiError> {
    caller.may(Operation::CommitAction)?;
    let (incident, item) = found(&app, &caller, reference, id).await?;
    let now = app.now();
    let (tracker, place) = place(&app, &incident, &item).await?;
    let known = app.store.tracker(tracker).await.map_err(error::store)?;
    let known = known.ok_or(TicketError::NoTracker)?;
    let told = |error| ask::told(&error).field("ticket");
    let connected = ask::connected(&known, now).map_err(told)?;
    let issue = connected.find(&place, wanted.ticket.trim()).await;
    let link = make::linked((reference, id), tracker, issue.map_err(told)?, now);
    app.live.settle(reference).await;
    let (sight, author) = (caller.sight(), caller.author());
    let linked = app.store.link_ticket((&sight, &author), link, now).await;
    linked.map_err(error::edit)?;
    answer(
        &app,
        &caller.sight(),
        found(&app, &caller, reference, id).await?.0,
    )
    .await
}

/// Takes the ticket away from an action item. In its tracker it stays as it is.
#[utoipa::path(
    delete, path = "/api/v1/incidents/{reference}/actions/{id}/ticket", tag = "actions",
    params(("reference" = IncidentRef, Path), ("id" = ActionItemId, Path)),
    responses((status = 200, body = IncidentView), ApiError)
)]
pub async fn unlink_ticket(
    State(app): State<App>,
    caller: Caller,
    At((reference, id)): At<(IncidentRef, ActionItemId)>,
) -> Result<Answered, ApiError> {
    caller.may(Operation::CommitAction)?;
    app.live.settle(reference).await;
    let place = (reference, id);
    let (sight, author) = (caller.sight(), caller.author());
    let unlinked = app.store.unlink_ticket((&sight, &author), place, app.now());
    unlinked.await.map_err(error::edit)?;
    answer(
        &app,
        &caller.sight(),
        found(&app, &caller, reference, id).await?.0,
    )
    .await
}

/// Settles where an action item and its ticket say different things: the action item becomes what
/// the ticket says, or stays as it is.
#[utoipa::path(
    post, path = "/api/v1/incidents/{reference}/actions/{id}/ticket/settlement", tag = "actions",
    request_body = TicketSettlement,
    params(("reference" = IncidentRef, Path), ("id" = ActionItemId, Path)),
    responses((status = 200, body = IncidentView), ApiError)
)]
pub async fn settle_ticket(
    State(app): State<App>,
    caller: Caller,
    At((reference, id)): At<(IncidentRef, ActionItemId)>,
    Body(said): Body<TicketSettlement>,
) -> Result<Answered, ApiError> {
    caller.may(Operation::CommitAction)?;
    app.live.settle(reference).await;
    let (sight, author) = (caller.sight(), caller.author());
    let settled = app
        .store
        .settle_ticket((&sight, &author), (reference, id), said.side, app.now());
    settled.await.map_err(error::edit)?;
    answer(
        &app,
        &caller.sight(),
        found(&app, &caller, reference, id).await?.0,
    )
    .await
}

async fn place(
    app: &App,
    incident: &Incident,
    item: &ActionItem,
) -> Result<(TrackerId, TrackerPlace), ApiError> {
    let workspace = app.store.workspace().await.map_err(error::store)?;
    let place = place_of(incident, item, &workspace, app.now());
    Ok(place.ok_or(TicketError::NoTracker)?)
}

async fn found(
    app: &App,
    caller: &Caller,
    reference: IncidentRef,
    id: ActionItemId,
) -> Result<(Incident, ActionItem), ApiError> {
    let incident = app
        .store
        .incident(&caller.sight(), reference)
        .await
        .map_err(error::store)?;
    let incident = incident.ok_or_else(|| ApiError::not_found(reference))?;
    let item = action_of(&incident, id).cloned();
    let missing = afterword_domain::action_item::progress::ProgressError::NoAction(id);
    Ok((incident, item.ok_or(missing)?))
}
