//! The way of updates to the disk, and of those of other servers from there. One task for all
//! documents drains whatever waits, writes it in one transaction, and only then lets anybody hear of
//! it: under load, a commit carries many.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Notify;

use crate::catch_up;
use crate::cut::Cut;
use crate::hub::Inner;
use crate::keep::{Keep, KeepError, Row};
use crate::room::{Open, Room};

/// Rooms with updates that wait.
#[derive(Default)]
pub(crate) struct Journal {
    queue: Mutex<Queue>,
    idle: Notify,
}

#[derive(Default)]
struct Queue {
    waiting: Waiting,
    is_running: bool,
}

#[derive(Default)]
struct Waiting {
    /// Rooms to which something came in.
    written: Vec<Arc<Room>>,
    /// Rooms of which another server kept something.
    grown: Vec<Arc<Room>>,
}

impl Journal {
    /// Queues a room whose first update came in.
    pub(crate) fn write<K: Keep>(hub: &Arc<Inner<K>>, room: Arc<Room>) {
        Self::queue(hub, |waiting| waiting.written.push(room));
    }

    /// Queues a room of which another server kept something.
    pub(crate) fn read<K: Keep>(hub: &Arc<Inner<K>>, room: Arc<Room>) {
        Self::queue(hub, |waiting| waiting.grown.push(room));
    }

    fn queue<K: Keep>(hub: &Arc<Inner<K>>, put: impl FnOnce(&mut Waiting)) {
        let mut queue = hub.journal.lock();
        put(&mut queue.waiting);
        if !queue.is_running {
            queue.is_running = true;
            tokio::spawn(run(Arc::clone(hub)));
        }
    }

    /// Waits until everything that came in is on disk.
    pub(crate) async fn idle(&self) {
        loop {
            let idle = self.idle.notified();
            tokio::pin!(idle);
            idle.as_mut().enable();
            if !self.lock().is_running {
                return;
            }
            idle.await;
        }
    }

    /// What waits; `None` ends the task.
    fn next(&self) -> Option<Waiting> {
        let mut queue = self.lock();
        if queue.waiting.written.is_empty() && queue.waiting.grown.is_empty() {
            queue.is_running = false;
            self.idle.notify_waiters();
            return None;
        }
        Some(std::mem::take(&mut queue.waiting))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn run<K: Keep>(hub: Arc<Inner<K>>) {
    while let Some(waiting) = hub.journal.next() {
        for room in &waiting.grown {
            catch_up::look(&hub, room).await;
            hub.tend(room);
        }
        write(&hub, waiting.written).await;
    }
}

async fn write<K: Keep>(hub: &Arc<Inner<K>>, rooms: Vec<Arc<Room>>) {
    let mut batches = Vec::new();
    for room in rooms {
        match room.open(|open| open.begin_batch(room.incident)) {
            Some(Ok(rows)) => batches.push((room, rows)),
            Some(Err(_)) => {
                tracing::error!(incident = %room.incident, "a document broke over an update");
                hub.drop_room(&room, Cut::Malformed);
            }
            None => {}
        }
    }
    let all = batches.iter().flat_map(|(_, rows)| rows.iter().cloned());
    let together = append(hub, all.collect()).await;
    for (room, rows) in batches {
        // Of one document another server may have kept something; the others are then as they were.
        let kept = match &together {
            Err(KeepError::Stale) if !rows.is_empty() => catch_up::append(hub, &room, rows).await,
            Err(KeepError::Stale) => Ok(()),
            outcome => outcome.clone(),
        };
        if let Err(error) = kept {
            tracing::error!(%error, incident = %room.incident, "updates were not written");
            hub.drop_room(&room, Cut::NotSaved);
            continue;
        }
        room.open(Open::end_batch);
        hub.tend(&room);
    }
}

async fn append<K: Keep>(hub: &Inner<K>, rows: Vec<Row>) -> Result<(), KeepError> {
    if rows.is_empty() {
        return Ok(());
    }
    hub.keep.append(rows).await
}
