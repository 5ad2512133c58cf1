//! Meetings of all incidents by their time.

use afterword_domain::Moment;
use afterword_domain::meeting::entry::MeetingEntry;
use afterword_domain::policy::Sight;
use sqlx::AssertSqlSafe;

use crate::Store;
use crate::conn::args;
use crate::error::StoreError;
use crate::row::Row;
use crate::sight::and_seen;

impl Store {
    /// Meetings that are planned for a span of time or were called off in it, in the order of their
    /// times; at most `limit`.
    pub async fn meetings(
        &self,
        sight: &Sight,
        (from, until): (Moment, Moment),
        limit: u32,
    ) -> Result<Vec<MeetingEntry>, StoreError> {
        let sql = format!(
            "SELECT body FROM meetings WHERE at_us >= $1 AND at_us < $2 {}
             ORDER BY at_us, incident LIMIT $3",
            and_seen(sight, "incident")
        );
        let rows = self
            .read()
            .await?
            .rows(AssertSqlSafe(sql), args![from, until, limit])
            .await?;
        let read = |row: &Row| row.document(0, || "a meeting".into());
        rows.iter().map(read).collect()
    }
}
