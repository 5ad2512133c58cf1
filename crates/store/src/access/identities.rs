//! Letting somebody in for whom a provider vouches: the account is found or made, and what the
//! provider says of it is kept up, in one transaction with the decision.

use std::collections::BTreeSet;

use afterword_domain::person::Person;
use afterword_domain::sign_in::admit::{Admission, Claims, KnownHere, NotAdmitted, admit};
use afterword_domain::sign_in::{AccessChange, SessionEnd};
use afterword_domain::{Change, Moment, PersonId, ProviderId, Refusal};

use super::providers;
use super::sessions::{self, Which};
use crate::Store;
use crate::author::Author;
use crate::conn::{Conn, args};
use crate::counters::{self, Counter};
use crate::error::StoreError;
use crate::values::small;
use crate::workspace::error::SaveError;
use crate::workspace::people;

/// Why somebody was not let in.
#[derive(Debug, thiserror::Error)]
pub enum AdmitError {
    /// The provider was taken away meanwhile.
    #[error("there is no such provider any more")]
    NoProvider,
    #[error(transparent)]
    NotAdmitted(#[from] NotAdmitted),
    /// What came of the claims is nothing that could be an account here.
    #[error("{0}")]
    Unfit(String),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl AdmitError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoProvider => "no_such_provider",
            Self::NotAdmitted(error) => error.code(),
            Self::Unfit(_) => "account_unfit",
            Self::Store(_) => "internal",
        }
    }
}

impl From<SaveError> for AdmitError {
    fn from(error: SaveError) -> Self {
        match error {
            SaveError::Store(error) => Self::Store(error),
            other => Self::Unfit(other.to_string()),
        }
    }
}

impl Store {
    /// Lets somebody in by what a provider says of them, which has been verified.
    pub async fn admit(
        &self,
        author: &Author,
        provider: ProviderId,
        claims: &Claims,
        now: Moment,
    ) -> Result<Person, AdmitError> {
        let mut edit = self.edit_workspace().await?;
        let known = providers::find(&mut edit.conn, provider).await?;
        let rules = known.ok_or(AdmitError::NoProvider)?.provider;
        let here = known_here(&mut edit.conn, provider, &claims.subject).await?;
        let admission = admit(&rules, claims, &here, &edit.workspace)?;
        let mut log = Vec::new();
        let (person, is_new) = match admission {
            Admission::New(form) => (people::add(&mut edit, form, None, &mut log).await?, true),
            Admission::Known {
                person,
                form,
                first,
            } => {
                let active = true;
                let person = people::update(&mut edit, person, form, active, &mut log).await?;
                (person, first)
            }
        };
        if is_new {
            let sql = "INSERT INTO identities (provider, subject, person, linked_us)
                       VALUES ($1, $2, $3, $4)";
            let args = args![provider, claims.subject.as_str(), person.id, now];
            edit.conn.run(sql, args).await?;
            log.push(Change::Access(AccessChange::Identity {
                person: person.id,
                provider,
                removed: false,
            }));
        }
        let author = Author {
            person: Some(person.id),
            ..author.clone()
        };
        edit.finish(&author, log, now).await?;
        Ok(person)
    }

    /// Who came by this name of a provider before.
    pub async fn identity(
        &self,
        provider: ProviderId,
        subject: &str,
    ) -> Result<Option<PersonId>, StoreError> {
        let mut conn = self.read().await?;
        let here = known_here(&mut conn, provider, subject).await?;
        Ok(here.by_subject)
    }

    /// The providers through which a person came before.
    pub async fn identities_of(&self, person: PersonId) -> Result<Vec<ProviderId>, StoreError> {
        let sql = "SELECT DISTINCT provider FROM identities WHERE person = $1 ORDER BY provider";
        let rows = self.read().await?.rows(sql, args![person]).await?;
        let read = |row: &crate::row::Row| Ok(ProviderId(small(row.int(0)?)?));
        rows.iter().map(read).collect()
    }

    /// Takes away that a person comes in through a provider, and ends the sessions that began so.
    /// Refused where nobody could administer the workspace any more.
    pub async fn unlink_identity(
        &self,
        author: &Author,
        person: PersonId,
        provider: ProviderId,
        now: Moment,
    ) -> Result<(), SaveError> {
        let mut conn = self.write().await?;
        // Holds off whoever takes the last provider away meanwhile.
        counters::take(&mut conn, Counter::Providers, 0).await?;
        let before = providers::administrators_come_in(&mut conn).await?;
        let sql = "DELETE FROM identities WHERE person = $1 AND provider = $2";
        if conn.run(sql, args![person, provider]).await? == 0 {
            return Err(SaveError::NotFound);
        }
        providers::somebody_still_administers(&mut conn, before).await?;
        let through = Which::Through(provider);
        sessions::end(&mut conn, author, person, through, SessionEnd::Revoked, now).await?;
        let removed = AccessChange::Identity {
            person,
            provider,
            removed: true,
        };
        sessions::tell(&mut conn, author, removed, now).await?;
        Ok(conn.commit().await?)
    }
}

async fn known_here(
    conn: &mut Conn,
    provider: ProviderId,
    subject: &str,
) -> Result<KnownHere, StoreError> {
    let sql = "SELECT person FROM identities WHERE provider = $1 AND subject = $2";
    let row = conn.row(sql, args![provider, subject]).await?;
    let sql = "SELECT DISTINCT person FROM identities WHERE provider = $1";
    let linked: Result<BTreeSet<_>, StoreError> = conn
        .rows(sql, args![provider])
        .await?
        .iter()
        .map(|row| row.number(0))
        .collect();
    Ok(KnownHere {
        by_subject: row.map(|row| row.number(0)).transpose()?,
        linked: linked?,
    })
}
