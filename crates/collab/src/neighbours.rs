//! Who is present at which server. One task tells the others who came, went and moved here, at most
//! every so often for all documents together, and reads of those documents of which they told.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::hub::Inner;
use crate::keep::Keep;
use crate::room::Room;
use crate::wire;

/// After something that could not be told, before the next try.
const PAUSE: Duration = Duration::from_secs(1);

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

async fn run<K: Keep>(hub: Arc<Inner<K>>) {
    while let Some(waiting) = hub.neighbours.next() {
        tell(&hub, waiting.untold).await;
        for room in waiting.told {
            look(&hub, &room).await;
        }
        tokio::time::sleep(hub.limits.telling).await;
    }
}

async fn tell<K: Keep>(hub: &Arc<Inner<K>>, rooms: Vec<Arc<Room>>) {
    let told = rooms.iter();
    let told = told.filter_map(|room| room.open(|open| open.presences.tell(room.incident)));
    let told: Vec<_> = told.flatten().collect();
    if told.is_empty() {
        return;
    }
    if let Err(error) = hub.keep.tell_presence(told.clone()).await {
        tracing::warn!(%error, "other servers were not told who is present");
        tokio::time::sleep(PAUSE).await;
        for room in rooms {
            let mine = told.iter().filter(|one| one.incident == room.incident);
            room.open(|open| open.presences.untell(mine.map(|one| one.client)));
            Neighbours::tell(hub, room);
        }
        return;
    }
    // A document that everybody has left was only waiting for this.
    for room in rooms {
        hub.tend(&room);
    }
}

/// What cannot be read is looked at again: a client says where it is again and again.
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
