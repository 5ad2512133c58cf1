//! Who is present at which server. One task tells the others who came, went and moved here, at most
//! every so often for all documents together, and reads of those documents of which they told.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::hub::Inner;
use crate::keep::Keep;
use crate::room::Room;
use crate::wire;

/// Rooms of which others are to hear, and those of which they told.
#[derive(Default)]
pub(crate) struct Neighbours(Mutex<Queue>);

#[derive(Default)]
struct Queue {
    waiting: Waiting,
    is_running: bool,
}

#[derive(Default)]
struct Waiting {
    untold: Vec<Arc<Room>>,
    told: Vec<Arc<Room>>,
}

impl Neighbours {
    /// Queues a room in which somebody came, went or moved.
    pub(crate) fn tell<K: Keep>(hub: &Arc<Inner<K>>, room: Arc<Room>) {
        Self::queue(hub, |waiting| waiting.untold.push(room));
    }

    /// Queues a room in which somebody did so at another server.
    pub(crate) fn look<K: Keep>(hub: &Arc<Inner<K>>, room: Arc<Room>) {
        Self::queue(hub, |waiting| {
            if !waiting.told.iter().any(|other| Arc::ptr_eq(other, &room)) {
                waiting.told.push(room);
            }
        });
    }

    fn queue<K: Keep>(hub: &Arc<Inner<K>>, put: impl FnOnce(&mut Waiting)) {
        let mut queue = hub.neighbours.lock();
        put(&mut queue.waiting);
        if !queue.is_running {
            queue.is_running = true;
            tokio::spawn(run(Arc::clone(hub)));
        }
    }

    /// What waits; `None` ends the task.
    fn next(&self) -> Option<Waiting> {
        let mut queue = self.lock();
        let waiting = std::mem::take(&mut queue.waiting);
        queue.is_running = !(waiting.untold.is_empty() && waiting.told.is_empty());
        queue.is_running.then_some(waiting)
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What cannot be told or read is not lost: a client says where it is again and again.
async fn run<K: Keep>(hub: Arc<Inner<K>>) {
    while let Some(waiting) = hub.neighbours.next() {
        let told = waiting.untold.iter();
        let told = told.filter_map(|room| room.open(|open| open.presences.tell(room.incident)));
        let told: Vec<_> = told.flatten().collect();
        if !told.is_empty()
            && let Err(error) = hub.keep.tell_presence(told).await
        {
            tracing::warn!(%error, "other servers were not told who is present");
        }
        for room in waiting.told {
            look(&hub, &room).await;
        }
        tokio::time::sleep(hub.limits.telling).await;
    }
}

async fn look<K: Keep>(hub: &Inner<K>, room: &Room) {
    if room.open(|_| ()).is_none() {
        return;
    }
    match hub.keep.presence_elsewhere(room.incident).await {
        Ok(present) => {
            room.open(|open| {
                if let Some(news) = open.presences.take_elsewhere(present) {
                    open.tell(&wire::awareness(&news), None);
                }
            });
        }
        Err(error) => tracing::warn!(%error, "who is present at other servers was not read"),
    }
}
