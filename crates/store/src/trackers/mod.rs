//! The trackers, with the token that lets one in at each and the secret of its webhook, and the
//! tickets of action items. A token leaves the database only to be sent to its tracker.

mod asks;
mod edit;
mod links;
mod seen;

use afterword_domain::tracker::{KnownTracker, TrackerEntry, TrackerLabel};
use afterword_domain::{Moment, TrackerId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(crate) use asks::maybe_ask;
pub use links::TicketRefused;
pub(crate) use links::maybe_link;
pub use seen::Sight;

use crate::Store;
use crate::conn::{Conn, Row, args};
use crate::error::StoreError;
use crate::values::{document, read_document};

/// Why a tracker cannot be asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TrackerTrouble {
    /// Stable, for programs.
    pub code: String,
    pub sentence: String,
    /// It is not asked again before somebody mended it.
    pub given_up: bool,
    pub since: Moment,
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
#[derive(Clone, Debug, PartialEq)]
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
            let trouble = row.maybe_text(3)?;
            Ok(TrackerRow {
                entry: entry(row)?,
                has_hook_secret: row.maybe_text(1)?.is_some(),
                polled_at: row.moment(2)?,
                trouble: trouble
                    .map(|text| read_document(&text, || "a tracker's trouble".into()))
                    .transpose()?,
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

    /// What changed before this moment was asked for.
    pub async fn tracker_polled_at(&self, id: TrackerId) -> Result<Option<Moment>, StoreError> {
        let sql = "SELECT polled_us FROM trackers WHERE id = $1";
        let row = self.read().await?.row(sql, args![id]).await?;
        row.map(|row| row.moment(0)).transpose()
    }

    /// The tracker that the address of a webhook leads to.
    pub async fn tracker_door(
        &self,
        address_hash: &[u8; 32],
    ) -> Result<Option<TrackerDoor>, StoreError> {
        let sql = "SELECT body, hook_secret FROM trackers WHERE address_hash = $1";
        let row = self.read().await?.row(sql, args![address_hash]).await?;
        row.map(|row| {
            Ok(TrackerDoor {
                entry: entry(&row)?,
                secret: row.maybe_text(1)?,
            })
        })
        .transpose()
    }

    /// Keeps up to which moment a tracker was asked, and that nothing is wrong with it.
    pub async fn tracker_polled(&self, id: TrackerId, until: Moment) -> Result<(), StoreError> {
        let sql = "UPDATE trackers SET polled_us = $2, trouble = NULL WHERE id = $1";
        self.db
            .write_once()
            .await?
            .run(sql, args![id, until])
            .await?;
        Ok(())
    }

    /// Keeps why a tracker cannot be asked; since when, stays.
    pub async fn tracker_troubled(
        &self,
        id: TrackerId,
        mut trouble: TrackerTrouble,
    ) -> Result<(), StoreError> {
        let mut conn = self.write().await?;
        let sql = "UPDATE trackers SET trouble = trouble WHERE id = $1 RETURNING trouble";
        let Some(row) = conn.row(sql, args![id]).await? else {
            return Ok(());
        };
        if let Some(before) = row.maybe_text(0)? {
            let before: TrackerTrouble = read_document(&before, || "a tracker's trouble".into())?;
            if before.code == trouble.code {
                trouble.since = before.since;
            }
        }
        let sql = "UPDATE trackers SET trouble = $2 WHERE id = $1";
        conn.run(sql, args![id, document(&trouble)?]).await?;
        conn.commit().await
    }
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
            token: row.text(1)?,
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
