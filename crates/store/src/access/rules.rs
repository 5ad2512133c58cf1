//! The rules that hold for everybody who signs in: one document.

use afterword_domain::sign_in::{AccessChange, SignInRules};
use afterword_domain::{Change, Moment, Set};

use super::sessions;
use crate::Store;
use crate::author::Author;
use crate::changes;
use crate::conn::{Conn, args};
use crate::counters::{self, Counter};
use crate::error::StoreError;
use crate::values::document;
use crate::workspace::error::SaveError;

impl Store {
    pub async fn sign_in_rules(&self) -> Result<SignInRules, StoreError> {
        read(&mut self.read().await?).await
    }

    /// Keeps other rules. They hold for sessions that have begun, too.
    pub async fn save_sign_in_rules(
        &self,
        author: &Author,
        rules: SignInRules,
        now: Moment,
    ) -> Result<SignInRules, SaveError> {
        let mut conn = self.write().await?;
        // Holds off whoever takes the last provider away meanwhile.
        counters::take(&mut conn, Counter::Providers, 0).await?;
        let count = conn.one("SELECT count(*) FROM providers", args![]).await?;
        let count = usize::try_from(count.count(0)?).unwrap_or(usize::MAX);
        let rules = rules.checked(count).map_err(SaveError::refused)?;
        let before = read(&mut conn).await?;
        let Some(set) = Set::between(before, rules) else {
            return Ok(rules);
        };
        let sql = "INSERT INTO sign_in_rules (id, body) VALUES (1, $1)
                   ON CONFLICT (id) DO UPDATE SET body = excluded.body";
        conn.run(sql, args![document(&rules)?]).await?;
        // What is over under the rules before does not begin again under longer ones.
        sessions::sweep(&mut conn, now).await?;
        let absolute_us = i64::from(rules.absolute_days) * 24 * 60 * 60 * 1_000_000;
        let sql = "UPDATE sessions SET idle_us = $1, expires_us = created_us + $2";
        conn.run(sql, args![idle_us(&rules), absolute_us]).await?;
        changes::finish(
            conn,
            author,
            vec![Change::Access(AccessChange::Rules(set))],
            now,
        )
        .await?;
        Ok(rules)
    }
}

pub(crate) async fn read(conn: &mut Conn) -> Result<SignInRules, StoreError> {
    let row = conn.row("SELECT body FROM sign_in_rules", args![]).await?;
    let rules = row.map(|row| row.document(0, || "the rules of signing in".into()));
    Ok(rules.transpose()?.unwrap_or_default())
}

/// How long a session lives without being used, in microseconds.
pub(crate) fn idle_us(rules: &SignInRules) -> i64 {
    i64::from(rules.idle_hours) * 60 * 60 * 1_000_000
}
