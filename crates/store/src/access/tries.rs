//! How often somebody tried to sign in, and in which browsers they did before. Kept in the database:
//! a restart forgives nothing, and several servers count together.
//!
//! A try is counted before it is made, so that neither many at once nor hanging up gets one more.

use afterword_domain::sign_in::tries::{FORGIVEN_AFTER_SECONDS, Tried};
use afterword_domain::sign_in::{AccessChange, SignInFailure, SignInWay};
use afterword_domain::{Moment, PersonId};

use super::sessions;
use crate::Store;
use crate::author::Author;
use crate::conn::{Conn, args};
use crate::dialect;
use crate::error::StoreError;
use crate::values::small;

/// A browser that was not seen for so long is a stranger again.
const KNOWN_FOR_DAYS: i64 = 365;
/// Of one person so many browsers are known; those that were seen last.
const MOST_BROWSERS: u32 = 20;

/// What a try counts for: a hash that stands for a name from a place, say, and how many are free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TryKey {
    pub hash: [u8; 32],
    pub free: u32,
}

impl Store {
    /// Counts a try that is about to be made. Answers with the most that any of its keys counts; or
    /// with the seconds that it has to wait, and then it does not count.
    pub async fn begin_try(
        &self,
        keys: &[TryKey],
        now: Moment,
    ) -> Result<Result<Tried, i64>, StoreError> {
        let mut conn = self.write().await?;
        let forgiven = now.plus_minutes(-FORGIVEN_AFTER_SECONDS / 60);
        let locked = dialect::pass_over_locked(conn.engine());
        let sql = format!(
            "DELETE FROM sign_in_tries WHERE key IN
                 (SELECT key FROM sign_in_tries WHERE last_us <= $1 {locked})"
        );
        conn.run(sqlx::AssertSqlSafe(sql), args![forgiven]).await?;
        let mut known = Vec::with_capacity(keys.len());
        for key in keys {
            known.push(counted(&mut conn, key, now).await?);
        }
        let waits = keys.iter().zip(&known);
        let wait = waits.filter_map(|(key, tried)| tried.wait_seconds(key.free, now));
        if let Some(seconds) = wait.max() {
            return Ok(Err(seconds));
        }
        let mut most = Tried {
            times: 0,
            last: now,
        };
        for (key, before) in keys.iter().zip(known) {
            let tried = Tried::and_one(Some(before), now);
            let sql = "UPDATE sign_in_tries SET times = $2, last_us = $3 WHERE key = $1";
            conn.run(sql, args![&key.hash, tried.times, now]).await?;
            most.times = most.times.max(tried.times);
        }
        conn.commit().await?;
        Ok(Ok(most))
    }

    /// The try that was begun last was right: these are forgiven.
    pub async fn forgive_tries(&self, keys: &[TryKey]) -> Result<(), StoreError> {
        let mut conn = self.write().await?;
        for key in keys {
            let sql = "DELETE FROM sign_in_tries WHERE key = $1";
            conn.run(sql, args![&key.hash]).await?;
        }
        conn.commit().await
    }

    /// Has the log say that somebody did not come in.
    pub async fn tell_failure(
        &self,
        author: &Author,
        person: Option<PersonId>,
        way: SignInWay,
        why: SignInFailure,
        now: Moment,
    ) -> Result<(), StoreError> {
        let mut conn = self.write().await?;
        let failed = AccessChange::Failed { person, way, why };
        sessions::tell(&mut conn, author, failed, now).await?;
        conn.commit().await
    }

    /// Whether a person, or anybody where none is named, signed in before in the browser that shows
    /// this.
    pub async fn is_known_browser(
        &self,
        secret_hash: &[u8; 32],
        name: Option<&str>,
    ) -> Result<bool, StoreError> {
        let name = name.map(|name| name.trim().to_lowercase());
        let sql = "SELECT count(*) FROM known_browsers b JOIN people p ON p.id = b.person
                   WHERE b.secret_hash = $1
                     AND (CAST($2 AS TEXT) IS NULL OR p.handle = $2 OR p.email = $2)";
        let args = args![secret_hash, name];
        Ok(self.read().await?.one(sql, args).await?.int(0)? > 0)
    }

    /// Remembers that a person signed in in a browser.
    pub async fn know_browser(
        &self,
        secret_hash: &[u8; 32],
        person: PersonId,
        now: Moment,
    ) -> Result<(), StoreError> {
        let mut conn = self.write().await?;
        let sql = "INSERT INTO known_browsers (secret_hash, person, seen_us) VALUES ($1, $2, $3)
                   ON CONFLICT (secret_hash, person) DO UPDATE SET seen_us = excluded.seen_us";
        conn.run(sql, args![secret_hash, person, now]).await?;
        let sql = "DELETE FROM known_browsers WHERE seen_us < $1";
        conn.run(sql, args![now.plus_days(-KNOWN_FOR_DAYS)]).await?;
        let sql = "DELETE FROM known_browsers WHERE person = $1 AND secret_hash NOT IN
                       (SELECT secret_hash FROM known_browsers WHERE person = $1
                        ORDER BY seen_us DESC LIMIT $2)";
        conn.run(sql, args![person, MOST_BROWSERS]).await?;
        conn.commit().await
    }
}

/// What a key counts so far. Its row is held until the transaction ends: of two tries at once the
/// second sees the first.
async fn counted(conn: &mut Conn, key: &TryKey, now: Moment) -> Result<Tried, StoreError> {
    let sql = "INSERT INTO sign_in_tries (key, times, last_us) VALUES ($1, 0, $2)
               ON CONFLICT (key) DO UPDATE SET times = sign_in_tries.times
               RETURNING times, last_us";
    let row = conn.one(sql, args![&key.hash, now]).await?;
    Ok(Tried {
        times: small(row.int(0)?)?,
        last: row.moment(1)?,
    })
}
