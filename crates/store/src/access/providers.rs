//! Programs that vouch for people, with what lets Afterword in there. A client secret leaves the
//! database only to be sent to the provider that it was entered for.

use afterword_domain::change::Edit;
use afterword_domain::sign_in::{AccessChange, KnownProvider, Provider, ProviderForm};
use afterword_domain::{Change, Moment, ProviderId, Refusal, TeamId};

use super::rules;
use crate::Store;
use crate::author::Author;
use crate::changes;
use crate::conn::{Conn, args};
use crate::counters::{self, Counter};
use crate::error::StoreError;
use crate::row::Row;
use crate::secrets::{Place, Secrets};
use crate::values::{document, small};
use crate::workspace::{self, error::SaveError};

/// More are no help to anybody who looks for their button.
const MOST: usize = 10;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
enum ProviderRefused {
    #[error("there are {MOST} providers, which is the most; take one away first")]
    TooMany,
    #[error("it is the last provider while nobody signs in with a password; allow passwords first")]
    LastWayIn,
    #[error(
        "those who administer the workspace come in through it and in no other way; give one of \
         them a password, or sign in through another provider first"
    )]
    LockedOut,
}

impl Refusal for ProviderRefused {
    fn code(&self) -> &'static str {
        match self {
            Self::TooMany => "too_many_providers",
            Self::LastWayIn | Self::LockedOut => "no_other_way_in",
        }
    }
}

impl Store {
    /// In the order in which they were entered.
    pub async fn providers(&self) -> Result<Vec<KnownProvider>, StoreError> {
        all(&mut self.read().await?).await
    }

    pub async fn provider(&self, id: ProviderId) -> Result<Option<KnownProvider>, StoreError> {
        find(&mut self.read().await?, id).await
    }

    pub async fn add_provider(
        &self,
        author: &Author,
        form: ProviderForm,
        now: Moment,
    ) -> Result<KnownProvider, SaveError> {
        let mut conn = self.write().await?;
        let id = counters::take(&mut conn, Counter::Providers, 1).await?;
        let before = all(&mut conn).await?.len();
        if before >= MOST {
            return Err(SaveError::refused(ProviderRefused::TooMany));
        }
        let teams = teams(&mut conn).await?;
        let known = form.onto(ProviderId(small(id)?), None, &teams);
        let known = known.map_err(SaveError::refused)?;
        let sql = "INSERT INTO providers (id, body, client_secret) VALUES ($1, $2, $3)";
        let body = document(&known.provider)?;
        let secrets = (None, known.client_secret.as_deref());
        let sealed =
            conn.secrets
                .seal_instead(Place::ProviderSecret, known.provider.id, secrets)?;
        conn.run(sql, args![known.provider.id, body, sealed])
            .await?;
        let added = Edit::Added {
            at: u32::try_from(before).unwrap_or(u32::MAX),
            entry: known.provider.clone(),
        };
        changes::finish(
            conn,
            author,
            vec![Change::Access(AccessChange::Provider(added))],
            now,
        )
        .await?;
        Ok(known)
    }

    /// What a provider called people under another issuer says nothing under a new one: those who
    /// came through it are found anew.
    pub async fn update_provider(
        &self,
        author: &Author,
        id: ProviderId,
        form: ProviderForm,
        now: Moment,
    ) -> Result<KnownProvider, SaveError> {
        let mut conn = self.write().await?;
        counters::take(&mut conn, Counter::Providers, 0).await?;
        let before = find(&mut conn, id).await?.ok_or(SaveError::NotFound)?;
        let teams = teams(&mut conn).await?;
        let after = form.onto(id, Some(&before), &teams);
        let after = after.map_err(SaveError::refused)?;
        let sql = "UPDATE providers SET body = $2, client_secret = $3 WHERE id = $1";
        let secrets = (
            before.client_secret.as_deref(),
            after.client_secret.as_deref(),
        );
        let sealed = conn
            .secrets
            .seal_instead(Place::ProviderSecret, id, secrets)?;
        conn.run(sql, args![id, document(&after.provider)?, sealed])
            .await?;
        if before.provider.issuer != after.provider.issuer {
            forget_identities(&mut conn, id).await?;
        }
        let mut log = Vec::new();
        if before.client_secret != after.client_secret {
            log.push(Change::Access(AccessChange::ProviderSecret {
                provider: id,
            }));
        }
        let edit = Edit::between(&before.provider, after.provider.clone());
        log.extend(edit.map(AccessChange::Provider).map(Change::Access));
        changes::finish(conn, author, log, now).await?;
        Ok(after)
    }

    /// Takes a provider away; who came through it keeps their account.
    pub async fn remove_provider(
        &self,
        author: &Author,
        id: ProviderId,
        now: Moment,
    ) -> Result<(), SaveError> {
        let mut conn = self.write().await?;
        counters::take(&mut conn, Counter::Providers, 0).await?;
        let all = all(&mut conn).await?;
        let at = all.iter().position(|known| known.provider.id == id);
        let at = at.ok_or(SaveError::NotFound)?;
        if all.len() == 1 && !rules::read(&mut conn).await?.password {
            return Err(SaveError::refused(ProviderRefused::LastWayIn));
        }
        forget_identities(&mut conn, id).await?;
        let sql = "DELETE FROM providers WHERE id = $1";
        conn.run(sql, args![id]).await?;
        let removed = Edit::Removed {
            at: u32::try_from(at).unwrap_or(u32::MAX),
            entry: all[at].provider.clone(),
        };
        changes::finish(
            conn,
            author,
            vec![Change::Access(AccessChange::Provider(removed))],
            now,
        )
        .await?;
        Ok(())
    }
}

/// Forgets what a provider calls people, unless nobody could administer the workspace any more.
async fn forget_identities(conn: &mut Conn, id: ProviderId) -> Result<(), SaveError> {
    let before = administrators_come_in(conn).await?;
    let sql = "DELETE FROM identities WHERE provider = $1";
    conn.run(sql, args![id]).await?;
    somebody_still_administers(conn, before).await
}

/// Refuses what leaves the workspace without an administrator who comes in by themself, where there
/// was one before.
pub(super) async fn somebody_still_administers(
    conn: &mut Conn,
    before: bool,
) -> Result<(), SaveError> {
    if before && !administrators_come_in(conn).await? {
        return Err(SaveError::refused(ProviderRefused::LockedOut));
    }
    Ok(())
}

/// Whether somebody who administers has a password that lets them in, or is known to a provider.
pub(super) async fn administrators_come_in(conn: &mut Conn) -> Result<bool, StoreError> {
    let passwords = rules::read(conn).await?.password;
    let sql = "SELECT count(*) FROM people p
               WHERE active = 1 AND role = 'admin'
                 AND ((password_hash IS NOT NULL AND $1 = 1)
                      OR EXISTS (SELECT 1 FROM identities i WHERE i.person = p.id))";
    Ok(conn.one(sql, args![passwords]).await?.int(0)? > 0)
}

async fn all(conn: &mut Conn) -> Result<Vec<KnownProvider>, StoreError> {
    let sql = "SELECT body, client_secret FROM providers ORDER BY id";
    let rows = conn.rows(sql, args![]).await?;
    rows.iter().map(|row| read(&conn.secrets, row)).collect()
}

pub(crate) async fn find(
    conn: &mut Conn,
    id: ProviderId,
) -> Result<Option<KnownProvider>, StoreError> {
    let sql = "SELECT body, client_secret FROM providers WHERE id = $1";
    let row = conn.row(sql, args![id]).await?;
    row.map(|row| read(&conn.secrets, &row)).transpose()
}

async fn teams(conn: &mut Conn) -> Result<Vec<TeamId>, StoreError> {
    let workspace = workspace::load(conn).await?;
    Ok(workspace.teams.iter().map(|team| team.id).collect())
}

fn read(secrets: &Secrets, row: &Row) -> Result<KnownProvider, StoreError> {
    let provider: Provider = row.document(0, || "a provider".into())?;
    let secret = secrets.maybe_open(Place::ProviderSecret, provider.id, row.maybe_text(1)?)?;
    Ok(KnownProvider {
        provider,
        client_secret: secret,
    })
}
