//! The metrics server, with the secret that lets one in there. It leaves the database only to be
//! sent to that server.

pub(crate) mod curves;

use afterword_domain::change::Set;
use afterword_domain::metrics::{KnownServer, MetricsServerForm};
use afterword_domain::{Change, Moment};

use crate::Store;
use crate::author::Author;
use crate::changes;
use crate::conn::{Conn, args};
use crate::counters::{self, Counter};
use crate::error::StoreError;
use crate::secrets::{ONLY, Place};
use crate::values::document;
use crate::workspace::error::SaveError;

impl Store {
    /// The server, when there is one.
    pub async fn metrics_server(&self) -> Result<Option<KnownServer>, StoreError> {
        known(&mut self.read().await?).await
    }

    /// Enters the server, in place of the one there was.
    pub async fn save_metrics_server(
        &self,
        author: &Author,
        form: MetricsServerForm,
        now: Moment,
    ) -> Result<KnownServer, SaveError> {
        let mut conn = self.write().await?;
        counters::take(&mut conn, Counter::Edits, 0).await?;
        let before = known(&mut conn).await?;
        let after = form.onto(before.as_ref()).map_err(SaveError::refused)?;
        let sql = "INSERT INTO metrics_server (id, body, secret) VALUES (1, $1, $2)
                   ON CONFLICT (id) DO UPDATE SET body = excluded.body, secret = excluded.secret";
        let (before, secret) =
            before.map_or((None, None), |known| (Some(known.server), known.secret));
        let secrets = (secret.as_deref(), after.secret.as_deref());
        let sealed = conn
            .secrets
            .seal_instead(Place::MetricsSecret, ONLY, secrets)?;
        conn.run(sql, args![document(&after.server)?, sealed])
            .await?;
        let mut log = Vec::new();
        let server = Set::between(before, Some(after.server.clone()));
        log.extend(server.map(Change::MetricsServer));
        if secret != after.secret {
            log.push(Change::MetricsSecret {});
        }
        changes::finish(conn, author, log, now).await?;
        Ok(after)
    }

    /// Takes the server away; curves that were sampled stay.
    pub async fn remove_metrics_server(
        &self,
        author: &Author,
        now: Moment,
    ) -> Result<(), SaveError> {
        let mut conn = self.write().await?;
        counters::take(&mut conn, Counter::Edits, 0).await?;
        let before = known(&mut conn).await?.ok_or(SaveError::NotFound)?;
        conn.run("DELETE FROM metrics_server", args![]).await?;
        let set = Set {
            from: Some(before.server),
            to: None,
        };
        changes::finish(conn, author, vec![Change::MetricsServer(set)], now).await?;
        Ok(())
    }
}

async fn known(conn: &mut Conn) -> Result<Option<KnownServer>, StoreError> {
    let sql = "SELECT body, secret FROM metrics_server WHERE id = 1";
    let row = conn.row(sql, args![]).await?;
    row.map(|row| {
        Ok(KnownServer {
            server: row.document(0, || "the metrics server".into())?,
            secret: conn
                .secrets
                .maybe_open(Place::MetricsSecret, ONLY, row.maybe_text(1)?)?,
        })
    })
    .transpose()
}
