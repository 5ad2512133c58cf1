//! One way to run a statement on either database: the text with `$1` placeholders, the values,
//! the rows. The only file in which the two drivers meet; knows no table.

use std::sync::Arc;

use futures_util::StreamExt as _;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgPool, PgRow};
use sqlx::{AssertSqlSafe, PgConnection, Postgres, SqlSafeStr, SqlStr, Transaction};
use tracing::Span;

use crate::connect::Engine;
use crate::error::{DriverError, StoreError};
use crate::growth::Growth;
use crate::row::Row;
use crate::secrets::Secrets;
use crate::sqlite;

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
        writer: sqlite::Writer,
        readers: sqlite::Readers,
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
    /// Whether what is asked of it may take long.
    at_length: bool,
    /// From the wish for it to its end.
    _span: Span,
}

enum Kind {
    SqliteReader(sqlite::Reader),
    SqliteWriter(sqlite::Writing),
    /// For one statement, which is a transaction by itself.
    SqliteOnce(sqlite::Lent),
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

/// Asks the database that it is: of SQLite at once, with a connection to lend.
macro_rules! on {
    ($conn:expr, $sqlite:ident => $a:expr, $postgres:ident => $b:expr) => {{
        let at_length = $conn.at_length;
        let done: Result<_, DriverError> = match &mut $conn.kind {
            Kind::SqliteReader(reader) => {
                let $sqlite: &rusqlite::Connection = reader;
                ask(at_length, || $a).map_err(DriverError::from)
            }
            Kind::SqliteWriter(writing) => {
                let $sqlite: &rusqlite::Connection = writing;
                ask(at_length, || $a).map_err(DriverError::from)
            }
            // It ends with a commit, which waits for the disk.
            Kind::SqliteOnce(lent) => lent
                .when_free(|$sqlite| sqlite::stay(|| $a))
                .await
                .map_err(DriverError::from),
            Kind::PostgresReader($postgres) => $b.map_err(DriverError::from),
            Kind::PostgresWriter($postgres) => $b.map_err(DriverError::from),
        };
        done.map_err(|error| StoreError::told(error, &$conn.place))
    }};
}

/// Asks SQLite, as it may take long or not.
fn ask<T>(at_length: bool, work: impl FnOnce() -> T) -> T {
    if at_length {
        sqlite::stay(work)
    } else {
        work()
    }
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
            Pools::Postgres(pool) => postgres(pool.acquire().await, Kind::PostgresReader),
        };
        self.conn(kind, span)
    }

    /// Begins the transaction that every write goes through.
    pub(crate) async fn write(&self) -> Result<Conn, StoreError> {
        let span = self.span("database write");
        let kind = match &self.pools {
            Pools::Sqlite { writer, .. } => writer.begin().await.map(Kind::SqliteWriter),
            Pools::Postgres(pool) => postgres(pool.begin().await, Kind::PostgresWriter),
        };
        self.conn(kind, span)
    }

    /// For one statement that writes and needs no transaction: on PostgreSQL one trip in place of
    /// three.
    pub(crate) async fn write_once(&self) -> Result<Conn, StoreError> {
        let span = self.span("database write");
        let kind = match &self.pools {
            Pools::Sqlite { writer, .. } => writer.lend().await.map(Kind::SqliteOnce),
            Pools::Postgres(pool) => postgres(pool.acquire().await, Kind::PostgresReader),
        };
        self.conn(kind, span)
    }

    /// To read with, everything as it was when it began.
    pub(crate) async fn snapshot(&self) -> Result<Conn, StoreError> {
        let span = self.span("database read");
        let kind = match &self.pools {
            Pools::Sqlite { readers, .. } => readers.begin().await.map(Kind::SqliteReader),
            Pools::Postgres(pool) => {
                let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
                postgres(pool.begin_with(begin).await, Kind::PostgresWriter)
            }
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

    fn conn(&self, kind: Result<Kind, DriverError>, span: Span) -> Result<Conn, StoreError> {
        let place = Arc::clone(&self.place);
        match kind {
            Ok(kind) => Ok(Conn {
                kind,
                place,
                growth: self.growth.clone(),
                secrets: self.secrets.clone(),
                logged: None,
                asked: false,
                at_length: false,
                _span: span,
            }),
            Err(error) => Err(StoreError::told(error, &place)),
        }
    }
}

fn postgres<T>(
    done: Result<T, sqlx::Error>,
    kind: impl FnOnce(T) -> Kind,
) -> Result<Kind, DriverError> {
    done.map(kind).map_err(DriverError::from)
}

impl Conn {
    pub(crate) fn engine(&self) -> Engine {
        match &self.kind {
            Kind::SqliteReader(_) | Kind::SqliteWriter(_) | Kind::SqliteOnce(_) => Engine::Sqlite,
            Kind::PostgresReader(_) | Kind::PostgresWriter(_) => Engine::Postgres,
        }
    }

    /// Says that what is asked from here on may take long: whole tables, the whole file.
    pub(crate) fn at_length(&mut self) -> &mut Self {
        self.at_length = true;
        self
    }

    pub(crate) async fn rows(
        &mut self,
        sql: impl SqlSafeStr,
        args: Vec<Arg>,
    ) -> Result<Vec<Row>, StoreError> {
        let sql = sql.into_sql_str();
        on!(self,
            conn => sqlite::rows(conn, sql.as_str(), &args).map(of_sqlite),
            conn => bound!(sql, args).fetch_all(&mut **conn).await.map(of_postgres))
    }

    /// The same for a statement that hardly comes twice: it would push others out of the cache.
    pub(crate) async fn rows_once(
        &mut self,
        sql: impl SqlSafeStr,
        args: Vec<Arg>,
    ) -> Result<Vec<Row>, StoreError> {
        let sql = sql.into_sql_str();
        on!(self,
            conn => sqlite::once(conn, sql.as_str(), &args).map(of_sqlite),
            conn => bound!(sql, args).persistent(false).fetch_all(&mut **conn).await
                .map(of_postgres))
    }

    /// Hands over one row after the other, so that a table of any size can be read.
    pub(crate) async fn each<E: From<StoreError>>(
        &mut self,
        sql: impl SqlSafeStr,
        mut take: impl FnMut(Row) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = sql.into_sql_str();
        let place = Arc::clone(&self.place);
        let told = |error: DriverError| E::from(StoreError::told(error, &place));
        let reader: &rusqlite::Connection = match &mut self.kind {
            Kind::SqliteReader(reader) => reader,
            Kind::SqliteWriter(writing) => writing,
            Kind::SqliteOnce(lent) => lent,
            Kind::PostgresReader(conn) => return every(conn, sql, take, told).await,
            Kind::PostgresWriter(conn) => return every(conn, sql, take, told).await,
        };
        sqlite::stay(|| {
            let told = |error: rusqlite::Error| told(error.into());
            sqlite::each(reader, sql.as_str(), told, |cells| take(Row::Sqlite(cells)))
        })
    }

    pub(crate) async fn row(
        &mut self,
        sql: impl SqlSafeStr,
        args: Vec<Arg>,
    ) -> Result<Option<Row>, StoreError> {
        let sql = sql.into_sql_str();
        on!(self,
            conn => sqlite::rows(conn, sql.as_str(), &args)
                .map(|rows| rows.into_iter().next().map(Row::Sqlite)),
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
        let sql = sql.into_sql_str();
        let done = on!(self,
            conn => sqlite::run(conn, sql.as_str(), &args),
            conn => bound!(sql, args).execute(&mut **conn).await
                .map(|done| done.rows_affected()));
        done.map_err(|error| if ends { error.at_the_end() } else { error })
    }

    /// Runs several statements that bind nothing.
    pub(crate) async fn script(&mut self, sql: &'static str) -> Result<(), StoreError> {
        on!(self,
            conn => conn.execute_batch(sql),
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
            Kind::SqliteWriter(writing) => writing.commit(),
            Kind::PostgresWriter(transaction) => {
                transaction.commit().await.map_err(DriverError::from)
            }
            Kind::SqliteReader(_) | Kind::SqliteOnce(_) | Kind::PostgresReader(_) => Ok(()),
        };
        done.map_err(|error| {
            let told = StoreError::told(error, &self.place);
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

async fn every<E>(
    conn: &mut PgConnection,
    sql: SqlStr,
    mut take: impl FnMut(Row) -> Result<(), E>,
    told: impl Fn(DriverError) -> E,
) -> Result<(), E> {
    let mut rows = sqlx::raw_sql(sql).fetch(conn);
    while let Some(row) = rows.next().await {
        take(Row::Postgres(row.map_err(|error| told(error.into()))?))?;
    }
    Ok(())
}

fn of_sqlite(rows: Vec<sqlite::Cells>) -> Vec<Row> {
    rows.into_iter().map(Row::Sqlite).collect()
}

fn of_postgres(rows: Vec<PgRow>) -> Vec<Row> {
    rows.into_iter().map(Row::Postgres).collect()
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
