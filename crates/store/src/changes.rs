//! The change log: who did what and when, written in the transaction of the change itself.
//!
//! Numbers are taken as the last thing before the commit, so that a reader who asks for what came
//! after a number never misses a change that was still being written. Whoever took them also knows
//! the hash of the row before, and chains its own to it (`audit/chain.rs`).

use afterword_domain::policy::{Hidden, Sight};
use afterword_domain::{Change, IncidentRef, Moment, PersonId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Store;
use crate::audit::chain;
use crate::author::{Author, Via};
use crate::conn::{Arg, Conn, args};
use crate::counters::{self, Counter};
use crate::error::StoreError;
use crate::growth;
use crate::row::Row;
use crate::sight::{and_seen, hidden};
use crate::values::{document, read_document};

/// One row of the log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ChangeRecord {
    /// Grows by one with every change of the whole workspace.
    pub seq: u64,
    pub at: Moment,
    pub author: Author,
    /// Who wrote it together with the author: people who typed in one passage at once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<PersonId>,
    /// The incident it belongs to; absent for a change of the workspace.
    pub incident: Option<IncidentRef>,
    /// The incident's version after it.
    pub version: Option<u32>,
    /// A stable name for programs: `action_item.done`.
    pub name: String,
    pub change: Change,
}

impl ChangeRecord {
    /// As everybody who sees the incident may read it: see [`Change::without_secrets`]; from where
    /// somebody worked is for administrators.
    #[must_use]
    pub fn without_secrets(mut self) -> Self {
        self.author.address = None;
        self.for_administrators()
    }

    /// As administrators read it.
    #[must_use]
    pub fn for_administrators(self) -> Self {
        Self {
            change: self.change.without_secrets(),
            ..self
        }
    }
}

/// A change that is to be logged, with the incident's version after it.
pub(crate) struct Entry {
    pub(crate) incident: Option<(IncidentRef, u32)>,
    pub(crate) change: Change,
    /// Who made it together with the author.
    pub(crate) with: Vec<PersonId>,
}

impl Entry {
    pub(crate) fn of_incident(incident: IncidentRef, version: u32, change: Change) -> Self {
        Self {
            incident: Some((incident, version)),
            ..Self::of_workspace(change)
        }
    }

    pub(crate) fn of_workspace(change: Change) -> Self {
        Self {
            incident: None,
            change,
            with: Vec::new(),
        }
    }
}

pub(crate) const COLUMNS: &str = "seq, at_us, person, via, request_id, incident, version, name, body, others, \
                       address";

/// Logs what was done to the workspace, and makes it so.
pub(crate) async fn finish(
    mut conn: Conn,
    author: &Author,
    log: Vec<Change>,
    now: Moment,
) -> Result<(), StoreError> {
    let entries: Vec<_> = log.into_iter().map(Entry::of_workspace).collect();
    self::log(&mut conn, author, now, &entries).await?;
    conn.commit().await
}

/// Writes the rows. To be called last in a transaction.
pub(crate) async fn log(
    conn: &mut Conn,
    author: &Author,
    now: Moment,
    entries: &[Entry],
) -> Result<(), StoreError> {
    let entries: Vec<_> = entries.iter().map(|entry| (author, entry)).collect();
    log_by(conn, now, &entries).await
}

/// The same for what several did.
pub(crate) async fn log_by(
    conn: &mut Conn,
    now: Moment,
    entries: &[(&Author, &Entry)],
) -> Result<(), StoreError> {
    if entries.is_empty() {
        return Ok(());
    }
    let first = counters::take(conn, Counter::Changes, entries.len()).await?;
    // The counter is ours until the commit, so that the order of numbers is that of the chain.
    let mut hash = chain::before(conn, first).await?;
    let mut rows = Vec::with_capacity(entries.len());
    for (seq, (author, entry)) in (first..).zip(entries) {
        let (incident, version) = entry.incident.unzip();
        let mut row = args![
            seq,
            now,
            author.person,
            author.via.name(),
            author.request_id.clone(),
            incident,
            version.map(i64::from),
            entry.change.name(),
            document(&entry.change)?,
            others(&entry.with)?,
            entry.change.place(),
            author.address.clone(),
        ];
        hash = chain::link(&hash, &row);
        row.push(Arg::from(&hash));
        rows.push(row);
    }
    let sql = format!("INSERT INTO changes ({}, hash)", chain::COLUMNS);
    conn.insert(&sql, rows).await?;
    let last = first + i64::try_from(entries.len()).unwrap_or_default() - 1;
    conn.logged = u64::try_from(last).ok();
    growth::announce(conn, last).await
}

fn others(with: &[PersonId]) -> Result<Option<String>, StoreError> {
    let some = (!with.is_empty()).then_some(with);
    some.map(|with| document(&with)).transpose()
}

/// What happened after a number, oldest first.
pub(crate) async fn after(
    conn: &mut Conn,
    seq: u64,
    limit: u32,
) -> Result<Vec<ChangeRecord>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM changes WHERE seq > $1 ORDER BY seq LIMIT $2");
    let sql = sqlx::AssertSqlSafe(sql);
    let rows = conn.rows(sql, args![seq, limit]).await?;
    rows.iter().map(record).collect()
}

/// What happened to an incident after a version, oldest first.
pub(crate) async fn since(
    conn: &mut Conn,
    incident: IncidentRef,
    version: u32,
) -> Result<Vec<Change>, StoreError> {
    let sql = "SELECT body, seq FROM changes WHERE incident = $1 AND version > $2 ORDER BY seq";
    let rows = conn.rows(sql, args![incident, version]).await?;
    let read = |row: &Row| row.document(0, || format!("a change of {incident}"));
    rows.iter().map(read).collect()
}

/// What happened to the vocabulary of factors, newest first.
pub(crate) async fn of_vocabulary(conn: &mut Conn) -> Result<Vec<ChangeRecord>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM changes
         WHERE incident IS NULL AND name IN ('factor.added', 'factor.changed') ORDER BY seq DESC"
    );
    let rows = conn.rows(sqlx::AssertSqlSafe(sql), args![]).await?;
    rows.iter().map(record).collect()
}

/// How many incidents were changed in the transaction of a change of the workspace: their rows
/// follow it, of the same moment.
pub(crate) async fn incidents_with(
    conn: &mut Conn,
    sight: &Sight,
    change: &ChangeRecord,
) -> Result<u64, StoreError> {
    let sql = "SELECT seq FROM changes WHERE seq > $1 AND at_us <> $2 ORDER BY seq LIMIT 1";
    let end = conn.row(sql, args![change.seq, change.at]).await?;
    let end = end.map(|row| row.count(0)).transpose()?;
    let sql = format!(
        "SELECT count(DISTINCT incident) FROM changes
         WHERE seq > $1 AND seq < $2 AND incident IS NOT NULL {}",
        and_seen(sight, "incident")
    );
    let args = args![change.seq, end.unwrap_or(u64::MAX)];
    conn.one(sqlx::AssertSqlSafe(sql), args).await?.count(0)
}

impl Store {
    /// What happened after a number, oldest first: a page of the log, of which those rows are left
    /// out that tell of what whoever asks does not see, and the number up to which that is all.
    pub async fn changes(
        &self,
        sight: &Sight,
        seq: u64,
        limit: u32,
    ) -> Result<(Vec<ChangeRecord>, u64), StoreError> {
        let mut conn = self.read().await?;
        let page = after(&mut conn, seq, limit).await?;
        let reached = page.last().map_or(seq, |last| last.seq);
        // Read last: an incident that is restricted meanwhile is not told of.
        let hidden = hidden(&mut conn, sight).await?;
        Ok((without(page, &hidden), reached))
    }

    /// What happened to one incident, newest first; nothing when whoever asks does not see it.
    pub async fn changes_of(
        &self,
        sight: &Sight,
        incident: IncidentRef,
        limit: u32,
    ) -> Result<Vec<ChangeRecord>, StoreError> {
        let sql =
            format!("SELECT {COLUMNS} FROM changes WHERE incident = $1 ORDER BY seq DESC LIMIT $2");
        self.rows_told(sight, sql, args![incident, limit]).await
    }

    async fn rows_told(
        &self,
        sight: &Sight,
        sql: String,
        args: Vec<Arg>,
    ) -> Result<Vec<ChangeRecord>, StoreError> {
        let mut conn = self.read().await?;
        let rows = conn.rows(sqlx::AssertSqlSafe(sql), args).await?;
        let page: Vec<_> = rows.iter().map(record).collect::<Result<_, _>>()?;
        Ok(without(page, &hidden(&mut conn, sight).await?))
    }

    /// What the edit that made a version changed, in its order; empty when no edit made it that
    /// whoever asks is told of.
    pub async fn changes_that_made(
        &self,
        sight: &Sight,
        incident: IncidentRef,
        version: u32,
    ) -> Result<Vec<Change>, StoreError> {
        if !self.sees(sight, incident).await? {
            return Ok(Vec::new());
        }
        let sql = "SELECT body FROM changes WHERE incident = $1 AND version = $2 ORDER BY seq";
        let args = args![incident, version];
        let mut conn = self.read().await?;
        let rows = conn.rows(sql, args).await?;
        let hidden = hidden(&mut conn, sight).await?;
        let read = |row: &Row| row.document(0, || format!("a change of {incident}"));
        let made: Result<Vec<Change>, _> = rows.iter().map(read).collect();
        let told = made?
            .into_iter()
            .filter_map(|change| change.without(&hidden));
        Ok(told.collect())
    }

    /// What happened to an incident that whoever asks sees before a number, newest first and all of
    /// it: what is made of it is told [without](afterword_domain::Incident::without) what they do not
    /// see.
    pub async fn changes_before(
        &self,
        sight: &Sight,
        incident: IncidentRef,
        before: u64,
        limit: u32,
    ) -> Result<Vec<ChangeRecord>, StoreError> {
        if !self.sees(sight, incident).await? {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT {COLUMNS} FROM changes WHERE incident = $1 AND seq < $2
             ORDER BY seq DESC LIMIT $3"
        );
        let args = args![incident, before, limit];
        let sql = sqlx::AssertSqlSafe(sql);
        let rows = self.read().await?.rows(sql, args).await?;
        rows.iter().map(record).collect()
    }

    /// What happened to an incident after a version and up to another, newest first.
    pub async fn changes_between(
        &self,
        sight: &Sight,
        incident: IncidentRef,
        (after, upto): (u32, u32),
        limit: u32,
    ) -> Result<Vec<ChangeRecord>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM changes
             WHERE incident = $1 AND version > $2 AND version <= $3 ORDER BY seq DESC LIMIT $4"
        );
        let args = args![incident, after, upto, limit];
        self.rows_told(sight, sql, args).await
    }

    /// Whether it was begun as the demo workspace: its first change came that way.
    pub async fn is_demo(&self) -> Result<bool, StoreError> {
        let sql = "SELECT via FROM changes ORDER BY seq LIMIT 1";
        let first = self.read().await?.row(sql, args![]).await?;
        let via = first.map(|row| row.text(0)).transpose()?;
        Ok(via.is_some_and(|via| via == Via::Demo.name()))
    }

    /// The number of the last change; 0 before the first.
    pub async fn latest_seq(&self) -> Result<u64, StoreError> {
        let last = counters::last(&mut self.read().await?, Counter::Changes).await?;
        Ok(u64::try_from(last).unwrap_or_default())
    }
}

fn without(page: Vec<ChangeRecord>, hidden: &Hidden) -> Vec<ChangeRecord> {
    page.into_iter()
        .filter_map(|record| told(record, hidden))
        .collect()
}

/// A row as whoever does not see these incidents is told of it; `None` when it tells of them.
pub(crate) fn told(record: ChangeRecord, hidden: &Hidden) -> Option<ChangeRecord> {
    let of = record.incident;
    if of.is_some_and(|incident| hidden.holds(incident)) {
        return None;
    }
    let change = record.change.without(hidden)?;
    Some(ChangeRecord { change, ..record })
}

pub(crate) fn record(row: &Row) -> Result<ChangeRecord, StoreError> {
    let seq = row.count(0)?;
    let via = row.text(3)?;
    let via = Via::named(&via).ok_or_else(|| StoreError::corrupt(format!("change {seq}")))?;
    Ok(ChangeRecord {
        seq,
        at: row.moment(1)?,
        author: Author {
            person: row.maybe_number(2)?,
            via,
            request_id: row.maybe_text(4)?,
            address: row.maybe_text(10)?,
        },
        with: match row.maybe_text(9)? {
            Some(others) => read_document(&others, || format!("change {seq}"))?,
            None => Vec::new(),
        },
        incident: row.maybe_number(5)?.map(IncidentRef),
        version: row.maybe_number(6)?,
        name: row.text(7)?,
        change: row.document(8, || format!("change {seq}"))?,
    })
}
