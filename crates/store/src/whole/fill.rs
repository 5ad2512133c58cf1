//! Filling a database with a whole workspace in one transaction: what was there goes, the schema is
//! laid out as it was where the rows come from, the rows are put in, and it is brought up to this
//! program's. Dropped before its end, it leaves what was there.

use std::collections::BTreeMap;

use sqlx::AssertSqlSafe;

use super::tables::{Holds, Table, VERSIONS, counts, referred_first, tables};
use super::{FillError, line};
use crate::Store;
use crate::conn::{Arg, Conn, args};
use crate::connect::Engine;
use crate::error::StoreError;
use crate::{check, dialect, migrate};

/// A database that is being filled.
pub struct Filling {
    conn: Conn,
    version: i64,
    /// Each after those it refers to.
    tables: Vec<Table>,
}

impl Store {
    /// Begins. With `overwrite` everything that is there goes when the filling ends; otherwise the
    /// database has to be empty of work.
    pub async fn begin_filling(&self, version: i64, overwrite: bool) -> Result<Filling, FillError> {
        if version < 1 {
            return Err(FillError::NoSchema(version));
        }
        migrate::not_newer(version)?;
        let mut conn = self.write().await?;
        dialect::lock_migrations(&mut conn).await?;
        if !overwrite && migrate::version(&mut conn).await? > 0 {
            let changes = "SELECT value FROM counters WHERE name = 'changes'";
            if conn.one(changes, args![]).await?.int(0)? > 0 {
                return Err(FillError::Occupied);
            }
        }
        empty(&mut conn).await?;
        migrate::lay_out(&mut conn, 0, version).await?;
        let tables = referred_first(tables(&mut conn).await?);
        for table in tables.iter().rev() {
            let sql = format!("DELETE FROM {}", table.name);
            conn.run(AssertSqlSafe(sql), args![]).await?;
        }
        Ok(Filling {
            conn,
            version,
            tables,
        })
    }
}

async fn empty(conn: &mut Conn) -> Result<(), StoreError> {
    let tables = referred_first(tables(conn).await?);
    let names = tables.iter().rev().map(|table| table.name.as_str());
    for name in names.chain([VERSIONS]) {
        let sql = format!("DROP TABLE IF EXISTS {name}");
        conn.run(AssertSqlSafe(sql), args![]).await?;
    }
    Ok(())
}

impl Filling {
    /// The tables of the schema that is filled, in the order in which they have to be.
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// Puts lines into a table. `first` is the number of the first of them, to be told.
    pub async fn add(
        &mut self,
        table: &Table,
        first: u64,
        lines: &[String],
    ) -> Result<(), FillError> {
        let mut rows = Vec::with_capacity(lines.len());
        for (number, text) in (first..).zip(lines) {
            let row = line::read(table, text).map_err(|what| FillError::Line {
                table: table.name.clone(),
                line: number,
                what,
            })?;
            rows.push(row);
        }
        let overriding = match self.conn.engine() {
            Engine::Postgres if table.columns.iter().any(|column| column.numbered) => {
                " OVERRIDING SYSTEM VALUE"
            }
            _ => "",
        };
        let (name, columns) = (&table.name, table.column_names());
        let insert = format!("INSERT INTO {name} ({columns}){overriding}");
        let put = self.conn.insert(&insert, rows).await;
        put.map_err(|error| refused(error, table, first))
    }

    /// Ends: answers with how many rows each table has now, and the schema's version.
    pub async fn finish(mut self) -> Result<(BTreeMap<String, u64>, i64), FillError> {
        for table in &self.tables {
            follow_on(&mut self.conn, table).await?;
        }
        let known = Store::known_schema_version();
        if self.version < known {
            migrate::bring_up(&mut self.conn, self.version).await?;
        }
        let problems = check::problems(&mut self.conn).await?;
        if !problems.is_empty() {
            return Err(FillError::Unsound(problems.join("; ")));
        }
        let tables = tables(&mut self.conn).await?;
        let counts = counts(&mut self.conn, &tables).await?;
        self.conn.commit().await?;
        Ok((counts, known))
    }
}

/// The database goes on counting behind the highest number that was put in.
async fn follow_on(conn: &mut Conn, table: &Table) -> Result<(), StoreError> {
    let numbered = table.columns.iter().filter(|column| column.numbered);
    for column in numbered.filter(|column| column.holds == Holds::Integer) {
        let (table, column) = (&table.name, &column.name);
        let sql = format!(
            "SELECT setval(pg_get_serial_sequence($1, $2), max({column}))
             FROM {table} HAVING max({column}) IS NOT NULL"
        );
        let args: Vec<Arg> = args![table.as_str(), column.as_str()];
        conn.rows_once(AssertSqlSafe(sql), args).await?;
    }
    Ok(())
}

/// What a constraint says against rows is said of the rows; what else fails stays what it is.
fn refused(error: StoreError, table: &Table, first: u64) -> FillError {
    match error {
        StoreError::Database(error) if error.is_refusal() => FillError::Line {
            table: table.name.clone(),
            line: first,
            what: format!("or one of those behind it is refused: {error}"),
        },
        error => error.into(),
    }
}
