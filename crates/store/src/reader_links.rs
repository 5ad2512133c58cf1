//! The secret addresses under which calendars and readers of feeds read without signing in.

use afterword_domain::person::Person;
use afterword_domain::reader_link::ReaderScope;
use afterword_domain::{Change, Moment, PersonId};

use crate::Store;
use crate::author::Author;
use crate::changes::{self, Entry};
use crate::conn::args;
use crate::error::StoreError;
use crate::row::Row;
use crate::values::name_of;

impl Store {
    /// Makes the address under which a person's calendar or reader of feeds reads; the one before is void.
    pub async fn add_reader_link(
        &self,
        author: &Author,
        (person, scope): (PersonId, ReaderScope),
        secret_hash: &[u8; 32],
        now: Moment,
    ) -> Result<(), StoreError> {
        let mut conn = self.write().await?;
        let sql = "INSERT INTO reader_links (secret_hash, person, scope, created_us)
                   VALUES ($1, $2, $3, $4)
                   ON CONFLICT (person, scope) DO UPDATE
                   SET secret_hash = excluded.secret_hash, created_us = excluded.created_us";
        let args = args![secret_hash, person, name_of(&scope), now];
        conn.run(sql, args).await?;
        let entry = logged(person, scope, false);
        changes::log(&mut conn, author, now, &[entry]).await?;
        conn.commit().await
    }

    /// Voids it. Answers whether there was one.
    pub async fn remove_reader_link(
        &self,
        author: &Author,
        (person, scope): (PersonId, ReaderScope),
        now: Moment,
    ) -> Result<bool, StoreError> {
        let mut conn = self.write().await?;
        let sql = "DELETE FROM reader_links WHERE person = $1 AND scope = $2";
        if conn.run(sql, args![person, name_of(&scope)]).await? == 0 {
            return Ok(false);
        }
        let entry = logged(person, scope, true);
        changes::log(&mut conn, author, now, &[entry]).await?;
        conn.commit().await?;
        Ok(true)
    }

    /// Which addresses a person has, and since when.
    pub async fn reader_links_of(
        &self,
        person: PersonId,
    ) -> Result<Vec<(ReaderScope, Moment)>, StoreError> {
        let sql = "SELECT scope, created_us FROM reader_links WHERE person = $1";
        let rows = self.read().await?.rows(sql, args![person]).await?;
        let read = |row: &Row| Ok((scope(row, 0)?, row.moment(1)?));
        rows.iter().map(read).collect()
    }

    /// Whose address it is, what it shows and when it was made; nobody's once they have left.
    pub async fn reader_link(
        &self,
        secret_hash: &[u8; 32],
    ) -> Result<Option<(Person, ReaderScope, Moment)>, StoreError> {
        let sql = "SELECT p.body, l.scope, l.created_us FROM reader_links l
                   JOIN people p ON p.id = l.person
                   WHERE l.secret_hash = $1 AND p.active = 1";
        let row = self.read().await?.row(sql, args![secret_hash]).await?;
        let read = |row: Row| {
            let person = row.document(0, || "a person".into())?;
            Ok((person, scope(&row, 1)?, row.moment(2)?))
        };
        row.map(read).transpose()
    }
}

fn logged(person: PersonId, scope: ReaderScope, voided: bool) -> Entry {
    Entry::of_workspace(Change::ReaderLink {
        person,
        scope,
        voided,
    })
}

fn scope(row: &Row, column: usize) -> Result<ReaderScope, StoreError> {
    let name = row.text(column)?;
    let mut scopes = ReaderScope::ALL.into_iter();
    let known = scopes.find(|scope| name_of(scope) == name);
    known.ok_or_else(|| StoreError::corrupt("a reader's address"))
}
