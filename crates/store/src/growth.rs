//! The signal that the change log grew: given after a commit, to whoever in this program waits for
//! it, and taken over from other programs that write to the same database. That background work was
//! asked for is told in this program only: whoever asked is there to do it.
//!
//! It tells a number and nothing else; what happened is read from the log. PostgreSQL announces
//! other servers' commits by itself (`NOTIFY`); of a SQLite file the last number is looked at once
//! a second, by one task for the whole program. The same task hears what is told of open documents.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use sqlx::postgres::{PgListener, PgPool};
use tokio::sync::{Notify, broadcast, watch};

use crate::Store;
use crate::conn::{Conn, Db, Pools, args};
use crate::connect::Engine;
use crate::counters::{self, Counter};
use crate::error::StoreError;
use crate::live::news::{self, LiveNews};
use crate::secrets::Secrets;

const CHANNEL: &str = "afterword_log";
/// How often others are looked for, and how long until a lost connection is tried again.
const PAUSE: Duration = Duration::from_secs(1);

#[derive(Clone, Debug, Default)]
pub(crate) struct Growth(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    last: watch::Sender<u64>,
    /// Whether somebody listens for other programs already.
    listening: AtomicBool,
    asked: Notify,
    live: broadcast::Sender<LiveNews>,
}

impl Default for Shared {
    fn default() -> Self {
        Self {
            last: watch::Sender::default(),
            listening: AtomicBool::default(),
            asked: Notify::default(),
            live: broadcast::Sender::new(news::KEPT),
        }
    }
}

impl Growth {
    /// Says that everything up to a number is committed.
    pub(crate) fn reached(&self, seq: u64) {
        self.0.reached(seq);
    }

    /// Says that background work was asked for.
    pub(crate) fn asked(&self) {
        self.0.asked.notify_one();
    }

    pub(crate) fn live_news(&self) -> broadcast::Receiver<LiveNews> {
        self.0.live.subscribe()
    }
}

impl Shared {
    fn reached(&self, seq: u64) {
        self.last.send_if_modified(|last| {
            let grew = seq > *last;
            *last = seq.max(*last);
            grew
        });
    }

    /// Passes on what was told of documents; where nobody has one open, nobody hears it.
    fn tell(&self, news: LiveNews) {
        let _ = self.live.send(news);
    }
}

impl Store {
    /// The number of the last change known to be committed; it moves with every commit, also of
    /// other programs. 0 until the first is known. The first call needs a runtime and begins to
    /// listen.
    pub fn log_grew(&self) -> watch::Receiver<u64> {
        let growth = &self.db.growth;
        if !growth.0.listening.swap(true, Ordering::AcqRel) {
            tokio::spawn(listen(
                self.db.pools.clone(),
                self.db.place.clone(),
                Arc::downgrade(&growth.0),
            ));
        }
        growth.0.last.subscribe()
    }

    /// Returns when this program has asked for background work, at once when it did so since the last
    /// time. For one that waits: another would not hear of it.
    pub async fn work_asked_for(&self) {
        self.db.growth.0.asked.notified().await;
    }
}

/// Tells the other servers of a commit that is about to be made; they hear of it when it is.
pub(crate) async fn announce(conn: &mut Conn, seq: i64) -> Result<(), StoreError> {
    match conn.engine() {
        Engine::Sqlite => Ok(()),
        Engine::Postgres => {
            let sql = "SELECT 1 FROM (SELECT pg_notify($1, $2)) AS told";
            conn.row(sql, args![CHANNEL, seq.to_string()])
                .await
                .map(|_| ())
        }
    }
}

/// Ends with the store: it holds the pools, and nothing that keeps the store alive.
async fn listen(pools: Pools, place: Arc<str>, growth: Weak<Shared>) {
    let mut listener = None;
    while let Some(shared) = growth.upgrade() {
        if let Err(error) = look(&pools, &place, &shared).await {
            tracing::debug!(%error, "the change log was not looked at");
        }
        drop(shared);
        match &pools {
            Pools::Sqlite { .. } => tokio::time::sleep(PAUSE).await,
            Pools::Postgres(pool) => hear(pool, &mut listener, &growth).await,
        }
    }
}

async fn look(pools: &Pools, place: &Arc<str>, shared: &Shared) -> Result<(), StoreError> {
    let db = Db {
        pools: pools.clone(),
        place: Arc::clone(place),
        growth: Growth::default(),
        secrets: Secrets::default(),
    };
    let last = counters::last(&mut db.read().await?, Counter::Changes).await?;
    shared.reached(u64::try_from(last).unwrap_or_default());
    Ok(())
}

/// Returns when there may be something new to look at, or the store may be gone.
async fn hear(pool: &PgPool, listener: &mut Option<PgListener>, growth: &Weak<Shared>) {
    if listener.is_none() {
        *listener = connected(pool).await;
        if listener.is_none() {
            tokio::time::sleep(PAUSE).await;
        }
        // Whatever was told before anybody listened has to be looked for.
        return missed(growth);
    }
    while growth.strong_count() > 0 {
        let Some(heard) = listener.as_mut() else {
            return;
        };
        let Ok(told) = tokio::time::timeout(PAUSE, heard.try_recv()).await else {
            continue;
        };
        match told {
            Ok(Some(told)) if told.channel() == news::CHANNEL => {
                if let Some(shared) = growth.upgrade() {
                    shared.tell(LiveNews::read(told.payload()));
                }
            }
            Ok(Some(told)) if !is_known(told.payload(), growth) => return,
            Ok(Some(_)) => {}
            // The connection was lost; what was told meanwhile was not heard.
            Ok(None) => return missed(growth),
            Err(_) => {
                *listener = None;
                return;
            }
        }
    }
}

async fn connected(pool: &PgPool) -> Option<PgListener> {
    let mut listener = PgListener::connect_with(pool).await.ok()?;
    listener.listen_all([CHANNEL, news::CHANNEL]).await.ok()?;
    Some(listener)
}

fn missed(growth: &Weak<Shared>) {
    if let Some(shared) = growth.upgrade() {
        shared.tell(LiveNews::Missed);
    }
}

/// What this program committed itself it knows already.
fn is_known(told: &str, growth: &Weak<Shared>) -> bool {
    let known = growth.upgrade().map_or(0, |shared| *shared.last.borrow());
    told.parse::<u64>().is_ok_and(|told| told <= known)
}
