//! What is read or taken out, written into the log.

use afterword_domain::audit::{self, AuditChange, VIEW_MINUTES};
use afterword_domain::{Change, IncidentRef, Moment};

use crate::Store;
use crate::author::Author;
use crate::changes::{self, Entry};
use crate::conn::args;
use crate::error::StoreError;

impl Store {
    /// Writes down that somebody opened an incident that not everybody sees, once in an hour.
    /// Answers with whether that was news.
    pub async fn note_view(
        &self,
        author: &Author,
        incident: IncidentRef,
        now: Moment,
    ) -> Result<bool, StoreError> {
        let [viewed, _] = audit::places_of(incident);
        let sql = "SELECT 1 FROM changes
                   WHERE incident IS NULL AND place = $1 AND person = $2 AND at_us > $3 LIMIT 1";
        let lately = now.plus_minutes(-VIEW_MINUTES);
        let mut conn = self.read().await?;
        let known = conn.row(sql, args![viewed, author.person, lately]).await?;
        if known.is_some() {
            return Ok(false);
        }
        drop(conn);
        self.note(author, AuditChange::Viewed { incident }, now)
            .await?;
        Ok(true)
    }

    /// Writes down that something was taken out of the workspace.
    pub async fn note_export(
        &self,
        author: &Author,
        export: audit::Exported,
        (incident, count): (Option<IncidentRef>, Option<u64>),
        now: Moment,
    ) -> Result<(), StoreError> {
        let exported = AuditChange::Exported {
            export,
            incident,
            count,
        };
        self.note(author, exported, now).await
    }

    async fn note(
        &self,
        author: &Author,
        change: AuditChange,
        now: Moment,
    ) -> Result<(), StoreError> {
        let mut conn = self.write().await?;
        let entry = Entry::of_workspace(Change::Audit(change));
        changes::log(&mut conn, author, now, &[entry]).await?;
        conn.commit().await
    }
}
