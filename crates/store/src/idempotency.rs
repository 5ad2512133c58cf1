//! Answers that were given to writes with an idempotency key, so that a repeated request is told
//! the same and changes nothing twice.

use afterword_domain::{Moment, PersonId};

use crate::Store;
use crate::conn::args;
use crate::error::StoreError;
use crate::values::{document, read_document};

/// An answer as it is given again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptAnswer {
    pub status: u16,
    /// Names and values of those that belong to the answer and not to the connection.
    pub headers: Vec<(String, String)>,
    pub body: String,
}

/// What is known of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remembered {
    /// Nothing; it is now taken, until it is remembered or forgotten or the lease is over.
    New,
    /// The same request was answered.
    Same(KeptAnswer),
    /// Another request has the key.
    Other,
    /// The same request is being worked on.
    Running,
}

/// Keys are kept this long.
const KEPT_DAYS: i64 = 1;
/// A request that has not ended by then never will: twice as long as one is let run.
const LEASE_US: i64 = 120_000_000;

impl Store {
    /// Asks for a key and takes it when it is free, or when who took it has not answered within two
    /// minutes. `now` names the taking to [`remember`](Self::remember).
    pub async fn remembered(
        &self,
        person: PersonId,
        key: &str,
        request_hash: &[u8; 32],
        now: Moment,
    ) -> Result<Remembered, StoreError> {
        let mut conn = self.write().await?;
        let oldest = now.plus_days(-KEPT_DAYS);
        conn.run(
            "DELETE FROM idempotency_keys WHERE created_us <= $1",
            args![oldest],
        )
        .await?;
        let sql = "INSERT INTO idempotency_keys (person, key, request_hash, created_us)
                   VALUES ($1, $2, $3, $4) ON CONFLICT (person, key) DO NOTHING";
        let mut taken = conn.run(sql, args![person, key, request_hash, now]).await? > 0;
        if !taken {
            let sql = "UPDATE idempotency_keys SET created_us = $4
                       WHERE person = $1 AND key = $2 AND request_hash = $3
                         AND status IS NULL AND created_us <= $5";
            let over = now.micros().saturating_sub(LEASE_US);
            let args = args![person, key, request_hash, now, over];
            taken = conn.run(sql, args).await? > 0;
        }
        let answer = if taken {
            Remembered::New
        } else {
            let sql = "SELECT request_hash, status, body, headers FROM idempotency_keys
                       WHERE person = $1 AND key = $2";
            let row = conn.one(sql, args![person, key]).await?;
            match (row.maybe_int(1)?, row.maybe_text(2)?) {
                _ if row.blob(0)? != request_hash => Remembered::Other,
                (Some(status), Some(body)) => {
                    let status = u16::try_from(status).unwrap_or(500);
                    let headers = row.maybe_text(3)?.unwrap_or_else(|| "[]".into());
                    let headers = read_document(&headers, || format!("the answer to {key}"))?;
                    Remembered::Same(KeptAnswer {
                        status,
                        headers,
                        body,
                    })
                }
                _ => Remembered::Running,
            }
        };
        conn.commit().await?;
        Ok(answer)
    }

    /// Keeps the answer for whoever asks again, unless somebody else took the key meanwhile.
    pub async fn remember(
        &self,
        person: PersonId,
        key: &str,
        taken: Moment,
        answer: &KeptAnswer,
        now: Moment,
    ) -> Result<(), StoreError> {
        let mut conn = self.write().await?;
        let sql = "UPDATE idempotency_keys
                   SET status = $4, headers = $5, body = $6, created_us = $7
                   WHERE person = $1 AND key = $2 AND status IS NULL AND created_us = $3";
        let args = args![
            person,
            key,
            taken,
            u32::from(answer.status),
            document(&answer.headers)?,
            answer.body.as_str(),
            now,
        ];
        conn.run(sql, args).await?;
        conn.commit().await
    }

    /// Frees a key whose request came to nothing.
    pub async fn forget(
        &self,
        person: PersonId,
        key: &str,
        taken: Moment,
    ) -> Result<(), StoreError> {
        let mut conn = self.write().await?;
        let sql = "DELETE FROM idempotency_keys
                   WHERE person = $1 AND key = $2 AND status IS NULL AND created_us = $3";
        conn.run(sql, args![person, key, taken]).await?;
        conn.commit().await
    }
}
