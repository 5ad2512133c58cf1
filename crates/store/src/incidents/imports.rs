//! Documents that were imported: which incident each became, and what it looked like then.

use std::convert::Infallible;

use afterword_domain::{Change, Incident, IncidentRef, Moment};
use sqlx::AssertSqlSafe;

use super::{load_for_edit, projection};
use crate::Store;
use crate::author::Author;
use crate::changes::{self, Entry};
use crate::conn::{Arg, Conn, args};
use crate::counters::{self, Counter};
use crate::error::StoreError;
use crate::incidents::edit::EditError;
use crate::incidents::open::Source;

/// Names to a statement: far below the most values that either database binds.
const MOST: usize = 500;

pub(crate) async fn sources(
    conn: &mut Conn,
    names: &[String],
) -> Result<Vec<(String, String, IncidentRef)>, StoreError> {
    let mut found = Vec::new();
    for names in names.chunks(MOST) {
        let places: Vec<_> = (1..=names.len())
            .map(|number| format!("${number}"))
            .collect();
        let sql = format!(
            "SELECT source, fingerprint, incident FROM import_sources WHERE source IN ({})",
            places.join(", ")
        );
        let args = names.iter().map(|name| Arg::from(name.as_str())).collect();
        for row in conn.rows(AssertSqlSafe(sql), args).await? {
            found.push((row.text(0)?, row.text(1)?, row.incident(2)?));
        }
    }
    Ok(found)
}

impl Store {
    /// Those of the named documents that were imported: name, fingerprint, incident.
    pub async fn source(
        &self,
        names: &[String],
    ) -> Result<Vec<(String, String, IncidentRef)>, StoreError> {
        sources(&mut self.read().await?, names).await
    }

    /// Puts a document that was imported again in the place of its incident. The reference, the
    /// moment of opening and the numbers of entries already given stay; `changes` are logged.
    /// Without a change only the document's fingerprint is kept: nothing changes unlogged.
    pub async fn replace_incident(
        &self,
        author: &Author,
        reference: IncidentRef,
        mut incident: Incident,
        source: Source,
        changes: Vec<Change>,
        now: Moment,
    ) -> Result<Incident, EditError<Infallible>> {
        let mut conn = self.write().await?;
        counters::take(&mut conn, Counter::Edits, 0).await?;
        let before = load_for_edit(&mut conn, reference).await?;
        let before = before.ok_or(EditError::NotFound)?;
        keep(&mut conn, source, reference).await?;
        if changes.is_empty() {
            conn.commit().await?;
            return Ok(before);
        }
        incident.reference = reference;
        incident.version = before.version + 1;
        incident.created_at = before.created_at;
        incident.updated_at = now;
        incident.next_entry = incident.next_entry.max(before.next_entry);
        projection::replace(&mut conn, &before, &incident).await?;
        let entry = |change| Entry {
            incident: Some((reference, incident.version)),
            change,
        };
        let entries: Vec<_> = changes.into_iter().map(entry).collect();
        changes::log(&mut conn, author, now, &entries).await?;
        conn.commit().await?;
        Ok(incident)
    }
}

async fn keep(conn: &mut Conn, source: Source, incident: IncidentRef) -> Result<(), StoreError> {
    let sql = "INSERT INTO import_sources (source, fingerprint, incident) VALUES ($1, $2, $3)
               ON CONFLICT (source) DO UPDATE
               SET fingerprint = excluded.fingerprint, incident = excluded.incident";
    let args = args![source.name, source.fingerprint, incident];
    conn.run(sql, args).await.map(|_| ())
}
