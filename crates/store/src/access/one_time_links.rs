//! Links that open something once: the workspace to its first administrator, or the choice of a
//! password to one person.

use afterword_domain::person::Person;
use afterword_domain::sign_in::SessionEnd;
use afterword_domain::{Change, Moment, PersonId};

use super::sessions::{self, Which};
use crate::Store;
use crate::author::Author;
use crate::changes::{self, Entry};
use crate::conn::{Conn, args};
use crate::error::StoreError;
use crate::workspace::error::SaveError;

/// The purpose of a link that is somebody's own.
const PASSWORD: &str = "password";

impl Store {
    pub async fn add_link(
        &self,
        secret_hash: &[u8; 32],
        purpose: &str,
        expires: Moment,
        now: Moment,
    ) -> Result<(), StoreError> {
        let mut conn = self.write().await?;
        conn.run(
            "DELETE FROM one_time_links WHERE expires_us <= $1",
            args![now],
        )
        .await?;
        let sql = "INSERT INTO one_time_links (secret_hash, purpose, expires_us)
                   VALUES ($1, $2, $3)";
        conn.run(sql, args![secret_hash, purpose, expires]).await?;
        conn.commit().await
    }

    /// Makes the one link by which a person chooses a password; those before are void.
    pub async fn add_sign_in_link(
        &self,
        author: &Author,
        person: PersonId,
        secret_hash: &[u8; 32],
        expires_at: Moment,
        now: Moment,
    ) -> Result<(), SaveError> {
        let mut conn = self.write().await?;
        let sql = "SELECT count(*) FROM people WHERE id = $1";
        if conn.one(sql, args![person]).await?.int(0)? == 0 {
            return Err(SaveError::NotFound);
        }
        let sql = "DELETE FROM one_time_links WHERE person = $1 OR expires_us <= $2";
        conn.run(sql, args![person, now]).await?;
        let sql = "INSERT INTO one_time_links (secret_hash, purpose, person, expires_us)
                   VALUES ($1, $2, $3, $4)";
        conn.run(sql, args![secret_hash, PASSWORD, person, expires_at])
            .await?;
        let entry = Entry::of_workspace(Change::SignInLink { person, expires_at });
        changes::log(&mut conn, author, now, &[entry]).await?;
        Ok(conn.commit().await?)
    }

    /// Who may choose a password by this link, as long as it is good. Does not use it up.
    pub async fn link_of(
        &self,
        secret_hash: &[u8; 32],
        now: Moment,
    ) -> Result<Option<Person>, StoreError> {
        let sql = "SELECT p.body FROM one_time_links l JOIN people p ON p.id = l.person
                   WHERE l.secret_hash = $1 AND l.expires_us > $2 AND p.active = 1";
        let row = self.read().await?.row(sql, args![secret_hash, now]).await?;
        row.map(|row| row.document(0, || "a person".into()))
            .transpose()
    }

    /// Whether a link of a purpose is good. Does not use it up.
    pub async fn is_link(
        &self,
        secret_hash: &[u8; 32],
        purpose: &str,
        now: Moment,
    ) -> Result<bool, StoreError> {
        let sql = "SELECT count(*) FROM one_time_links
                   WHERE secret_hash = $1 AND purpose = $2 AND expires_us > $3";
        let args = args![secret_hash, purpose, now];
        Ok(self.read().await?.one(sql, args).await?.int(0)? > 0)
    }

    /// Uses a person's link up for the hash of the password that they chose, and ends every
    /// session of theirs.
    pub async fn set_password_by_link(
        &self,
        author: &Author,
        person: PersonId,
        secret_hash: &[u8; 32],
        hash: &str,
        now: Moment,
    ) -> Result<(), SaveError> {
        let mut conn = self.write().await?;
        let good = spend(&mut conn, secret_hash, PASSWORD, now).await?;
        let sql = "UPDATE people SET password_hash = $2 WHERE id = $1 AND active = 1";
        if !good || conn.run(sql, args![person, hash]).await? == 0 {
            return Err(SaveError::LinkSpent);
        }
        let how = SessionEnd::PasswordChanged;
        sessions::end(&mut conn, author, person, Which::All, how, now).await?;
        let entry = Entry::of_workspace(Change::Password { person });
        changes::log(&mut conn, author, now, &[entry]).await?;
        Ok(conn.commit().await?)
    }

    /// Whether the link was good; it no longer is afterwards.
    pub async fn use_link(
        &self,
        secret_hash: &[u8; 32],
        purpose: &str,
        now: Moment,
    ) -> Result<bool, StoreError> {
        let mut conn = self.write().await?;
        let used = spend(&mut conn, secret_hash, purpose, now).await?;
        conn.commit().await?;
        Ok(used)
    }
}

/// Whether the link was good; it is no longer once the transaction is committed.
pub(crate) async fn spend(
    conn: &mut Conn,
    secret_hash: &[u8; 32],
    purpose: &str,
    now: Moment,
) -> Result<bool, StoreError> {
    let sql = "DELETE FROM one_time_links
               WHERE secret_hash = $1 AND purpose = $2 AND expires_us > $3";
    Ok(conn.run(sql, args![secret_hash, purpose, now]).await? > 0)
}
