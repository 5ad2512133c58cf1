//! What people want to be told.

use std::collections::BTreeMap;

use afterword_domain::notice::NoticePreferences;
use afterword_domain::{Change, Moment, PersonId, Set};

use crate::author::Author;
use crate::changes;
use crate::conn::{Conn, args};
use crate::error::StoreError;
use crate::row::Row;
use crate::values::document;
use crate::{SaveError, Store};

impl Store {
    /// Those of everybody who has said what they want.
    pub async fn notice_preferences(
        &self,
    ) -> Result<BTreeMap<PersonId, NoticePreferences>, StoreError> {
        let sql = "SELECT person, body FROM notice_preferences";
        let rows = self.read().await?.rows(sql, args![]).await?;
        let mut preferences = BTreeMap::new();
        for row in rows {
            preferences.insert(row.number(0)?, read(&row, 1)?);
        }
        Ok(preferences)
    }

    /// A person's own; `None` as long as they have said nothing.
    pub async fn notice_preferences_of(
        &self,
        person: PersonId,
    ) -> Result<Option<NoticePreferences>, StoreError> {
        own(&mut self.read().await?, person).await
    }

    /// Keeps what a person wants, in place of what they wanted before.
    pub async fn save_notice_preferences(
        &self,
        author: &Author,
        person: PersonId,
        preferences: NoticePreferences,
        now: Moment,
    ) -> Result<NoticePreferences, SaveError> {
        let preferences = preferences.checked().map_err(SaveError::refused)?;
        let mut conn = self.write().await?;
        let before = own(&mut conn, person).await?;
        let Some(set) = Set::between(before, Some(preferences.clone())) else {
            return Ok(preferences);
        };
        let sql = "INSERT INTO notice_preferences (person, body) VALUES ($1, $2)
                   ON CONFLICT (person) DO UPDATE SET body = excluded.body";
        conn.run(sql, args![person, document(&preferences)?])
            .await?;
        let change = Change::NoticePreferences { person, set };
        changes::finish(conn, author, vec![change], now).await?;
        Ok(preferences)
    }
}

async fn own(conn: &mut Conn, person: PersonId) -> Result<Option<NoticePreferences>, StoreError> {
    let sql = "SELECT body FROM notice_preferences WHERE person = $1";
    let row = conn.row(sql, args![person]).await?;
    row.map(|row| read(&row, 0)).transpose()
}

fn read(row: &Row, column: usize) -> Result<NoticePreferences, StoreError> {
    row.document(column, || "what somebody wants to be told".into())
}
