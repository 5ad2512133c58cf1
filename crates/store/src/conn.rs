//! One way to run a statement on either database: the text with `$1` placeholders, the values,
//! the rows. The only file in which the two drivers meet; knows no table.

use std::sync::Arc;

use futures_util::StreamExt as _;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgPool, PgRow};
use sqlx::sqlite::{SqlitePool, SqliteRow};
use sqlx::{AssertSqlSafe, Postgres, Row as _, SqlSafeStr, Sqlite, Transaction};
use tracing::Span;

use crate::connect::Engine;
use crate::error::StoreError;
use crate::growth::Growth;
use crate::secrets::Secrets;
use crate::sqlite_writer::{Lent, SqliteWriter, Writing};

/// Rows to a statement: far below the most values that either database binds.
pub(crate) const ROWS_AT_ONCE: usize = 64;

/// The pools, and how the database is called in a sentence.
#[derive(Clone, Debug)]
pub(crate) struct Db {
    pub(crate) pools: Pools,
    pub(crate) place: Arc<str>,
    pub(crate) growth: Growth,
    pub(crate) secrets: Secrets,
}

#[derive(Clone, Debug)]
pub(crate) enum Pools {
    Sqlite {
        writer: SqliteWriter,
        readers: SqlitePool,
    },
    Postgres(PgPool),
}

/// A connection to read with, or a transaction to write in. Dropped without
/// [`commit`](Self::commit), a transaction leaves nothing.
pub(crate) struct Conn {
    kind: Kind,
    place: Arc<str>,
    growth: Growth,
    /// Through which every secret goes in and out.
    pub(crate) secrets: Secrets,
    /// The last change that this transaction logged.
    pub(crate) logged: Option<u64>,
    /// Whether this transaction asked for background work.
    pub(crate) asked: bool,
    /// From the wish for it to its end.
    _span: Span,
}

enum Kind {
    SqliteReader(PoolConnection<Sqlite>),
    SqliteSnapshot(Transaction<'static, Sqlite>),
    SqliteWriter(Writing),
    /// For one statement, which is a transaction by itself.
    SqliteOnce(Lent),
    /// To read, or for one statement that writes.
    PostgresReader(PoolConnection<Postgres>),
    PostgresWriter(Transaction<'static, Postgres>),
}

/// A value to bind. Text that no database may hold is made fit here, in one place.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Arg {
    Int(Option<i64>),
    Text(Option<String>),
    Blob(Option<Vec<u8>>),
}

/// A row of either database; columns by position.
pub(crate) enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::conn::Arg::from($value)),*] };
}
pub(crate) use args;

/// Binds the values to a statement.
macro_rules! bound {
    ($sql:expr, $args:expr) => {{
        let mut query = sqlx::query($sql);
        for arg in $args {
            query = match arg {
                Arg::Int(value) => query.bind(value),
                Arg::Text(value) => query.bind(value),
                Arg::Blob(value) => query.bind(value),
            };
        }
        query
    }};
}

macro_rules! on {
    ($conn:expr, $sqlite:ident => $a:expr, $postgres:ident => $b:expr) => {{
        let engine = $conn.engine();
        let done = match &mut $conn.kind {
            Kind::SqliteReader($sqlite) => $a,
            Kind::SqliteSnapshot($sqlite) => $a,
            Kind::SqliteWriter($sqlite) => $a,
            Kind::SqliteOnce($sqlite) => $a,
            Kind::PostgresReader($postgres) => $b,
            Kind::PostgresWriter($postgres) => $b,
        };
        done.map_err(|error| StoreError::told(error, engine, &$conn.place))
    }};
}

impl Db {
    pub(crate) fn engine(&self) -> Engine {
        match &self.pools {
            Pools::Sqlite { .. } => Engine::Sqlite,
            Pools::Postgres(_) => Engine::Postgres,
        }
    }

    pub(crate) async fn read(&self) -> Result<Conn, StoreError> {
        let span = self.span("database read");
        let kind = match &self.pools {
            Pools::Sqlite { readers, .. } => readers.acquire().await.map(Kind::SqliteReader),
            Pools::Postgres(pool) => pool.acquire().await.map(Kind::PostgresReader),
        };
        self.conn(kind, span)
    }

    /// Begins the transaction that every write goes through.
    pub(crate) async fn write(&self) -> Result<Conn, StoreError> {
        let span = self.span("database write");
        let kind = match &self.pools {
            Pools::Sqlite { writer, .. } => writer.begin().await.map(Kind::SqliteWriter),
            Pools::Postgres(pool) => pool.begin().await.map(Kind::PostgresWriter),
        };
        self.conn(kind, span)
    }

    /// For one statement that writes and needs no transaction: one trip instead of three.
    pub(crate) async fn write_once(&self) -> Result<Conn, StoreError> {
        let span = self.span("database write");
        let kind = match &self.pools {
            Pools::Sqlite { writer, .. } => writer.lend().await.map(Kind::SqliteOnce),
            Pools::Postgres(pool) => pool.acquire().await.map(Kind::PostgresReader),
        };
        self.conn(kind, span)
    }

    /// To read with, everything as it was when it began.
    pub(crate) async fn snapshot(&self) -> Result<Conn, StoreError> {
        let span = self.span("database read");
        let kind = match &self.pools {
            Pools::Sqlite { readers, .. } => readers.begin().await.map(Kind::SqliteSnapshot),
            Pools::Postgres(pool) => pool
                .begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                .await
                .map(Kind::PostgresWriter),
        };
        self.conn(kind, span)
    }

    /// A part of whatever is under way. What goes on by itself, such as looking for work, would fill
    /// traces with nothing.
    fn span(&self, name: &'static str) -> Span {
        if Span::current().is_none() {
            return Span::none();
        }
        let system = match self.engine() {
            Engine::Sqlite => "sqlite",
            Engine::Postgres => "postgresql",
        };
        tracing::trace_span!("database", otel.name = name, db.system.name = system)
    }

    fn conn(&self, kind: Result<Kind, sqlx::Error>, span: Span) -> Result<Conn, StoreError> {
        let place = Arc::clone(&self.place);
        match kind {
            Ok(kind) => Ok(Conn {
                kind,
                place,
                growth: self.growth.clone(),
                secrets: self.secrets.clone(),
                logged: None,
                asked: false,
                _span: span,
            }),
            Err(error) => Err(StoreError::told(error, self.engine(), &place)),
        }
    }
}

impl Conn {
    pub(crate) fn engine(&self) -> Engine {
        match &self.kind {
            Kind::SqliteReader(_)
            | Kind::SqliteSnapshot(_)
            | Kind::SqliteWriter(_)
            | Kind::SqliteOnce(_) => Engine::Sqlite,
            Kind::PostgresReader(_) | Kind::PostgresWriter(_) => Engine::Postgres,
        }
    }

    pub(crate) async fn rows(
        &mut self,
        sql: impl SqlSafeStr,
        args: Vec<Arg>,
    ) -> Result<Vec<Row>, StoreError> {
        on!(self,
            conn => bound!(sql, args).fetch_all(&mut **conn).await
                .map(|rows| rows.into_iter().map(Row::Sqlite).collect()),
            conn => bound!(sql, args).fetch_all(&mut **conn).await
                .map(|rows| rows.into_iter().map(Row::Postgres).collect()))
    }

    /// The same for a statement that hardly comes twice: it would push others out of the cache.
    pub(crate) async fn rows_once(
        &mut self,
        sql: impl SqlSafeStr,
        args: Vec<Arg>,
    ) -> Result<Vec<Row>, StoreError> {
        on!(self,
            conn => bound!(sql, args).persistent(false).fetch_all(&mut **conn).await
                .map(|rows| rows.into_iter().map(Row::Sqlite).collect()),
            conn => bound!(sql, args).persistent(false).fetch_all(&mut **conn).await
                .map(|rows| rows.into_iter().map(Row::Postgres).collect()))
    }

    /// Hands over one row after the other, so that a table of any size can be read.
    pub(crate) async fn each<E: From<StoreError>>(
        &mut self,
        sql: impl SqlSafeStr,
        mut take: impl FnMut(Row) -> Result<(), E>,
    ) -> Result<(), E> {
        let (engine, place) = (self.engine(), Arc::clone(&self.place));
        let query = sqlx::raw_sql(sql);
        macro_rules! every {
            ($conn:expr, $row:expr) => {{
                let mut rows = query.fetch(&mut **$conn);
                while let Some(row) = rows.next().await {
                    let row = row.map_err(|error| StoreError::told(error, engine, &place))?;
                    take($row(row))?;
                }
            }};
        }
        match &mut self.kind {
            Kind::SqliteReader(conn) => every!(conn, Row::Sqlite),
            Kind::SqliteSnapshot(conn) => every!(conn, Row::Sqlite),
            Kind::SqliteWriter(conn) => every!(conn, Row::Sqlite),
            Kind::SqliteOnce(conn) => every!(conn, Row::Sqlite),
            Kind::PostgresReader(conn) => every!(conn, Row::Postgres),
            Kind::PostgresWriter(conn) => every!(conn, Row::Postgres),
        }
        Ok(())
    }

    pub(crate) async fn row(
        &mut self,
        sql: impl SqlSafeStr,
        args: Vec<Arg>,
    ) -> Result<Option<Row>, StoreError> {
        on!(self,
            conn => bound!(sql, args).fetch_optional(&mut **conn).await
                .map(|row| row.map(Row::Sqlite)),
            conn => bound!(sql, args).fetch_optional(&mut **conn).await
                .map(|row| row.map(Row::Postgres)))
    }

    /// Runs a statement and answers with the number of rows it touched.
    pub(crate) async fn run(
        &mut self,
        sql: impl SqlSafeStr,
        args: Vec<Arg>,
    ) -> Result<u64, StoreError> {
        // Outside of a transaction it is one by itself.
        let ends = matches!(self.kind, Kind::PostgresReader(_));
        let done = on!(self,
            conn => bound!(sql, args).execute(&mut **conn).await
                .map(|done| done.rows_affected()),
            conn => bound!(sql, args).execute(&mut **conn).await
                .map(|done| done.rows_affected()));
        done.map_err(|error| if ends { error.at_the_end() } else { error })
    }

    /// Runs several statements that bind nothing.
    pub(crate) async fn script(&mut self, sql: &'static str) -> Result<(), StoreError> {
        on!(self,
            conn => sqlx::raw_sql(sql).execute(&mut **conn).await.map(|_| ()),
            conn => sqlx::raw_sql(sql).execute(&mut **conn).await.map(|_| ()))
    }

    /// `insert` is the statement up to `VALUES`; the rows go in as few statements as are sensible.
    pub(crate) async fn insert(
        &mut self,
        insert: &str,
        rows: Vec<Vec<Arg>>,
    ) -> Result<(), StoreError> {
        let mut rows = rows.into_iter();
        while let Some(width) = rows.as_slice().first().map(Vec::len) {
            // Powers of two are few, so that all of these statements stay prepared.
            let count = 1 << rows.len().min(ROWS_AT_ONCE).ilog2();
            let sql = format!("{insert} VALUES {}", placeholders(count, width));
            let args = rows.by_ref().take(count).flatten().collect();
            self.run(AssertSqlSafe(sql), args).await?;
        }
        Ok(())
    }

    /// The same, leaving alone what is there already, in one statement for up to [`ROWS_AT_ONCE`].
    pub(crate) async fn insert_missing(
        &mut self,
        insert: &str,
        rows: Vec<Vec<Arg>>,
    ) -> Result<(), StoreError> {
        let mut rows = rows.into_iter();
        while let Some(width) = rows.as_slice().first().map(Vec::len) {
            let count = rows.len().min(ROWS_AT_ONCE);
            let values = placeholders(count, width);
            let sql = format!("{insert} VALUES {values} ON CONFLICT DO NOTHING");
            let args = rows.by_ref().take(count).flatten().collect();
            self.run(AssertSqlSafe(sql), args).await?;
        }
        Ok(())
    }

    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        let engine = self.engine();
        let done = match self.kind {
            Kind::SqliteWriter(writing) => writing.commit().await,
            Kind::PostgresWriter(transaction) => transaction.commit().await,
            Kind::SqliteReader(_)
            | Kind::SqliteSnapshot(_)
            | Kind::SqliteOnce(_)
            | Kind::PostgresReader(_) => Ok(()),
        };
        done.map_err(|error| {
            let told = StoreError::told(error, engine, &self.place);
            match engine {
                Engine::Sqlite => told,
                Engine::Postgres => told.at_the_end(),
            }
        })?;
        if let Some(seq) = self.logged {
            self.growth.reached(seq);
        }
        if self.asked {
            self.growth.asked();
        }
        Ok(())
    }
}

/// `($1, $2), ($3, $4)`
fn placeholders(rows: usize, width: usize) -> String {
    let mut sql = String::with_capacity(rows * width * 5);
    for number in 0..rows * width {
        sql.push_str(match number {
            0 => "($",
            number if number % width == 0 => "), ($",
            _ => ", $",
        });
        sql.push_str(&(number + 1).to_string());
    }
    sql.push(')');
    sql
}

impl Row {
    pub(crate) fn maybe_int(&self, column: usize) -> Result<Option<i64>, StoreError> {
        match self {
            Self::Sqlite(row) => row.try_get(column),
            Self::Postgres(row) => row.try_get(column),
        }
        .map_err(StoreError::Database)
    }

    pub(crate) fn maybe_text(&self, column: usize) -> Result<Option<String>, StoreError> {
        match self {
            Self::Sqlite(row) => row.try_get(column),
            Self::Postgres(row) => row.try_get(column),
        }
        .map_err(StoreError::Database)
    }

    pub(crate) fn blob(&self, column: usize) -> Result<Vec<u8>, StoreError> {
        match self {
            Self::Sqlite(row) => row.try_get(column),
            Self::Postgres(row) => row.try_get(column),
        }
        .map_err(StoreError::Database)
    }

    pub(crate) fn maybe_blob(&self, column: usize) -> Result<Option<Vec<u8>>, StoreError> {
        match self {
            Self::Sqlite(row) => row.try_get(column),
            Self::Postgres(row) => row.try_get(column),
        }
        .map_err(StoreError::Database)
    }
}
