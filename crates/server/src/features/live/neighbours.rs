//! Tells open documents what other servers on the same database did to them, and other servers that
//! this one is there.

use std::time::Duration;

use afterword_store::{Engine, LiveNews};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{MissedTickBehavior, interval};

use super::Live;
use crate::app::App;

/// How often other servers are told; what is told holds for some times as long.
const BEAT: Duration = Duration::from_secs(5);

/// Begins, where there may be other servers.
pub(super) fn begin(app: &App) {
    if app.store.engine() == Engine::Postgres {
        tokio::spawn(keep_hearing(app.live.clone(), app.store.live_news()));
        tokio::spawn(keep_beating(app.clone()));
    }
}

async fn keep_hearing(live: Live, mut news: Receiver<LiveNews>) {
    loop {
        match news.recv().await {
            Ok(LiveNews::Grown { incident, upto }) => live.hub.grown_elsewhere(incident, upto),
            Ok(LiveNews::Presence { incident, server }) => {
                if server != live.server {
                    live.hub.presence_elsewhere(incident);
                }
            }
            Ok(LiveNews::Missed) | Err(RecvError::Lagged(_)) => live.hub.missed_elsewhere(),
            Err(RecvError::Closed) => return,
        }
    }
}

async fn keep_beating(app: App) {
    let mut beat = interval(BEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = beat.tick() => {}
            () = app.ending.wait() => return,
        }
        if let Err(error) = app.live.hub.beat().await {
            tracing::warn!(%error, "other servers were not told that this one is there");
        }
    }
}
