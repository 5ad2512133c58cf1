//! From an address to pools: what each database is asked for, and what a bad address is told.

use std::fs::DirBuilder;
use std::io;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection, PgPoolOptions};
use sqlx::{ConnectOptions, Connection};

use crate::Store;
use crate::conn::{Db, Pools};
use crate::error::{DriverError, StoreError};
use crate::growth::Growth;
use crate::secrets::Secrets;
use crate::sqlite::{Access, Place, Readers, Writer, is_busy, stay};

const BUSY: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(20);
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
            Pools::Sqlite { readers, .. } => readers.standing(),
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
    let place = Place::of(url).ok_or_else(|| unknown(url))?;
    let name: Arc<str> = place.file.display().to_string().into();
    if !to_write && !place.file.exists() {
        return Err(StoreError::Missing(name.to_string()));
    }
    let most = if to_write {
        Access::Create
    } else {
        Access::Write
    };
    let place = place.at_most(most);
    place.make()?;
    let told = |error: DriverError| StoreError::told(error, &name);
    let writer = sqlite_writer(&place, to_write).await.map_err(told)?;
    let readers = Readers::connect(place).map_err(told)?;
    Ok(Db {
        pools: Pools::Sqlite { writer, readers },
        place: name,
        growth: Growth::default(),
        secrets: Secrets::default(),
    })
}

/// The first connection to a new file turns the write-ahead log on. When several programs do so
/// at once, SQLite refuses all but one at once, without regard to the busy timeout.
async fn sqlite_writer(place: &Place, to_write: bool) -> Result<Writer, DriverError> {
    let prepare = if to_write {
        "PRAGMA journal_mode = WAL"
    } else {
        "PRAGMA query_only = ON"
    };
    let mut pauses = BUSY.as_millis() / PAUSE.as_millis();
    loop {
        let connect = || Writer::connect(place.clone(), |conn| conn.execute_batch(prepare));
        match stay(connect) {
            Err(DriverError::Sqlite(error)) if pauses > 0 && is_busy(&error) => {
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
    let told = |error: sqlx::Error| StoreError::told(error, &place);
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
