//! Password hashes, kept beside the person and never in a document or the log.

use afterword_domain::person::Person;
use afterword_domain::sign_in::SessionEnd;
use afterword_domain::{Change, Moment, PersonId};

use super::sessions::{self, Which};
use crate::Store;
use crate::author::Author;
use crate::changes::{self, Entry};
use crate::conn::args;
use crate::error::StoreError;
use crate::workspace::error::SaveError;

impl Store {
    /// Keeps the hash of a new password; links by which another could be chosen are void, and the
    /// person's sessions end.
    pub async fn set_password(
        &self,
        author: &Author,
        person: PersonId,
        hash: &str,
        now: Moment,
    ) -> Result<(), SaveError> {
        let mut conn = self.write().await?;
        let sql = "UPDATE people SET password_hash = $2 WHERE id = $1";
        if conn.run(sql, args![person, hash]).await? == 0 {
            return Err(SaveError::NotFound);
        }
        let sql = "DELETE FROM one_time_links WHERE person = $1";
        conn.run(sql, args![person]).await?;
        let how = SessionEnd::PasswordChanged;
        sessions::end(&mut conn, author, person, Which::All, how, now).await?;
        let entry = Entry::of_workspace(Change::Password { person });
        changes::log(&mut conn, author, now, &[entry]).await?;
        Ok(conn.commit().await?)
    }

    /// The person with this handle or e-mail address, and the hash if a password was ever set.
    /// The caller looks at whether the person is active.
    pub async fn password_hash(
        &self,
        handle_or_email: &str,
    ) -> Result<Option<(Person, Option<String>)>, StoreError> {
        let name = handle_or_email.trim().to_lowercase();
        // A handle holds no @, so that at most one person has the name.
        let sql = "SELECT body, password_hash FROM people WHERE handle = $1 OR email = $1";
        let row = self.read().await?.row(sql, args![name]).await?;
        let read =
            |row: crate::row::Row| Ok((row.document(0, || "a person".into())?, row.maybe_text(1)?));
        row.map(read).transpose()
    }
}
