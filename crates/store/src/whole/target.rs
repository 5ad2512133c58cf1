//! A database that is about to be replaced: whether something is in it, and whether somebody else
//! has it open. It is looked at without regard to what it holds, which may be damaged, or newer
//! than this program.

use std::path::Path;
use std::str::FromStr as _;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{Connection as _, Row as _};

use crate::error::StoreError;
use crate::sqlite::{self, Place, stay};

/// How long another program is waited for that just ends.
const PATIENCE: Duration = Duration::from_millis(500);

/// What stands where another database is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Whether a workspace is there.
    pub occupied: bool,
    /// Whether another program has it open.
    pub in_use: bool,
    /// PostgreSQL's major version, and the schema that the tables are in or will be.
    pub postgres: Option<(u32, String)>,
}

/// Looks at a database by its address. Of SQLite, the write-ahead log is folded into the file.
pub async fn look_at_target(url: &str) -> Result<Target, StoreError> {
    match Place::of(url) {
        Some(Place { file, .. }) => Ok(Target {
            occupied: file.exists(),
            in_use: file.exists() && !fold_sqlite(&file)?,
            postgres: None,
        }),
        None => postgres(url).await,
    }
}

/// Makes a SQLite database one file, with nothing beside it, which only a program can that has it
/// alone: false when another has it open. A file that SQLite cannot read is nobody's.
pub fn fold_sqlite(file: &Path) -> Result<bool, StoreError> {
    match stay(|| sqlite::fold(file, PATIENCE)) {
        Ok(folded) => Ok(folded),
        Err(error) => match StoreError::told(error, &file.display().to_string()) {
            StoreError::NotADatabase(_) | StoreError::Corrupt { .. } => Ok(true),
            error => Err(error),
        },
    }
}

async fn postgres(url: &str) -> Result<Target, StoreError> {
    let scheme = || StoreError::UrlUnknown(url.split(':').next().unwrap_or_default().into());
    let options = PgConnectOptions::from_str(url).map_err(|_| scheme())?;
    let place = format!(
        "PostgreSQL at {}:{}",
        options.get_host(),
        options.get_port()
    );
    let look = async {
        let mut conn = PgConnection::connect_with(&options).await?;
        let row = sqlx::query(
            "SELECT current_setting('server_version_num')::int / 10000, current_schema()::text,
                    to_regclass('changes') IS NOT NULL,
                    (SELECT count(*) FROM pg_stat_activity
                     WHERE datname = current_database() AND pid <> pg_backend_pid()
                       AND coalesce(backend_type, 'client backend') = 'client backend')",
        )
        .fetch_one(&mut conn)
        .await?;
        let version: i32 = row.try_get(0)?;
        let mut occupied: bool = row.try_get(2)?;
        if occupied {
            let changes = sqlx::query("SELECT EXISTS (SELECT 1 FROM changes)");
            occupied = changes.fetch_one(&mut conn).await?.try_get(0)?;
        }
        let others: i64 = row.try_get(3)?;
        let target = Target {
            occupied,
            in_use: others > 0,
            postgres: Some((version.unsigned_abs(), row.try_get(1)?)),
        };
        conn.close().await?;
        Ok(target)
    };
    let looked: Result<Target, sqlx::Error> = look.await;
    looked.map_err(|error| StoreError::told(error, &place))
}
