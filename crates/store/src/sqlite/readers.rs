//! The connections that read: a few, each with whoever asks, opened when they are needed.

use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Place;
use crate::error::DriverError;

/// How many may read at once.
pub(super) const READERS: u32 = 4;

/// How long a reader waits for those before it.
const WAIT: Duration = Duration::from_secs(30);

#[derive(Clone, Debug)]
pub(crate) struct Readers(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    place: Place,
    seats: Arc<Semaphore>,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    idle: Vec<Connection>,
    open: u32,
}

/// A connection, until it is dropped. A transaction that it is in ends with it.
pub(crate) struct Reader {
    /// `None` once it was given back.
    conn: Option<Connection>,
    shared: Arc<Shared>,
    _seat: OwnedSemaphorePermit,
}

impl Readers {
    /// The first connection is opened at once: what is wrong with the file should be told then.
    pub(crate) fn connect(place: Place) -> Result<Self, DriverError> {
        let first = connect(&place)?;
        let kept = Kept {
            idle: vec![first],
            open: 1,
        };
        Ok(Self(Arc::new(Shared {
            place,
            seats: Arc::new(Semaphore::new(READERS as usize)),
            kept: Mutex::new(kept),
        })))
    }

    pub(crate) async fn acquire(&self) -> Result<Reader, DriverError> {
        // Nothing that is asked waits for anything: whoever asks all the time lets others in here.
        tokio::task::coop::consume_budget().await;
        let shared = &self.0;
        let seat = match Arc::clone(&shared.seats).try_acquire_owned() {
            Ok(seat) => seat,
            Err(_) => self.wait().await?,
        };
        let idle = shared.kept().idle.pop();
        let conn = match idle {
            Some(conn) => conn,
            None => {
                let conn = connect(&shared.place)?;
                shared.kept().open += 1;
                conn
            }
        };
        Ok(Reader {
            conn: Some(conn),
            shared: Arc::clone(shared),
            _seat: seat,
        })
    }

    /// With everything as it is when it is read first.
    pub(crate) async fn begin(&self) -> Result<Reader, DriverError> {
        let reader = self.acquire().await?;
        reader.execute_batch("BEGIN")?;
        Ok(reader)
    }

    async fn wait(&self) -> Result<OwnedSemaphorePermit, DriverError> {
        let seats = Arc::clone(&self.0.seats);
        let seat = tokio::time::timeout(WAIT, seats.acquire_owned()).await;
        let seat = seat.map_err(|_| DriverError::Crowded(WAIT.as_secs()))?;
        seat.map_err(|_| DriverError::Closed)
    }

    /// How many connections there are, and how many of them nobody uses.
    pub(crate) fn standing(&self) -> (u32, usize) {
        let kept = self.0.kept();
        (kept.open, kept.idle.len())
    }

    /// Waits for those who read, and ends every connection.
    pub(crate) async fn close(&self) {
        let everyone = self.0.seats.acquire_many(READERS).await;
        if everyone.is_ok() {
            self.0.seats.close();
        }
        *self.0.kept() = Kept::default();
    }
}

impl Shared {
    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn connect(place: &Place) -> rusqlite::Result<Connection> {
    let conn = place.connect()?;
    conn.execute_batch("PRAGMA query_only = ON")?;
    Ok(conn)
}

impl Deref for Reader {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.conn
            .as_ref()
            .expect("a connection is there until it is given back")
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let Some(conn) = self.conn.take() else { return };
        let ended = conn.is_autocommit() || conn.execute_batch("ROLLBACK").is_ok();
        let mut kept = self.shared.kept();
        if ended {
            kept.idle.push(conn);
        } else {
            kept.open = kept.open.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn readers() -> (Readers, impl Drop) {
        let (url, folder) = afterword_testbed::fresh_sqlite();
        let place = Place::of(&url).unwrap();
        place.make().unwrap();
        (Readers::connect(place).unwrap(), folder)
    }

    #[tokio::test]
    async fn a_connection_goes_from_hand_to_hand() {
        let (readers, _folder) = readers();
        for _ in 0..3 {
            readers.acquire().await.unwrap();
        }
        assert_eq!(readers.standing(), (1, 1));
        let held = (readers.acquire().await, readers.acquire().await);
        assert_eq!(readers.standing(), (2, 0));
        drop(held);
        assert_eq!(readers.standing(), (2, 2));
    }

    #[tokio::test]
    async fn what_is_given_back_is_in_no_transaction() {
        let (readers, _folder) = readers();
        let reader = readers.acquire().await.unwrap();
        reader.execute_batch("BEGIN").unwrap();
        drop(reader);
        let again = readers.acquire().await.unwrap();
        assert!(again.is_autocommit());
        assert_eq!(readers.standing(), (1, 0));
    }

    #[tokio::test]
    async fn nobody_reads_after_the_end() {
        let (readers, _folder) = readers();
        readers.close().await;
        let late = readers.acquire().await.map(drop);
        assert!(matches!(late, Err(DriverError::Closed)), "{late:?}");
        assert_eq!(readers.standing(), (0, 0));
    }

    #[tokio::test(start_paused = true)]
    async fn who_waits_too_long_is_told() {
        let (readers, _folder) = readers();
        let mut held = Vec::new();
        for _ in 0..READERS {
            held.push(readers.acquire().await.unwrap());
        }
        let late = readers.acquire().await.map(drop);
        assert!(matches!(late, Err(DriverError::Crowded(30))), "{late:?}");
        held.pop();
        readers.acquire().await.unwrap();
    }
}
