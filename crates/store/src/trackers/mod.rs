//! The trackers, with the token that lets one in at each and the secret of its webhook, and the
//! tickets of action items. A token leaves the database only to be sent to its tracker.

mod asks;
mod edit;
mod links;
mod seen;

use afterword_domain::tracker::{KnownTracker, TrackerEntry, TrackerLabel, TrackerPlace};
use afterword_domain::{Moment, TrackerId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(crate) use asks::maybe_ask;
pub use links::TicketRefused;
pub(crate) use links::maybe_link;
pub use seen::TicketLook;

use crate::Store;
use crate::conn::{Conn, args};
use crate::error::StoreError;
use crate::row::Row;
use crate::secrets::Place;
use crate::values::{document, read_document};

/// Why a tracker could not be asked the last time, or not for all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TrackerTrouble {
    /// Stable, for programs.
    pub code: String,
    pub sentence: String,
    /// Somebody has to mend it, here or there; until then it is asked once an hour.
    #[serde(default)]
    pub to_mend: bool,
    pub since: Moment,
    /// The places that could not be read, while the others were.
    #[serde(default)]
    pub unread: Vec<UnreadPlace>,
}

/// A place of a tracker of which nothing newer is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UnreadPlace {
    pub place: TrackerPlace,
    /// What changed there before this moment is known.
    pub read_until: Moment,
}

/// How far a tracker was asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Polled {
    until: Moment,
    unread: Vec<UnreadPlace>,
}

impl Polled {
    /// What changed in a place before this moment is known.
    #[must_use]
    pub fn of(&self, place: &TrackerPlace) -> Moment {
        let unread = self.unread.iter().find(|unread| unread.place == *place);
        unread.map_or(self.until, |unread| unread.read_until)
    }
}

/// A tracker as the settings show it.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct TrackerRow {
    #[serde(flatten)]
    pub entry: TrackerEntry,
    /// Its webhook is verified by a secret.
    pub has_hook_secret: bool,
    /// What changed before this moment is known.
    pub polled_at: Moment,
    pub trouble: Option<TrackerTrouble>,
    /// How many action items have a ticket there.
    pub tickets: u64,
}

/// What a delivery of a tracker's webhook is verified with.
#[derive(Clone, PartialEq)]
pub struct TrackerDoor {
    pub entry: TrackerEntry,
    pub secret: Option<String>,
}

impl Store {
    /// All of them, by their number.
    pub async fn trackers(&self) -> Result<Vec<TrackerRow>, StoreError> {
        let sql = "SELECT t.body, t.hook_secret, t.polled_us, t.trouble,
                     (SELECT count(*) FROM ticket_links l WHERE l.tracker = t.id)
                   FROM trackers t ORDER BY t.id";
        let rows = self.read().await?.rows(sql, args![]).await?;
        let read = |row: &Row| {
            Ok(TrackerRow {
                entry: entry(row)?,
                has_hook_secret: row.maybe_text(1)?.is_some(),
                polled_at: row.moment(2)?,
                trouble: trouble(row, 3)?,
                tickets: row.count(4)?,
            })
        };
        rows.iter().map(read).collect()
    }

    /// A tracker with its token.
    pub async fn tracker(&self, id: TrackerId) -> Result<Option<KnownTracker>, StoreError> {
        Ok(find(&mut self.read().await?, id)
            .await?
            .map(|(_, known)| known))
    }

    /// How far a tracker was asked for what changed.
    pub async fn tracker_polled_so_far(&self, id: TrackerId) -> Result<Option<Polled>, StoreError> {
        let sql = "SELECT polled_us, trouble FROM trackers WHERE id = $1";
        let row = self.read().await?.row(sql, args![id]).await?;
        row.map(|row| {
            Ok(Polled {
                until: row.moment(0)?,
                unread: trouble(&row, 1)?.map_or_else(Vec::new, |trouble| trouble.unread),
            })
        })
        .transpose()
    }

    /// The tracker that the address of a webhook leads to.
    pub async fn tracker_door(
        &self,
        address_hash: &[u8; 32],
    ) -> Result<Option<TrackerDoor>, StoreError> {
        let sql = "SELECT body, hook_secret FROM trackers WHERE address_hash = $1";
        let mut conn = self.read().await?;
        let row = conn.row(sql, args![address_hash]).await?;
        row.map(|row| {
            let entry = entry(&row)?;
            let kept = row.maybe_text(1)?;
            let secret = conn
                .secrets
                .maybe_open(Place::TrackerHookSecret, entry.id, kept)?;
            Ok(TrackerDoor { entry, secret })
        })
        .transpose()
    }

    /// Keeps up to which moment a tracker was asked, and which of its places could not be read.
    pub async fn tracker_polled(
        &self,
        id: TrackerId,
        until: Moment,
        trouble: Option<TrackerTrouble>,
    ) -> Result<(), StoreError> {
        let mut conn = self.write().await?;
        let trouble = match (trouble, held_trouble(&mut conn, id).await?) {
            (Some(trouble), Some(before)) => Some(trouble.since_before(&before)),
            (trouble, _) => trouble,
        };
        let sql = "UPDATE trackers SET polled_us = $2, trouble = $3 WHERE id = $1";
        let trouble = trouble.as_ref().map(document).transpose()?;
        conn.run(sql, args![id, until, trouble]).await?;
        conn.commit().await
    }

    /// Keeps why a tracker cannot be asked. How far it was asked before, stays.
    pub async fn tracker_troubled(
        &self,
        id: TrackerId,
        mut trouble: TrackerTrouble,
    ) -> Result<(), StoreError> {
        let mut conn = self.write().await?;
        if let Some(before) = held_trouble(&mut conn, id).await? {
            trouble = trouble.since_before(&before);
            trouble.unread = before.unread;
        }
        let sql = "UPDATE trackers SET trouble = $2 WHERE id = $1";
        conn.run(sql, args![id, document(&trouble)?]).await?;
        conn.commit().await
    }
}

impl TrackerTrouble {
    /// What lasts has begun when it was seen first.
    fn since_before(mut self, before: &Self) -> Self {
        if before.code == self.code {
            self.since = before.since;
        }
        self
    }
}

/// Forgets what is wrong with a tracker, and not how far each of its places was read.
async fn begin_anew(conn: &mut Conn, id: TrackerId) -> Result<(), StoreError> {
    let before = held_trouble(conn, id).await?;
    let unread = before.map_or_else(Vec::new, |before| before.unread);
    if let Some(first) = unread.iter().map(|unread| unread.read_until).min() {
        let sql = "UPDATE trackers SET polled_us = $2 WHERE id = $1 AND polled_us > $2";
        conn.run(sql, args![id, first]).await?;
    }
    let sql = "UPDATE trackers SET trouble = NULL WHERE id = $1";
    conn.run(sql, args![id]).await?;
    Ok(())
}

/// What is kept of a tracker's trouble, which nobody else changes in this transaction.
async fn held_trouble(
    conn: &mut Conn,
    id: TrackerId,
) -> Result<Option<TrackerTrouble>, StoreError> {
    let sql = "UPDATE trackers SET trouble = trouble WHERE id = $1 RETURNING trouble";
    let row = conn.row(sql, args![id]).await?;
    row.map_or(Ok(None), |row| trouble(&row, 0))
}

fn trouble(row: &Row, column: usize) -> Result<Option<TrackerTrouble>, StoreError> {
    let text = row.maybe_text(column)?;
    text.map(|text| read_document(&text, || "a tracker's trouble".into()))
        .transpose()
}

fn entry(row: &Row) -> Result<TrackerEntry, StoreError> {
    row.document(0, || "a tracker".into())
}

async fn find(
    conn: &mut Conn,
    id: TrackerId,
) -> Result<Option<(TrackerEntry, KnownTracker)>, StoreError> {
    let sql = "SELECT body, token FROM trackers WHERE id = $1";
    let row = conn.row(sql, args![id]).await?;
    row.map(|row| {
        let entry = entry(&row)?;
        let known = KnownTracker {
            settings: entry.settings.clone(),
            token: conn.secrets.open(Place::TrackerToken, id, row.text(1)?)?,
        };
        Ok((entry, known))
    })
    .transpose()
}

/// What everybody may know of them.
pub(crate) async fn labels(conn: &mut Conn) -> Result<Vec<TrackerLabel>, StoreError> {
    let sql = "SELECT body FROM trackers ORDER BY id";
    let rows = conn.rows(sql, args![]).await?;
    rows.iter().map(|row| Ok(entry(row)?.label())).collect()
}
