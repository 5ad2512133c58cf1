//! Removing what is older than a workspace keeps, of the kinds that nothing else reads.
//!
//! What happened to incidents stays, since their history and Undo are made of it; so do services,
//! factors and what was removed before, and the first entry, which says what the workspace began
//! as. What was not followed yet stays too, however old it says it is, and so does whatever comes
//! behind the first entry that is young enough: a clock that was wrong makes nothing go early, and
//! whoever looks at the log can tell a removal of ours from one that somebody wrote into it.

use afterword_domain::audit::AuditChange;
use afterword_domain::{Change, Moment};
use sqlx::AssertSqlSafe;

use super::chain::Hash;
use super::{anchors, chain};
use crate::Store;
use crate::author::Author;
use crate::changes::{self, Entry};
use crate::conn::{Conn, args};
use crate::counters::{self, Counter};
use crate::dialect;
use crate::error::StoreError;
use crate::values::document;

const REMOVABLE: &str = "incident IS NULL AND at_us < $1 AND seq > 1
    AND seq <= (SELECT min(seq) FROM log_followed)
    AND seq < coalesce((SELECT min(seq) FROM changes WHERE at_us >= $1), 9223372036854775807)
    AND name NOT LIKE 'service.%' AND name NOT LIKE 'factor.%' AND name NOT LIKE 'audit.%'";

impl Store {
    /// Removes at most so many entries of before a moment, and has the log say so. Answers with how
    /// many those were.
    pub async fn shorten_log(
        &self,
        author: &Author,
        before: Moment,
        most: u32,
        now: Moment,
    ) -> Result<u64, StoreError> {
        // Asked of a reader: mostly there is nothing to remove, and who writes is not disturbed.
        if removable(&mut self.read().await?, before, 1)
            .await?
            .is_empty()
        {
            return Ok(0);
        }
        let mut conn = self.write().await?;
        // Held until the commit: nobody else logs or removes meanwhile.
        counters::take(&mut conn, Counter::Changes, 0).await?;
        let gone = removable(&mut conn, before, most).await?;
        if gone.is_empty() {
            return Ok(0);
        }
        let known = anchors::read(&mut conn).await?;
        let joined = anchors::join(&known, &gone);
        anchors::replace(&mut conn, &known, &joined).await?;
        let seqs: Vec<_> = gone.iter().map(|(seq, _)| *seq).collect();
        let list = dialect::numbers_of(conn.engine(), "$1");
        let sql = format!("DELETE FROM changes WHERE seq IN ({list})");
        let removed = conn
            .run(AssertSqlSafe(sql), args![document(&seqs)?])
            .await?;
        let shortened = AuditChange::Shortened {
            before,
            removed,
            anchors: anchors::digest(&joined),
        };
        let entry = Entry::of_workspace(Change::Audit(shortened));
        changes::log(&mut conn, author, now, &[entry]).await?;
        conn.commit().await?;
        Ok(removed)
    }
}

async fn removable(
    conn: &mut Conn,
    before: Moment,
    most: u32,
) -> Result<Vec<(i64, Hash)>, StoreError> {
    let sql = format!("SELECT seq, hash FROM changes WHERE {REMOVABLE} ORDER BY seq LIMIT $2");
    let rows = conn.rows(AssertSqlSafe(sql), args![before, most]).await?;
    let mut gone = Vec::with_capacity(rows.len());
    for row in &rows {
        let seq = row.int(0)?;
        // One without a hash is damaged, and stays to be found.
        if let Some(hash) = chain::hash(row, 1)? {
            gone.push((seq, hash));
        }
    }
    Ok(gone)
}
