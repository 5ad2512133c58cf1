//! Asking a tracker for what changed, every few minutes: it finds what a webhook did not tell. The
//! job asks for itself again and is never given up; what a person has to mend is shown meanwhile, and
//! asked for once an hour, since it may be mended over there.

use afterword_domain::job::Work;
use afterword_domain::{Moment, Refusal as _, TrackerId};
use afterword_integrations::outbound::{Again, TrackerError};
use afterword_store::{StoreError, TrackerTrouble};

use super::ask;
use super::read::{Ended, read_all};
use crate::app::App;
use crate::features::jobs::Tried;

const EVERY_MINUTES: i64 = 5;
const MENDED_MINUTES: i64 = 60;

pub(crate) async fn poll(app: &App, tracker: TrackerId) -> Result<Tried, StoreError> {
    let now = app.now();
    let (known, before) = (
        app.store.tracker(tracker).await?,
        app.store.tracker_polled_so_far(tracker).await?,
    );
    let (Some(known), Some(before)) = (known, before) else {
        return Ok(Tried::Done);
    };
    let read = match ask::connected(&known, now) {
        Ok(connected) => {
            let of = (tracker, known.settings.kind);
            read_all(app, of, &connected, &before).await
        }
        Err(error) => Err(Ended::Tracker(error)),
    };
    match read {
        Ok(read) => {
            // One team's project cannot be read; the others were.
            let wrong = read.wrong.map(|error| TrackerTrouble {
                to_mend: false,
                unread: read.unread,
                ..trouble(&error, now)
            });
            app.store.tracker_polled(tracker, now, wrong).await?;
            let next = now.plus_minutes(EVERY_MINUTES);
            let work = Work::PollTracker { tracker };
            app.store.ask_once_for(&work, next, now).await?;
            Ok(Tried::Done)
        }
        Err(Ended::Store(error)) => Err(error),
        Err(Ended::Tracker(error)) => {
            let wrong = trouble(&error, now);
            app.store.tracker_troubled(tracker, wrong).await?;
            Ok(Tried::Again {
                problem: error.to_string(),
                not_before: match error.again() {
                    Again::Later => None,
                    Again::After(seconds) => Some(ask::after(now, seconds)),
                    Again::Mended => Some(now.plus_minutes(MENDED_MINUTES)),
                },
            })
        }
    }
}

fn trouble(error: &TrackerError, now: Moment) -> TrackerTrouble {
    TrackerTrouble {
        code: error.code().to_owned(),
        sentence: error.to_string(),
        to_mend: error.again() == Again::Mended,
        since: now,
        unread: Vec::new(),
    }
}
