//! Looking at a ticket, and what follows for its action item.

use afterword_domain::tracker::{Seen, TicketLink, TrackerPlace};
use afterword_domain::{Moment, TrackerId};
use afterword_integrations::outbound::{Connected, Issue, Tracker as _, TrackerError};
use afterword_store::{EditError, Sight, StoreError, Via};

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
    let found = match ask::connected(&known, now) {
        Ok(tracker) => find(&tracker, &link.key).await,
        Err(error) => Err(error),
    };
    match found {
        Ok(issue) => saw(app, link, issue, now, via).await,
        Err(error) => Ok(ask::tried(&error, now)),
    }
}

/// `None` where it is not there any more. A ticket's whole key needs no place.
pub(super) async fn find(tracker: &Connected, key: &str) -> Result<Option<Issue>, TrackerError> {
    match tracker.find(&TrackerPlace::default(), key).await {
        Ok(issue) => Ok(Some(issue)),
        Err(TrackerError::Gone { .. }) => Ok(None),
        Err(error) => Err(error),
    }
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
    let sight = Sight {
        seen,
        title,
        asked_at,
    };
    let place = (link.incident, link.action);
    let author = by_itself(via);
    match app
        .store
        .ticket_seen(&author, place, sight, app.now())
        .await
    {
        Ok(_) => Ok(Tried::Done),
        Err(EditError::Store(error)) => Err(error),
        Err(error) => Ok(Tried::Failed(error.to_string())),
    }
}
