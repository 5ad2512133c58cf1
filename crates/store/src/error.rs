//! What can go wrong with a database, each as a sentence that a person can act on.
//!
//! Knows the codes of both databases. Never repeats an address that may hold a password.

use rusqlite::ErrorCode;
use sqlx::error::DatabaseError;

use crate::secrets::KeyId;

/// What a driver said, and has no sentence of its own.
#[derive(Debug, thiserror::Error)]
pub enum DriverError {
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    #[error(transparent)]
    Postgres(#[from] sqlx::Error),
    #[error("what was to be kept cannot be written as JSON")]
    Document(#[source] serde_json::Error),
    #[error("no connection was free within {0} s")]
    Crowded(u64),
    #[error("the connections have ended")]
    Closed,
}

impl DriverError {
    /// Whether what was to be written is there already.
    pub(crate) fn is_taken(&self) -> bool {
        match self {
            // SQLITE_CONSTRAINT_UNIQUE and SQLITE_CONSTRAINT_PRIMARYKEY.
            Self::Sqlite(error) => error
                .sqlite_error()
                .is_some_and(|error| matches!(error.extended_code, 2067 | 1555)),
            Self::Postgres(error) => error
                .as_database_error()
                .is_some_and(DatabaseError::is_unique_violation),
            _ => false,
        }
    }

    /// Whether the database itself had something against it.
    pub(crate) fn is_refusal(&self) -> bool {
        match self {
            Self::Sqlite(error) => error.sqlite_error().is_some(),
            Self::Postgres(error) => error.as_database_error().is_some(),
            _ => false,
        }
    }
}

/// The database could not do it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error(
        "the database has schema version {found}, this program knows versions up to {known}: \
         start a newer afterword, or restore the backup taken before the upgrade"
    )]
    Newer { found: i64, known: i64 },
    #[error(
        "{0} cannot be written: check that it exists, that this user may write to it and to its \
         folder, and that the disk is not mounted read-only"
    )]
    ReadOnly(String),
    #[error(
        "the disk that holds the database is full: nothing was changed; make room and try again"
    )]
    DiskFull,
    #[error("there is no database at {0} yet: run `afterword migrate`, or start the server")]
    Missing(String),
    #[error("{0} is not a SQLite database: name another file, or restore a backup")]
    NotADatabase(String),
    #[error("the database cannot be reached: {0}")]
    Unreachable(String),
    #[error(
        "the database went away at the end of a write, and it is not known whether that was kept: {0}"
    )]
    Unsettled(String),
    #[error(
        "“{0}” is not a database address: write sqlite:///folder/afterword.db or \
         postgres://user@host/database"
    )]
    UrlUnknown(String),
    #[error("{what} cannot be read: run `afterword doctor`, and restore a backup if it agrees")]
    Corrupt { what: String },
    #[error(
        "there is no key to encrypt secrets with, and none is kept in clear: set \
         AFTERWORD_SECRET_KEY_FILE, or AFTERWORD_SECRET_KEY, and start the server again; \
         `afterword secrets key` prints a key"
    )]
    NoSecretKey,
    #[error(
        "secrets in the database are encrypted with the key {0}, which is not here: put it behind \
         the key in the file of keys, or behind a comma in AFTERWORD_SECRET_KEY; when it is lost, \
         `afterword secrets forget` gives those secrets up, and nothing else"
    )]
    SecretKeyMissing(KeyId),
    #[error("the database refused: {0}")]
    Database(#[source] DriverError),
}

impl StoreError {
    /// Whether it may pass by itself, and says nothing of what was to be written.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::Unreachable(_) | Self::Unsettled(_) | Self::DiskFull | Self::ReadOnly(_)
        )
    }

    pub(crate) fn corrupt(what: impl Into<String>) -> Self {
        Self::Corrupt { what: what.into() }
    }

    /// Tells an error by its code. `place` is how the database is called in a sentence.
    pub(crate) fn told(error: impl Into<DriverError>, place: &str) -> Self {
        let error = error.into();
        let known = match &error {
            DriverError::Sqlite(error) => sqlite(error, place),
            DriverError::Postgres(error) => postgres(error, place),
            DriverError::Crowded(_) | DriverError::Closed => {
                Some(Self::Unreachable(format!("{place}: {error}")))
            }
            DriverError::Document(_) => None,
        };
        known.unwrap_or(Self::Database(error))
    }

    /// The same of what ends a transaction elsewhere: without an answer nobody knows what became of
    /// it.
    pub(crate) fn at_the_end(self) -> Self {
        match self {
            Self::Unreachable(why) => Self::Unsettled(why),
            known => known,
        }
    }
}

/// <https://sqlite.org/rescode.html>
fn sqlite(error: &rusqlite::Error, place: &str) -> Option<StoreError> {
    match error.sqlite_error_code()? {
        ErrorCode::DatabaseBusy => Some(StoreError::Unreachable(format!(
            "{place} is being written by another program, for longer than is waited for"
        ))),
        ErrorCode::ReadOnly | ErrorCode::CannotOpen => Some(StoreError::ReadOnly(place.into())),
        ErrorCode::DatabaseCorrupt => Some(StoreError::corrupt(place)),
        ErrorCode::DiskFull => Some(StoreError::DiskFull),
        ErrorCode::NotADatabase => Some(StoreError::NotADatabase(place.into())),
        _ => None,
    }
}

fn postgres(error: &sqlx::Error, place: &str) -> Option<StoreError> {
    use sqlx::Error;
    match error {
        Error::Database(refusal) => refused(refusal.as_ref(), place),
        // What PostgreSQL says when it ends may be cut off anywhere.
        Error::Io(_)
        | Error::Tls(_)
        | Error::Protocol(_)
        | Error::PoolTimedOut
        | Error::PoolClosed
        | Error::WorkerCrashed => Some(StoreError::Unreachable(format!("{place}: {error}"))),
        _ => None,
    }
}

/// <https://www.postgresql.org/docs/current/errcodes-appendix.html>
fn refused(error: &dyn DatabaseError, place: &str) -> Option<StoreError> {
    let code = error.code()?;
    match code.as_ref() {
        "53100" => Some(StoreError::DiskFull),
        "25006" => Some(StoreError::ReadOnly(place.into())),
        // It ends, it stumbled, it is not up yet; the last for a database that was removed.
        "3D000" | "53300" | "57P01" | "57P02" | "57P03" | "57P04" => {
            Some(unreachable(error, place))
        }
        code if code.starts_with("08") || code.starts_with("28") => Some(unreachable(error, place)),
        code if code.starts_with("XX00") => Some(StoreError::corrupt(place)),
        _ => None,
    }
}

fn unreachable(error: &dyn DatabaseError, place: &str) -> StoreError {
    StoreError::Unreachable(format!("{place}: {}", error.message()))
}

#[cfg(test)]
mod tests {
    use afterword_domain::incident::open::{OpenForm, open};
    use afterword_domain::workspace::Workspace;

    use super::StoreError;
    use crate::conn::args;
    use crate::{Author, Opening, Store, Via};

    #[tokio::test]
    async fn a_full_disk_is_told_and_loses_nothing() {
        let (url, _folder) = afterword_testbed::fresh_sqlite();
        let store = Store::open(&url).await.unwrap();
        let mut conn = store.write().await.unwrap();
        conn.rows("PRAGMA max_page_count = 90", args![])
            .await
            .unwrap();
        conn.commit().await.unwrap();
        let now = "2026-10-14T12:00:00Z".parse().unwrap();
        let author = Author {
            person: None,
            via: Via::System,
            request_id: None,
            address: None,
        };
        let form = OpenForm {
            title: "Disk".into(),
            ..OpenForm::default()
        };
        let small = open(form, &Workspace::default(), now).unwrap();
        let mut large = small.clone();
        large.postmortem.sections[0].text = "x".repeat(400_000);
        let opening = |incident| {
            vec![Opening {
                incident,
                source: None,
                changes: Vec::new(),
            }]
        };
        let full = store.open_incidents(&author, opening(large), now).await;
        assert!(matches!(full, Err(StoreError::DiskFull)), "{full:?}");
        let opened = store
            .open_incidents(&author, opening(small), now)
            .await
            .unwrap();
        assert_eq!(opened[0].reference.0, 1);
        assert_eq!(store.check().await.unwrap(), Vec::<String>::new());
    }
}
