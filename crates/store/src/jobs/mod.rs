//! Background work on disk: asked for in the transaction of what asks for it, claimed by one server
//! at a time, and gone once it is done. A server that dies leaves its jobs to the others when its
//! claim is over; what it writes after that comes to nothing.

mod claim;
mod follow;
mod list;

use afterword_domain::Moment;
use afterword_domain::job::Work;

pub use claim::Claim;
pub(crate) use list::retry_failed;
pub use list::{Job, JobCounts};

use crate::Store;
use crate::conn::{Arg, Conn, args};
use crate::error::StoreError;
use crate::values::document;

const INSERT: &str = "INSERT INTO jobs (key, work, state, due_us, tries, created_us)";

impl Store {
    /// Asks for work of which the log says nothing: what its time brings about.
    pub async fn ask_for_work(
        &self,
        work: &[Work],
        due_at: Moment,
        now: Moment,
    ) -> Result<(), StoreError> {
        let mut conn = self.write().await?;
        ask(&mut conn, work, due_at, now).await?;
        conn.commit().await
    }

    /// Asks for work of which one is enough: what waits already is done at that moment, and what
    /// was given up begins again.
    pub async fn ask_once_for(
        &self,
        work: &Work,
        due_at: Moment,
        now: Moment,
    ) -> Result<(), StoreError> {
        let mut conn = self.write().await?;
        ask_anew(&mut conn, work, due_at, now).await?;
        conn.commit().await
    }
}

/// Asks for work of which one is enough: what waits already is done at that moment, and what was
/// given up begins again.
pub(crate) async fn ask_anew(
    conn: &mut Conn,
    work: &Work,
    due_at: Moment,
    now: Moment,
) -> Result<(), StoreError> {
    let key = work.key();
    let sql = "DELETE FROM jobs WHERE key = $1 AND work = $2 AND state = 'failed'";
    conn.run(sql, args![key.clone(), document(work)?]).await?;
    let sql = "UPDATE jobs SET due_us = $3 WHERE key = $1 AND work = $2 AND state = 'waiting'";
    let waiting = conn.run(sql, args![key, document(work)?, due_at]).await?;
    conn.asked = true;
    if waiting == 0 {
        ask(conn, std::slice::from_ref(work), due_at, now).await?;
    }
    Ok(())
}

/// Asks for work that is to be done at a moment.
pub(crate) async fn ask(
    conn: &mut Conn,
    work: &[Work],
    due_at: Moment,
    now: Moment,
) -> Result<(), StoreError> {
    conn.asked = true;
    let rows: Result<Vec<_>, _> = work.iter().map(|work| row(work, due_at, now)).collect();
    conn.insert(INSERT, rows?).await
}

fn row(work: &Work, due_at: Moment, now: Moment) -> Result<Vec<Arg>, StoreError> {
    Ok(args![
        work.key(),
        document(work)?,
        "waiting",
        due_at,
        0_u32,
        now
    ])
}
