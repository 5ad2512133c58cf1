//! One connection's place in a room.

use std::sync::Arc;

use afterword_domain::PersonId;

use crate::cut::Cut;
use crate::hub::Inner;
use crate::journal::Journal;
use crate::keep::Keep;
use crate::limits::Bucket;
use crate::neighbours::Neighbours;
use crate::outbox::Outbox;
use crate::presence::GuestId;
use crate::room::{Due, Room};

/// Who comes in.
#[derive(Clone, Copy, Debug)]
pub struct Guest {
    pub person: Option<PersonId>,
    pub may_write: bool,
    /// Wants to hear when its updates are on disk.
    pub acknowledge: bool,
}

/// A place in a room; given up when it is dropped.
pub struct Seat<K: Keep> {
    hub: Arc<Inner<K>>,
    room: Arc<Room>,
    id: GuestId,
    person: Option<PersonId>,
    outbox: Arc<Outbox>,
    messages: Bucket,
    bytes: Bucket,
}

impl<K: Keep> Seat<K> {
    pub(crate) fn new(
        hub: Arc<Inner<K>>,
        room: Arc<Room>,
        id: GuestId,
        person: Option<PersonId>,
        outbox: Arc<Outbox>,
    ) -> Self {
        let (messages, bytes) = (hub.limits.messages, hub.limits.bytes);
        Self {
            hub,
            room,
            id,
            person,
            outbox,
            messages: Bucket::new(messages),
            bytes: Bucket::new(bytes),
        }
    }

    /// What is to be sent to the connection.
    pub fn outbox(&self) -> Arc<Outbox> {
        Arc::clone(&self.outbox)
    }

    /// Takes a message in.
    ///
    /// # Errors
    /// Why the connection is to be closed.
    pub fn receive(&mut self, frame: &[u8]) -> Result<(), Cut> {
        if frame.len() > self.hub.limits.message {
            return Err(Cut::TooLarge);
        }
        if !self.messages.take(1) || !self.bytes.take(frame.len()) {
            return Err(Cut::TooFast);
        }
        let limits = &self.hub.limits;
        let received = self.room.open(|open| open.receive(self.id, frame, limits));
        match received.transpose()? {
            Some(Due::Write) => Journal::write(&self.hub, Arc::clone(&self.room)),
            Some(Due::TellPresence) => Neighbours::tell(&self.hub, Arc::clone(&self.room)),
            Some(Due::Nothing) | None => {}
        }
        Ok(())
    }
}

impl<K: Keep> Drop for Seat<K> {
    fn drop(&mut self) {
        let is_untold = self.room.open(|open| {
            open.leave(self.id);
            open.presences.is_untold()
        });
        if is_untold == Some(true) {
            Neighbours::tell(&self.hub, Arc::clone(&self.room));
        }
        self.hub.departed(self.person);
        self.room.hurry.notify_one();
        self.hub.tend(&self.room);
    }
}
