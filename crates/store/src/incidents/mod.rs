//! Incidents: the document, and the columns and rows that are projected from it.

pub(crate) mod beside;
pub(crate) mod edit;
pub(crate) mod feed;
pub(crate) mod gist;
pub(crate) mod imports;
pub(crate) mod list;
mod meeting_row;
pub(crate) mod open;
pub(crate) mod projection;
pub(crate) mod search_text;
pub(crate) mod together;
pub(crate) mod totals;

use afterword_domain::policy::Sight;
use afterword_domain::{Incident, IncidentRef, Moment};
use sqlx::AssertSqlSafe;

use crate::Store;
use crate::conn::{Conn, args};
use crate::dialect;
use crate::error::StoreError;
use crate::sight::{and_seen, as_seen};

impl Store {
    /// The whole of one incident, as whoever asks sees it; `None` when they do not.
    pub async fn incident(
        &self,
        sight: &Sight,
        reference: IncidentRef,
    ) -> Result<Option<Incident>, StoreError> {
        let mut conn = self.read().await?;
        match load(&mut conn, reference).await? {
            Some(incident) if sight.sees(&incident.visibility) => {
                as_seen(&mut conn, sight, incident).await.map(Some)
            }
            _ => Ok(None),
        }
    }

    /// Several, in the order in which they are named, but for those that whoever asks does not see.
    pub async fn incidents_named(
        &self,
        sight: &Sight,
        references: &[IncidentRef],
    ) -> Result<Vec<Incident>, StoreError> {
        let mut conn = self.read().await?;
        let sql = format!(
            "SELECT body FROM incident_bodies WHERE incident IN ({})",
            dialect::numbers_of(conn.engine(), "$1")
        );
        let numbers: Vec<_> = references.iter().map(|one| one.0.to_string()).collect();
        let list = format!("[{}]", numbers.join(","));
        let rows = conn.rows(AssertSqlSafe(sql), args![list]).await?;
        let mut found = Vec::with_capacity(rows.len());
        for row in &rows {
            let incident: Incident = row.document(0, || "an incident".into())?;
            if sight.sees(&incident.visibility) {
                found.push(as_seen(&mut conn, sight, incident).await?);
            }
        }
        let place = |one: &Incident| references.iter().position(|at| *at == one.reference);
        found.sort_by_key(place);
        Ok(found)
    }

    /// When an incident began; `None` when there is no such incident for whoever asks.
    pub async fn began(
        &self,
        sight: &Sight,
        reference: IncidentRef,
    ) -> Result<Option<Moment>, StoreError> {
        began(&mut self.read().await?, sight, reference).await
    }
}

pub(crate) async fn began(
    conn: &mut Conn,
    sight: &Sight,
    reference: IncidentRef,
) -> Result<Option<Moment>, StoreError> {
    let sql = format!(
        "SELECT began_us FROM incidents WHERE number = $1 {}",
        and_seen(sight, "number")
    );
    let row = conn.row(AssertSqlSafe(sql), args![reference]).await?;
    row.map(|row| row.moment(0)).transpose()
}

/// Of what an incident is a duplicate; `None` when there is no such incident.
pub(crate) async fn duplicate_of(
    conn: &mut Conn,
    reference: IncidentRef,
) -> Result<Option<Option<IncidentRef>>, StoreError> {
    let sql = "SELECT duplicate_of FROM incidents WHERE number = $1";
    let row = conn.row(sql, args![reference]).await?;
    let row = row.map(|row| row.maybe_number::<u32>(0)).transpose()?;
    Ok(row.map(|number| number.map(IncidentRef)))
}

/// What is a duplicate of an incident.
pub(crate) async fn duplicates_of(
    conn: &mut Conn,
    reference: IncidentRef,
) -> Result<Vec<IncidentRef>, StoreError> {
    let sql = "SELECT number FROM incidents WHERE duplicate_of = $1 ORDER BY number";
    let rows = conn.rows(sql, args![reference]).await?;
    rows.iter().map(|row| row.incident(0)).collect()
}

pub(crate) async fn load(
    conn: &mut Conn,
    reference: IncidentRef,
) -> Result<Option<Incident>, StoreError> {
    let sql = "SELECT body FROM incident_bodies WHERE incident = $1";
    let row = conn.row(sql, args![reference]).await?;
    row.map(|row| row.document(0, || reference.to_string()))
        .transpose()
}

/// Loads the aggregate within a write; nobody else changes it until the commit.
pub(crate) async fn load_for_edit(
    conn: &mut Conn,
    reference: IncidentRef,
) -> Result<Option<Incident>, StoreError> {
    let sql = dialect::load_for_edit(conn.engine());
    let row = conn.row(sql, args![reference]).await?;
    row.map(|row| row.document(0, || reference.to_string()))
        .transpose()
}
