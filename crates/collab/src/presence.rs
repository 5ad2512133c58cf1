//! Who is present: the awareness states of a room, each held by the connection that brought it.

use std::collections::BTreeMap;

use afterword_domain::PersonId;
use serde_json::Value;

use crate::cut::Cut;
use crate::limits::Limits;
use crate::wire::{self, Reader, Unreadable};

/// A connection of a room.
pub(crate) type GuestId = u64;

/// The states of a room, by Yjs client.
#[derive(Debug, Default)]
pub(crate) struct Presences(BTreeMap<u64, Presence>);

#[derive(Debug)]
struct Presence {
    guest: GuestId,
    clock: u64,
    /// JSON; `null` once the client has gone.
    state: Box<str>,
}

const GONE: &str = "null";

impl Presences {
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
            if !self.0.contains_key(&client) && self.held_by(guest).count() >= limits.presences {
                return Err(Cut::TooFast);
            }
            names_right(person, state)?;
            let presence = Presence {
                guest,
                clock,
                state: state.into(),
            };
            self.0.insert(client, presence);
            news.push(client);
        }
        Ok((!news.is_empty()).then(|| self.encode(news.into_iter())))
    }

    fn is_news(&self, guest: GuestId, client: u64, clock: u64, state: &str) -> bool {
        match self.0.get(&client) {
            None => state != GONE,
            Some(known) => {
                known.guest == guest
                    && (clock > known.clock || (clock == known.clock && state == GONE))
            }
        }
    }

    fn held_by(&self, guest: GuestId) -> impl Iterator<Item = u64> {
        let held = self.0.iter().filter(move |(_, held)| held.guest == guest);
        held.map(|(client, _)| *client)
    }

    /// Everybody who is present, for one who comes in; `None` when nobody is.
    pub(crate) fn all(&self) -> Option<Vec<u8>> {
        let here = self
            .0
            .iter()
            .filter(|(_, presence)| &*presence.state != GONE);
        let here: Vec<_> = here.map(|(client, _)| *client).collect();
        (!here.is_empty()).then(|| self.encode(here.into_iter()))
    }

    /// A connection ended: what the others are to hear.
    pub(crate) fn leave(&mut self, guest: GuestId) -> Option<Vec<u8>> {
        let gone: Vec<_> = self.held_by(guest).collect();
        for client in &gone {
            if let Some(presence) = self.0.get_mut(client) {
                presence.state = GONE.into();
            }
        }
        let news = (!gone.is_empty()).then(|| self.encode(gone.iter().copied()));
        for client in gone {
            self.0.remove(&client);
        }
        news
    }

    fn encode(&self, clients: impl ExactSizeIterator<Item = u64>) -> Vec<u8> {
        let mut states = Vec::new();
        wire::write_number(&mut states, clients.len() as u64);
        for client in clients {
            let Some(presence) = self.0.get(&client) else {
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
        let mut here = Presences::default();
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

    #[test]
    fn nobody_is_present_as_somebody_else() {
        let mut here = Presences::default();
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
        let mut here = Presences::default();
        let large = format!(r#"{{"x":"{}"}}"#, "x".repeat(5_000));
        assert_eq!(say(&mut here, 1, &[(70, 1, &large)]), Err(Cut::TooLarge));
        let many: Vec<_> = (0..5).map(|client| (client, 1, "{}")).collect();
        assert_eq!(say(&mut here, 1, &many), Err(Cut::TooFast));
        assert_eq!(say(&mut here, 1, &[(1, 2, "{")]), Err(Cut::Malformed));
    }
}
