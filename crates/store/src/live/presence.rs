//! Who has a document open, said by each server for the others. A row holds for some seconds, and
//! whoever wrote it says it again; so a server that is killed leaves nobody behind.

use std::collections::BTreeSet;

use afterword_domain::{IncidentRef, Moment};

use super::news;
use crate::Store;
use crate::conn::args;
use crate::error::StoreError;

/// Somebody's presence, as one server tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LivePresence {
    pub incident: IncidentRef,
    /// The Yjs client.
    pub client: u64,
    pub clock: u64,
    /// JSON; `None` once they are gone.
    pub state: Option<String>,
}

impl Store {
    /// Says who is present at a server and who is there no more, and tells the others to look.
    pub async fn tell_presence(
        &self,
        server: i64,
        mut told: Vec<LivePresence>,
        now: Moment,
    ) -> Result<(), StoreError> {
        // In one order everywhere, so that two servers never wait for each other.
        told.sort_by_key(|one| (one.incident, one.client));
        let incidents: BTreeSet<_> = told.iter().map(|one| one.incident).collect();
        let mut conn = self.write().await?;
        for one in told {
            let (incident, client) = (one.incident, one.client);
            match one.state {
                Some(state) => {
                    let sql = "INSERT INTO live_presences (incident, client, server, clock, state, at_us)
                               VALUES ($1, $2, $3, $4, $5, $6)
                               ON CONFLICT (incident, client) DO UPDATE SET server = excluded.server,
                                 clock = excluded.clock, state = excluded.state, at_us = excluded.at_us";
                    let args = args![incident, client, server, one.clock, state, now];
                    conn.run(sql, args).await?;
                }
                // Whoever came back through another server is present there.
                None => {
                    let sql = "DELETE FROM live_presences
                               WHERE incident = $1 AND client = $2 AND server = $3";
                    conn.run(sql, args![incident, client, server]).await?;
                }
            }
        }
        let told = incidents.iter();
        let told = told.map(|incident| format!("{} presence {server}", incident.0));
        news::tell(&mut conn, told.collect()).await?;
        conn.commit().await
    }

    /// Who is present at other servers, of what was said since a moment.
    pub async fn presence_elsewhere(
        &self,
        server: i64,
        incident: IncidentRef,
        since: Moment,
    ) -> Result<Vec<LivePresence>, StoreError> {
        let sql = "SELECT client, clock, state FROM live_presences
                   WHERE incident = $1 AND server <> $2 AND at_us >= $3 ORDER BY client";
        let rows = self
            .read()
            .await?
            .rows(sql, args![incident, server, since])
            .await?;
        let mut present = Vec::with_capacity(rows.len());
        for row in rows {
            present.push(LivePresence {
                incident,
                client: row.count(0)?,
                clock: row.count(1)?,
                state: Some(row.text(2)?),
            });
        }
        Ok(present)
    }

    /// Says again all that a server said, and forgets what nobody said since a moment.
    pub async fn renew_presence(
        &self,
        server: i64,
        now: Moment,
        since: Moment,
    ) -> Result<(), StoreError> {
        let mut conn = self.write().await?;
        let sql = "UPDATE live_presences SET at_us = $2 WHERE server = $1";
        conn.run(sql, args![server, now]).await?;
        let sql = "DELETE FROM live_presences WHERE at_us < $1";
        conn.run(sql, args![since]).await?;
        conn.commit().await
    }

    /// Nobody is present at a server any more.
    pub async fn withdraw_presence(&self, server: i64) -> Result<(), StoreError> {
        let mut conn = self.write().await?;
        let sql = "DELETE FROM live_presences WHERE server = $1 RETURNING incident";
        let rows = conn.rows(sql, args![server]).await?;
        let incidents = rows.iter().map(|row| row.incident(0));
        let incidents: BTreeSet<_> = incidents.collect::<Result<_, _>>()?;
        let told = incidents.iter();
        let told = told.map(|incident| format!("{} presence {server}", incident.0));
        news::tell(&mut conn, told.collect()).await?;
        conn.commit().await
    }
}
