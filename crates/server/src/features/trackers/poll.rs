//! Asking a tracker for what changed, every few minutes: it finds what a webhook did not tell. The
//! job asks for itself again, and is given up only over what a person has to mend.

use std::collections::BTreeMap;

use afterword_domain::job::Work;
use afterword_domain::team::Team;
use afterword_domain::tracker::{TicketLink, TrackerPlace};
use afterword_domain::{Moment, Refusal as _, TrackerId};
use afterword_integrations::outbound::{Again, Connected, Tracker as _, TrackerError};
use afterword_store::{StoreError, TrackerTrouble, Via};

use super::{ask, by_itself, look};
use crate::app::App;
use crate::features::jobs::Tried;

const EVERY_MINUTES: i64 = 5;
/// Nothing tells of tickets that were deleted, or that lie outside of the teams' projects: each is
/// looked at as often.
const LOOK_MINUTES: i64 = 60;
/// So many of them at a time.
const LOOKS: usize = 50;
/// Clocks differ, and trackers write some seconds later what they date before.
const OVERLAP_MINUTES: i64 = 2;
/// No place is read further at a time.
const PAGES: usize = 50;

type Links = BTreeMap<String, TicketLink>;

/// Why a poll ended early.
enum Ended {
    Tracker(TrackerError),
    Store(StoreError),
}

impl From<StoreError> for Ended {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

pub(crate) async fn poll(app: &App, tracker: TrackerId) -> Result<Tried, StoreError> {
    let now = app.now();
    let (known, since) = (
        app.store.tracker(tracker).await?,
        app.store.tracker_polled_at(tracker).await?,
    );
    let (Some(known), Some(since)) = (known, since) else {
        return Ok(Tried::Done);
    };
    let polled = match ask::connected(&known, now) {
        Ok(connected) => poll_all(app, tracker, &connected, since).await,
        Err(error) => Err(Ended::Tracker(error)),
    };
    let mut next = now.plus_minutes(EVERY_MINUTES);
    let tried = match polled {
        Ok(None) => {
            app.store.tracker_polled(tracker, now).await?;
            Tried::Done
        }
        // One team's project cannot be read; the others were.
        Ok(Some(error)) => {
            app.store.tracker_polled(tracker, now).await?;
            let trouble = trouble(&error, false, now);
            app.store.tracker_troubled(tracker, trouble).await?;
            Tried::Done
        }
        Err(Ended::Store(error)) => return Err(error),
        Err(Ended::Tracker(error)) => {
            let mended = error.again() == Again::Mended;
            let trouble = trouble(&error, mended, now);
            app.store.tracker_troubled(tracker, trouble).await?;
            match error.again() {
                Again::Mended => return Ok(Tried::Failed(error.to_string())),
                Again::After(seconds) => next = next.max(ask::after(now, seconds)),
                Again::Later => {}
            }
            Tried::Done
        }
    };
    let work = Work::PollTracker { tracker };
    app.store.ask_once_for(&work, next, now).await?;
    Ok(tried)
}

/// Answers with what keeps one of the places from being read.
async fn poll_all(
    app: &App,
    tracker: TrackerId,
    connected: &Connected,
    since: Moment,
) -> Result<Option<TrackerError>, Ended> {
    let links = app.store.links_of_tracker(tracker).await?;
    let mut links: Links = links
        .into_iter()
        .map(|link| (link.key.clone(), link))
        .collect();
    let mut unread = None;
    for place in places(app, tracker).await? {
        let read = [
            poll_place(app, connected, &place.1, since, &mut links).await,
            read_sprints(app, connected, &place).await,
        ];
        for read in read {
            match read {
                Ok(()) => {}
                Err(Ended::Tracker(error)) if is_of_place(&error) => unread = Some(error),
                Err(error) => return Err(error),
            }
        }
    }
    look_at_the_rest(app, connected, links).await?;
    Ok(unread)
}

async fn places(
    app: &App,
    tracker: TrackerId,
) -> Result<Vec<(TrackerId, TrackerPlace)>, StoreError> {
    let workspace = app.store.workspace().await?;
    let places = workspace.teams.iter().filter_map(Team::tracker_place);
    let mut places: Vec<_> = places.filter(|(id, _)| *id == tracker).collect();
    places.sort();
    places.dedup();
    Ok(places)
}

async fn poll_place(
    app: &App,
    connected: &Connected,
    place: &TrackerPlace,
    since: Moment,
    links: &mut Links,
) -> Result<(), Ended> {
    let since = since.plus_minutes(-OVERLAP_MINUTES);
    let mut page = None;
    for _ in 0..PAGES {
        let asked_at = app.now();
        let read = connected.changed(place, since, page.as_deref()).await;
        let read = read.map_err(Ended::Tracker)?;
        for issue in read.issues {
            // What comes twice was the newest the first time.
            if let Some(link) = links.remove(&issue.key) {
                look::saw(app, &link, Some(issue), asked_at, Via::System).await?;
            }
        }
        page = read.next;
        if page.is_none() {
            break;
        }
    }
    Ok(())
}

/// The sprints of those teams that go by them.
async fn read_sprints(
    app: &App,
    connected: &Connected,
    place: &(TrackerId, TrackerPlace),
) -> Result<(), Ended> {
    let workspace = app.store.workspace().await?;
    let mut teams = workspace.teams.iter().filter(|team| team.tracker_sprints);
    if teams.any(|team| team.tracker_place().as_ref() == Some(place)) {
        let open = connected.sprints(&place.1).await;
        let open = open.map_err(Ended::Tracker)?;
        let author = by_itself(Via::System);
        app.store
            .sprints_told(&author, place, &open, app.now())
            .await?;
    }
    Ok(())
}

async fn look_at_the_rest(app: &App, connected: &Connected, links: Links) -> Result<(), Ended> {
    let before = app.now().plus_minutes(-LOOK_MINUTES);
    let due = |link: &TicketLink| {
        let over = link.stood.is_finished() && link.seen.is_closed();
        link.seen_at <= before && !over && !link.seen.gone
    };
    let mut rest: Vec<_> = links.into_values().filter(due).collect();
    rest.sort_by_key(|link| link.seen_at);
    for link in rest.into_iter().take(LOOKS) {
        let asked_at = app.now();
        let found = look::find(connected, &link.key).await;
        let found = found.map_err(Ended::Tracker)?;
        look::saw(app, &link, found, asked_at, Via::System).await?;
    }
    Ok(())
}

/// Whether another place can be read all the same.
fn is_of_place(error: &TrackerError) -> bool {
    matches!(
        error,
        TrackerError::ProjectMissing { .. }
            | TrackerError::IssuesOff { .. }
            | TrackerError::Boards { .. }
            | TrackerError::BoardMissing(_)
            | TrackerError::Lacks { .. }
            | TrackerError::Refused { .. }
    )
}

fn trouble(error: &TrackerError, given_up: bool, now: Moment) -> TrackerTrouble {
    TrackerTrouble {
        code: error.code().to_owned(),
        sentence: error.to_string(),
        given_up,
        since: now,
    }
}
