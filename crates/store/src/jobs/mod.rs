//! Background work on disk: asked for in the transaction of what asks for it, claimed by one server
//! at a time, and gone once it is done. A server that dies leaves its jobs to the others when its
//! claim is over; what it writes after that comes to nothing.

mod claim;
mod follow;
mod list;

use afterword_domain::Moment;
use afterword_domain::job::Work;

pub use claim::Claim;
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
}

/// Asks for work that is to be done at a moment.
pub(crate) async fn ask(
    conn: &mut Conn,
    work: &[Work],
    due_at: Moment,
    now: Moment,
) -> Result<(), StoreError> {
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
