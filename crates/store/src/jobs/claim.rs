//! Claiming jobs, and what becomes of a claim. It is known by the job's number and by how often the
//! job was begun: who was away until the claim was over and another server began it can change
//! nothing any more.

use afterword_domain::Moment;
use afterword_domain::job::{JobId, Lane, Work};
use sqlx::AssertSqlSafe;

use crate::Store;
use crate::conn::{Arg, args};
use crate::dialect;
use crate::error::StoreError;

/// How many tries more than its patience a job is begun: those that no server brought to an end.
const LEFT_MOST: u32 = 5;

/// A job that is this program's to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    pub id: JobId,
    pub work: Work,
    /// How often it was begun, this time included.
    pub tries: u32,
}

impl Claim {
    /// Whether nothing follows when this try fails.
    #[must_use]
    pub fn is_last_try(&self) -> bool {
        self.work.patience().ends_with(self.tries)
    }

    /// Whether servers have begun it so often, and ended in the middle, that it may be why they end.
    #[must_use]
    pub fn was_left_too_often(&self) -> bool {
        self.work
            .patience()
            .ends_with(self.tries.saturating_sub(LEFT_MOST))
    }
}

impl Store {
    /// Claims jobs of a lane whose time has come, those that have waited longest first. Whoever
    /// does not finish one, or [hold](Self::hold_job) it, until `until` loses it.
    pub async fn claim_jobs(
        &self,
        lane: Lane,
        most: usize,
        now: Moment,
        until: Moment,
    ) -> Result<Vec<Claim>, StoreError> {
        let outward = Lane::OUTWARD.map(|prefix| format!("key LIKE '{prefix}%'"));
        let outward = outward.join(" OR ");
        let which = match lane {
            Lane::Outward => format!("({outward})"),
            Lane::Inward => format!("NOT ({outward})"),
        };
        self.claim(&which, args![now, most, until]).await
    }

    /// Claims the job of a key whose turn it is, for whoever waits for what comes of it.
    pub async fn claim_job_of(
        &self,
        key: &str,
        now: Moment,
        until: Moment,
    ) -> Result<Option<Claim>, StoreError> {
        let claimed = self.claim("key = $4", args![now, 1_usize, until, key]);
        Ok(claimed.await?.pop())
    }

    async fn claim(&self, which: &str, args: Vec<Arg>) -> Result<Vec<Claim>, StoreError> {
        let mut conn = self.db.write_once().await?;
        let sql = format!(
            "WITH due AS MATERIALIZED (
                 SELECT id FROM jobs AS job
                 WHERE state <> 'failed' AND due_us <= $1 AND {which} AND NOT EXISTS (
                     SELECT 1 FROM jobs AS earlier
                     WHERE earlier.key = job.key AND earlier.id < job.id
                       AND earlier.state <> 'failed')
                 ORDER BY due_us, id LIMIT $2 {})
             UPDATE jobs SET state = 'running', tries = tries + 1, due_us = $3
             WHERE id IN (SELECT id FROM due)
             RETURNING id, work, tries",
            dialect::pass_over_locked(conn.engine())
        );
        let rows = conn.rows(AssertSqlSafe(sql), args).await?;
        let mut claims = Vec::with_capacity(rows.len());
        for row in rows {
            let id = JobId(row.count(0)?);
            claims.push(Claim {
                id,
                work: row.document(1, || format!("job {id}"))?,
                tries: row.number(2)?,
            });
        }
        claims.sort_unstable_by_key(|claim| claim.id);
        Ok(claims)
    }

    /// Keeps a claim for longer.
    pub async fn hold_job(&self, claim: &Claim, until: Moment) -> Result<bool, StoreError> {
        let sql = "UPDATE jobs SET due_us = $3 WHERE id = $1 AND tries = $2 AND state = 'running'";
        self.end(claim, sql, args![claim.id.0, claim.tries, until])
            .await
    }

    /// A job is done. False when the claim was over, and another server has it.
    pub async fn job_done(&self, claim: &Claim) -> Result<bool, StoreError> {
        let sql = "DELETE FROM jobs WHERE id = $1 AND tries = $2 AND state = 'running'";
        self.end(claim, sql, args![claim.id.0, claim.tries]).await
    }

    /// A job failed and is tried again.
    pub async fn job_put_off(
        &self,
        claim: &Claim,
        until: Moment,
        problem: &str,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE jobs SET state = 'waiting', due_us = $3, problem = $4
                   WHERE id = $1 AND tries = $2 AND state = 'running'";
        self.end(claim, sql, args![claim.id.0, claim.tries, until, problem])
            .await
    }

    /// A job is given up.
    pub async fn job_failed(&self, claim: &Claim, problem: &str) -> Result<bool, StoreError> {
        let sql = "UPDATE jobs SET state = 'failed', problem = $3
                   WHERE id = $1 AND tries = $2 AND state = 'running'";
        self.end(claim, sql, args![claim.id.0, claim.tries, problem])
            .await
    }

    /// A job was claimed and not done, since the program ends: others may have it at once.
    pub async fn job_handed_back(&self, claim: &Claim, now: Moment) -> Result<bool, StoreError> {
        let sql = "UPDATE jobs SET state = 'waiting', due_us = $3, tries = tries - 1
                   WHERE id = $1 AND tries = $2 AND state = 'running'";
        self.end(claim, sql, args![claim.id.0, claim.tries, now])
            .await
    }

    async fn end(
        &self,
        claim: &Claim,
        sql: &'static str,
        args: Vec<Arg>,
    ) -> Result<bool, StoreError> {
        let held = self.db.write_once().await?.run(sql, args).await? > 0;
        if !held {
            tracing::warn!(job = %claim.id, "a job was taken over by another server");
        }
        Ok(held)
    }
}
