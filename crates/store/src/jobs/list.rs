//! Jobs as the settings show them, and what an administrator does about one that was given up.

use afterword_domain::job::{JobId, JobState, Work};
use afterword_domain::policy::Sight;
use afterword_domain::{Change, Moment};
use serde::Serialize;
use sqlx::AssertSqlSafe;
use utoipa::ToSchema;

use super::row;
use crate::SaveError;
use crate::Store;
use crate::author::Author;
use crate::changes;
use crate::conn::{Conn, args};
use crate::dialect;
use crate::error::StoreError;
use crate::row::Row;
use crate::sight::hidden;
use crate::values::{document, name_of, named};

/// A job that is not done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Job {
    pub id: JobId,
    #[serde(flatten)]
    pub work: Work,
    pub state: JobState,
    /// Of a waiting one, when it is done at the earliest; of a running one, until when its server
    /// has it; of a failed one, the last of either.
    pub due_at: Moment,
    /// How often it was begun.
    pub tries: u32,
    /// What went wrong the last time.
    pub problem: Option<String>,
    pub asked_at: Moment,
}

/// How many jobs there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct JobCounts {
    pub waiting: u64,
    pub running: u64,
    pub failed: u64,
}

impl Store {
    /// Jobs in one state, those of the earliest time first.
    pub async fn jobs(&self, state: JobState, most: u32) -> Result<Vec<Job>, StoreError> {
        let sql = "SELECT id, work, state, due_us, tries, problem, created_us FROM jobs
                   WHERE state = $1 ORDER BY due_us, id LIMIT $2";
        let args = args![name_of(&state), most];
        let rows = self.read().await?.rows(sql, args).await?;
        rows.iter().map(job).collect()
    }

    pub async fn count_jobs(&self) -> Result<JobCounts, StoreError> {
        let sql = "SELECT state, count(*) FROM jobs GROUP BY state";
        let mut counts = JobCounts::default();
        for row in self.read().await?.rows(sql, args![]).await? {
            let count = row.count(1)?;
            match named(row.text(0)?, "a job's state")? {
                JobState::Waiting => counts.waiting = count,
                JobState::Running => counts.running = count,
                JobState::Failed => counts.failed = count,
            }
        }
        Ok(counts)
    }

    /// The earliest moment at which there may be something to do.
    pub async fn next_job_due(&self) -> Result<Option<Moment>, StoreError> {
        let sql = "SELECT min(due_us) FROM jobs WHERE state <> 'failed'";
        let row = self.read().await?.one(sql, args![]).await?;
        row.maybe_moment(0)
    }

    /// Has a job that was given up tried again from the beginning, as a new one behind others of
    /// its key.
    pub async fn retry_job(
        &self,
        (sight, author): (&Sight, &Author),
        id: JobId,
        now: Moment,
    ) -> Result<(), SaveError> {
        let mut conn = self.write().await?;
        let work = take_failed(&mut conn, sight, id).await?;
        conn.insert(super::INSERT, vec![row(&work, now, now)?])
            .await?;
        let change = Change::FailedWork {
            work,
            dropped: false,
        };
        Ok(changes::finish(conn, author, vec![change], now).await?)
    }

    /// Has all tried again that was given up and that somebody may know of. Answers with how much
    /// that was.
    pub async fn retry_failed_jobs(
        &self,
        (sight, author): (&Sight, &Author),
        now: Moment,
    ) -> Result<usize, StoreError> {
        let mut conn = self.write().await?;
        let retried = retry_failed(&mut conn, sight, "", now).await?;
        let count = retried.len();
        changes::finish(conn, author, retried, now).await?;
        Ok(count)
    }

    /// Takes all away that was given up and that somebody may know of. Answers with how much that
    /// was.
    pub async fn drop_failed_jobs(
        &self,
        (sight, author): (&Sight, &Author),
        now: Moment,
    ) -> Result<usize, StoreError> {
        let mut conn = self.write().await?;
        let dropped = take_all_failed(&mut conn, sight, "").await?.into_iter();
        let dropped = dropped.map(|work| Change::FailedWork {
            work,
            dropped: true,
        });
        let dropped: Vec<_> = dropped.collect();
        let count = dropped.len();
        changes::finish(conn, author, dropped, now).await?;
        Ok(count)
    }

    /// Takes a job away that was given up.
    pub async fn drop_job(
        &self,
        (sight, author): (&Sight, &Author),
        id: JobId,
        now: Moment,
    ) -> Result<(), SaveError> {
        let mut conn = self.write().await?;
        let work = take_failed(&mut conn, sight, id).await?;
        let change = Change::FailedWork {
            work,
            dropped: true,
        };
        Ok(changes::finish(conn, author, vec![change], now).await?)
    }
}

/// Has all tried again, and now, whose key begins so and that somebody may know of, also what waits
/// after a failure. Answers with what is to be logged of it.
pub(crate) async fn retry_failed(
    conn: &mut Conn,
    sight: &Sight,
    beginning: &str,
    now: Moment,
) -> Result<Vec<Change>, StoreError> {
    let sql = "SELECT id, work FROM jobs
               WHERE state = 'waiting' AND problem IS NOT NULL AND key LIKE $1";
    let waiting = known_to(conn, sight, sql, beginning).await?;
    let list = dialect::numbers_of(conn.engine(), "$1");
    let sql = format!("UPDATE jobs SET due_us = $2 WHERE state = 'waiting' AND id IN ({list})");
    conn.run(AssertSqlSafe(sql), args![waiting, now]).await?;
    let failed = take_all_failed(conn, sight, beginning).await?;
    super::ask(conn, &failed, now, now).await?;
    let retried = failed.into_iter().map(|work| Change::FailedWork {
        work,
        dropped: false,
    });
    Ok(retried.collect())
}

/// The numbers of those jobs, as a JSON list, that concern no incident which somebody does not see.
async fn known_to(
    conn: &mut Conn,
    sight: &Sight,
    sql: &'static str,
    beginning: &str,
) -> Result<String, StoreError> {
    let hidden = hidden(conn, sight).await?;
    let mut known = Vec::new();
    for row in conn.rows(sql, args![format!("{beginning}%")]).await? {
        let work: Work = row.document(1, || "a job".into())?;
        if work.incident().is_none_or(|one| !hidden.holds(one)) {
            known.push(row.count(0)?);
        }
    }
    document(&known)
}

async fn take_all_failed(
    conn: &mut Conn,
    sight: &Sight,
    beginning: &str,
) -> Result<Vec<Work>, StoreError> {
    let sql = "SELECT id, work FROM jobs WHERE state = 'failed' AND key LIKE $1";
    let known = known_to(conn, sight, sql, beginning).await?;
    let list = dialect::numbers_of(conn.engine(), "$1");
    let sql =
        format!("DELETE FROM jobs WHERE state = 'failed' AND id IN ({list}) RETURNING id, work");
    let rows = conn.rows(AssertSqlSafe(sql), args![known]).await?;
    let read = |row: &Row| Ok((row.count(0)?, row.document(1, || "a job".into())?));
    let rows: Result<Vec<(u64, Work)>, StoreError> = rows.iter().map(read).collect();
    let mut rows = rows?;
    rows.sort_by_key(|(id, _)| *id);
    Ok(rows.into_iter().map(|(_, work)| work).collect())
}

/// Takes one out that was given up; none that concerns an incident which whoever asks does not see.
async fn take_failed(conn: &mut Conn, sight: &Sight, id: JobId) -> Result<Work, SaveError> {
    let sql = "DELETE FROM jobs WHERE id = $1 AND state = 'failed' RETURNING work";
    let row = conn.row(sql, args![id.0]).await?;
    let row = row.ok_or(SaveError::NotFound)?;
    let work: Work = row.document(0, || format!("job {id}"))?;
    let hidden = hidden(conn, sight).await?;
    if work.incident().is_some_and(|one| hidden.holds(one)) {
        return Err(SaveError::NotFound);
    }
    Ok(work)
}

fn job(row: &Row) -> Result<Job, StoreError> {
    let id = JobId(row.count(0)?);
    Ok(Job {
        id,
        work: row.document(1, || format!("job {id}"))?,
        state: named(row.text(2)?, "a job's state")?,
        due_at: row.moment(3)?,
        tries: row.number(4)?,
        problem: row.maybe_text(5)?,
        asked_at: row.moment(6)?,
    })
}
