//! What people said is no pattern.

use afterword_domain::change::Edit;
use afterword_domain::learning::no_pattern::{NoPattern, NoPatternError, NoPatternForm};
use afterword_domain::policy::Sight;
use afterword_domain::{Change, Moment, NoPatternId};

use crate::Store;
use crate::author::Author;
use crate::changes;
use crate::conn::args;
use crate::counters::{self, Counter};
use crate::error::StoreError;
use crate::incidents::began;
use crate::row::Row;
use crate::sight::hidden;
use crate::values::{document, small};
use crate::workspace::error::SaveError;

impl Store {
    /// What was said of incidents that whoever asks sees, in the order in which it was said.
    pub async fn no_patterns(&self, sight: &Sight) -> Result<Vec<NoPattern>, StoreError> {
        let sql = "SELECT body FROM no_patterns ORDER BY id";
        let mut conn = self.read().await?;
        let rows = conn.rows(sql, args![]).await?;
        let mut all: Vec<_> = rows.iter().map(read).collect::<Result<_, _>>()?;
        let hidden = hidden(&mut conn, sight).await?;
        all.retain(|one| !one.incidents.iter().any(|incident| hidden.holds(*incident)));
        Ok(all)
    }

    /// Remembers that incidents share nothing but words.
    pub async fn add_no_pattern(
        &self,
        (sight, author): (&Sight, &Author),
        form: NoPatternForm,
        now: Moment,
    ) -> Result<NoPattern, SaveError> {
        let mut conn = self.write().await?;
        let id = counters::take(&mut conn, Counter::NoPatterns, 1).await?;
        let entry = form.into_entry(NoPatternId(small(id)?));
        let entry = entry.map_err(SaveError::refused)?;
        for incident in &entry.incidents {
            if began(&mut conn, sight, *incident).await?.is_none() {
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
        (sight, author): (&Sight, &Author),
        id: NoPatternId,
        now: Moment,
    ) -> Result<(), SaveError> {
        let mut conn = self.write().await?;
        counters::take(&mut conn, Counter::NoPatterns, 0).await?;
        let sql = "SELECT body FROM no_patterns WHERE id = $1";
        let row = conn.row(sql, args![id]).await?;
        let entry = row.as_ref().map(read).transpose()?;
        let hidden = hidden(&mut conn, sight).await?;
        let seen = |one: &NoPattern| !one.incidents.iter().any(|other| hidden.holds(*other));
        let entry = entry.filter(seen).ok_or(SaveError::NotFound)?;
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
