//! Reading what changed in the places of a tracker. What is wrong with one place keeps no other from
//! being read, and is caught up with once it can be.

use std::collections::BTreeMap;

use afterword_domain::team::Team;
use afterword_domain::tracker::{TicketLink, TrackerKind, TrackerPlace};
use afterword_domain::{Moment, TrackerId};
use afterword_integrations::outbound::{Connected, Tracker as _, TrackerError};
use afterword_store::{Polled, StoreError, UnreadPlace, Via};

use super::{by_itself, look, rest};
use crate::app::App;

/// Clocks differ, and trackers write some seconds later what they date before.
const OVERLAP_MINUTES: i64 = 2;
/// No place is read further at a time.
const PAGES: usize = 50;
/// Nor for longer all of them together: work that takes five minutes is broken off.
const MINUTES: i64 = 3;

/// Why a poll ended early.
pub(super) enum Ended {
    Tracker(TrackerError),
    Store(StoreError),
}

impl From<StoreError> for Ended {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// What came of reading all places.
pub(super) struct Read {
    pub(super) unread: Vec<UnreadPlace>,
    /// The first thing that is wrong with one of them.
    pub(super) wrong: Option<TrackerError>,
}

struct Reading<'a> {
    app: &'a App,
    tracker: &'a Connected,
    kind: TrackerKind,
    before: &'a Polled,
    until: Moment,
    /// The tickets of which nothing was told yet.
    links: BTreeMap<String, TicketLink>,
    /// The places whose tickets look as if there were none.
    hidden: Vec<TrackerPlace>,
    read: Read,
}

/// Reads the places of all teams, and looks at the tickets that none of them told of.
pub(super) async fn read_all(
    app: &App,
    (tracker, kind): (TrackerId, TrackerKind),
    connected: &Connected,
    before: &Polled,
) -> Result<Read, Ended> {
    let links = app.store.links_of_tracker(tracker).await?;
    let links = links.into_iter().map(|link| (link.key.clone(), link));
    let mut reading = Reading {
        app,
        tracker: connected,
        kind,
        before,
        until: app.now().plus_minutes(MINUTES),
        links: links.collect(),
        hidden: Vec::new(),
        read: Read {
            unread: Vec::new(),
            wrong: None,
        },
    };
    for place in places(app, tracker).await? {
        reading.place(&place).await?;
    }
    let rest = reading.links.into_values();
    let shown = rest.filter(|link| !reading.hidden.iter().any(|place| place.holds(&link.key)));
    rest::look_at_the_rest(app, connected, shown.collect()).await?;
    Ok(reading.read)
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

/// What is wrong with the one place; what is wrong with the tracker ends the poll.
fn of_place(read: Result<(), Ended>) -> Result<Option<TrackerError>, Ended> {
    match read {
        Ok(()) => Ok(None),
        Err(Ended::Tracker(error)) if !error.is_of_all() => Ok(Some(error)),
        Err(ended) => Err(ended),
    }
}

impl Reading<'_> {
    async fn place(&mut self, place: &(TrackerId, TrackerPlace)) -> Result<(), Ended> {
        let since = self.before.of(&place.1);
        if let Some(error) = of_place(self.changes(&place.1, since).await)? {
            if error.hides_tickets() {
                self.hidden.push(place.1.clone());
            }
            self.read.unread.push(UnreadPlace {
                place: place.1.clone(),
                read_until: since,
            });
            self.read.wrong.get_or_insert(error);
        }
        if let Some(error) = of_place(self.sprints(place).await)? {
            self.read.wrong.get_or_insert(error);
        }
        Ok(())
    }

    async fn changes(&mut self, place: &TrackerPlace, since: Moment) -> Result<(), Ended> {
        let since = since.plus_minutes(-OVERLAP_MINUTES);
        let mut page = None;
        for _ in 0..PAGES {
            let asked_at = self.app.now();
            self.in_time(asked_at)?;
            let read = self.tracker.changed(place, since, page.as_deref()).await;
            let read = read.map_err(Ended::Tracker)?;
            for issue in read.issues {
                // What comes twice was the newest the first time.
                if let Some(link) = self.links.remove(&issue.key) {
                    look::saw(self.app, &link, Some(issue), asked_at, Via::System).await?;
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
    async fn sprints(&self, place: &(TrackerId, TrackerPlace)) -> Result<(), Ended> {
        let workspace = self.app.store.workspace().await?;
        let mut teams = workspace.teams.iter().filter(|team| team.tracker_sprints);
        if teams.any(|team| team.tracker_place().as_ref() == Some(place)) {
            self.in_time(self.app.now())?;
            let open = self.tracker.sprints(&place.1).await;
            let open = open.map_err(Ended::Tracker)?;
            let author = by_itself(Via::System);
            self.app
                .store
                .sprints_told(&author, place, &open, self.app.now())
                .await?;
        }
        Ok(())
    }

    fn in_time(&self, now: Moment) -> Result<(), Ended> {
        if now <= self.until {
            return Ok(());
        }
        Err(Ended::Tracker(TrackerError::Slow {
            tracker: self.kind.name(),
            minutes: MINUTES,
        }))
    }
}
