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
use crate::keep::{Keep, KeepError, Kept, Settled, Settlement};
use crate::limits::Limits;
use crate::replica::{Broken, Replica, Update};
use crate::room::{Open, Phase, Room};
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
pub(crate) async fn load<K: Keep>(hub: &Inner<K>, room: &Room) -> Result<bool, KeepError> {
    if !matches!(*room.phase(), Phase::Shut) {
        return Ok(true);
    }
    let Some(kept) = hub.keep.load(room.incident).await? else {
        return Ok(false);
    };
    let merged = merge(hub, room, &kept).await?;
    let mut open = Open::new(merged.replica, kept.upto);
    for kept in &kept.updates {
        let update = Update::read(&kept.update).map_err(|_| unreadable(room))?;
        let applied = open
            .replica
            .apply(vec![update])
            .map_err(|Broken| unreadable(room))?;
        open.credit(kept.person, &applied);
        open.kept = open.kept.max(kept.seq);
    }
    open.first_edit = open.is_unsettled().then(Instant::now);
    open.size = open.replica.state().len();
    open.agree(&kept, merged.revision);
    *room.phase() = Phase::Open(Box::new(open));
    Ok(true)
}

/// Takes in what was written elsewhere. The gate is held.
pub(crate) async fn refresh<K: Keep>(hub: &Inner<K>, room: &Arc<Room>) {
    let refreshed = async {
        let kept = hub.keep.load(room.incident).await?;
        let Some(kept) = kept else {
            return Err(KeepError::Stale);
        };
        if room.open(|open| open.revision == kept.revision) != Some(true) {
            return Err(KeepError::Stale);
        }
        let merged = merge(hub, room, &kept).await?;
        let taken = room.open(|open| {
            open.replica.know(places(&kept));
            for news in &merged.news {
                let update = Update::read(news).map_err(|_| unreadable(room))?;
                open.replica
                    .apply(vec![update])
                    .map_err(|Broken| unreadable(room))?;
                open.tell(&wire::update(news), None);
            }
            open.longest = usize::MAX;
            open.agree(&kept, merged.revision);
            Ok(())
        });
        taken.unwrap_or(Ok(()))
    };
    if let Err(error) = refreshed.await {
        tracing::warn!(%error, incident = %room.incident, "an open document is read again");
        hub.drop_room(room, Cut::NotSaved);
    }
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

fn unreadable(room: &Room) -> KeepError {
    KeepError::Failed(format!("the document of {} cannot be read", room.incident))
}

/// Makes what was written the incident's. What goes wrong is logged, and tried again later.
pub(crate) async fn settle<K: Keep>(hub: &Inner<K>, room: &Arc<Room>) {
    let _gate = room.gate.lock().await;
    let Ok(_turn) = hub.settling.acquire().await else {
        return;
    };
    for _ in 0..TRIES {
        let Some(Some(settlement)) = room.open(Open::draft) else {
            return;
        };
        let undone = settlement.clone();
        match hub.keep.settle(room.incident, settlement).await {
            Ok(Settled::At(version)) => {
                // The store holds no NUL in a text, and put something else in its place.
                let differs = undone.drafts.iter().any(|draft| draft.text.contains('\0'));
                room.open(|open| open.agreed(version, undone));
                if differs {
                    refresh(hub, room).await;
                }
                return;
            }
            Ok(Settled::Moved) => {
                room.open(|open| open.take_back(undone));
                refresh(hub, room).await;
            }
            Err(KeepError::Stale) => return hub.drop_room(room, Cut::NotSaved),
            Err(error) => {
                tracing::error!(%error, incident = %room.incident, "a document was not settled");
                room.open(|open| open.take_back(undone));
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
        Some(self.retry_at.map_or(due, |retry| retry.max(due)))
    }

    /// What is to be settled now; `None` when nothing is.
    fn draft(&mut self) -> Option<Settlement> {
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
        Some(Settlement {
            drafts,
            hands: hands
                .into_iter()
                .map(|(place, hands)| (place.to_string(), most_first(hands)))
                .collect(),
            revision: self.revision,
            state,
            upto: self.kept,
        })
    }

    /// A settling did not come about: what it took is left for the next.
    fn take_back(&mut self, undone: Settlement) {
        for (place, people) in undone.hands {
            let known = self.hands.entry(place.into()).or_default();
            for (rank, person) in people.into_iter().rev().enumerate() {
                *known.entry(Some(person)).or_default() += rank + 1;
            }
        }
        self.first_edit.get_or_insert(self.last_edit);
    }

    /// The incident says what was settled.
    fn agreed(&mut self, version: u32, done: Settlement) {
        self.version = version;
        self.settled = done.upto;
        self.revision += 1;
        self.retry_at = None;
        let drafts = done.drafts.into_iter();
        self.base = drafts.map(|draft| (draft.place, draft.text)).collect();
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

fn most_first(hands: BTreeMap<Option<PersonId>, usize>) -> Vec<PersonId> {
    let mut hands: Vec<_> = hands
        .into_iter()
        .filter_map(|(person, bytes)| Some((person?, bytes)))
        .collect();
    hands.sort_by_key(|(_, bytes)| std::cmp::Reverse(*bytes));
    hands.into_iter().map(|(person, _)| person).collect()
}
