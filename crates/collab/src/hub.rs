//! All open documents: who asks for one gets a seat in its room, which is loaded when the first
//! one comes and put away after the last one left.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use afterword_domain::{IncidentRef, PersonId};
use tokio::sync::Semaphore;

use crate::cut::Cut;
use crate::journal::Journal;
use crate::keep::{Keep, KeepError};
use crate::limits::Limits;
use crate::outbox::Outbox;
use crate::room::{Open, Phase, Room};
use crate::seat::{Guest, Seat};
use crate::settle;

/// The open documents of one server. Cloning is cheap and shares them.
pub struct Hub<K: Keep>(Arc<Inner<K>>);

impl<K: Keep> Clone for Hub<K> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

pub(crate) struct Inner<K> {
    pub(crate) keep: K,
    pub(crate) limits: Limits,
    pub(crate) journal: Journal,
    /// Documents are settled one after the other, so that updates find their way between.
    pub(crate) settling: Semaphore,
    /// Held by whoever settles because it is time, and for a while after.
    pub(crate) turn: tokio::sync::Mutex<()>,
    rooms: Mutex<HashMap<IncidentRef, Arc<Room>>>,
    /// Connections, by person.
    people: Mutex<HashMap<PersonId, usize>>,
    next_guest: AtomicU64,
    is_stopping: AtomicBool,
}

/// Why nobody is let in.
#[derive(Debug, thiserror::Error)]
pub enum JoinError {
    #[error("there is no such incident")]
    NotFound,
    #[error("{0}")]
    Full(&'static str),
    #[error("the server is stopping")]
    Stopping,
    #[error(transparent)]
    Keep(#[from] KeepError),
}

impl<K: Keep> Hub<K> {
    pub fn new(keep: K, limits: Limits) -> Self {
        Self(Arc::new(Inner {
            keep,
            limits,
            journal: Journal::default(),
            settling: Semaphore::new(1),
            turn: tokio::sync::Mutex::default(),
            rooms: Mutex::default(),
            people: Mutex::default(),
            next_guest: AtomicU64::new(1),
            is_stopping: AtomicBool::new(false),
        }))
    }

    pub fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// Lets somebody in to a document.
    ///
    /// # Errors
    /// [`JoinError`], before anything of the document was told.
    pub async fn join(&self, incident: IncidentRef, guest: Guest) -> Result<Seat<K>, JoinError> {
        let hub = &self.0;
        let arrival = hub.arrive(guest.person)?;
        loop {
            let room = hub.room(incident)?;
            let _gate = room.gate.lock().await;
            if !settle::load(hub, &room).await? {
                hub.forget(&room);
                return Err(JoinError::NotFound);
            }
            let outbox = Arc::new(Outbox::new(hub.limits.waiting));
            let id = hub.next_guest.fetch_add(1, Ordering::Relaxed);
            let most = hub.limits.connections_per_document;
            let entered = room.open(|open| {
                let has_room = open.members.len() < most;
                if has_room {
                    open.enter(id, guest, Arc::clone(&outbox));
                }
                has_room
            });
            match entered {
                Some(true) => {
                    arrival.stay();
                    let hub = Arc::clone(hub);
                    return Ok(Seat::new(hub, Arc::clone(&room), id, guest.person, outbox));
                }
                Some(false) => return Err(JoinError::Full("too many have this document open")),
                // It was put away between the two.
                None => {}
            }
        }
    }

    /// Sees to it that the incident says what was last kept of its document, before it is read.
    /// An incident that nobody writes in costs a look into a map.
    pub async fn settle(&self, incident: IncidentRef) {
        let Some(room) = self.0.rooms().get(&incident).cloned() else {
            return;
        };
        if room.open(|open| open.is_unsettled()) == Some(true) {
            settle::settle(&self.0, &room).await;
        }
    }

    /// The same before a read, as long as readers do not ask for it without end.
    pub async fn freshen(&self, incident: IncidentRef) {
        let Some(room) = self.0.rooms().get(&incident).cloned() else {
            return;
        };
        if room.open(Open::is_due_for_reading) == Some(true) {
            settle::settle(&self.0, &room).await;
        }
    }

    /// The same for every incident, before many are read.
    pub async fn freshen_all(&self) {
        let open: Vec<_> = self.0.rooms().keys().copied().collect();
        for incident in open {
            self.freshen(incident).await;
        }
    }

    /// Texts of an incident changed through another door: an open document takes them in.
    pub async fn changed_elsewhere(&self, incident: IncidentRef, version: u32) {
        let room = self.0.rooms().get(&incident).cloned();
        let Some(room) = room else {
            return;
        };
        let is_news = |room: &Room| room.open(|open| open.version < version);
        // One that is just being loaded may have read what was before.
        let is_loading = || matches!(*room.phase(), Phase::Shut);
        if is_news(&room) != Some(true) && !is_loading() {
            return;
        }
        let _gate = room.gate.lock().await;
        if is_news(&room) == Some(true) {
            settle::refresh(&self.0, &room).await;
        }
    }

    /// The same for all open documents, when nobody knows which ones it was.
    pub async fn all_changed_elsewhere(&self) {
        let open: Vec<_> = self.0.rooms().keys().copied().collect();
        for incident in open {
            self.changed_elsewhere(incident, u32::MAX).await;
        }
    }

    /// Settles what an earlier run left behind.
    ///
    /// # Errors
    /// When it cannot be learnt what that is.
    pub async fn recover(&self) -> Result<(), KeepError> {
        for incident in self.0.keep.unsettled().await? {
            let Ok(room) = self.0.room(incident) else {
                return Ok(());
            };
            let gate = room.gate.lock().await;
            let loaded = settle::load(&self.0, &room).await;
            drop(gate);
            match loaded {
                Ok(true) => self.0.tend(&room),
                Ok(false) => self.0.forget(&room),
                Err(error) => {
                    tracing::error!(%error, %incident, "a document was not settled");
                    self.0.forget(&room);
                }
            }
        }
        Ok(())
    }

    /// Ends all connections, and settles everything.
    pub async fn stop(&self) {
        self.0.is_stopping.store(true, Ordering::Release);
        let rooms: Vec<_> = self.0.rooms().values().cloned().collect();
        for room in &rooms {
            room.open(|open| open.cut_all(Cut::Stopping));
        }
        self.0.journal.idle().await;
        for room in rooms {
            settle::settle(&self.0, &room).await;
        }
    }

    /// How many documents are in memory.
    pub fn open_documents(&self) -> usize {
        self.0.rooms().len()
    }
}

impl<K: Keep> Inner<K> {
    fn rooms(&self) -> MutexGuard<'_, HashMap<IncidentRef, Arc<Room>>> {
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn people(&self) -> MutexGuard<'_, HashMap<PersonId, usize>> {
        self.people.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn room(&self, incident: IncidentRef) -> Result<Arc<Room>, JoinError> {
        let mut rooms = self.rooms();
        if self.is_stopping.load(Ordering::Acquire) {
            return Err(JoinError::Stopping);
        }
        let room = rooms.entry(incident);
        Ok(Arc::clone(
            room.or_insert_with(|| Arc::new(Room::new(incident))),
        ))
    }

    /// Takes a room off the list; whoever comes now begins another.
    pub(crate) fn forget(&self, room: &Arc<Room>) {
        *room.phase() = Phase::Gone;
        if let Entry::Occupied(listed) = self.rooms().entry(room.incident)
            && Arc::ptr_eq(listed.get(), room)
        {
            listed.remove();
        }
    }

    /// Gives up a room whose memory and disk may differ. Its clients have all that they wrote,
    /// and send what is missing when they come back.
    pub(crate) fn drop_room(&self, room: &Arc<Room>, cut: Cut) {
        room.open(|open| open.cut_all(cut));
        self.forget(room);
    }

    /// Counts somebody in.
    fn arrive(self: &Arc<Self>, person: Option<PersonId>) -> Result<Arrival<'_, K>, JoinError> {
        if let Some(person) = person {
            let mut people = self.people();
            let count = people.entry(person).or_default();
            if *count >= self.limits.connections_per_person {
                return Err(JoinError::Full("you have too many documents open"));
            }
            *count += 1;
        }
        Ok(Arrival {
            hub: self,
            person,
            stays: false,
        })
    }

    /// Counts somebody out.
    pub(crate) fn departed(&self, person: Option<PersonId>) {
        if let Some(person) = person
            && let Entry::Occupied(mut count) = self.people().entry(person)
        {
            *count.get_mut() -= 1;
            if *count.get() == 0 {
                count.remove();
            }
        }
    }

    /// Starts the task that settles a document and puts it away, if there is something for it.
    pub(crate) fn tend(self: &Arc<Self>, room: &Arc<Room>) {
        let begins = room.open(|open| {
            let needed = open.is_unsettled() || open.is_idle();
            let begins = needed && !open.tended;
            open.tended |= begins;
            begins
        });
        if begins == Some(true) {
            tokio::spawn(settle::tend(Arc::clone(self), Arc::clone(room)));
        }
    }
}

/// Somebody on the way in; counted out again unless they stay.
struct Arrival<'a, K: Keep> {
    hub: &'a Inner<K>,
    person: Option<PersonId>,
    stays: bool,
}

impl<K: Keep> Arrival<'_, K> {
    fn stay(mut self) {
        self.stays = true;
    }
}

impl<K: Keep> Drop for Arrival<'_, K> {
    fn drop(&mut self) {
        if !self.stays {
            self.hub.departed(self.person);
        }
    }
}
