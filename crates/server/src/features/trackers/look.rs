//! Looking at a ticket, and what follows for its action item.

use afterword_domain::tracker::{LookTrouble, Seen, TicketLink, TrackerPlace};
use afterword_domain::{Moment, Refusal as _, TrackerId};
use afterword_integrations::outbound::{Connected, Issue, Tracker as _, TrackerError};
use afterword_store::{EditError, StoreError, TicketLook, Via};

use super::{ask, by_itself};
use crate::app::App;
use crate::features::jobs::Tried;

/// Looks at a ticket of which a webhook told.
pub(crate) async fn look_at(app: &App, tracker: TrackerId, key: &str) -> Result<Tried, StoreError> {
    let Some(link) = app.store.link_of_ticket(tracker, key).await? else {
        return Ok(Tried::Done);
    };
    look(app, &link, Via::Webhook).await
}

/// Looks at a ticket in its tracker as it is now.
pub(super) async fn look(app: &App, link: &TicketLink, via: Via) -> Result<Tried, StoreError> {
    let now = app.now();
    let Some(known) = app.store.tracker(link.tracker).await? else {
        return Ok(Tried::Done);
    };
    let looked = match ask::connected(&known, now) {
        Ok(tracker) => look_in(app, &tracker, link, via).await?,
        Err(error) => Looked::Not(error),
    };
    Ok(match looked {
        Looked::Saw(tried) => tried,
        Looked::Not(error) if error.is_of_all() => ask::tried(&error, now),
        // It is kept with the ticket, which the poll looks at again.
        Looked::Not(_) => Tried::Done,
    })
}

/// What came of a look.
pub(super) enum Looked {
    Saw(Tried),
    Not(TrackerError),
}

/// Looks with a connection that is there. Why the ticket cannot be seen is kept with it, unless it
/// says nothing of the ticket.
pub(super) async fn look_in(
    app: &App,
    tracker: &Connected,
    link: &TicketLink,
    via: Via,
) -> Result<Looked, StoreError> {
    let asked_at = app.now();
    // A ticket's whole key needs no place.
    let found = match tracker.find(&TrackerPlace::default(), &link.key).await {
        Ok(issue) => Some(issue),
        Err(TrackerError::Gone { .. }) => None,
        Err(error) => {
            let says_nothing = matches!(error, TrackerError::Token(_) | TrackerError::Wait { .. });
            if !says_nothing {
                let trouble = LookTrouble {
                    code: error.code().to_owned(),
                    sentence: error.to_string(),
                    since: asked_at,
                    asked_at,
                };
                let author = by_itself(via);
                app.store
                    .ticket_not_seen(&author, link, trouble, app.now())
                    .await?;
            }
            return Ok(Looked::Not(error));
        }
    };
    Ok(Looked::Saw(saw(app, link, found, asked_at, via).await?))
}

/// Has an action item follow what was seen of its ticket.
pub(super) async fn saw(
    app: &App,
    link: &TicketLink,
    issue: Option<Issue>,
    asked_at: Moment,
    via: Via,
) -> Result<Tried, StoreError> {
    app.live.settle(link.incident).await;
    let title = issue
        .as_ref()
        .map_or_else(String::new, |issue| issue.title.clone());
    let seen = issue.map(|issue| Seen {
        state: issue.state,
        status: issue.status,
        dropped: issue.dropped,
        gone: false,
    });
    let look = TicketLook {
        seen,
        title,
        asked_at,
    };
    let author = by_itself(via);
    match app.store.ticket_seen(&author, link, look, app.now()).await {
        Ok(_) => Ok(Tried::Done),
        Err(EditError::Store(error)) => Err(error),
        Err(error) => Ok(Tried::Failed(error.to_string())),
    }
}
