//! Work that follows from what happened: the change log is read once by all servers together, and
//! how far they came is written in the transaction that asks for the work. So nothing that happened
//! is passed over, and nothing is asked for twice.

use afterword_domain::Moment;
use afterword_domain::job::Work;

use super::ask_anew;
use crate::Store;
use crate::changes::{self, ChangeRecord};
use crate::conn::args;
use crate::counters::{self, Counter};
use crate::error::StoreError;

impl Store {
    /// Reads on in the log and asks for the work that follows. Answers with how many changes that
    /// were; 0 at the end of the log.
    pub async fn follow_log(
        &self,
        most: u32,
        now: Moment,
        follows: impl Fn(&ChangeRecord) -> Vec<(Work, Moment)> + Send,
    ) -> Result<usize, StoreError> {
        // Asked of a reader: who writes is not disturbed when nothing happened.
        let mut conn = self.read().await?;
        let sql = "SELECT seq FROM log_followed";
        let followed = conn.one(sql, args![]).await?.int(0)?;
        if followed == counters::last(&mut conn, Counter::Changes).await? {
            return Ok(0);
        }
        drop(conn);
        let mut conn = self.write().await?;
        // Held until the commit: other servers wait here.
        let sql = "UPDATE log_followed SET seq = seq RETURNING seq";
        let before = conn.one(sql, args![]).await?.count(0)?;
        let records = changes::after(&mut conn, before, most).await?;
        for record in &records {
            for (work, due_at) in follows(record) {
                ask_anew(&mut conn, &work, due_at, now).await?;
            }
        }
        if let Some(last) = records.last() {
            let sql = "UPDATE log_followed SET seq = $1";
            conn.run(sql, args![last.seq]).await?;
        }
        conn.commit().await?;
        Ok(records.len())
    }
}
