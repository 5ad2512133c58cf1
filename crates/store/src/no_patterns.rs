//! What people said is no pattern.

use afterword_domain::change::Edit;
use afterword_domain::learning::no_pattern::{NoPattern, NoPatternError, NoPatternForm};
use afterword_domain::{Change, Moment, NoPatternId};

use crate::Store;
use crate::author::Author;
use crate::changes;
use crate::conn::{Row, args};
use crate::counters::{self, Counter};
use crate::error::StoreError;
use crate::values::{document, small};
use crate::workspace::error::SaveError;

impl Store {
    /// All of it, in the order in which it was said.
    pub async fn no_patterns(&self) -> Result<Vec<NoPattern>, StoreError> {
        let sql = "SELECT body FROM no_patterns ORDER BY id";
        let rows = self.read().await?.rows(sql, args![]).await?;
        rows.iter().map(read).collect()
    }

    /// Remembers that incidents share nothing but words.
    pub async fn add_no_pattern(
        &self,
        author: &Author,
        form: NoPatternForm,
        now: Moment,
    ) -> Result<NoPattern, SaveError> {
        let mut conn = self.write().await?;
        let id = counters::take(&mut conn, Counter::NoPatterns, 1).await?;
        let entry = form.into_entry(NoPatternId(small(id)?));
        let entry = entry.map_err(SaveError::refused)?;
        for incident in &entry.incidents {
            let sql = "SELECT count(*) FROM incidents WHERE number = $1";
            if conn.one(sql, args![*incident]).await?.int(0)? == 0 {
                return Err(SaveError::refused(NoPatternError::NoSuchIncident(
                    *incident,
                )));
            }
        }
        let row = args![entry.id, document(&entry)?];
        conn.insert("INSERT INTO no_patterns (id, body)", vec![row])
            .await?;
        let added = Change::NoPattern(Edit::Added {
            at: 0,
            entry: entry.clone(),
        });
        changes::finish(conn, author, vec![added], now).await?;
        Ok(entry)
    }

    /// Takes it back: they may be offered together again.
    pub async fn remove_no_pattern(
        &self,
        author: &Author,
        id: NoPatternId,
        now: Moment,
    ) -> Result<(), SaveError> {
        let mut conn = self.write().await?;
        counters::take(&mut conn, Counter::NoPatterns, 0).await?;
        let sql = "SELECT body FROM no_patterns WHERE id = $1";
        let row = conn.row(sql, args![id]).await?;
        let entry = row.as_ref().map(read).transpose()?;
        let entry = entry.ok_or(SaveError::NotFound)?;
        conn.run("DELETE FROM no_patterns WHERE id = $1", args![id])
            .await?;
        let removed = Change::NoPattern(Edit::Removed { at: 0, entry });
        changes::finish(conn, author, vec![removed], now).await?;
        Ok(())
    }
}

fn read(row: &Row) -> Result<NoPattern, StoreError> {
    row.document(0, || "what is no pattern".into())
}
