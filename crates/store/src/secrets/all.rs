//! All secrets of a database at once: how they lie there, sealing those that lie in clear or under
//! an older key, and giving up those that no key opens.

use std::collections::BTreeMap;

use afterword_domain::{
    Change, IntegrationId, Moment, ProviderId, SubscriptionId, TrackerId, sign_in::AccessChange,
};
use sqlx::AssertSqlSafe;

use super::keys::{KeyId, SecretKey};
use super::places::{Place, RowName};
use super::seal::{self, Kept};
use crate::Store;
use crate::author::Author;
use crate::changes;
use crate::conn::{Conn, args};
use crate::dialect;
use crate::error::StoreError;
use crate::intake::integrations::one_secret;
use crate::values::small;

/// How the secrets of a database lie there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SecretsStanding {
    /// Those that lie in clear, by what they are.
    pub clear: Vec<String>,
    /// How many are sealed with which key.
    pub sealed: BTreeMap<KeyId, u64>,
    /// Keys of these that are not here.
    pub missing: Vec<KeyId>,
    /// Those that do not open although their key is here.
    pub spoiled: Vec<String>,
}

/// What sealing came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sealing {
    /// Those that lay in clear.
    pub from_clear: u64,
    /// Those that were sealed with another key.
    pub from_older: u64,
    /// Those that lie in clear still, since there is no key.
    pub left_clear: u64,
}

/// What was given up, as a sentence calls it.
pub type Forgotten = Vec<String>;

/// A secret where it lies.
struct Found {
    place: Place,
    row: RowName,
    kept: String,
}

impl Store {
    /// How the secrets lie in the database. Only for a schema of this program's version.
    pub async fn secrets_standing(&self) -> Result<SecretsStanding, StoreError> {
        let secrets = &self.db.secrets;
        let mut standing = SecretsStanding::default();
        for found in all(&mut self.read().await?).await? {
            let key = match seal::read(&found.kept) {
                Kept::Clear => {
                    standing.clear.push(found.called());
                    continue;
                }
                Kept::Sealed { key, .. } => key,
            };
            *standing.sealed.entry(key).or_default() += 1;
            match secrets.open(found.place, found.row.clone(), found.kept.clone()) {
                Ok(_) => {}
                Err(StoreError::SecretKeyMissing(_)) => standing.missing.push(key),
                Err(_) => standing.spoiled.push(found.called()),
            }
        }
        standing.missing.sort_unstable();
        standing.missing.dedup();
        Ok(standing)
    }

    /// Seals with the first key what lies in clear or is sealed with another, all of it or nothing;
    /// without a key, all stays as it is.
    ///
    /// # Errors
    /// [`StoreError::SecretKeyMissing`] when one is sealed with a key that is not here: it would
    /// fail later, when it is needed.
    pub async fn seal_secrets(&self) -> Result<Sealing, StoreError> {
        let keys = self.db.secrets.keys();
        let mut conn = self.write().await?;
        dialect::lock_migrations(&mut conn).await?;
        let mut done = Sealing::default();
        for found in all(&mut conn).await? {
            let key = match seal::read(&found.kept) {
                Kept::Clear => None,
                Kept::Sealed { key, .. } => Some(key),
            };
            // What a provider gave for a session is only missed when signing out there.
            let is_vital = found.place != Place::SessionToken;
            if let Some(key) = key.filter(|key| keys.find(*key).is_none()) {
                if is_vital {
                    return Err(StoreError::SecretKeyMissing(key));
                }
                continue;
            }
            let Some(current) = keys.current() else {
                done.left_clear += u64::from(is_vital);
                continue;
            };
            if key == Some(current.id()) {
                continue;
            }
            let Ok(clear) =
                self.db
                    .secrets
                    .open(found.place, found.row.clone(), found.kept.clone())
            else {
                tracing::error!(secret = found.called(), "a secret was spoiled and stays so");
                continue;
            };
            put(&mut conn, &found, current, &clear).await?;
            match key {
                None => done.from_clear += 1,
                Some(_) => done.from_older += 1,
            }
        }
        conn.commit().await?;
        if done.from_clear > 0 {
            self.wipe().await;
        }
        Ok(done)
    }

    /// Puts a secret that nobody knows in the place of each that no key here opens: nothing is let
    /// in by it that was not before, and the settings say what no longer works.
    ///
    /// # Errors
    /// [`StoreError::NoSecretKey`] without a key.
    pub async fn forget_sealed_secrets(
        &self,
        author: &Author,
        now: Moment,
    ) -> Result<Forgotten, StoreError> {
        let keys = self.db.secrets.keys();
        let current = keys.current().ok_or(StoreError::NoSecretKey)?;
        let mut conn = self.write().await?;
        dialect::lock_migrations(&mut conn).await?;
        let (mut forgotten, mut log) = (Vec::new(), Vec::new());
        for found in all(&mut conn).await? {
            let opened = self
                .db
                .secrets
                .open(found.place, found.row.clone(), found.kept.clone());
            if opened.is_ok() {
                continue;
            }
            match unknown(found.place, now)? {
                Some(fresh) => put(&mut conn, &found, current, &fresh).await?,
                None => remove(&mut conn, &found).await?,
            }
            log.extend(found.change()?);
            forgotten.push(found.called());
        }
        changes::finish(conn, author, log, now).await?;
        Ok(forgotten)
    }

    /// What lay in clear lies in the free pages of a SQLite file until these are written anew.
    async fn wipe(&self) {
        let wiped = async {
            let mut conn = self.db.write_once().await?;
            dialect::wipe_free_pages(&mut conn).await
        };
        if let Err(error) = wiped.await {
            tracing::warn!(
                %error,
                "secrets were encrypted, and copies of them in clear may be left in free pages of \
                 the database: stop the server and run VACUUM with sqlite3"
            );
        }
    }
}

impl Found {
    fn called(&self) -> String {
        self.place.called(&self.row)
    }

    fn number(&self) -> Result<u32, StoreError> {
        match &self.row {
            RowName::Number(number) => small(*number),
            RowName::Hash(_) => Err(StoreError::corrupt(self.called())),
        }
    }

    /// What the log says when the secret is replaced.
    fn change(&self) -> Result<Option<Change>, StoreError> {
        Ok(Some(match self.place {
            Place::SessionToken => return Ok(None),
            Place::IntegrationSecrets => Change::IntegrationSecret {
                integration: IntegrationId(self.number()?),
                secret: ONLY_SECRET,
                removed: false,
            },
            Place::IntegrationApi => Change::IntegrationApi {
                integration: IntegrationId(self.number()?),
                url: None,
            },
            Place::MetricsSecret => Change::MetricsSecret {},
            Place::MailPassword => Change::MailPassword {},
            Place::SubscriptionSecret => Change::SubscriptionSecret {
                subscription: SubscriptionId(self.number()?),
            },
            Place::TrackerToken => Change::TrackerToken {
                tracker: TrackerId(self.number()?),
            },
            Place::TrackerHookSecret => Change::TrackerHookSecret {
                tracker: TrackerId(self.number()?),
                removed: false,
            },
            Place::ProviderSecret => Change::Access(AccessChange::ProviderSecret {
                provider: ProviderId(self.number()?),
            }),
        }))
    }
}

const ONLY_SECRET: u32 = 1;

/// A secret that nobody knows, in the form of its place; `None` where none is needed.
fn unknown(place: Place, now: Moment) -> Result<Option<String>, StoreError> {
    let word = SecretKey::generate().to_text();
    match place {
        Place::SessionToken | Place::IntegrationApi => Ok(None),
        Place::IntegrationSecrets => one_secret(ONLY_SECRET, now, word).map(Some),
        _ => Ok(Some(word)),
    }
}

/// Every secret that there is, place by place.
async fn all(conn: &mut Conn) -> Result<Vec<Found>, StoreError> {
    let mut all = Vec::new();
    for place in Place::ALL {
        let (table, column, key) = (place.table(), place.column(), place.key());
        let sql = format!(
            "SELECT {key}, {column} FROM {table}
             WHERE {column} IS NOT NULL AND {column} <> '[]' ORDER BY {key}"
        );
        for row in conn.rows(AssertSqlSafe(sql), args![]).await? {
            let name = match place {
                Place::SessionToken => RowName::Hash(row.blob(0)?),
                _ => RowName::Number(row.int(0)?),
            };
            all.push(Found {
                place,
                row: name,
                kept: row.text(1)?,
            });
        }
    }
    Ok(all)
}

async fn put(
    conn: &mut Conn,
    found: &Found,
    key: &SecretKey,
    clear: &str,
) -> Result<(), StoreError> {
    let sealed = seal::seal(key, &found.place.bound_to(&found.row), clear)?;
    write(conn, found, Some(sealed)).await
}

async fn remove(conn: &mut Conn, found: &Found) -> Result<(), StoreError> {
    write(conn, found, None).await
}

async fn write(conn: &mut Conn, found: &Found, text: Option<String>) -> Result<(), StoreError> {
    let (table, column, key) = (found.place.table(), found.place.column(), found.place.key());
    let sql = AssertSqlSafe(format!("UPDATE {table} SET {column} = $2 WHERE {key} = $1"));
    let args = match &found.row {
        RowName::Number(number) => args![*number, text],
        RowName::Hash(hash) => args![hash.clone(), text],
    };
    conn.run(sql, args).await.map(|_| ())
}
