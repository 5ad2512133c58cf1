//! What people want to be told.

use std::collections::BTreeMap;

use afterword_domain::notice::NoticePreferences;
use afterword_domain::{Change, Moment, PersonId, Set};

use crate::author::Author;
use crate::changes::{self, Entry};
use crate::conn::args;
use crate::error::StoreError;
use crate::values::document;
use crate::{SaveError, Store};

impl Store {
    /// Those of everybody who wants something else than the usual.
    pub async fn notice_preferences(
        &self,
    ) -> Result<BTreeMap<PersonId, NoticePreferences>, StoreError> {
        let sql = "SELECT person, body FROM notice_preferences";
        let rows = self.read().await?.rows(sql, args![]).await?;
        let mut preferences = BTreeMap::new();
        for row in rows {
            let person: PersonId = row.number(0)?;
            let body = row.document(1, || format!("what {person} wants to be told"))?;
            preferences.insert(person, body);
        }
        Ok(preferences)
    }

    pub async fn save_notice_preferences(
        &self,
        author: &Author,
        person: PersonId,
        preferences: NoticePreferences,
        now: Moment,
    ) -> Result<NoticePreferences, SaveError> {
        let preferences = preferences.checked().map_err(SaveError::refused)?;
        let mut conn = self.write().await?;
        let sql = "SELECT body FROM notice_preferences WHERE person = $1";
        let before = conn.row(sql, args![person]).await?;
        let before = before.map(|row| row.document(0, || "what somebody wants to be told".into()));
        let before = before.transpose()?.unwrap_or_default();
        if let Some(set) = Set::between(before, preferences.clone()) {
            let sql = "INSERT INTO notice_preferences (person, body) VALUES ($1, $2)
                       ON CONFLICT (person) DO UPDATE SET body = excluded.body";
            conn.run(sql, args![person, document(&preferences)?])
                .await?;
            let change = Change::NoticePreferences { person, set };
            changes::log(&mut conn, author, now, &[Entry::of_workspace(change)]).await?;
        }
        conn.commit().await?;
        Ok(preferences)
    }
}
