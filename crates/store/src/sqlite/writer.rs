//! The one connection that writes, lent to one write after the other: writers wait here and not in
//! SQLite's busy loop.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::time::Instant;

use super::{BUSY, Place, is_busy, stay};
use crate::error::DriverError;

/// How long a write waits for those before it.
const WAIT: Duration = Duration::from_secs(30);

/// How often it is asked whether another program still writes.
const PAUSE: Duration = Duration::from_millis(5);

#[derive(Clone, Debug)]
pub(crate) struct Writer {
    place: Arc<Place>,
    seat: Arc<Mutex<Seat>>,
}

/// `None` after a transaction that could not be ended; the next write opens another connection.
type Seat = Option<Connection>;

/// The connection, lent for one statement, which is a transaction by itself.
pub(crate) struct Lent(OwnedMutexGuard<Seat>);

/// The connection, lent for a transaction. Dropped without [`commit`](Self::commit), it leaves
/// nothing.
pub(crate) struct Writing(Lent);

impl Writer {
    /// `prepare` is run on the first connection alone.
    pub(crate) fn connect(
        place: Place,
        prepare: impl FnOnce(&Connection) -> rusqlite::Result<()>,
    ) -> Result<Self, DriverError> {
        let conn = place.connect()?;
        prepare(&conn)?;
        Ok(Self {
            place: Arc::new(place),
            seat: Arc::new(Mutex::new(Some(conn))),
        })
    }

    pub(crate) async fn lend(&self) -> Result<Lent, DriverError> {
        let seat = tokio::time::timeout(WAIT, Arc::clone(&self.seat).lock_owned()).await;
        let mut seat = seat.map_err(|_| DriverError::Crowded(WAIT.as_secs()))?;
        if seat.is_none() {
            *seat = Some(self.place.connect()?);
        }
        Ok(Lent(seat))
    }

    /// Ends the connection; what goes wrong with that is logged, since nothing can be done.
    pub(crate) async fn close(&self) {
        if let Some(conn) = self.seat.lock().await.take()
            && let Err(error) = stay(|| conn.close().map_err(|(_, error)| error))
        {
            tracing::warn!(%error, "a connection to the database did not end as it should");
        }
    }

    /// A read followed by a write in a deferred transaction fails under concurrency, whatever the
    /// busy timeout: the lock is taken at the start.
    pub(crate) async fn begin(&self) -> Result<Writing, DriverError> {
        let mut lent = self.lend().await?;
        let begin = |conn: &Connection| conn.prepare_cached("BEGIN IMMEDIATE")?.execute([]);
        lent.when_free(begin).await?;
        Ok(Writing(lent))
    }
}

impl Lent {
    /// Does what takes the lock of the file; while another program has it, the thread does other
    /// work.
    pub(crate) async fn when_free<T>(
        &mut self,
        take: impl Fn(&Connection) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        let until = Instant::now() + BUSY;
        loop {
            self.busy_timeout(Duration::ZERO)?;
            let taken = take(self);
            self.busy_timeout(BUSY)?;
            match taken {
                Err(error) if is_busy(&error) && Instant::now() < until => {
                    tokio::time::sleep(PAUSE).await;
                }
                taken => return taken,
            }
        }
    }
}

impl Writing {
    pub(crate) fn commit(self) -> Result<(), DriverError> {
        // It waits for the disk.
        stay(|| self.prepare_cached("COMMIT")?.execute([]))?;
        Ok(())
    }
}

/// Where SQLite has ended the transaction already, as it does when the disk is full, nothing is left
/// to be taken back.
impl Drop for Writing {
    fn drop(&mut self) {
        if !self.is_autocommit() && self.execute_batch("ROLLBACK").is_err() {
            *self.0.0 = None;
        }
    }
}

const HELD: &str = "a connection that is lent is there until its transaction is dropped";

impl Deref for Lent {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.0.as_ref().expect(HELD)
    }
}

impl Deref for Writing {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.0
    }
}
