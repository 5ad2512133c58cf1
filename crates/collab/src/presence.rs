//! Who is present: the awareness states of a room, each held by the connection that brought it, or by
//! another server.

use std::collections::{BTreeMap, BTreeSet};

use afterword_domain::{IncidentRef, PersonId};
use serde_json::Value;

use crate::cut::Cut;
use crate::keep;
use crate::limits::Limits;
use crate::wire::{self, Reader, Unreadable};

/// A connection of a room.
pub(crate) type GuestId = u64;

/// The states of a room, by Yjs client.
#[derive(Debug)]
pub(crate) struct Presences {
    states: BTreeMap<u64, Presence>,
    /// Clients of this server of whom the others were not told yet; `None` where there are no others.
    untold: Option<BTreeSet<u64>>,
}

#[derive(Debug)]
struct Presence {
    holder: Holder,
    clock: u64,
    /// JSON; `null` once the client has gone.
    state: Box<str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holder {
    Here(GuestId),
    /// A connection of another server.
    Elsewhere,
}

const GONE: &str = "null";

impl Presences {
    pub(crate) fn new(is_shared: bool) -> Self {
        Self {
            states: BTreeMap::new(),
            untold: is_shared.then(BTreeSet::new),
        }
    }

    /// Takes in what a connection says of its own clients, and answers with the states that others
    /// are to hear of. What it repeats of other connections' clients is passed over: Yjs clients
    /// do that.
    pub(crate) fn take_in(
        &mut self,
        guest: GuestId,
        person: Option<PersonId>,
        states: &[u8],
        limits: &Limits,
    ) -> Result<Option<Vec<u8>>, Cut> {
        let mut news = Vec::new();
        let mut reader = Reader(states);
        let malformed = |Unreadable| Cut::Malformed;
        for _ in 0..reader.number().map_err(malformed)? {
            let client = reader.number().map_err(malformed)?;
            let clock = reader.number().map_err(malformed)?;
            let state = reader.text().map_err(malformed)?;
            if !self.is_news(guest, client, clock, state) {
                continue;
            }
            if state.len() > limits.presence {
                return Err(Cut::TooLarge);
            }
            let holder = Holder::Here(guest);
            let is_held = |known: &Presence| known.holder == holder;
            let is_more = !self.states.get(&client).is_some_and(is_held);
            if is_more && self.held_by(guest).count() >= limits.presences {
                return Err(Cut::TooFast);
            }
            names_right(person, state)?;
            let presence = Presence {
                holder,
                clock,
                state: state.into(),
            };
            self.states.insert(client, presence);
            if let Some(untold) = &mut self.untold {
                untold.insert(client);
            }
            news.push(client);
        }
        Ok((!news.is_empty()).then(|| self.encode(news.into_iter())))
    }

    fn is_news(&self, guest: GuestId, client: u64, clock: u64, state: &str) -> bool {
        let Some(known) = self.states.get(&client) else {
            return state != GONE;
        };
        match known.holder {
            Holder::Here(holder) => {
                let is_later = clock > known.clock || (clock == known.clock && state == GONE);
                holder == guest && is_later
            }
            // It came over from another server, and says so; who repeats what it was told is no later.
            Holder::Elsewhere => clock > known.clock && state != GONE,
        }
    }

    fn held_by(&self, guest: GuestId) -> impl Iterator<Item = u64> {
        let here = Holder::Here(guest);
        let held = self.states.iter();
        let held = held.filter(move |(_, held)| held.holder == here);
        held.map(|(client, _)| *client)
    }

    /// Everybody who is present, for one who comes in; `None` when nobody is.
    pub(crate) fn all(&self) -> Option<Vec<u8>> {
        let here = self
            .states
            .iter()
            .filter(|(_, presence)| &*presence.state != GONE);
        let here: Vec<_> = here.map(|(client, _)| *client).collect();
        (!here.is_empty()).then(|| self.encode(here.into_iter()))
    }

    /// A connection ended: what the others are to hear.
    pub(crate) fn leave(&mut self, guest: GuestId) -> Option<Vec<u8>> {
        let gone: Vec<_> = self.held_by(guest).collect();
        if let Some(untold) = &mut self.untold {
            untold.extend(&gone);
        }
        for client in &gone {
            self.mark_gone(*client);
        }
        let news = (!gone.is_empty()).then(|| self.encode(gone.iter().copied()));
        for client in gone {
            self.states.remove(&client);
        }
        news
    }

    /// Whether other servers are to hear of somebody.
    pub(crate) fn is_untold(&self) -> bool {
        self.untold
            .as_ref()
            .is_some_and(|untold| !untold.is_empty())
    }

    /// What other servers are to hear; they are taken to have heard it.
    pub(crate) fn tell(&mut self, incident: IncidentRef) -> Vec<keep::Presence> {
        let untold = self.untold.as_mut().map(std::mem::take);
        let told = untold.into_iter().flatten().filter_map(|client| {
            let known = self.states.get(&client);
            // It is another server's by now.
            if known.is_some_and(|known| known.holder == Holder::Elsewhere) {
                return None;
            }
            let state = known.map(|known| known.state.clone());
            Some(keep::Presence {
                incident,
                client,
                clock: known.map_or(0, |known| known.clock),
                state: state.filter(|state| **state != *GONE),
            })
        });
        told.collect()
    }

    /// Others did not hear it after all.
    pub(crate) fn untell(&mut self, clients: impl Iterator<Item = u64>) {
        if let Some(untold) = &mut self.untold {
            untold.extend(clients);
        }
    }

    /// Whether somebody is present at another server, as far as is known.
    pub(crate) fn has_elsewhere(&self) -> bool {
        let mut holders = self.states.values().map(|known| known.holder);
        holders.any(|holder| holder == Holder::Elsewhere)
    }

    /// Takes in who is present at other servers, all of them, and answers with what is news of it.
    pub(crate) fn take_elsewhere(&mut self, present: Vec<keep::Presence>) -> Option<Vec<u8>> {
        let named: BTreeSet<_> = present.iter().map(|one| one.client).collect();
        let gone = self
            .states
            .iter()
            .filter(|(client, known)| known.holder == Holder::Elsewhere && !named.contains(client));
        let gone: Vec<_> = gone.map(|(client, _)| *client).collect();
        let mut news = Vec::new();
        for one in present {
            let known = self.states.get(&one.client);
            // A connection of this server that is not known to have ended is no later than the one
            // by which its client came back elsewhere.
            if known.is_some_and(|known| one.clock <= known.clock) {
                continue;
            }
            let Some(state) = one.state else {
                continue;
            };
            let presence = Presence {
                holder: Holder::Elsewhere,
                clock: one.clock,
                state,
            };
            self.states.insert(one.client, presence);
            news.push(one.client);
        }
        for client in &gone {
            self.mark_gone(*client);
        }
        news.extend(&gone);
        let told = (!news.is_empty()).then(|| self.encode(news.into_iter()));
        for client in gone {
            self.states.remove(&client);
        }
        told
    }

    fn mark_gone(&mut self, client: u64) {
        if let Some(presence) = self.states.get_mut(&client) {
            presence.state = GONE.into();
        }
    }

    fn encode(&self, clients: impl ExactSizeIterator<Item = u64>) -> Vec<u8> {
        let mut states = Vec::new();
        wire::write_number(&mut states, clients.len() as u64);
        for client in clients {
            let Some(presence) = self.states.get(&client) else {
                continue;
            };
            wire::write_number(&mut states, client);
            wire::write_number(&mut states, presence.clock);
            wire::write_bytes(&mut states, presence.state.as_bytes());
        }
        states
    }
}

/// Nobody is present under another's id. A client that gives none is let be.
fn names_right(person: Option<PersonId>, state: &str) -> Result<(), Cut> {
    if state == GONE {
        return Ok(());
    }
    let state: Value = serde_json::from_str(state).map_err(|_| Cut::Malformed)?;
    let claimed = state.pointer("/user/id");
    let own = person.map(|person| Value::from(person.0));
    match claimed {
        Some(_) if claimed != own.as_ref() => Err(Cut::WrongName),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn states(list: &[(u64, u64, &str)]) -> Vec<u8> {
        let mut states = Vec::new();
        wire::write_number(&mut states, list.len() as u64);
        for (client, clock, state) in list {
            wire::write_number(&mut states, *client);
            wire::write_number(&mut states, *clock);
            wire::write_bytes(&mut states, state.as_bytes());
        }
        states
    }

    const INES: Option<PersonId> = Some(PersonId(3));

    fn say(
        presences: &mut Presences,
        guest: GuestId,
        list: &[(u64, u64, &str)],
    ) -> Result<Option<Vec<u8>>, Cut> {
        presences.take_in(guest, INES, &states(list), &Limits::default())
    }

    #[test]
    fn a_client_speaks_for_itself_alone() {
        let mut here = Presences::new(true);
        let ines = r#"{"user":{"id":3,"name":"Ines"}}"#;
        assert_eq!(
            say(&mut here, 1, &[(70, 1, ines)]),
            Ok(Some(states(&[(70, 1, ines)])))
        );
        // Another connection repeats it, then calls it gone.
        assert_eq!(say(&mut here, 2, &[(70, 1, ines)]), Ok(None));
        assert_eq!(say(&mut here, 2, &[(70, 9, GONE)]), Ok(None));
        assert_eq!(here.all(), Some(states(&[(70, 1, ines)])));
        assert_eq!(here.leave(2), None);
        assert_eq!(here.leave(1), Some(states(&[(70, 1, GONE)])));
        assert_eq!(here.all(), None);
        // Back on a new connection, with the clock that it had.
        assert!(say(&mut here, 5, &[(70, 1, ines)]).unwrap().is_some());
    }

    fn elsewhere(list: &[(u64, u64, &str)]) -> Vec<keep::Presence> {
        let all = list.iter().map(|(client, clock, state)| keep::Presence {
            incident: IncidentRef(7),
            client: *client,
            clock: *clock,
            state: Some((*state).into()),
        });
        all.collect()
    }

    #[test]
    fn others_are_told_once_of_who_is_here() {
        let mut here = Presences::new(true);
        say(&mut here, 1, &[(70, 1, "{}"), (71, 4, "{}")]).unwrap();
        assert_eq!(
            here.tell(IncidentRef(7)),
            elsewhere(&[(70, 1, "{}"), (71, 4, "{}")])
        );
        assert!(!here.is_untold());
        say(&mut here, 1, &[(71, 4, GONE)]).unwrap();
        here.leave(1);
        let told = here.tell(IncidentRef(7));
        assert!(told.iter().all(|one| one.state.is_none()), "{told:?}");
        assert_eq!(told.len(), 2);
        let mut alone = Presences::new(false);
        say(&mut alone, 1, &[(70, 1, "{}")]).unwrap();
        assert!(!alone.is_untold());
    }

    #[test]
    fn who_is_elsewhere_comes_goes_and_comes_over() {
        let mut here = Presences::new(true);
        let both = [(70, 3, "{}"), (80, 1, "{}")];
        assert_eq!(here.take_elsewhere(elsewhere(&both)), Some(states(&both)));
        assert_eq!(here.take_elsewhere(elsewhere(&both)), None);
        // Who repeats it, or calls it gone, does not hold it.
        assert_eq!(say(&mut here, 1, &[(70, 3, "{}"), (80, 2, GONE)]), Ok(None));
        let moved = [(70, 4, r#"{"place":"x"}"#)];
        let news = states(&[(70, 4, r#"{"place":"x"}"#), (80, 1, GONE)]);
        assert_eq!(here.take_elsewhere(elsewhere(&moved)), Some(news));
        // It comes over to this server, whatever is still told of it there.
        assert!(say(&mut here, 2, &[(70, 5, "{}")]).unwrap().is_some());
        assert_eq!(here.take_elsewhere(elsewhere(&moved)), None);
        assert!(!here.has_elsewhere());
        // And back, before this server knows that its connection has ended.
        let back = [(70, 6, "{}")];
        assert_eq!(here.take_elsewhere(elsewhere(&back)), Some(states(&back)));
        assert_eq!(here.leave(2), None);
        assert_eq!(here.tell(IncidentRef(7)), []);
    }

    #[test]
    fn nobody_is_present_as_somebody_else() {
        let mut here = Presences::new(true);
        for claimed in [r#"{"user":{"id":4}}"#, r#"{"user":{"id":"3"}}"#] {
            assert_eq!(say(&mut here, 1, &[(70, 1, claimed)]), Err(Cut::WrongName));
        }
        assert!(say(&mut here, 1, &[(70, 1, r#"{"user":{"name":"?"}}"#)]).is_ok());
        assert_eq!(
            say(&mut here, 1, &[(71, 1, "nonsense")]),
            Err(Cut::Malformed)
        );
    }

    #[test]
    fn states_are_small_and_few() {
        let mut here = Presences::new(true);
        let large = format!(r#"{{"x":"{}"}}"#, "x".repeat(5_000));
        assert_eq!(say(&mut here, 1, &[(70, 1, &large)]), Err(Cut::TooLarge));
        let many: Vec<_> = (0..5).map(|client| (client, 1, "{}")).collect();
        assert_eq!(say(&mut here, 1, &many), Err(Cut::TooFast));
        assert_eq!(say(&mut here, 1, &[(1, 2, "{")]), Err(Cut::Malformed));
    }
}
