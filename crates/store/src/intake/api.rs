//! How the APIs of integrations' sources are asked. A token leaves the database only to be sent
//! there.

use afterword_domain::integration::api::{KnownApi, SourceApiForm};
use afterword_domain::integration::{Integration, Kind};
use afterword_domain::job::Work;
use afterword_domain::notice::Channel;
use afterword_domain::policy::Sight;
use afterword_domain::{Change, IntegrationId, Moment};

use super::integrations::known_api;
use crate::Store;
use crate::author::Author;
use crate::changes;
use crate::conn::{Conn, args};
use crate::counters::{self, Counter};
use crate::error::StoreError;
use crate::jobs;
use crate::secrets::Place;
use crate::values::document;
use crate::workspace::error::SaveError;

impl Store {
    /// The integrations whose APIs can be asked, by their number.
    pub async fn source_apis(&self) -> Result<Vec<(Integration, KnownApi)>, StoreError> {
        let sql = "SELECT body, api FROM integrations WHERE api IS NOT NULL ORDER BY id";
        let mut conn = self.read().await?;
        let rows = conn.rows(sql, args![]).await?;
        let known = rows.iter().map(|row| {
            let integration: Integration = row.document(0, || "an integration".into())?;
            let api = known_api(&conn.secrets, integration.id, row.maybe_text(1)?)?;
            Ok(api.map(|api| (integration, api)))
        });
        known.filter_map(Result::transpose).collect()
    }

    /// An integration and its API, where one is entered; `None` when there is no such integration.
    pub async fn source_api(
        &self,
        id: IntegrationId,
    ) -> Result<Option<(Integration, Option<KnownApi>)>, StoreError> {
        let sql = "SELECT body, api FROM integrations WHERE id = $1";
        let mut conn = self.read().await?;
        let row = conn.row(sql, args![id]).await?;
        row.map(|row| {
            let integration = row.document(0, || "an integration".into())?;
            Ok((
                integration,
                known_api(&conn.secrets, id, row.maybe_text(1)?)?,
            ))
        })
        .transpose()
    }

    /// Enters how a source is asked, in place of what was entered before.
    pub async fn save_source_api(
        &self,
        author: &Author,
        id: IntegrationId,
        form: SourceApiForm,
        now: Moment,
    ) -> Result<KnownApi, SaveError> {
        let mut conn = self.write().await?;
        counters::take(&mut conn, Counter::Integrations, 0).await?;
        let (integration, before) = find_api(&mut conn, id).await?;
        let after = form.onto(integration.kind, before.as_ref());
        let after = after.map_err(SaveError::refused)?;
        let mut log = Vec::new();
        if before.as_ref() != Some(&after) {
            let sql = "UPDATE integrations SET api = $2 WHERE id = $1";
            let sealed = conn
                .secrets
                .seal(Place::IntegrationApi, id, &document(&after)?)?;
            conn.run(sql, args![id, sealed]).await?;
            log.push(Change::IntegrationApi {
                integration: id,
                url: Some(after.api.url.clone()),
            });
        }
        if integration.kind == Kind::Slack {
            // What is saved may be what was mended.
            let notices = Work::told_by(Channel::Slack);
            log.extend(jobs::retry_failed(&mut conn, &Sight::Everything, &notices, now).await?);
        }
        changes::finish(conn, author, log, now).await?;
        Ok(after)
    }

    /// Asks a source no longer. What was fetched stays.
    pub async fn remove_source_api(
        &self,
        author: &Author,
        id: IntegrationId,
        now: Moment,
    ) -> Result<(), SaveError> {
        let mut conn = self.write().await?;
        counters::take(&mut conn, Counter::Integrations, 0).await?;
        find_api(&mut conn, id)
            .await?
            .1
            .ok_or(SaveError::NotFound)?;
        let sql = "UPDATE integrations SET api = NULL WHERE id = $1";
        conn.run(sql, args![id]).await?;
        let change = Change::IntegrationApi {
            integration: id,
            url: None,
        };
        Ok(changes::finish(conn, author, vec![change], now).await?)
    }
}

async fn find_api(
    conn: &mut Conn,
    id: IntegrationId,
) -> Result<(Integration, Option<KnownApi>), SaveError> {
    let sql = "SELECT body, api FROM integrations WHERE id = $1";
    let row = conn.row(sql, args![id]).await?.ok_or(SaveError::NotFound)?;
    let integration = row.document(0, || "an integration".into())?;
    Ok((
        integration,
        known_api(&conn.secrets, id, row.maybe_text(1)?)?,
    ))
}
