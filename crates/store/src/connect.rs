//! From an address to pools: what each database is asked for, and what a bad address is told.

use std::fs::{DirBuilder, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection};

use crate::Store;
use crate::conn::{Db, Pools};
use crate::dialect;
use crate::error::StoreError;
use crate::growth::Growth;
use crate::secrets::Secrets;
use crate::sqlite_writer::SqliteWriter;

const BUSY: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(20);
const READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 16;

/// Which database it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    /// As its makers write it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// How many connections to the database there are.
#[derive(Clone, Copy, Debug)]
pub struct Pool {
    pub open: u32,
    /// Those that nobody uses.
    pub idle: usize,
}

impl Store {
    /// Of SQLite, those that read: the one that writes is always there.
    pub fn pool(&self) -> Pool {
        let (open, idle) = match &self.db.pools {
            Pools::Sqlite { readers, .. } => (readers.size(), readers.num_idle()),
            Pools::Postgres(pool) => (pool.size(), pool.num_idle()),
        };
        Pool { open, idle }
    }

    /// Connects, and brings the schema up to this program's. A SQLite file is made if missing.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let store = Self::connect(url).await?;
        store.migrate().await?;
        Ok(store)
    }

    /// Connects and leaves the schema as it is; refuses one that is newer than this program.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        Self::connect_to(url, true).await
    }

    /// Connects to look, and makes nothing: neither a file nor a folder.
    pub async fn inspect(url: &str) -> Result<Self, StoreError> {
        Self::connect_to(url, false).await
    }

    /// Ends every connection, and returns when they have ended: what lies beside a SQLite file
    /// while it is open is gone then.
    pub async fn close(self) {
        match &self.db.pools {
            Pools::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }

    async fn connect_to(url: &str, to_write: bool) -> Result<Self, StoreError> {
        let db = match url.split_once(':') {
            Some(("sqlite", _)) => sqlite(url, to_write).await?,
            Some(("postgres" | "postgresql", _)) => postgres(url).await?,
            _ => return Err(unknown(url)),
        };
        let store = Self {
            db,
            workspace: Arc::default(),
            facts: Arc::default(),
            openings: Arc::default(),
            totals: Arc::default(),
        };
        store.refuse_newer().await?;
        Ok(store)
    }
}

/// Only the scheme is repeated: the rest may hold a password.
fn unknown(url: &str) -> StoreError {
    let scheme = url.split_once("://").map_or(url, |(scheme, _)| scheme);
    let shown = if scheme.contains('@') { "…" } else { scheme };
    StoreError::UrlUnknown(shown.chars().take(60).collect())
}

async fn sqlite(url: &str, to_write: bool) -> Result<Db, StoreError> {
    let options = SqliteConnectOptions::from_str(url).map_err(|_| unknown(url))?;
    let place: Arc<str> = options.get_filename().display().to_string().into();
    // A mode in the address is somebody's wish.
    let wishes = url.split_once('?').map_or("", |(_, wishes)| wishes);
    let may_create = to_write && (!wishes.contains("mode=") || wishes.contains("mode=rwc"));
    if !to_write && !options.get_filename().exists() {
        return Err(StoreError::Missing(place.to_string()));
    }
    if may_create {
        make_file(options.get_filename())?;
    }
    let options = options
        .create_if_missing(may_create)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        .pragma("cache_size", "-16000")
        .statement_cache_capacity(256)
        .row_buffer_size(512)
        .disable_statement_logging();
    let told = |error| StoreError::told(error, Engine::Sqlite, &place);
    let first = if to_write {
        options.clone().journal_mode(SqliteJournalMode::Wal)
    } else {
        options.clone().pragma("query_only", "on")
    };
    let writer = sqlite_writer(first).await.map_err(told)?;
    let readers = SqlitePoolOptions::new()
        .max_connections(READERS)
        .max_lifetime(None)
        .idle_timeout(None)
        .test_before_acquire(false)
        .connect_with(options.pragma("query_only", "on"))
        .await
        .map_err(told)?;
    let pools = Pools::Sqlite { writer, readers };
    Ok(Db {
        pools,
        place,
        growth: Growth::default(),
        secrets: Secrets::default(),
    })
}

/// The first connection to a new file turns the write-ahead log on. When several programs do so
/// at once, SQLite refuses all but one at once, without regard to the busy timeout.
async fn sqlite_writer(options: SqliteConnectOptions) -> Result<SqliteWriter, sqlx::Error> {
    let mut pauses = BUSY.as_millis() / PAUSE.as_millis();
    loop {
        match SqliteWriter::connect(options.clone()).await {
            Err(error) if pauses > 0 && dialect::is_busy(&error) => {
                pauses -= 1;
                tokio::time::sleep(PAUSE).await;
            }
            done => return done,
        }
    }
}

/// Makes a folder with all above it, where it is missing, for nobody but this user.
///
/// # Errors
/// When it cannot be made.
pub fn make_private_folder(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// The file is made here and not by SQLite, which would let everybody read it.
fn make_file(file: &Path) -> Result<(), StoreError> {
    let told = |place: &Path, error: io::Error| match error.kind() {
        io::ErrorKind::StorageFull => StoreError::DiskFull,
        _ => StoreError::ReadOnly(place.display().to_string()),
    };
    // So the driver calls a database that is in no file.
    if file.as_os_str().as_encoded_bytes().starts_with(b"file:") {
        return Ok(());
    }
    let folder = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder {
        make_private_folder(folder).map_err(|error| told(folder, error))?;
    }
    let mut options = OpenOptions::new();
    match options.write(true).create_new(true).mode(0o600).open(file) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(told(file, error)),
        _ => Ok(()),
    }
}

async fn postgres(url: &str) -> Result<Db, StoreError> {
    let options = PgConnectOptions::from_str(url).map_err(|_| unknown(url))?;
    let options = options
        .application_name("afterword")
        .disable_statement_logging();
    let database = options.get_database().unwrap_or_default();
    let place = format!(
        "PostgreSQL at {}:{}/{database}",
        options.get_host(),
        options.get_port()
    );
    let place: Arc<str> = place.into();
    let told = |error| StoreError::told(error, Engine::Postgres, &place);
    // A pool would try again until its time is up; a wrong address should be told at once.
    let first = PgConnection::connect_with(&options).await.map_err(told)?;
    first.close().await.map_err(told)?;
    let pool = PgPoolOptions::new()
        .max_connections(POSTGRES_CONNECTIONS)
        .acquire_timeout(BUSY)
        .connect_with(options)
        .await
        .map_err(told)?;
    Ok(Db {
        pools: Pools::Postgres(pool),
        place,
        growth: Growth::default(),
        secrets: Secrets::default(),
    })
}
