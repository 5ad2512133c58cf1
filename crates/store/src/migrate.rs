//! The schema and its versions: what was applied, with which text, and that it is not newer than
//! what this program knows. Each migration runs in one transaction with the row that records it.

use crate::Store;
use crate::audit::chain;
use crate::conn::{Conn, args};
use crate::connect::Engine;
use crate::dialect;
use crate::error::StoreError;
use crate::incidents::projection;

struct Migration {
    version: i64,
    sqlite: &'static str,
    postgres: &'static str,
}

const MIGRATIONS: [Migration; 29] = [
    Migration {
        version: 1,
        sqlite: include_str!("migrations/sqlite/0001_begin.sql"),
        postgres: include_str!("migrations/postgres/0001_begin.sql"),
    },
    Migration {
        version: 2,
        sqlite: include_str!("migrations/sqlite/0002_learning.sql"),
        postgres: include_str!("migrations/postgres/0002_learning.sql"),
    },
    Migration {
        version: 3,
        sqlite: include_str!("migrations/sqlite/0003_views.sql"),
        postgres: include_str!("migrations/postgres/0003_views.sql"),
    },
    Migration {
        version: 4,
        sqlite: include_str!("migrations/sqlite/0004_live.sql"),
        postgres: include_str!("migrations/postgres/0004_live.sql"),
    },
    Migration {
        version: 5,
        sqlite: include_str!("migrations/sqlite/0005_meeting.sql"),
        postgres: include_str!("migrations/postgres/0005_meeting.sql"),
    },
    Migration {
        version: 6,
        sqlite: include_str!("migrations/sqlite/0006_places.sql"),
        postgres: include_str!("migrations/postgres/0006_places.sql"),
    },
    Migration {
        version: 7,
        sqlite: include_str!("migrations/sqlite/0007_intake.sql"),
        postgres: include_str!("migrations/postgres/0007_intake.sql"),
    },
    Migration {
        version: 8,
        sqlite: include_str!("migrations/sqlite/0008_files.sql"),
        postgres: include_str!("migrations/postgres/0008_files.sql"),
    },
    Migration {
        version: 9,
        sqlite: include_str!("migrations/sqlite/0009_metrics.sql"),
        postgres: include_str!("migrations/postgres/0009_metrics.sql"),
    },
    Migration {
        version: 10,
        sqlite: include_str!("migrations/sqlite/0010_source_api.sql"),
        postgres: include_str!("migrations/postgres/0010_source_api.sql"),
    },
    Migration {
        version: 11,
        sqlite: include_str!("migrations/sqlite/0011_chosen.sql"),
        postgres: include_str!("migrations/postgres/0011_chosen.sql"),
    },
    Migration {
        version: 12,
        sqlite: include_str!("migrations/sqlite/0012_jobs.sql"),
        postgres: include_str!("migrations/postgres/0012_jobs.sql"),
    },
    Migration {
        version: 13,
        sqlite: include_str!("migrations/sqlite/0013_follow_up.sql"),
        postgres: include_str!("migrations/postgres/0013_follow_up.sql"),
    },
    Migration {
        version: 14,
        sqlite: include_str!("migrations/sqlite/0014_notices.sql"),
        postgres: include_str!("migrations/postgres/0014_notices.sql"),
    },
    Migration {
        version: 15,
        sqlite: include_str!("migrations/sqlite/0015_channels.sql"),
        postgres: include_str!("migrations/postgres/0015_channels.sql"),
    },
    Migration {
        version: 16,
        sqlite: include_str!("migrations/sqlite/0016_subscriptions.sql"),
        postgres: include_str!("migrations/postgres/0016_subscriptions.sql"),
    },
    Migration {
        version: 17,
        sqlite: include_str!("migrations/sqlite/0017_trackers.sql"),
        postgres: include_str!("migrations/postgres/0017_trackers.sql"),
    },
    Migration {
        version: 18,
        sqlite: include_str!("migrations/sqlite/0018_reader_links.sql"),
        postgres: include_str!("migrations/postgres/0018_reader_links.sql"),
    },
    Migration {
        version: 19,
        sqlite: include_str!("migrations/sqlite/0019_job_keys.sql"),
        postgres: include_str!("migrations/postgres/0019_job_keys.sql"),
    },
    Migration {
        version: 20,
        sqlite: include_str!("migrations/sqlite/0020_gists_without_prose.sql"),
        postgres: include_str!("migrations/postgres/0020_gists_without_prose.sql"),
    },
    Migration {
        version: 21,
        sqlite: include_str!("migrations/sqlite/0021_shadow_suggestions.sql"),
        postgres: include_str!("migrations/postgres/0021_shadow_suggestions.sql"),
    },
    Migration {
        version: 22,
        sqlite: include_str!("migrations/sqlite/0022_no_patterns.sql"),
        postgres: include_str!("migrations/postgres/0022_no_patterns.sql"),
    },
    Migration {
        version: 23,
        sqlite: include_str!("migrations/sqlite/0023_visibility.sql"),
        postgres: include_str!("migrations/postgres/0023_visibility.sql"),
    },
    Migration {
        version: 24,
        sqlite: include_str!("migrations/sqlite/0024_sign_in.sql"),
        postgres: include_str!("migrations/postgres/0024_sign_in.sql"),
    },
    Migration {
        version: 25,
        sqlite: include_str!("migrations/sqlite/0025_rare_flags.sql"),
        postgres: include_str!("migrations/postgres/0025_rare_flags.sql"),
    },
    Migration {
        version: CHAINED,
        sqlite: include_str!("migrations/sqlite/0026_audit.sql"),
        postgres: include_str!("migrations/postgres/0026_audit.sql"),
    },
    Migration {
        version: 27,
        sqlite: include_str!("migrations/sqlite/0027_names_and_presses.sql"),
        postgres: include_str!("migrations/postgres/0027_names_and_presses.sql"),
    },
    Migration {
        version: 28,
        sqlite: include_str!("migrations/sqlite/0028_live_presences.sql"),
        postgres: include_str!("migrations/postgres/0028_live_presences.sql"),
    },
    Migration {
        version: 29,
        sqlite: include_str!("migrations/sqlite/0029_list_index.sql"),
        postgres: include_str!("migrations/postgres/0029_list_index.sql"),
    },
];

/// Since which version the change log is a chain.
const CHAINED: i64 = 26;

const KNOWN: i64 = MIGRATIONS[MIGRATIONS.len() - 1].version;

/// Which versions a migration went between; equal when there was nothing to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Migrated {
    pub from: i64,
    pub to: i64,
}

impl Migration {
    fn text(&self, engine: Engine) -> &'static str {
        match engine {
            Engine::Sqlite => self.sqlite,
            Engine::Postgres => self.postgres,
        }
    }
}

impl Store {
    /// Brings the schema up to this program's version, all of it or nothing. What is projected from
    /// the documents is made again with it, so that no migration has to say that in SQL.
    pub async fn migrate(&self) -> Result<Migrated, StoreError> {
        let mut conn = self.read().await?;
        if version(&mut conn).await? == KNOWN {
            unchanged(&mut conn).await?;
            return Ok(Migrated {
                from: KNOWN,
                to: KNOWN,
            });
        }
        drop(conn);
        let mut conn = self.write().await?;
        dialect::lock_migrations(&mut conn).await?;
        let from = version(&mut conn).await?;
        not_newer(from)?;
        if from > 0 {
            unchanged(&mut conn).await?;
        }
        if from == 0 {
            lay_out(&mut conn, from, KNOWN).await?;
        } else {
            bring_up(&mut conn, from).await?;
        }
        conn.commit().await?;
        Ok(Migrated { from, to: KNOWN })
    }

    /// The schema's version; 0 for an empty database.
    pub async fn schema_version(&self) -> Result<i64, StoreError> {
        version(&mut self.read().await?).await
    }

    /// The version that this program brings a schema to.
    pub fn known_schema_version() -> i64 {
        KNOWN
    }

    /// Whether a newer program brought the schema up.
    ///
    /// # Errors
    /// [`StoreError::Newer`] if so.
    pub async fn refuse_newer(&self) -> Result<(), StoreError> {
        not_newer(self.schema_version().await?)
    }
}

/// Brings a schema that holds work up to this program's, and what is in it with it.
pub(crate) async fn bring_up(conn: &mut Conn, from: i64) -> Result<(), StoreError> {
    lay_out(conn, from, KNOWN).await?;
    if from < CHAINED {
        chain::chain_all(conn).await?;
    }
    projection::remake(conn).await
}

/// Runs the migrations behind one version, up to another.
pub(crate) async fn lay_out(conn: &mut Conn, from: i64, to: i64) -> Result<(), StoreError> {
    if from == 0 {
        let sql = "CREATE TABLE IF NOT EXISTS schema_versions
                   (version BIGINT PRIMARY KEY, checksum TEXT NOT NULL)";
        conn.run(sql, args![]).await?;
    }
    let due = from + 1..=to;
    for migration in MIGRATIONS.iter().filter(|one| due.contains(&one.version)) {
        let text = migration.text(conn.engine());
        conn.script(text).await?;
        let sql = "INSERT INTO schema_versions (version, checksum) VALUES ($1, $2)";
        conn.run(sql, args![migration.version, checksum(text)])
            .await?;
    }
    Ok(())
}

pub(crate) fn not_newer(found: i64) -> Result<(), StoreError> {
    if found > KNOWN {
        return Err(StoreError::Newer {
            found,
            known: KNOWN,
        });
    }
    Ok(())
}

pub(crate) async fn version(conn: &mut Conn) -> Result<i64, StoreError> {
    if !dialect::has_schema(conn).await? {
        return Ok(0);
    }
    let sql = "SELECT coalesce(max(version), 0) FROM schema_versions";
    conn.one(sql, args![]).await?.int(0)
}

/// A text that was edited after it had been applied would leave databases that differ.
async fn unchanged(conn: &mut Conn) -> Result<(), StoreError> {
    let engine = conn.engine();
    for row in conn
        .rows("SELECT version, checksum FROM schema_versions", args![])
        .await?
    {
        let (version, applied) = (row.int(0)?, row.text(1)?);
        let known = MIGRATIONS
            .iter()
            .find(|migration| migration.version == version);
        if known.is_none_or(|migration| checksum(migration.text(engine)) != applied) {
            let what = format!("schema version {version}, which was laid out by another program,");
            return Err(StoreError::corrupt(what));
        }
    }
    Ok(())
}

/// FNV-1a of 64 bits: it guards against a slip, not against an attacker.
fn checksum(text: &str) -> String {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}
