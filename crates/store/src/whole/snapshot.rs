//! Everything that a database held at one moment, however long it takes to read and whatever is
//! written meanwhile.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use sqlx::AssertSqlSafe;

use super::tables::{Table, counts, tables};
use super::{ReadOutError, line};
use crate::Store;
use crate::conn::{Conn, args};
use crate::connect::Engine;
use crate::error::StoreError;
use crate::sqlite::Place;
use crate::{dialect, migrate};

/// The database at one moment; readers and writers go on beside it.
pub struct Snapshot {
    conn: Conn,
    version: i64,
    tables: Vec<Table>,
}

/// The SHA-256 and the length of what an attached file holds.
pub type FileHash = ([u8; 32], u64);

impl Store {
    pub async fn snapshot(&self) -> Result<Snapshot, StoreError> {
        let mut conn = self.db.snapshot().await?;
        let version = migrate::version(&mut conn).await?;
        let tables = tables(&mut conn).await?;
        Ok(Snapshot {
            conn,
            version,
            tables,
        })
    }

    /// Copies a SQLite database into a file that is not there yet, as it is at one moment. The copy
    /// is one file, with nothing beside it.
    pub async fn copy_to(&self, file: &Path) -> Result<(), StoreError> {
        let name = file
            .to_str()
            .ok_or_else(|| StoreError::ReadOnly(file.display().to_string()))?;
        let mut conn = self.read().await?;
        // It forbids copies, too.
        conn.run("PRAGMA query_only = off", args![]).await?;
        let copied = conn.at_length().run("VACUUM INTO $1", args![name]).await;
        conn.run("PRAGMA query_only = on", args![]).await?;
        copied.map(|_| ())
    }

    /// The database's own opinion of its files, and rows that refer to nothing; a sentence each.
    pub async fn damage(&self) -> Result<Vec<String>, StoreError> {
        dialect::damage(&mut self.read().await?, true).await
    }
}

impl Snapshot {
    pub fn schema_version(&self) -> i64 {
        self.version
    }

    /// By name.
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// How many rows each table has.
    pub async fn counts(&mut self) -> Result<BTreeMap<String, u64>, StoreError> {
        counts(&mut self.conn, &self.tables).await
    }

    /// Writes every row of a table as a line of JSON, and answers with how many there are.
    pub async fn write_lines(
        &mut self,
        table: &Table,
        out: &mut impl Write,
    ) -> Result<u64, ReadOutError> {
        let select = table.select(self.conn.engine());
        let mut rows = 0;
        let take = |row| {
            out.write_all(line::write(table, &row)?.as_bytes())?;
            rows += 1;
            Ok::<_, ReadOutError>(())
        };
        self.conn.each(AssertSqlSafe(select), take).await?;
        Ok(rows)
    }

    /// What attached files hold, each once, by hash.
    pub async fn file_hashes(&mut self) -> Result<Vec<FileHash>, StoreError> {
        if !self.tables.iter().any(|table| table.name == "files") {
            return Ok(Vec::new());
        }
        let sql = "SELECT hash, max(bytes) FROM files GROUP BY hash ORDER BY hash";
        let mut hashes = Vec::new();
        for row in self.conn.rows_once(sql, args![]).await? {
            let hash = row.blob(0)?.try_into();
            let hash = hash.map_err(|_| StoreError::corrupt("the hash of a file"))?;
            hashes.push((hash, row.count(1)?));
        }
        Ok(hashes)
    }

    /// A name by which other programs of PostgreSQL read at the same moment, while this lives.
    pub async fn exported(&mut self) -> Result<String, StoreError> {
        let sql = "SELECT pg_export_snapshot()";
        self.conn.one(sql, args![]).await?.text(0)
    }

    /// PostgreSQL's major version, and the schema that the tables are in.
    pub async fn postgres(&mut self) -> Result<(u32, String), StoreError> {
        let sql = "SELECT (current_setting('server_version_num')::bigint / 10000)::bigint,
                          current_schema()::text";
        let row = self.conn.one(sql, args![]).await?;
        Ok((row.number(0)?, row.text(1)?))
    }
}

/// The file that a database address names, where it names one.
pub fn sqlite_file(url: &str) -> Option<PathBuf> {
    Place::of(url).map(|place| place.file)
}

/// Which database an address leads to.
pub fn engine_of(url: &str) -> Option<Engine> {
    match url.split_once(':')?.0 {
        "sqlite" => Some(Engine::Sqlite),
        "postgres" | "postgresql" => Some(Engine::Postgres),
        _ => None,
    }
}
