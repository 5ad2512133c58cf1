//! Documents that several people write at once, as they are kept: a settled state beside each
//! incident, and the updates since. What the bytes mean is not known here.

pub(crate) mod news;
pub(crate) mod presence;
pub(crate) mod settle;

use std::collections::BTreeMap;

use afterword_domain::policy::Sight;
use afterword_domain::{Incident, IncidentRef, Moment, PersonId};
use sqlx::AssertSqlSafe;

use crate::Store;
use crate::conn::{Conn, args};
use crate::dialect;
use crate::error::StoreError;
use crate::values::document;

/// A document with its incident.
#[derive(Clone, Debug)]
pub struct LiveDocument {
    pub incident: Incident,
    /// 0 while nothing is kept.
    pub revision: u64,
    /// The last update that the state contains.
    pub upto: u64,
    pub state: Vec<u8>,
    /// Oldest first.
    pub updates: Vec<LiveUpdate>,
}

/// One update, numbered within its incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveUpdate {
    pub seq: u64,
    pub person: Option<PersonId>,
    pub body: Vec<u8>,
}

/// What came to a document after some update.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveSince {
    /// Of the settled state; a higher one than was known means that updates may have gone into it.
    pub revision: u64,
    /// Oldest first.
    pub updates: Vec<LiveUpdate>,
}

/// Why a document was not written.
#[derive(Debug, thiserror::Error)]
pub enum LiveError {
    /// The revision is not the one that was said, or a number is taken or behind the settled ones.
    #[error("the document was written by somebody else")]
    Stale,
    #[error(transparent)]
    Refused(#[from] afterword_domain::postmortem::prose::SettleError),
    #[error(transparent)]
    Rule(#[from] afterword_domain::incident::rules::RuleError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// A document as it is kept; `None` when there is no such incident.
    pub async fn live(&self, reference: IncidentRef) -> Result<Option<LiveDocument>, StoreError> {
        loop {
            let before = self.live_revision(reference).await?;
            let Some(incident) = self.incident(&Sight::Everything, reference).await? else {
                return Ok(None);
            };
            let document = self.live_beside(incident).await?;
            // A settling between the reads changes all of it at once: text, state and updates.
            if document.revision == before && self.live_revision(reference).await? == before {
                return Ok(Some(document));
            }
        }
    }

    async fn live_revision(&self, reference: IncidentRef) -> Result<u64, StoreError> {
        let sql = "SELECT revision FROM live_documents WHERE incident = $1";
        let row = self.read().await?.row(sql, args![reference]).await?;
        row.map_or(Ok(0), |row| row.count(0))
    }

    async fn live_beside(&self, incident: Incident) -> Result<LiveDocument, StoreError> {
        let reference = incident.reference;
        let mut conn = self.read().await?;
        let sql = "SELECT revision, upto, state FROM live_documents WHERE incident = $1";
        let mut document = LiveDocument {
            incident,
            revision: 0,
            upto: 0,
            state: Vec::new(),
            updates: Vec::new(),
        };
        if let Some(row) = conn.row(sql, args![reference]).await? {
            document.revision = row.count(0)?;
            document.upto = row.count(1)?;
            document.state = row.blob(2)?;
        }
        let sql = "SELECT seq, person, body FROM live_updates WHERE incident = $1 ORDER BY seq";
        for row in conn.rows(sql, args![reference]).await? {
            document.updates.push(LiveUpdate {
                seq: row.count(0)?,
                person: row.maybe_number(1)?,
                body: row.blob(2)?,
            });
        }
        Ok(document)
    }

    /// What of a document was kept after an update, all of it as at one moment.
    pub async fn live_since(
        &self,
        reference: IncidentRef,
        after: u64,
    ) -> Result<LiveSince, StoreError> {
        let sql = "SELECT coalesce(d.revision, 0), u.seq, u.person, u.body
                   FROM (SELECT CAST($1 AS BIGINT) AS incident) AS asked
                   LEFT JOIN live_documents d ON d.incident = asked.incident
                   LEFT JOIN live_updates u ON u.incident = asked.incident AND u.seq > $2
                   ORDER BY u.seq";
        let rows = self
            .read()
            .await?
            .rows(sql, args![reference, after])
            .await?;
        let mut since = LiveSince {
            revision: 0,
            updates: Vec::new(),
        };
        for row in rows {
            since.revision = row.count(0)?;
            if row.maybe_int(1)?.is_some() {
                since.updates.push(LiveUpdate {
                    seq: row.count(1)?,
                    person: row.maybe_number(2)?,
                    body: row.blob(3)?,
                });
            }
        }
        Ok(since)
    }

    /// Appends updates of any documents: all of them or none. Their numbers follow on those that
    /// are there; whoever does not know the last one is told [`LiveError::Stale`].
    pub async fn append_live(
        &self,
        mut updates: Vec<(IncidentRef, LiveUpdate)>,
        now: Moment,
    ) -> Result<(), LiveError> {
        // Two servers take the same numbers in the same order, and never wait for each other.
        updates.sort_by_key(|(incident, update)| (*incident, update.seq));
        let last: BTreeMap<_, _> = updates
            .iter()
            .map(|(incident, update)| (*incident, update.seq))
            .collect();
        let mut conn = self.write().await?;
        let rows = updates
            .into_iter()
            .map(|(incident, update)| args![incident, update.seq, update.person, now, update.body]);
        let sql = "INSERT INTO live_updates (incident, seq, person, at_us, body)";
        let inserted = conn.insert(sql, rows.collect()).await;
        inserted.map_err(stale_if_taken)?;
        refuse_settled(&mut conn, &last).await?;
        news::tell_growth(&mut conn, &last).await?;
        Ok(conn.commit().await?)
    }

    /// Replaces a settled state by another that contains the same updates.
    pub async fn rebase_live(
        &self,
        reference: IncidentRef,
        revision: u64,
        state: Vec<u8>,
    ) -> Result<(), LiveError> {
        let mut conn = self.write().await?;
        let sql = "UPDATE live_documents SET revision = revision + 1, state = $3
                   WHERE incident = $1 AND revision = $2";
        if revision == 0 {
            begin(&mut conn, reference, 0, state).await?;
        } else if conn.run(sql, args![reference, revision, state]).await? == 0 {
            return Err(LiveError::Stale);
        }
        Ok(conn.commit().await?)
    }

    /// Documents with updates that no settled state contains.
    pub async fn unsettled(&self) -> Result<Vec<IncidentRef>, StoreError> {
        let sql = "SELECT DISTINCT incident FROM live_updates ORDER BY incident";
        let rows = self.read().await?.rows(sql, args![]).await?;
        rows.iter().map(|row| row.incident(0)).collect()
    }

    /// Those of them that nobody settled since a moment.
    pub async fn unsettled_since(&self, before: Moment) -> Result<Vec<IncidentRef>, StoreError> {
        let sql = "SELECT DISTINCT incident FROM live_updates WHERE at_us < $1 ORDER BY incident";
        let rows = self.read().await?.rows(sql, args![before]).await?;
        rows.iter().map(|row| row.incident(0)).collect()
    }
}

/// A number that was settled is free again, and whoever takes it has not heard of what came after:
/// the next settling would take the update out unread.
async fn refuse_settled(
    conn: &mut Conn,
    appended: &BTreeMap<IncidentRef, u64>,
) -> Result<(), LiveError> {
    let incidents: Vec<_> = appended.keys().map(|incident| incident.0).collect();
    let chosen = dialect::numbers_of(conn.engine(), "$1");
    let sql = format!(
        "SELECT 1 FROM live_documents d JOIN live_updates u ON u.incident = d.incident
         WHERE d.incident IN ({chosen}) AND u.seq <= d.upto LIMIT 1"
    );
    let list = document(&incidents)?;
    match conn.row(AssertSqlSafe(sql), args![list]).await? {
        Some(_) => Err(LiveError::Stale),
        None => Ok(()),
    }
}

/// Writes a document's first state.
async fn begin(
    conn: &mut Conn,
    reference: IncidentRef,
    upto: u64,
    state: Vec<u8>,
) -> Result<(), LiveError> {
    let sql = "INSERT INTO live_documents (incident, revision, upto, state)
               VALUES ($1, 1, $2, $3)";
    let begun = conn.run(sql, args![reference, upto, state]).await;
    begun.map(|_| ()).map_err(stale_if_taken)
}

fn stale_if_taken(error: StoreError) -> LiveError {
    match &error {
        StoreError::Database(error) if error.is_taken() => LiveError::Stale,
        _ => LiveError::Store(error),
    }
}
