//! The mail server, with its password. It leaves the database only to be sent to that server.

use afterword_domain::change::Set;
use afterword_domain::job::Work;
use afterword_domain::mail::{KnownMailServer, MailServerForm};
use afterword_domain::notice::Channel;
use afterword_domain::policy::Sight;
use afterword_domain::{Change, Moment};

use crate::Store;
use crate::author::Author;
use crate::changes;
use crate::conn::{Conn, args};
use crate::counters::{self, Counter};
use crate::error::StoreError;
use crate::jobs;
use crate::secrets::{ONLY, Place};
use crate::values::document;
use crate::workspace::error::SaveError;

impl Store {
    /// The server, when there is one.
    pub async fn mail_server(&self) -> Result<Option<KnownMailServer>, StoreError> {
        known(&mut self.read().await?).await
    }

    /// Enters the server, in place of the one there was.
    pub async fn save_mail_server(
        &self,
        author: &Author,
        form: MailServerForm,
        now: Moment,
    ) -> Result<KnownMailServer, SaveError> {
        let mut conn = self.write().await?;
        counters::take(&mut conn, Counter::Edits, 0).await?;
        let before = known(&mut conn).await?;
        let after = form.onto(before.as_ref()).map_err(SaveError::refused)?;
        let sql = "INSERT INTO mail_server (id, body, password) VALUES (1, $1, $2)
                   ON CONFLICT (id) DO UPDATE SET body = excluded.body, password = excluded.password";
        let (before, password) =
            before.map_or((None, None), |known| (Some(known.server), known.password));
        let secrets = (password.as_deref(), after.password.as_deref());
        let sealed = conn
            .secrets
            .seal_instead(Place::MailPassword, ONLY, secrets)?;
        conn.run(sql, args![document(&after.server)?, sealed])
            .await?;
        let mut log = Vec::new();
        let server = Set::between(before, Some(after.server.clone()));
        log.extend(server.map(Change::MailServer));
        if password != after.password {
            log.push(Change::MailPassword {});
        }
        // What is saved may be what was mended.
        let notices = Work::told_by(Channel::Mail);
        log.extend(jobs::retry_failed(&mut conn, &Sight::Everything, &notices, now).await?);
        changes::finish(conn, author, log, now).await?;
        Ok(after)
    }

    /// Takes the server away: no letters are sent any more.
    pub async fn remove_mail_server(&self, author: &Author, now: Moment) -> Result<(), SaveError> {
        let mut conn = self.write().await?;
        counters::take(&mut conn, Counter::Edits, 0).await?;
        let before = known(&mut conn).await?.ok_or(SaveError::NotFound)?;
        conn.run("DELETE FROM mail_server", args![]).await?;
        let set = Set {
            from: Some(before.server),
            to: None,
        };
        changes::finish(conn, author, vec![Change::MailServer(set)], now).await?;
        Ok(())
    }
}

async fn known(conn: &mut Conn) -> Result<Option<KnownMailServer>, StoreError> {
    let sql = "SELECT body, password FROM mail_server WHERE id = 1";
    let row = conn.row(sql, args![]).await?;
    row.map(|row| {
        Ok(KnownMailServer {
            server: row.document(0, || "the mail server".into())?,
            password: conn
                .secrets
                .maybe_open(Place::MailPassword, ONLY, row.maybe_text(1)?)?,
        })
    })
    .transpose()
}
