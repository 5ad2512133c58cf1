//! The settings: one document.

use afterword_domain::workspace::Settings;
use afterword_domain::{Change, Moment, Set};

use super::error::SaveError;
use crate::Store;
use crate::author::Author;
use crate::conn::args;
use crate::shadow;
use crate::values::document;

impl Store {
    /// Checks and keeps the settings.
    pub async fn save_settings(
        &self,
        author: &Author,
        settings: Settings,
        now: Moment,
    ) -> Result<Settings, SaveError> {
        let settings = settings.checked().map_err(SaveError::refused)?;
        let mut edit = self.edit_workspace().await?;
        let before = edit.workspace.settings.clone();
        let Some(set) = Set::between(before, settings.clone()) else {
            return Ok(settings);
        };
        let sql = "INSERT INTO settings (id, body) VALUES (1, $1)
                   ON CONFLICT (id) DO UPDATE SET body = excluded.body";
        edit.conn.run(sql, args![document(&settings)?]).await?;
        let modes = (set.from.repeat_suggestions, set.to.repeat_suggestions);
        shadow::turn(&mut edit.conn, modes, now).await?;
        edit.finish(author, vec![Change::Settings(set)], now)
            .await?;
        Ok(settings)
    }
}
