//! Where the two databases truly differ in what is asked of them. Everything else is one text.

use afterword_domain::Moment;

use crate::conn::{Conn, args};
use crate::connect::Engine;
use crate::error::StoreError;

/// Holds off every other migration until the transaction ends.
pub(crate) async fn lock_migrations(conn: &mut Conn) -> Result<(), StoreError> {
    match conn.engine() {
        Engine::Sqlite => Ok(()),
        Engine::Postgres => {
            let sql = "SELECT 1 FROM (SELECT pg_advisory_xact_lock(4615260928)) AS locked";
            conn.row(sql, args![]).await.map(|_| ())
        }
    }
}

/// Whether the schema was ever laid out.
pub(crate) async fn has_schema(conn: &mut Conn) -> Result<bool, StoreError> {
    let sql = match conn.engine() {
        Engine::Sqlite => {
            "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_versions'"
        }
        Engine::Postgres => {
            "SELECT count(*) FROM pg_tables
             WHERE schemaname = current_schema() AND tablename = 'schema_versions'"
        }
    };
    Ok(conn.one(sql, args![]).await?.int(0)? > 0)
}

/// An incident's document, its row held until the transaction ends.
pub(crate) fn load_for_edit(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "SELECT body FROM incident_bodies WHERE incident = $1",
        Engine::Postgres => "SELECT body FROM incident_bodies WHERE incident = $1 FOR UPDATE",
    }
}

/// At the end of a selection of rows to be taken: those that another server takes are passed over.
pub(crate) fn pass_over_locked(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "",
        Engine::Postgres => "FOR UPDATE SKIP LOCKED",
    }
}

/// Chooses the numbers of a list that is bound as JSON.
pub(crate) fn numbers_of(engine: Engine, list: &str) -> String {
    match engine {
        Engine::Sqlite => format!("SELECT value FROM json_each({list})"),
        Engine::Postgres => {
            format!("SELECT value::bigint FROM json_array_elements_text({list}::json)")
        }
    }
}

/// The database's own clock, where it may be another machine's.
pub(crate) async fn clock(conn: &mut Conn) -> Result<Option<Moment>, StoreError> {
    match conn.engine() {
        Engine::Sqlite => Ok(None),
        Engine::Postgres => {
            let sql = "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)";
            conn.one(sql, args![]).await?.moment(0).map(Some)
        }
    }
}

/// Writes a SQLite file anew without what lies in its free pages. PostgreSQL sees to that itself,
/// when it cleans up.
pub(crate) async fn wipe_free_pages(conn: &mut Conn) -> Result<(), StoreError> {
    if conn.engine() == Engine::Sqlite {
        conn.at_length().run("VACUUM", args![]).await?;
        conn.rows("PRAGMA wal_checkpoint(TRUNCATE)", args![])
            .await?;
    }
    Ok(())
}

/// The database's own opinion of its files; empty when it has nothing to say against them.
pub(crate) async fn damage(conn: &mut Conn, thorough: bool) -> Result<Vec<String>, StoreError> {
    if conn.engine() == Engine::Postgres {
        return Ok(Vec::new());
    }
    let sql = if thorough {
        "PRAGMA integrity_check"
    } else {
        "PRAGMA quick_check"
    };
    let mut found = Vec::new();
    for row in conn.at_length().rows(sql, args![]).await? {
        found.push(row.text(0)?);
    }
    found.retain(|line| line != "ok");
    for row in conn.rows("PRAGMA foreign_key_check", args![]).await? {
        let (table, parent) = (row.text(0)?, row.text(2)?);
        found.push(format!("a row of {table} refers to nothing in {parent}"));
    }
    Ok(found)
}
