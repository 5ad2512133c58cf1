//! All open documents: who asks for one gets a seat in its room, which is loaded when the first
//! one comes and put away after the last one left.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use afterword_domain::{IncidentRef, PersonId};
use tokio::sync::Semaphore;
use tokio::time::Instant;

use crate::catch_up;
use crate::cut::Cut;
use crate::journal::Journal;
use crate::keep::{Keep, KeepError};
use crate::limits::Limits;
use crate::neighbours::Neighbours;
use crate::outbox::Outbox;
use crate::room::{Open, Phase, Room};
use crate::seat::{Guest, Seat};
use crate::settle;

/// How long a document of which another server told may have something that is not settled.
const RECENT: Duration = Duration::from_secs(15);

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
    pub(crate) neighbours: Neighbours,
    /// Documents are settled one after the other, so that updates find their way between.
    pub(crate) settling: Semaphore,
    /// Held by whoever settles because it is time, and for a while after.
    pub(crate) turn: tokio::sync::Mutex<()>,
    rooms: Mutex<HashMap<IncidentRef, Arc<Room>>>,
    /// When other servers told last that they kept something of a document.
    told: Mutex<HashMap<IncidentRef, Instant>>,
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
            neighbours: Neighbours::default(),
            settling: Semaphore::new(1),
            turn: tokio::sync::Mutex::default(),
            rooms: Mutex::default(),
            told: Mutex::default(),
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
            let was_open = room.open(|_| ()).is_some();
            if !settle::load(hub, &room).await? {
                hub.forget(&room);
                return Err(JoinError::NotFound);
            }
            if was_open && hub.keep.is_shared() {
                // Whoever comes from a server that is gone misses nothing that was acknowledged.
                catch_up::catch_up(hub, &room).await?;
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
                    if hub.keep.is_shared() && !was_open {
                        Neighbours::look(hub, Arc::clone(&room));
                    }
                    let hub = Arc::clone(hub);
                    return Ok(Seat::new(hub, Arc::clone(&room), id, guest.person, outbox));
                }
                Some(false) => return Err(JoinError::Full("too many have this document open")),
                // It was put away between the two.
                None => {}
            }
        }
    }

    /// Sees to it that the incident says what was last kept of its document, before it is changed.
    /// An incident that nobody writes in costs a look into a map.
    pub async fn settle(&self, incident: IncidentRef) {
        let room = self.0.rooms().get(&incident).cloned();
        let room = match room {
            Some(room) => room,
            // Seldom, and large: it is no part of what everybody waits with.
            None if self.0.forget_told(incident) => match Box::pin(self.0.bring_in(incident)).await
            {
                Ok(Some(room)) => room,
                Ok(None) => return,
                Err(error) => {
                    tracing::warn!(%error, %incident, "what another server kept was not settled");
                    return;
                }
            },
            None => return,
        };
        if room.open(|open| open.is_unsettled()) == Some(true) {
            settle::settle(&self.0, &room).await;
        }
        self.0.tend(&room);
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
            settle::refresh_or_drop(&self.0, &room).await;
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
        self.settle_all(self.0.keep.unsettled().await?).await;
        Ok(())
    }

    async fn settle_all(&self, incidents: Vec<IncidentRef>) {
        for incident in incidents {
            match self.0.bring_in(incident).await {
                Ok(room) => room.iter().for_each(|room| self.0.tend(room)),
                Err(JoinError::Stopping) => return,
                Err(error) => {
                    tracing::error!(%error, %incident, "a document was not settled");
                }
            }
        }
    }

    /// Another server kept updates of a document, up to a number.
    pub fn grown_elsewhere(&self, incident: IncidentRef, upto: u64) {
        let room = self.0.rooms().get(&incident).cloned();
        match room {
            Some(room) if room.grew(upto) => Journal::read(&self.0, room),
            Some(_) => {}
            None => {
                self.0.told().insert(incident, Instant::now());
            }
        }
    }

    /// Somebody came, went or moved in a document at another server.
    pub fn presence_elsewhere(&self, incident: IncidentRef) {
        let room = self.0.rooms().get(&incident).cloned();
        if let Some(room) = room {
            Neighbours::look(&self.0, room);
        }
    }

    /// Other servers may have told what was not heard here.
    pub fn missed_elsewhere(&self) {
        let rooms: Vec<_> = self.0.rooms().values().cloned().collect();
        for room in rooms {
            // One more than there is: whatever there is, is looked for.
            if room.missed() {
                Journal::read(&self.0, Arc::clone(&room));
            }
            Neighbours::look(&self.0, room);
        }
    }

    /// What is to be done every few seconds where there are other servers: they hear that this one
    /// is there, and what a dead one left behind is settled and put away.
    ///
    /// # Errors
    /// When something of it could not be read or written; the next time may do.
    pub async fn beat(&self) -> Result<(), KeepError> {
        self.0.told().retain(|_, at| at.elapsed() < RECENT);
        let rooms: Vec<_> = self.0.rooms().values().cloned().collect();
        if !rooms.is_empty() {
            self.0.keep.renew_presence().await?;
        }
        for room in rooms {
            if room.open(|open| open.presences.has_elsewhere()) == Some(true) {
                Neighbours::look(&self.0, room);
            }
        }
        self.settle_all(self.0.keep.left_behind().await?).await;
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
        if self.0.keep.is_shared()
            && let Err(error) = self.0.keep.withdraw_presence().await
        {
            tracing::warn!(%error, "other servers learn a moment later that nobody is here any more");
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

    fn told(&self) -> MutexGuard<'_, HashMap<IncidentRef, Instant>> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether another server told of a document lately; asked once for each time.
    fn forget_told(&self, incident: IncidentRef) -> bool {
        self.told().remove(&incident).is_some()
    }

    /// Brings a document into memory for which nobody asked; `None` without such an incident.
    async fn bring_in(
        self: &Arc<Self>,
        incident: IncidentRef,
    ) -> Result<Option<Arc<Room>>, JoinError> {
        let room = self.room(incident)?;
        let gate = room.gate.lock().await;
        let loaded = settle::load(self, &room).await;
        drop(gate);
        match loaded {
            Ok(true) => Ok(Some(room)),
            Ok(false) => {
                self.forget(&room);
                Ok(None)
            }
            Err(error) => {
                self.forget(&room);
                Err(error.into())
            }
        }
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
