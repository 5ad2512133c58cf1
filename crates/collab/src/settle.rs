//! Between a document and its incident: loading, taking in what was written elsewhere, and
//! making what was written here the incident's.
//!
//! What holds at every moment on disk: the settled state says, place by place, what some version
//! of the incident said. So what was written elsewhere is what lies between that and what the
//! incident says now, and merges as the work of one more client.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use afterword_domain::PersonId;
use afterword_domain::postmortem::prose::Draft;
use tokio::time::Instant;

use crate::cut::Cut;
use crate::hub::Inner;
use crate::journal::Journal;
use crate::keep::{Keep, KeepError, Kept, Settled, Settlement};
use crate::limits::Limits;
use crate::replica::{Applied, Broken, Replica, Update};
use crate::room::{Hand, Open, Phase, Room};
use crate::wire;

/// After a failure, before the next try.
const PAUSE: Duration = Duration::from_secs(5);
/// Settling takes a twentieth of the time at most.
const PAUSES: u32 = 19;
const LONGEST_PAUSE: Duration = Duration::from_secs(1);
/// How often texts may move below one settling, before it waits for a quieter moment.
const TRIES: usize = 5;

/// Brings a document into memory, unless it is there. False when there is no such incident. The
/// gate is held.
pub(crate) async fn load<K: Keep>(
    hub: &Arc<Inner<K>>,
    room: &Arc<Room>,
) -> Result<bool, KeepError> {
    if !matches!(*room.phase(), Phase::Shut) {
        return Ok(true);
    }
    let Some((kept, merged)) = read(hub, room).await? else {
        return Ok(false);
    };
    let mut open = Open::new(merged.replica, kept.upto, hub.keep.is_shared());
    for kept in &kept.updates {
        let update = Update::read(&kept.update).map_err(|_| unreadable(room))?;
        let applied = open.replica.apply(vec![update]);
        let applied = applied.map_err(|Broken| unreadable(room))?;
        open.hear_of(kept.seq, kept.person, &applied);
    }
    // Nobody is known to be about to settle it.
    open.is_tended_elsewhere = false;
    open.size = open.replica.state().len();
    open.agree(&kept, merged.revision);
    *room.phase() = Phase::Open(Box::new(open));
    // Told while it was being read.
    if room.open(|open| open.kept < room.told()) == Some(true) {
        Journal::read(hub, Arc::clone(room));
    }
    Ok(true)
}

/// Takes in what was written elsewhere, through another door or at another server. Whoever does it
/// need not hold the gate: what is older than what is here by then is passed over.
///
/// # Errors
/// When the document cannot be read.
pub(crate) async fn refresh<K: Keep>(hub: &Inner<K>, room: &Arc<Room>) -> Result<(), KeepError> {
    let Some((kept, merged)) = read(hub, room).await? else {
        return Err(KeepError::Failed(format!("{} is gone", room.incident)));
    };
    let adopted = room.open(|open| open.adopt(&kept, &merged));
    adopted.unwrap_or(Ok(())).map_err(|Broken| unreadable(room))
}

/// The same for whoever has no other way out: the room ends, and is read anew by who comes back.
pub(crate) async fn refresh_or_drop<K: Keep>(hub: &Inner<K>, room: &Arc<Room>) {
    if let Err(error) = refresh(hub, room).await {
        tracing::warn!(%error, incident = %room.incident, "an open document is read again");
        hub.drop_room(room, Cut::NotSaved);
    }
}

/// Reads a document, and sees to it that its settled state says what the incident says.
async fn read<K: Keep>(hub: &Inner<K>, room: &Room) -> Result<Option<(Kept, Merged)>, KeepError> {
    for _ in 0..TRIES {
        let Some(kept) = hub.keep.load(room.incident).await? else {
            return Ok(None);
        };
        match merge(hub, room, &kept).await {
            // Another server did the same a moment earlier.
            Err(KeepError::Stale) => {}
            merged => return merged.map(|merged| Some((kept, merged))),
        }
    }
    Err(KeepError::Stale)
}

/// A settled state that says what the incident says.
struct Merged {
    replica: Replica,
    revision: u64,
    /// What brought it there, as updates; on disk.
    news: Vec<Vec<u8>>,
}

async fn merge<K: Keep>(hub: &Inner<K>, room: &Room, kept: &Kept) -> Result<Merged, KeepError> {
    let mut replica = Replica::of(&kept.state, places(kept)).map_err(|Broken| unreadable(room))?;
    let passages = kept.passages.iter();
    let news = passages.map(|passage| replica.rewrite(&passage.place, &passage.text));
    let news: Vec<_> = news.filter(|update| !update.is_empty()).collect();
    let mut revision = kept.revision;
    if !news.is_empty() {
        let state = replica.state();
        hub.keep.rebase(room.incident, revision, state).await?;
        revision += 1;
    }
    Ok(Merged {
        replica,
        revision,
        news,
    })
}

fn places(kept: &Kept) -> impl Iterator<Item = &str> {
    kept.passages.iter().map(|passage| passage.place.as_str())
}

pub(crate) fn unreadable(room: &Room) -> KeepError {
    KeepError::Failed(format!("the document of {} cannot be read", room.incident))
}

/// Makes what was written the incident's. What goes wrong is logged, and tried again later. Where
/// two servers settle the same, the second is told that it was settled, and reads it.
pub(crate) async fn settle<K: Keep>(hub: &Inner<K>, room: &Arc<Room>) {
    let _gate = room.gate.lock().await;
    let Ok(_turn) = hub.settling.acquire().await else {
        return;
    };
    for _ in 0..TRIES {
        let Some(Some((settlement, hands))) = room.open(Open::draft) else {
            return;
        };
        let undone = settlement.clone();
        match hub.keep.settle(room.incident, settlement).await {
            Ok(Settled::At(version)) => {
                // The store holds no NUL in a text, and put something else in its place.
                let differs = undone.drafts.iter().any(|draft| draft.text.contains('\0'));
                room.open(|open| open.agreed(version, undone));
                if differs {
                    refresh_or_drop(hub, room).await;
                }
                return;
            }
            Ok(Settled::Moved) | Err(KeepError::Stale) => {
                room.open(|open| open.take_back(hands));
                refresh_or_drop(hub, room).await;
            }
            Err(error) => {
                tracing::error!(%error, incident = %room.incident, "a document was not settled");
                room.open(|open| open.take_back(hands));
                break;
            }
        }
    }
    room.open(|open| open.retry_at = Some(Instant::now() + PAUSE));
}

/// Sees to it that a document is settled in time, and put away once nobody holds it.
pub(crate) async fn tend<K: Keep>(hub: Arc<Inner<K>>, room: Arc<Room>) {
    loop {
        wait_until_due(&hub, &room).await;
        in_turn(&hub, &room).await;
        let gate = room.gate.lock().await;
        let next = room.open(|open| {
            let next = if open.is_idle() {
                Next::PutAway
            } else if open.is_unsettled() {
                Next::Again
            } else {
                Next::Rest
            };
            open.tended = matches!(next, Next::Again);
            next
        });
        match next {
            Some(Next::PutAway) => return hub.forget(&room),
            Some(Next::Again) => drop(gate),
            Some(Next::Rest) | None => return,
        }
    }
}

/// Settles, and leaves the disk to updates for a time that grows with how long it took: when very
/// many documents are written at once, each is settled less often. Nobody waits for one that is
/// about to be put away.
async fn in_turn<K: Keep>(hub: &Inner<K>, room: &Arc<Room>) {
    let is_held = || room.open(|open| !open.members.is_empty()) == Some(true);
    if !is_held() {
        return settle(hub, room).await;
    }
    let _turn = hub.turn.lock().await;
    let began = Instant::now();
    settle(hub, room).await;
    let pause = began.elapsed().saturating_mul(PAUSES).min(LONGEST_PAUSE);
    if is_held() && !pause.is_zero() {
        tokio::time::sleep(pause).await;
    }
}

enum Next {
    PutAway,
    Again,
    Rest,
}

async fn wait_until_due<K: Keep>(hub: &Inner<K>, room: &Room) {
    loop {
        let due = room.open(|open| open.due(&hub.limits));
        match due.flatten() {
            Some(due) if due > Instant::now() => {
                tokio::select! {
                    () = tokio::time::sleep_until(due) => {}
                    () = room.hurry.notified() => {}
                }
            }
            _ => return,
        }
    }
}

impl Open {
    /// When to settle; `None` for at once.
    fn due(&self, limits: &Limits) -> Option<Instant> {
        let first = self.first_edit?;
        let due = if self.members.is_empty() {
            first
        } else {
            (self.last_edit + limits.quiet).min(first + limits.longest)
        };
        let due = if self.is_tended_elsewhere {
            due + limits.patience
        } else {
            due
        };
        Some(self.retry_at.map_or(due, |retry| retry.max(due)))
    }

    /// What is to be settled now, and who wrote it; `None` when nothing is.
    fn draft(&mut self) -> Option<(Settlement, Vec<Hand>)> {
        if !self.is_unsettled() {
            return None;
        }
        let texts = self.base.iter().map(|(place, base)| Draft {
            place: place.clone(),
            base: base.clone(),
            text: self.replica.text(place),
        });
        let drafts = texts.collect();
        let hands = std::mem::take(&mut self.hands);
        let state = self.replica.state();
        self.size = state.len();
        self.first_edit = None;
        let settlement = Settlement {
            drafts,
            hands: most_first(&hands),
            revision: self.revision,
            state,
            upto: self.kept,
        };
        Some((settlement, hands))
    }

    /// A settling did not come about: what it took is left for the next.
    fn take_back(&mut self, hands: Vec<Hand>) {
        self.hands.extend(hands);
        self.forget_hands();
        self.first_edit.get_or_insert(self.last_edit);
    }

    /// The incident says what was settled.
    fn agreed(&mut self, version: u32, done: Settlement) {
        self.retry_at = None;
        self.is_tended_elsewhere = false;
        // Somebody may have read it from the disk already.
        if self.revision > done.revision {
            return;
        }
        self.version = version;
        self.settled = done.upto;
        self.revision = done.revision + 1;
        let drafts = done.drafts.into_iter();
        self.base = drafts.map(|draft| (draft.place, draft.text)).collect();
    }

    /// Takes over what is on disk, as far as it is later than what is here.
    fn adopt(&mut self, kept: &Kept, merged: &Merged) -> Result<(), Broken> {
        if (merged.revision, kept.version) < (self.revision, self.version) {
            return Ok(());
        }
        self.replica.know(places(kept));
        if kept.revision > self.revision {
            // Updates that another server settled are in its state and nowhere else.
            let state = merged.replica.state();
            self.take_over(&state)?;
            self.is_tended_elsewhere = true;
            self.first_edit = None;
            self.size = self.replica.state().len();
        } else if merged.revision > self.revision {
            for news in &merged.news {
                self.take_over(news)?;
            }
        }
        self.settled = self.settled.max(kept.upto);
        self.kept = self.kept.max(kept.upto);
        self.agree(kept, merged.revision);
        for later in &kept.updates {
            if later.seq > self.kept {
                let applied = self.take_over(&later.update)?;
                self.hear_of(later.seq, later.person, &applied);
            }
        }
        self.forget_hands();
        if self.is_unsettled() {
            self.first_edit.get_or_insert_with(Instant::now);
        } else {
            self.first_edit = None;
        }
        self.longest = usize::MAX;
        Ok(())
    }

    /// Takes in what is on disk, and tells everybody what is new of it.
    fn take_over(&mut self, update: &[u8]) -> Result<Applied, Broken> {
        let applied = self.replica.apply(vec![Update::read(update)?])?;
        if !applied.unfit.is_empty() {
            return Err(Broken);
        }
        if !applied.update.is_empty() {
            self.tell(&wire::update(&applied.update), None);
        }
        Ok(applied)
    }

    /// The settled state says what the incident says.
    fn agree(&mut self, kept: &Kept, revision: u64) {
        self.version = kept.version;
        self.revision = revision;
        let passages = kept.passages.iter();
        self.base = passages
            .map(|passage| (passage.place.clone(), passage.text.clone()))
            .collect();
    }
}

/// Who wrote in each place, who wrote most first.
fn most_first(hands: &[Hand]) -> BTreeMap<String, Vec<PersonId>> {
    let mut bytes: BTreeMap<&str, BTreeMap<PersonId, usize>> = BTreeMap::new();
    for hand in hands {
        let of_place = bytes.entry(&hand.place).or_default();
        *of_place.entry(hand.person).or_default() += hand.bytes;
    }
    let sorted = bytes.into_iter().map(|(place, people)| {
        let mut people: Vec<_> = people.into_iter().collect();
        people.sort_by_key(|(_, bytes)| std::cmp::Reverse(*bytes));
        let people = people.into_iter().map(|(person, _)| person);
        (place.to_owned(), people.collect())
    });
    sorted.collect()
}
