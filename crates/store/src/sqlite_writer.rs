//! The one connection that writes to SQLite, lent to one write after the other: writers wait here
//! and not in SQLite's busy loop, and a write costs no more trips to its thread than it has
//! statements.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::time::Duration;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection};
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::dialect;

/// How long a write waits for those before it.
const WAIT: Duration = Duration::from_secs(30);

#[derive(Clone, Debug)]
pub(crate) struct SqliteWriter {
    options: Arc<SqliteConnectOptions>,
    seat: Arc<Mutex<Seat>>,
}

/// `None` after a transaction was left open; the next write opens another connection.
type Seat = Option<SqliteConnection>;

/// The connection, lent for one statement, which is a transaction by itself.
pub(crate) struct Lent(OwnedMutexGuard<Seat>);

/// The connection, lent for a transaction. Dropped without [`commit`](Self::commit), it leaves
/// nothing.
pub(crate) struct Writing {
    lent: Lent,
    open: bool,
}

impl SqliteWriter {
    pub(crate) async fn connect(options: SqliteConnectOptions) -> Result<Self, sqlx::Error> {
        let seat = Some(options.connect().await?);
        Ok(Self {
            options: Arc::new(options),
            seat: Arc::new(Mutex::new(seat)),
        })
    }

    pub(crate) async fn lend(&self) -> Result<Lent, sqlx::Error> {
        let seat = tokio::time::timeout(WAIT, Arc::clone(&self.seat).lock_owned()).await;
        let mut seat = seat.map_err(|_| sqlx::Error::PoolTimedOut)?;
        if seat.is_none() {
            *seat = Some(self.options.connect().await?);
        }
        Ok(Lent(seat))
    }

    /// Ends the connection; what goes wrong with that is logged, since nothing can be done.
    pub(crate) async fn close(&self) {
        if let Some(conn) = self.seat.lock().await.take()
            && let Err(error) = conn.close().await
        {
            tracing::warn!(%error, "a connection to the database did not end as it should");
        }
    }

    pub(crate) async fn begin(&self) -> Result<Writing, sqlx::Error> {
        let lent = self.lend().await?;
        let mut writing = Writing { lent, open: true };
        dialect::begin(&mut writing).await?;
        Ok(writing)
    }
}

impl Writing {
    pub(crate) async fn commit(mut self) -> Result<(), sqlx::Error> {
        dialect::commit(&mut self).await?;
        self.open = false;
        Ok(())
    }
}

/// What is left open goes with its connection. That needs no runtime, which may be ending itself,
/// and holds too where SQLite has ended the transaction already, as it does when the disk is full.
impl Drop for Writing {
    fn drop(&mut self) {
        if self.open {
            *self.lent.0 = None;
        }
    }
}

const HELD: &str = "a connection that is lent is there until its transaction is dropped";

impl Deref for Lent {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        self.0.as_ref().expect(HELD)
    }
}

impl DerefMut for Lent {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        self.0.as_mut().expect(HELD)
    }
}

impl Deref for Writing {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        &self.lent
    }
}

impl DerefMut for Writing {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.lent
    }
}
