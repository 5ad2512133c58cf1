//! Answers that were given to writes with an idempotency key, so that a repeated request is told
//! the same and changes nothing twice.

use afterword_domain::{Moment, PersonId};

use crate::Store;
use crate::conn::args;
use crate::error::StoreError;

/// What is known of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remembered {
    /// Nothing; it is now taken, until it is remembered or forgotten.
    New,
    /// The same request was answered.
    Same { status: u16, body: String },
    /// Another request has the key.
    Other,
    /// The same request is being worked on.
    Running,
}

/// Keys are kept this long.
const KEPT_DAYS: i64 = 1;

impl Store {
    /// Asks for a key and takes it when it is free.
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
        let taken = conn.run(sql, args![person, key, request_hash, now]).await? > 0;
        let answer = if taken {
            Remembered::New
        } else {
            let sql = "SELECT request_hash, status, body FROM idempotency_keys
                       WHERE person = $1 AND key = $2";
            let row = conn.one(sql, args![person, key]).await?;
            match (row.maybe_int(1)?, row.maybe_text(2)?) {
                _ if row.blob(0)? != request_hash => Remembered::Other,
                (Some(status), Some(body)) => {
                    let status = u16::try_from(status).unwrap_or(500);
                    Remembered::Same { status, body }
                }
                _ => Remembered::Running,
            }
        };
        conn.commit().await?;
        Ok(answer)
    }

    /// Keeps the answer for whoever asks again.
    pub async fn remember(
        &self,
        person: PersonId,
        key: &str,
        status: u16,
        body: &str,
        now: Moment,
    ) -> Result<(), StoreError> {
        let mut conn = self.write().await?;
        let sql = "UPDATE idempotency_keys SET status = $3, body = $4, created_us = $5
                   WHERE person = $1 AND key = $2";
        conn.run(sql, args![person, key, u32::from(status), body, now])
            .await?;
        conn.commit().await
    }

    /// Frees a key whose request came to nothing.
    pub async fn forget(&self, person: PersonId, key: &str) -> Result<(), StoreError> {
        let mut conn = self.write().await?;
        let sql = "DELETE FROM idempotency_keys WHERE person = $1 AND key = $2";
        conn.run(sql, args![person, key]).await?;
        conn.commit().await
    }
}
