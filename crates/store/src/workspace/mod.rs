//! The workspace: settings, services, teams, people, factors. Every change of it bumps a revision
//! in its own transaction, so that what a process keeps in memory is known to be right or stale.

pub(crate) mod cache;
pub(crate) mod error;
pub(crate) mod factor_history;
mod factor_moves;
mod factors;
pub(crate) mod people;
mod services;
mod settings;
mod teams;

use afterword_domain::workspace::{Settings, Workspace};
use afterword_domain::{Change, Moment};
use serde::de::DeserializeOwned;

use crate::Store;
use crate::author::Author;
use crate::changes;
use crate::conn::{Conn, args};
use crate::counters::{self, Counter};
use crate::error::StoreError;

/// Reads all of it.
pub(crate) async fn load(conn: &mut Conn) -> Result<Workspace, StoreError> {
    Ok(Workspace {
        settings: settings(conn).await?,
        services: all(conn, "SELECT body FROM services ORDER BY id", "a service").await?,
        teams: all(conn, "SELECT body FROM teams ORDER BY id", "a team").await?,
        people: all(conn, "SELECT body FROM people ORDER BY id", "a person").await?,
        factors: all(conn, "SELECT body FROM factors ORDER BY id", "a factor").await?,
        trackers: crate::trackers::labels(conn).await?,
    })
}

pub(crate) async fn settings(conn: &mut Conn) -> Result<Settings, StoreError> {
    let row = conn.row("SELECT body FROM settings", args![]).await?;
    let settings = row.map(|row| row.document(0, || "the settings".into()));
    Ok(settings.transpose()?.unwrap_or_default())
}

async fn all<T: DeserializeOwned>(
    conn: &mut Conn,
    sql: &'static str,
    what: &str,
) -> Result<Vec<T>, StoreError> {
    let rows = conn.rows(sql, args![]).await?;
    rows.iter()
        .map(|row| row.document(0, || what.to_owned()))
        .collect()
}

/// A change of the workspace under way: its transaction, and the state that it is decided on.
pub(crate) struct Edit {
    pub(crate) conn: Conn,
    pub(crate) workspace: Workspace,
}

impl Store {
    /// Nobody else changes the workspace until the edit is finished or dropped.
    pub(crate) async fn edit_workspace(&self) -> Result<Edit, StoreError> {
        let mut conn = self.write().await?;
        counters::take(&mut conn, Counter::Revision, 1).await?;
        let workspace = load(&mut conn).await?;
        Ok(Edit { conn, workspace })
    }
}

impl Edit {
    /// Logs what was done and makes it so.
    pub(crate) async fn finish(
        self,
        author: &Author,
        log: Vec<Change>,
        now: Moment,
    ) -> Result<(), StoreError> {
        changes::finish(self.conn, author, log, now).await
    }

    async fn next_number<T: From<u32>>(&mut self, counter: Counter) -> Result<T, StoreError> {
        let number = counters::take(&mut self.conn, counter, 1).await?;
        Ok(crate::values::small(number)?.into())
    }
}

/// Where an entry stands in its list.
fn place_of<T>(list: &[T], is_it: impl Fn(&T) -> bool) -> u32 {
    let at = list.iter().position(is_it);
    at.and_then(|at| u32::try_from(at).ok()).unwrap_or(u32::MAX)
}

/// Where a new entry stands in its list.
fn end_of<T>(list: &[T]) -> u32 {
    u32::try_from(list.len()).unwrap_or(u32::MAX)
}
