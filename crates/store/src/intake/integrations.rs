//! The ways in, with the hash of each one's address and the secrets that its deliveries are signed
//! with. Neither leaves the database but to verify a delivery.

use afterword_domain::change::Edit;
use afterword_domain::integration::api::{KnownApi, SourceApi};
use afterword_domain::integration::{Integration, IntegrationError, IntegrationForm};
use afterword_domain::{Change, IntegrationId, Moment};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Store;
use crate::author::Author;
use crate::changes;
use crate::conn::{Arg, Conn, args};
use crate::counters::{self, Counter};
use crate::error::StoreError;
use crate::row::Row;
use crate::secrets::{Place, Secrets};
use crate::values::{document, read_document, small};
use crate::workspace::error::SaveError;

/// A new one and an old one, and some that wait to be taken away.
const SECRETS_MAX: usize = 5;

/// A secret as it is kept.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Secret {
    id: u32,
    added_at: Moment,
    text: String,
}

/// A secret as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SecretRow {
    pub id: u32,
    pub added_at: Moment,
    /// Its last four characters.
    pub ends_with: String,
}

/// An integration as the settings show it.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct IntegrationRow {
    #[serde(flatten)]
    pub integration: Integration,
    pub secrets: Vec<SecretRow>,
    /// Where its source is asked; absent where it only sends. The token is never shown.
    pub api: Option<SourceApi>,
    /// When its last delivery came.
    pub last_delivery_at: Option<Moment>,
    /// How many of its deliveries could not be read.
    pub unreadable: u64,
}

/// What a delivery is verified and read with.
#[derive(Clone, PartialEq)]
pub struct Door {
    pub integration: Integration,
    pub secrets: Vec<String>,
}

impl Store {
    /// All of them, by their number.
    pub async fn integrations(&self) -> Result<Vec<IntegrationRow>, StoreError> {
        let sql = "SELECT i.body, i.secrets,
                     (SELECT d.received_us FROM deliveries d WHERE d.integration = i.id
                      ORDER BY d.seq DESC LIMIT 1),
                     (SELECT count(*) FROM deliveries d
                      WHERE d.integration = i.id AND d.state = 'unreadable'),
                     i.api
                   FROM integrations i ORDER BY i.id";
        let mut conn = self.read().await?;
        let rows = conn.rows(sql, args![]).await?;
        let keys = &conn.secrets;
        rows.iter()
            .map(|row| {
                let integration = integration(row)?;
                let api = known_api(keys, integration.id, row.maybe_text(4)?)?;
                let secrets = secrets(keys, integration.id, row)?;
                Ok(IntegrationRow {
                    integration,
                    secrets: secrets.iter().map(Secret::shown).collect(),
                    api: api.map(|known| known.api),
                    last_delivery_at: row.maybe_moment(2)?,
                    unreadable: row.count(3)?,
                })
            })
            .collect()
    }

    /// The integration that an address leads to.
    pub async fn door(&self, address_hash: &[u8; 32]) -> Result<Option<Door>, StoreError> {
        let sql = "SELECT body, secrets FROM integrations WHERE address_hash = $1";
        let mut conn = self.read().await?;
        let row = conn.row(sql, args![address_hash]).await?;
        row.map(|row| {
            let integration = integration(&row)?;
            let secrets = secrets(&conn.secrets, integration.id, &row)?;
            Ok(Door {
                integration,
                secrets: secrets.into_iter().map(|kept| kept.text).collect(),
            })
        })
        .transpose()
    }

    pub async fn add_integration(
        &self,
        author: &Author,
        form: IntegrationForm,
        address_hash: &[u8; 32],
        now: Moment,
    ) -> Result<Integration, SaveError> {
        let mut conn = self.write().await?;
        let id = small(counters::take(&mut conn, Counter::Integrations, 1).await?)?;
        let made = form.into_integration(IntegrationId(id));
        let made = made.map_err(SaveError::refused)?;
        name_is_free(&mut conn, &made).await?;
        let sql = "INSERT INTO integrations (id, key, address_hash, body, secrets)
                   VALUES ($1, $2, $3, $4, '[]')";
        let key = Integration::key(&made.name);
        conn.run(sql, args![made.id, key, address_hash, document(&made)?])
            .await?;
        let entry = made.clone();
        let change = Change::Integration(Edit::Added { at: 0, entry });
        changes::finish(conn, author, vec![change], now).await?;
        Ok(made)
    }

    pub async fn update_integration(
        &self,
        author: &Author,
        id: IntegrationId,
        form: IntegrationForm,
        now: Moment,
    ) -> Result<Integration, SaveError> {
        let mut conn = self.write().await?;
        counters::take(&mut conn, Counter::Integrations, 0).await?;
        let (before, _) = find(&mut conn, id).await?;
        if form.kind != before.kind {
            let kind = before.kind.word();
            return Err(SaveError::refused(IntegrationError::Kind(kind)));
        }
        let after = form.into_integration(id).map_err(SaveError::refused)?;
        let Some(change) = Edit::between(&before, after.clone()) else {
            return Ok(after);
        };
        name_is_free(&mut conn, &after).await?;
        let sql = "UPDATE integrations SET key = $2, body = $3 WHERE id = $1";
        let key = Integration::key(&after.name);
        conn.run(sql, args![id, key, document(&after)?]).await?;
        changes::finish(conn, author, vec![Change::Integration(change)], now).await?;
        Ok(after)
    }

    /// Takes an integration away. What it brought stays, with its deliveries.
    pub async fn remove_integration(
        &self,
        author: &Author,
        id: IntegrationId,
        now: Moment,
    ) -> Result<(), SaveError> {
        let mut conn = self.write().await?;
        counters::take(&mut conn, Counter::Integrations, 0).await?;
        let (entry, _) = find(&mut conn, id).await?;
        let sql = "DELETE FROM integrations WHERE id = $1";
        conn.run(sql, args![id]).await?;
        let change = Change::Integration(Edit::Removed { at: 0, entry });
        Ok(changes::finish(conn, author, vec![change], now).await?)
    }

    /// Gives an integration another address; the one before leads nowhere from now on.
    pub async fn replace_address(
        &self,
        author: &Author,
        id: IntegrationId,
        address_hash: &[u8; 32],
        now: Moment,
    ) -> Result<(), SaveError> {
        let mut conn = self.write().await?;
        counters::take(&mut conn, Counter::Integrations, 0).await?;
        let sql = "UPDATE integrations SET address_hash = $2 WHERE id = $1";
        if conn.run(sql, args![id, address_hash]).await? == 0 {
            return Err(SaveError::NotFound);
        }
        let change = Change::IntegrationAddress { integration: id };
        Ok(changes::finish(conn, author, vec![change], now).await?)
    }

    /// Adds a secret beside those there are, so that a source can change over without a gap.
    pub async fn add_secret(
        &self,
        author: &Author,
        id: IntegrationId,
        secret: String,
        now: Moment,
    ) -> Result<SecretRow, SaveError> {
        let length = secret.chars().count();
        if !(16..=500).contains(&length) {
            return Err(SaveError::refused(IntegrationError::Secret(length)));
        }
        let mut conn = self.write().await?;
        counters::take(&mut conn, Counter::Integrations, 0).await?;
        let (_, mut secrets) = find(&mut conn, id).await?;
        if secrets.len() >= SECRETS_MAX {
            let refused = IntegrationError::Secrets(secrets.len());
            return Err(SaveError::refused(refused));
        }
        let last = secrets.iter().map(|kept| kept.id).max();
        let added = Secret {
            id: last.unwrap_or_default() + 1,
            added_at: now,
            text: secret,
        };
        let shown = added.shown();
        secrets.push(added);
        let change = Change::IntegrationSecret {
            integration: id,
            secret: shown.id,
            removed: false,
        };
        keep_secrets(&mut conn, id, &secrets).await?;
        changes::finish(conn, author, vec![change], now).await?;
        Ok(shown)
    }

    pub async fn remove_secret(
        &self,
        author: &Author,
        id: IntegrationId,
        secret: u32,
        now: Moment,
    ) -> Result<(), SaveError> {
        let mut conn = self.write().await?;
        counters::take(&mut conn, Counter::Integrations, 0).await?;
        let (_, mut secrets) = find(&mut conn, id).await?;
        let before = secrets.len();
        secrets.retain(|kept| kept.id != secret);
        if secrets.len() == before {
            return Err(SaveError::refused(IntegrationError::NoSecret(secret)));
        }
        keep_secrets(&mut conn, id, &secrets).await?;
        let change = Change::IntegrationSecret {
            integration: id,
            secret,
            removed: true,
        };
        Ok(changes::finish(conn, author, vec![change], now).await?)
    }
}

impl Secret {
    fn shown(&self) -> SecretRow {
        let length = self.text.chars().count();
        SecretRow {
            id: self.id,
            added_at: self.added_at,
            ends_with: self.text.chars().skip(length.saturating_sub(4)).collect(),
        }
    }
}

fn integration(row: &Row) -> Result<Integration, StoreError> {
    row.document(0, || "an integration".into())
}

fn secrets(keys: &Secrets, id: IntegrationId, row: &Row) -> Result<Vec<Secret>, StoreError> {
    let kept = keys.open(Place::IntegrationSecrets, id, row.text(1)?)?;
    read_document(&kept, || "secrets".into())
}

/// A list of one secret, as it is kept before it is sealed.
pub(crate) fn one_secret(id: u32, added_at: Moment, text: String) -> Result<String, StoreError> {
    document(&[Secret { id, added_at, text }])
}

pub(super) fn known_api(
    keys: &Secrets,
    id: IntegrationId,
    kept: Option<String>,
) -> Result<Option<KnownApi>, StoreError> {
    let text = keys.maybe_open(Place::IntegrationApi, id, kept)?;
    let known = text.map(|text| read_document(&text, || "how a source is asked".into()));
    known.transpose()
}

async fn find(conn: &mut Conn, id: IntegrationId) -> Result<(Integration, Vec<Secret>), SaveError> {
    let sql = "SELECT body, secrets FROM integrations WHERE id = $1";
    let row = conn.row(sql, args![id]).await?.ok_or(SaveError::NotFound)?;
    Ok((integration(&row)?, secrets(&conn.secrets, id, &row)?))
}

async fn name_is_free(conn: &mut Conn, made: &Integration) -> Result<(), SaveError> {
    let sql = "SELECT 1 FROM integrations WHERE key = $1 AND id <> $2";
    let taken = conn.row(sql, args![Integration::key(&made.name), made.id]);
    if taken.await?.is_some() {
        return Err(SaveError::Taken {
            field: "name",
            value: made.name.clone(),
        });
    }
    Ok(())
}

async fn keep_secrets(
    conn: &mut Conn,
    id: IntegrationId,
    secrets: &[Secret],
) -> Result<(), StoreError> {
    let sql = "UPDATE integrations SET secrets = $2 WHERE id = $1";
    // The list of none, with which an integration begins, tells nobody anything.
    let list = document(&secrets)?;
    let kept = match secrets {
        [] => Arg::from(list),
        _ => conn.secrets.seal(Place::IntegrationSecrets, id, &list)?,
    };
    conn.run(sql, args![id, kept]).await?;
    Ok(())
}
