//! Sessions of signed-in people, found by the hash of their secret.

use afterword_domain::person::Person;
use afterword_domain::{Moment, PersonId};

use crate::Store;
use crate::conn::args;
use crate::error::StoreError;

impl Store {
    pub async fn add_session(
        &self,
        secret_hash: &[u8; 32],
        person: PersonId,
        now: Moment,
        expires: Moment,
    ) -> Result<(), StoreError> {
        let mut conn = self.write().await?;
        conn.run("DELETE FROM sessions WHERE expires_us <= $1", args![now])
            .await?;
        let sql = "INSERT INTO sessions (secret_hash, person, created_us, expires_us)
                   VALUES ($1, $2, $3, $4)";
        conn.run(sql, args![secret_hash, person, now, expires])
            .await?;
        conn.commit().await
    }

    /// Whose session it is; nobody's once it has expired or the person is no longer active.
    pub async fn session(
        &self,
        secret_hash: &[u8; 32],
        now: Moment,
    ) -> Result<Option<Person>, StoreError> {
        let sql = "SELECT p.body FROM sessions s JOIN people p ON p.id = s.person
                   WHERE s.secret_hash = $1 AND s.expires_us > $2 AND p.active = 1";
        let row = self.read().await?.row(sql, args![secret_hash, now]).await?;
        row.map(|row| row.document(0, || "a person".into()))
            .transpose()
    }

    pub async fn end_session(&self, secret_hash: &[u8; 32]) -> Result<(), StoreError> {
        let mut conn = self.write().await?;
        conn.run(
            "DELETE FROM sessions WHERE secret_hash = $1",
            args![secret_hash],
        )
        .await?;
        conn.commit().await
    }

    pub async fn end_sessions_of(&self, person: PersonId) -> Result<(), StoreError> {
        let mut conn = self.write().await?;
        conn.run("DELETE FROM sessions WHERE person = $1", args![person])
            .await?;
        conn.commit().await
    }
}
