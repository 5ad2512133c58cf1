//! Meetings of all incidents by their time, and the secret addresses under which a calendar program
//! reads them.

use afterword_domain::meeting::calendar::CalendarScope;
use afterword_domain::meeting::entry::MeetingEntry;
use afterword_domain::person::Person;
use afterword_domain::{Change, Moment, PersonId};

use crate::Store;
use crate::author::Author;
use crate::changes::{self, Entry};
use crate::conn::{Row, args};
use crate::error::StoreError;
use crate::values::name_of;

impl Store {
    /// Meetings that are planned for a span of time or were called off in it, in the order of their
    /// times; at most `limit`.
    pub async fn meetings(
        &self,
        (from, until): (Moment, Moment),
        limit: u32,
    ) -> Result<Vec<MeetingEntry>, StoreError> {
        let sql = "SELECT body FROM meetings WHERE at_us >= $1 AND at_us < $2
                   ORDER BY at_us, incident LIMIT $3";
        let rows = self
            .read()
            .await?
            .rows(sql, args![from, until, limit])
            .await?;
        let read = |row: &Row| row.document(0, || "a meeting".into());
        rows.iter().map(read).collect()
    }

    /// Makes the address by which a person's calendar reads meetings; the one before is void.
    pub async fn add_calendar_link(
        &self,
        author: &Author,
        (person, scope): (PersonId, CalendarScope),
        secret_hash: &[u8; 32],
        now: Moment,
    ) -> Result<(), StoreError> {
        let mut conn = self.write().await?;
        let sql = "INSERT INTO calendar_links (secret_hash, person, scope, created_us)
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
    pub async fn remove_calendar_link(
        &self,
        author: &Author,
        (person, scope): (PersonId, CalendarScope),
        now: Moment,
    ) -> Result<bool, StoreError> {
        let mut conn = self.write().await?;
        let sql = "DELETE FROM calendar_links WHERE person = $1 AND scope = $2";
        if conn.run(sql, args![person, name_of(&scope)]).await? == 0 {
            return Ok(false);
        }
        let entry = logged(person, scope, true);
        changes::log(&mut conn, author, now, &[entry]).await?;
        conn.commit().await?;
        Ok(true)
    }

    /// Which addresses a person has, and since when.
    pub async fn calendar_links_of(
        &self,
        person: PersonId,
    ) -> Result<Vec<(CalendarScope, Moment)>, StoreError> {
        let sql = "SELECT scope, created_us FROM calendar_links WHERE person = $1";
        let rows = self.read().await?.rows(sql, args![person]).await?;
        let read = |row: &Row| Ok((scope(row, 0)?, row.moment(1)?));
        rows.iter().map(read).collect()
    }

    /// Whose address it is, and what it shows; nobody's once they have left.
    pub async fn calendar_link(
        &self,
        secret_hash: &[u8; 32],
    ) -> Result<Option<(Person, CalendarScope)>, StoreError> {
        let sql = "SELECT p.body, l.scope FROM calendar_links l JOIN people p ON p.id = l.person
                   WHERE l.secret_hash = $1 AND p.active = 1";
        let row = self.read().await?.row(sql, args![secret_hash]).await?;
        row.map(|row| Ok((row.document(0, || "a person".into())?, scope(&row, 1)?)))
            .transpose()
    }
}

fn logged(person: PersonId, scope: CalendarScope, voided: bool) -> Entry {
    Entry::of_workspace(Change::CalendarLink {
        person,
        scope,
        voided,
    })
}

fn scope(row: &Row, column: usize) -> Result<CalendarScope, StoreError> {
    let name = row.text(column)?;
    let mut scopes = CalendarScope::ALL.into_iter();
    let known = scopes.find(|scope| name_of(scope) == name);
    known.ok_or_else(|| StoreError::corrupt("a calendar address"))
}
