//! The server's copy of one Yjs document. The only file that knows `yrs`.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use yrs::updates::decoder::Decode;
use yrs::updates::encoder::Encode;
use yrs::{ClientID, Doc, GetString, Observable, OffsetKind, Options, ReadTxn, StateVector};
use yrs::{Text, TextRef, Transact, TransactionMut, WriteTxn};

use crate::rewrite::{self, Step};
use crate::wire::{Reader, Unreadable};

/// The client under whose name the server itself writes: seeds, and texts that came in elsewhere.
/// Yjs draws 32 bits for its clients, so none has this one. It writes only in settled states, each
/// made from the one before, so that none of its numbers is used twice.
const SERVER: u64 = 1 << 33;

/// A Yjs document with the texts that are places of an incident.
pub(crate) struct Replica {
    doc: Doc,
    texts: Vec<Watched>,
    /// Places that changed in the transaction under way.
    touched: Arc<Mutex<Vec<Arc<str>>>>,
}

struct Watched {
    place: Arc<str>,
    text: TextRef,
}

/// What came of updates.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Applied {
    /// Everything that was new, as one update; empty when nothing was.
    pub(crate) update: Vec<u8>,
    pub(crate) places: Vec<Arc<str>>,
    /// Which of the updates were not taken in, by their position, and why.
    pub(crate) unfit: Vec<(usize, Unfit)>,
}

/// The bytes are no Yjs update or state vector, or one that no client can have made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Malformed;

/// Why an update was not taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unfit {
    /// What it builds on is not here.
    Gap,
    Malformed,
}

/// The document broke over an update, and is not to be used any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Broken;

/// An update that could be read.
pub(crate) struct Update(yrs::Update);

impl Update {
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, Malformed> {
        holds_what_it_counts(bytes)?;
        let read = catch_unwind(|| yrs::Update::decode_v1(bytes));
        match read {
            Ok(Ok(update)) => Ok(Self(update)),
            Ok(Err(_)) | Err(_) => Err(Malformed),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Replica {
    pub(crate) fn new() -> Self {
        let doc = Doc::with_options(Options {
            offset_kind: OffsetKind::Utf16,
            ..Options::with_guid_and_client_id("".into(), ClientID::new(SERVER))
        });
        Self {
            doc,
            texts: Vec::new(),
            touched: Arc::default(),
        }
    }

    /// The document that a state describes, with these places.
    pub(crate) fn of<'a>(
        state: &[u8],
        places: impl Iterator<Item = &'a str>,
    ) -> Result<Self, Broken> {
        let mut replica = Self::new();
        replica.know(places);
        if !state.is_empty() {
            let update = Update::read(state).map_err(|Malformed| Broken)?;
            replica.apply(vec![update])?;
        }
        Ok(replica)
    }

    /// Makes sure that these places can be read and watched.
    pub(crate) fn know<'a>(&mut self, places: impl Iterator<Item = &'a str>) {
        for place in places {
            if self.find(place).is_some() {
                continue;
            }
            let place: Arc<str> = place.into();
            let text = self.doc.get_or_insert_text(Arc::clone(&place));
            let (touched, name) = (Arc::clone(&self.touched), Arc::clone(&place));
            text.observe("touched", move |_, _| {
                let mut touched = touched.lock().unwrap_or_else(PoisonError::into_inner);
                touched.push(Arc::clone(&name));
            });
            self.texts.push(Watched { place, text });
        }
    }

    /// Takes updates in, and answers with what was new in them.
    pub(crate) fn apply(&mut self, updates: Vec<Update>) -> Result<Applied, Broken> {
        let doc = &self.doc;
        let applying = || {
            let mut txn = doc.transact_mut();
            let mut unfit = Vec::new();
            for (at, update) in updates.into_iter().enumerate() {
                if txn.apply_update(update.0).is_err() {
                    unfit.push((at, Unfit::Malformed));
                }
                // What waits for others to come would be in no text and in no settled state.
                if txn.prune_pending().is_some() {
                    unfit.push((at, Unfit::Gap));
                }
            }
            (finish(&mut txn), unfit)
        };
        let applied = catch_unwind(AssertUnwindSafe(applying));
        let mut touched = self.touched.lock().unwrap_or_else(PoisonError::into_inner);
        let places = std::mem::take(&mut *touched);
        let (update, unfit) = applied.map_err(|_| Broken)?;
        Ok(Applied {
            update,
            places,
            unfit,
        })
    }

    /// Changes what a place says, word by word, and answers with the update that does it; empty
    /// when it says that already.
    pub(crate) fn rewrite(&mut self, place: &str, to: &str) -> Vec<u8> {
        let Some(text) = self.find(place).map(|known| known.text.clone()) else {
            return Vec::new();
        };
        let mut txn = self.doc.transact_mut();
        let from = text.get_string(&txn);
        if from == to {
            return Vec::new();
        }
        let mut at = 0;
        for step in rewrite::steps(&from, to) {
            match step {
                Step::Keep(length) => at += length,
                Step::Remove(length) => text.remove_range(&mut txn, at, length),
                Step::Insert(words) => {
                    text.insert(&mut txn, at, words);
                    at += u32::try_from(words.encode_utf16().count()).unwrap_or(u32::MAX);
                }
            }
        }
        // Something that is no text stands between the words and was counted.
        if text.get_string(&txn) != to {
            let length = text.len(&txn);
            text.remove_range(&mut txn, 0, length);
            text.insert(&mut txn, 0, to);
        }
        finish(&mut txn)
    }

    /// What a place says; nothing when it is not known.
    pub(crate) fn text(&self, place: &str) -> String {
        let known = self.find(place);
        known.map_or_else(String::new, |known| {
            known.text.get_string(&self.doc.transact())
        })
    }

    pub(crate) fn places(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().map(|known| &*known.place)
    }

    /// The whole document, as an update.
    pub(crate) fn state(&self) -> Vec<u8> {
        let txn = self.doc.transact();
        txn.encode_state_as_update_v1(&StateVector::default())
    }

    pub(crate) fn state_vector(&self) -> Vec<u8> {
        self.doc.transact().state_vector().encode_v1()
    }

    /// What somebody lacks who has this much.
    pub(crate) fn since(&self, state_vector: &[u8]) -> Result<Vec<u8>, Malformed> {
        holds_what_it_counts(state_vector)?;
        let read = catch_unwind(|| StateVector::decode_v1(state_vector));
        let Ok(Ok(state_vector)) = read else {
            return Err(Malformed);
        };
        Ok(self.doc.transact().encode_diff_v1(&state_vector))
    }

    fn find(&self, place: &str) -> Option<&Watched> {
        self.texts.iter().find(|known| &*known.place == place)
    }
}

/// Both an update and a state vector begin with the number of their entries, and `yrs` makes room
/// for so many before it reads one: five bytes could ask for gigabytes.
fn holds_what_it_counts(bytes: &[u8]) -> Result<(), Malformed> {
    let entries = Reader(bytes).number().map_err(|Unreadable| Malformed)?;
    let fits = usize::try_from(entries).is_ok_and(|entries| entries <= bytes.len());
    fits.then_some(()).ok_or(Malformed)
}

/// Ends a transaction; empty when it changed nothing.
fn finish(txn: &mut TransactionMut<'_>) -> Vec<u8> {
    let changed = txn.has_changes();
    txn.commit();
    if changed {
        txn.encode_update_v1()
    } else {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PLACE: &str = "section:summary";

    fn replica(text: &str) -> Replica {
        let mut replica = Replica::of(&[], [PLACE].into_iter()).unwrap();
        replica.rewrite(PLACE, text);
        replica
    }

    #[test]
    fn a_rewrite_merges_with_what_is_being_written() {
        let mut settled = replica("The queue filled.");
        let state = settled.state();
        let mut live = Replica::of(&state, [PLACE].into_iter()).unwrap();
        let mut typing = yrs_client(&state, 7);
        let typed = typing.insert(17, " Nobody saw it.");
        live.apply(vec![Update::read(&typed).unwrap()]).unwrap();
        let elsewhere = settled.rewrite(PLACE, "The order queue filled.");
        live.apply(vec![Update::read(&elsewhere).unwrap()]).unwrap();
        assert_eq!(live.text(PLACE), "The order queue filled. Nobody saw it.");
    }

    #[test]
    fn what_is_known_already_is_no_news() {
        let state = replica("Said.").state();
        let mut other = Replica::of(&state, [PLACE].into_iter()).unwrap();
        let again = other.apply(vec![Update::read(&state).unwrap()]).unwrap();
        assert_eq!(again, Applied::default());
    }

    #[test]
    fn what_builds_on_nothing_is_not_taken_in() {
        let mut client = yrs_client(&[], 7);
        client.insert(0, "first");
        let second = client.insert(5, "second");
        let mut replica = replica("");
        let applied = replica.apply(vec![Update::read(&second).unwrap()]);
        assert_eq!(applied.unwrap().unfit, [(0, Unfit::Gap)]);
        assert_eq!(replica.text(PLACE), "");
    }

    #[test]
    fn a_place_with_something_else_than_text_is_rewritten_all_the_same() {
        let mut client = yrs_client(&[], 7);
        let update = client.embed();
        let mut replica = replica("one two");
        replica.apply(vec![Update::read(&update).unwrap()]).unwrap();
        replica.rewrite(PLACE, "one three two");
        assert_eq!(replica.text(PLACE), "one three two");
    }

    struct Client(Doc, TextRef);

    fn yrs_client(state: &[u8], id: u64) -> Client {
        let doc = Doc::with_options(Options {
            offset_kind: OffsetKind::Utf16,
            ..Options::with_client_id(ClientID::new(id))
        });
        let text = doc.get_or_insert_text(PLACE);
        if !state.is_empty() {
            let update = yrs::Update::decode_v1(state).unwrap();
            doc.transact_mut().apply_update(update).unwrap();
        }
        Client(doc, text)
    }

    impl Client {
        fn insert(&mut self, at: u32, words: &str) -> Vec<u8> {
            let mut txn = self.0.transact_mut();
            self.1.insert(&mut txn, at, words);
            finish(&mut txn)
        }

        fn embed(&mut self) -> Vec<u8> {
            let mut txn = self.0.transact_mut();
            self.1.insert_embed(&mut txn, 0, true);
            finish(&mut txn)
        }
    }

    #[test]
    fn a_few_bytes_do_not_ask_for_gigabytes() {
        let many = [0xff, 0xff, 0xff, 0xff, 0x0f, 0, 0];
        assert!(Update::read(&many).is_err());
        assert!(replica("Said.").since(&many).is_err());
    }

    proptest! {
        #[test]
        fn no_bytes_break_the_document(bytes: Vec<u8>) {
            let mut replica = replica("Said.");
            if let Ok(update) = Update::read(&bytes) {
                prop_assert!(replica.apply(vec![update]).is_ok());
            }
            let _ = replica.since(&bytes);
        }

        #[test]
        fn no_bent_update_breaks_the_document(at in 0_usize..64, byte: u8) {
            let mut client = yrs_client(&[], 7);
            client.insert(0, "first 🌊");
            let mut update = client.0.transact().encode_state_as_update_v1(&StateVector::default());
            let at = at % update.len();
            update[at] = byte;
            let mut replica = replica("Said.");
            if let Ok(update) = Update::read(&update) {
                let _ = replica.apply(vec![update]);
            }
        }
    }
}
