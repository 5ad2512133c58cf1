//! API tokens: their labels, scopes and the hash of each secret.

use afterword_domain::change::{Edit, TokenLabel};
use afterword_domain::person::Person;
use afterword_domain::policy::Scope;
use afterword_domain::{Change, Moment, PersonId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::Store;
use crate::author::Author;
use crate::changes::{self, Entry};
use crate::conn::args;
use crate::counters::{self, Counter};
use crate::error::StoreError;
use crate::row::Row;
use crate::values::{document, read_document, small};

/// A token as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TokenRow {
    pub id: u32,
    pub name: String,
    pub scopes: Vec<Scope>,
    pub created_at: Moment,
    pub expires_at: Option<Moment>,
    /// To the minute.
    pub last_used_at: Option<Moment>,
}

impl Store {
    #[expect(clippy::too_many_arguments, reason = "each is one column of the token")]
    pub async fn add_token(
        &self,
        author: &Author,
        person: PersonId,
        name: &str,
        scopes: &[Scope],
        secret_hash: &[u8; 32],
        expires: Option<Moment>,
        now: Moment,
    ) -> Result<TokenRow, StoreError> {
        let mut conn = self.write().await?;
        let id = small(counters::take(&mut conn, Counter::Tokens, 1).await?)?;
        let sql = "INSERT INTO tokens
                   (id, person, name, scopes, secret_hash, created_us, expires_us)
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let args = args![
            id,
            person,
            name,
            document(&scopes)?,
            secret_hash,
            now,
            expires
        ];
        conn.run(sql, args).await?;
        let entry = TokenLabel {
            id,
            person,
            name: name.into(),
            scopes: scopes.to_vec(),
        };
        let entry = Entry::of_workspace(Change::Token(Edit::Added { at: 0, entry }));
        changes::log(&mut conn, author, now, &[entry]).await?;
        conn.commit().await?;
        Ok(TokenRow {
            id,
            name: name.into(),
            scopes: scopes.to_vec(),
            created_at: now,
            expires_at: expires,
            last_used_at: None,
        })
    }

    /// Whose token it is and what for, with its number; nobody's once it has expired or the person
    /// left. Only reads: its use is written down by [`touch_token`](Self::touch_token).
    pub async fn token(
        &self,
        secret_hash: &[u8; 32],
        now: Moment,
    ) -> Result<Option<(u32, Person, Vec<Scope>)>, StoreError> {
        let sql = "SELECT t.id, t.scopes, p.body
                   FROM tokens t JOIN people p ON p.id = t.person
                   WHERE t.secret_hash = $1 AND p.active = 1
                     AND (t.expires_us IS NULL OR t.expires_us > $2)";
        let row = self.read().await?.row(sql, args![secret_hash, now]).await?;
        let Some(row) = row else { return Ok(None) };
        let id = small(row.int(0)?)?;
        let scopes = row.document(1, || format!("token {id}"))?;
        let person = row.document(2, || "a person".into())?;
        Ok(Some((id, person, scopes)))
    }

    /// Writes down that a token was used.
    pub async fn touch_token(&self, id: u32, now: Moment) -> Result<(), StoreError> {
        let mut conn = self.write().await?;
        let sql = "UPDATE tokens SET last_used_us = $2
                   WHERE id = $1 AND (last_used_us IS NULL OR last_used_us < $2)";
        conn.run(sql, args![id, now]).await?;
        conn.commit().await
    }

    /// Oldest first.
    pub async fn tokens_of(&self, person: PersonId) -> Result<Vec<TokenRow>, StoreError> {
        let sql = "SELECT id, name, scopes, created_us, expires_us, last_used_us
                   FROM tokens WHERE person = $1 ORDER BY id";
        let rows = self.read().await?.rows(sql, args![person]).await?;
        rows.iter().map(token_row).collect()
    }

    /// Everybody's, with whose they are.
    pub async fn all_tokens(&self) -> Result<Vec<(PersonId, TokenRow)>, StoreError> {
        let sql = "SELECT id, name, scopes, created_us, expires_us, last_used_us, person
                   FROM tokens ORDER BY person, id";
        let rows = self.read().await?.rows(sql, args![]).await?;
        let read = |row: &Row| Ok((row.number(6)?, token_row(row)?));
        rows.iter().map(read).collect()
    }

    /// Whether there was such a token, of this person where one is named.
    pub async fn revoke_token(
        &self,
        author: &Author,
        person: Option<PersonId>,
        id: u32,
        now: Moment,
    ) -> Result<bool, StoreError> {
        let mut conn = self.write().await?;
        let sql = "DELETE FROM tokens WHERE id = $1 AND (person = $2 OR $2 IS NULL)
                   RETURNING name, scopes, person";
        let Some(row) = conn.row(sql, args![id, person]).await? else {
            return Ok(false);
        };
        let person = row.number(2)?;
        let scopes = read_document(&row.text(1)?, || format!("token {id}"))?;
        let entry = TokenLabel {
            id,
            person,
            name: row.text(0)?,
            scopes,
        };
        let entry = Entry::of_workspace(Change::Token(Edit::Removed { at: 0, entry }));
        changes::log(&mut conn, author, now, &[entry]).await?;
        conn.commit().await?;
        Ok(true)
    }
}

fn token_row(row: &Row) -> Result<TokenRow, StoreError> {
    Ok(TokenRow {
        id: small(row.int(0)?)?,
        name: row.text(1)?,
        scopes: row.document(2, || "a token".into())?,
        created_at: row.moment(3)?,
        expires_at: row.maybe_moment(4)?,
        last_used_at: row.maybe_moment(5)?,
    })
}
