//! One open document: its copy, the connections to it, and what of it is on disk.
//!
//! Everything here is done at once and under one lock; the waiting is done by [`crate::journal`],
//! which puts updates on disk, and [`crate::settle`], which makes texts the incident's.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use afterword_domain::{IncidentRef, PersonId};
use bytes::Bytes;
use tokio::sync::Notify;
use tokio::time::Instant;

use crate::cut::Cut;
use crate::keep::Row;
use crate::limits::{Bucket, Limits, Rate};
use crate::outbox::Outbox;
use crate::presence::{GuestId, Presences};
use crate::replica::{Applied, Broken, Replica, Unfit, Update};
use crate::seat::Guest;
use crate::sheaf::{Incoming, by_person};
use crate::wire::{self, Message};

/// A settling is news, and news are read: reading settles three times at once and then every five
/// seconds, so that the two do not go round and round while somebody types.
const READINGS: Rate = Rate {
    per_second: 1,
    at_once: 15,
};
const READING: usize = 5;

/// The number of an update that is on its way to the disk.
const UNDER_WAY: u64 = u64::MAX;

/// A document that somebody asked for, whether it is in memory yet, still, or no longer.
pub(crate) struct Room {
    pub(crate) incident: IncidentRef,
    /// Held while the document is loaded, merged, settled or put away.
    pub(crate) gate: tokio::sync::Mutex<()>,
    /// Something happened that makes settling more urgent.
    pub(crate) hurry: Notify,
    /// The last update that another server told of.
    told: AtomicU64,
    phase: Mutex<Phase>,
}

pub(crate) enum Phase {
    /// Not loaded yet.
    Shut,
    Open(Box<Open>),
    /// Put away; whoever comes now asks for another room.
    Gone,
}

impl Room {
    pub(crate) fn new(incident: IncidentRef) -> Self {
        Self {
            incident,
            gate: tokio::sync::Mutex::default(),
            hurry: Notify::new(),
            told: AtomicU64::new(0),
            phase: Mutex::new(Phase::Shut),
        }
    }

    pub(crate) fn phase(&self) -> MutexGuard<'_, Phase> {
        self.phase.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Another server kept updates up to a number. Answers whether they are to be read: a document
    /// that is being loaded looks for itself.
    pub(crate) fn grew(&self, upto: u64) -> bool {
        self.told.fetch_max(upto, Ordering::AcqRel);
        self.open(|open| open.kept < upto) == Some(true)
    }

    /// The same when nobody knows how far it goes, or whether.
    pub(crate) fn missed(&self) -> bool {
        let next = self.open(|open| open.kept + 1);
        next.is_some_and(|next| self.grew(next))
    }

    pub(crate) fn told(&self) -> u64 {
        self.told.load(Ordering::Acquire)
    }

    /// Does something with the document if it is in memory.
    pub(crate) fn open<T>(&self, act: impl FnOnce(&mut Open) -> T) -> Option<T> {
        match &mut *self.phase() {
            Phase::Open(open) => Some(act(open)),
            Phase::Shut | Phase::Gone => None,
        }
    }
}

/// A document in memory.
pub(crate) struct Open {
    pub(crate) replica: Replica,
    pub(crate) members: HashMap<GuestId, Member>,
    pub(crate) presences: Presences,
    /// What the incident said when the two last agreed, by place.
    pub(crate) base: BTreeMap<String, String>,
    /// The incident's version then.
    pub(crate) version: u32,
    /// The settled state's number.
    pub(crate) revision: u64,
    /// The last update that is on disk, and the last one that a settled state contains.
    pub(crate) kept: u64,
    pub(crate) settled: u64,
    /// Who wrote where since the last settling.
    pub(crate) hands: Vec<Hand>,
    /// The oldest edit that is not settled was made at another server, which settles it as well.
    pub(crate) is_tended_elsewhere: bool,
    /// When the oldest edit that is not settled was kept, and the newest.
    pub(crate) first_edit: Option<Instant>,
    pub(crate) last_edit: Instant,
    /// What reading may still settle.
    readings: Bucket,
    /// A task sees to it that the document is settled.
    pub(crate) tended: bool,
    /// After a settling that failed: not before.
    pub(crate) retry_at: Option<Instant>,
    /// At least as large as the longest text with what is coming in, in bytes; the largest number
    /// where that has to be looked up.
    pub(crate) longest: usize,
    /// The same for the document with its history.
    pub(crate) size: usize,
    /// Updates that are not on their way to the disk yet.
    incoming: Vec<Incoming>,
    /// Those that are.
    batch: Option<Batch>,
}

/// That somebody wrote so many bytes in a place.
#[derive(Clone, Debug)]
pub(crate) struct Hand {
    /// The update's number, or one that is at least as large.
    pub(crate) seq: u64,
    pub(crate) place: Arc<str>,
    pub(crate) person: PersonId,
    pub(crate) bytes: usize,
}

/// What is to be done after a message, by tasks that do it for all documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Due {
    Nothing,
    /// Something is to be put on disk.
    Write,
    /// Other servers are to hear who is here.
    TellPresence,
}

/// A connection to the document.
pub(crate) struct Member {
    pub(crate) guest: Guest,
    pub(crate) outbox: Arc<Outbox>,
    /// How many of its updates are on disk.
    saved: u64,
}

/// Updates on their way to the disk, and what is to be sent when they are there.
#[derive(Default)]
struct Batch {
    last: u64,
    /// With the only connection that need not hear of it, if there is one.
    updates: Vec<(Bytes, Option<GuestId>)>,
    replies: Vec<(GuestId, Bytes)>,
    /// Who is to be told that an update is on disk, once for each.
    senders: Vec<GuestId>,
}

impl Open {
    pub(crate) fn new(replica: Replica, upto: u64, is_shared: bool) -> Self {
        Self {
            replica,
            members: HashMap::new(),
            presences: Presences::new(is_shared),
            base: BTreeMap::new(),
            version: 0,
            revision: 0,
            kept: upto,
            settled: upto,
            hands: Vec::new(),
            is_tended_elsewhere: false,
            first_edit: None,
            last_edit: Instant::now(),
            readings: Bucket::new(READINGS),
            tended: false,
            retry_at: None,
            longest: usize::MAX,
            size: 0,
            incoming: Vec::new(),
            batch: None,
        }
    }

    /// Whether something is on disk that the incident does not say yet.
    pub(crate) fn is_unsettled(&self) -> bool {
        self.kept > self.settled
    }

    /// Whether something waits that is to be settled for a reader.
    pub(crate) fn is_due_for_reading(&mut self) -> bool {
        self.is_unsettled() && self.readings.take(READING)
    }

    /// Whether nobody holds the document and nothing is left to be done with it.
    pub(crate) fn is_idle(&self) -> bool {
        let written = self.incoming.is_empty() && self.batch.is_none();
        let told = !self.presences.is_untold();
        self.members.is_empty() && written && told && !self.is_unsettled()
    }

    /// Lets a connection in: it is told who is here and, if it may write, asked for what it has.
    pub(crate) fn enter(&mut self, id: GuestId, guest: Guest, outbox: Arc<Outbox>) {
        if guest.may_write {
            outbox.push(wire::step_1(&self.replica.state_vector()));
        }
        if let Some(present) = self.presences.all() {
            outbox.push(wire::awareness(&present));
        }
        let member = Member {
            guest,
            outbox,
            saved: 0,
        };
        self.members.insert(id, member);
    }

    pub(crate) fn leave(&mut self, id: GuestId) {
        self.members.remove(&id);
        if let Some(gone) = self.presences.leave(id) {
            self.tell(&wire::awareness(&gone), None);
        }
    }

    /// Takes a message in.
    pub(crate) fn receive(
        &mut self,
        from: GuestId,
        frame: &[u8],
        limits: &Limits,
    ) -> Result<Due, Cut> {
        let Some(member) = self.members.get(&from) else {
            return Ok(Due::Nothing);
        };
        let person = member.guest.person;
        match wire::read(frame).map_err(|_| Cut::Malformed)? {
            Message::StateVector(theirs) => {
                let missing = self.replica.since(theirs).map_err(|_| Cut::Malformed)?;
                let reply = wire::step_2(&missing);
                match &mut self.batch {
                    // It may contain what is on its way to the disk, and waits for that.
                    Some(batch) => batch.replies.push((from, reply)),
                    None => member.outbox.push(reply),
                }
                Ok(Due::Nothing)
            }
            Message::Update(bytes) => {
                let update = Update::read(bytes).map_err(|_| Cut::Malformed)?;
                if !member.guest.may_write {
                    let says_nothing = update.is_empty();
                    return says_nothing.then_some(Due::Nothing).ok_or(Cut::ReadOnly);
                }
                self.make_room(bytes.len(), limits)?;
                self.incoming.push(Incoming {
                    from,
                    person,
                    update,
                    length: bytes.len(),
                });
                // What comes while others are waiting goes with them.
                let is_first = self.incoming.len() == 1;
                Ok(if is_first { Due::Write } else { Due::Nothing })
            }
            Message::Awareness(states) => {
                let untold = self.presences.is_untold();
                let news = self.presences.take_in(from, person, states, limits)?;
                if let Some(news) = news {
                    // To its sender too: a Yjs client that hears nothing takes the line for dead.
                    self.tell(&wire::awareness(&news), None);
                }
                let is_first = !untold && self.presences.is_untold();
                Ok(if is_first {
                    Due::TellPresence
                } else {
                    Due::Nothing
                })
            }
            Message::QueryAwareness => {
                if let Some(present) = self.presences.all() {
                    member.outbox.push(wire::awareness(&present));
                }
                Ok(Due::Nothing)
            }
            Message::Other => Ok(Due::Nothing),
        }
    }

    /// An update adds at most its own length to a text and to the document.
    fn make_room(&mut self, length: usize, limits: &Limits) -> Result<(), Cut> {
        if self.longest.saturating_add(length) > limits.text {
            let texts = self.replica.places().map(|place| self.replica.text(place));
            let longest = texts.map(|text| text.len()).max().unwrap_or_default();
            let coming: usize = self.incoming.iter().map(|coming| coming.length).sum();
            self.longest = longest + coming;
        }
        if self.longest + length > limits.text || self.size + length > limits.state {
            return Err(Cut::TooLarge);
        }
        self.longest += length;
        self.size += length;
        Ok(())
    }

    /// Takes what came in into the document, and answers with what is to be put on disk of it.
    pub(crate) fn begin_batch(&mut self, incident: IncidentRef) -> Result<Vec<Row>, Broken> {
        let mut batch = Batch {
            last: self.kept,
            ..Batch::default()
        };
        let mut rows = Vec::new();
        let incoming = std::mem::take(&mut self.incoming);
        for sheaf in by_person(incoming) {
            let applied = self.replica.apply(sheaf.updates)?;
            let row = self.take_in(sheaf.person, &sheaf.senders, &applied, &mut batch);
            rows.extend(row.map(|update| Row {
                incident,
                seq: batch.last,
                person: sheaf.person,
                update,
            }));
        }
        self.batch = Some(batch);
        Ok(rows)
    }

    fn take_in(
        &mut self,
        person: Option<PersonId>,
        senders: &[GuestId],
        applied: &Applied,
        batch: &mut Batch,
    ) -> Option<Bytes> {
        for (at, sender) in senders.iter().enumerate() {
            let unfit = applied.unfit.iter().find(|(unfit, _)| *unfit == at);
            match (unfit, self.members.get(sender)) {
                (None, _) => batch.senders.push(*sender),
                (Some((_, Unfit::Gap)), Some(member)) => member.outbox.cut(Cut::Gap),
                (Some((_, Unfit::Malformed)), Some(member)) => member.outbox.cut(Cut::Malformed),
                (Some(_), None) => {}
            }
        }
        if applied.update.is_empty() {
            return None;
        }
        self.credit(UNDER_WAY, person, applied);
        batch.last += 1;
        let frame = wire::update(&applied.update);
        let only = senders.iter().all(|sender| *sender == senders[0]);
        batch
            .updates
            .push((frame.clone(), only.then_some(senders[0])));
        Some(frame.slice(frame.len() - applied.update.len()..))
    }

    /// Remembers who wrote where.
    fn credit(&mut self, seq: u64, person: Option<PersonId>, applied: &Applied) {
        let Some(person) = person else {
            return;
        };
        let bytes = applied.update.len();
        self.hands.extend(applied.places.iter().map(|place| Hand {
            seq,
            place: Arc::clone(place),
            person,
            bytes,
        }));
    }

    /// What is settled needs no hand any more.
    pub(crate) fn forget_hands(&mut self) {
        let settled = self.settled;
        self.hands.retain(|hand| hand.seq > settled);
    }

    /// An update that is on disk was taken in, and follows on what was known.
    pub(crate) fn hear_of(&mut self, seq: u64, person: Option<PersonId>, applied: &Applied) {
        self.credit(seq, person, applied);
        self.kept_up_to(seq, true);
    }

    /// Gives rows that are on their way to the disk the numbers behind those that are there.
    pub(crate) fn renumber(&mut self, rows: &mut [Row]) {
        let mut last = self.kept;
        for row in rows {
            last += 1;
            row.seq = last;
        }
        if let Some(batch) = &mut self.batch {
            batch.last = last;
        }
    }

    /// Everything up to an update is on disk and here; the last of it was made elsewhere or not.
    fn kept_up_to(&mut self, seq: u64, elsewhere: bool) {
        if !self.is_unsettled() {
            self.is_tended_elsewhere = elsewhere;
        }
        self.kept = self.kept.max(seq);
        if self.is_unsettled() {
            self.last_edit = Instant::now();
            self.first_edit.get_or_insert(self.last_edit);
        }
    }

    /// What was on its way is on disk: now the others hear of it, and the senders that it is safe.
    pub(crate) fn end_batch(&mut self) {
        let Some(batch) = self.batch.take() else {
            return;
        };
        for (frame, except) in &batch.updates {
            self.tell(frame, *except);
        }
        for (to, reply) in batch.replies {
            if let Some(member) = self.members.get(&to) {
                member.outbox.push(reply);
            }
        }
        self.acknowledge(batch.senders);
        let under_way = self.hands.iter_mut().filter(|hand| hand.seq == UNDER_WAY);
        under_way.for_each(|hand| hand.seq = batch.last);
        if !batch.updates.is_empty() {
            self.kept_up_to(batch.last, false);
        }
    }

    fn acknowledge(&mut self, mut senders: Vec<GuestId>) {
        for sender in &senders {
            if let Some(member) = self.members.get_mut(sender) {
                member.saved += 1;
            }
        }
        senders.sort_unstable();
        senders.dedup();
        let members = senders.iter().filter_map(|sender| self.members.get(sender));
        for member in members.filter(|member| member.guest.acknowledge) {
            member.outbox.push(wire::saved(member.saved));
        }
    }

    /// Sends everybody a frame.
    pub(crate) fn tell(&self, frame: &Bytes, except: Option<GuestId>) {
        for (id, member) in &self.members {
            if Some(*id) != except {
                member.outbox.push(frame.clone());
            }
        }
    }

    /// Ends every connection.
    pub(crate) fn cut_all(&self, cut: Cut) {
        for member in self.members.values() {
            member.outbox.cut(cut);
        }
    }
}
