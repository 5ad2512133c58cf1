//! Which incidents have a word: for each word the slots of its incidents, packed, in order.

use super::corpus::Term;
use super::varint;

/// Where an incident lies in the library.
pub(super) type Slot = u32;

#[derive(Debug, Default)]
struct List {
    /// Each slot as its distance from the one before.
    packed: Vec<u8>,
    last: Slot,
    len: u32,
}

#[derive(Debug, Default)]
pub(super) struct Postings(Vec<List>);

impl Postings {
    /// Slots come in their order.
    pub(super) fn add(&mut self, term: Term, slot: Slot) {
        let place = term as usize;
        if self.0.len() <= place {
            self.0.resize_with(place + 1, List::default);
        }
        let list = &mut self.0[place];
        varint::write(&mut list.packed, slot - list.last);
        list.last = slot;
        list.len += 1;
    }

    pub(super) fn len(&self, term: Term) -> u32 {
        self.0.get(term as usize).map_or(0, |list| list.len)
    }

    pub(super) fn slots(&self, term: Term) -> impl Iterator<Item = Slot> + '_ {
        let mut rest = self
            .0
            .get(term as usize)
            .map_or(&[][..], |list| &list.packed[..]);
        let mut slot = 0;
        std::iter::from_fn(move || {
            slot += varint::read(&mut rest)?;
            Some(slot)
        })
    }

    /// Gives back what was reserved for more.
    pub(super) fn shrink(&mut self) {
        for list in &mut self.0 {
            list.packed.shrink_to_fit();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_word_finds_the_slots_that_were_added(slots in proptest::collection::btree_set(0u32..50_000, 0..60)) {
            let mut postings = Postings::default();
            for slot in &slots {
                postings.add(7, *slot);
            }
            prop_assert_eq!(postings.slots(7).collect::<Vec<_>>(), slots.iter().copied().collect::<Vec<_>>());
            prop_assert_eq!(postings.len(7) as usize, slots.len());
            prop_assert_eq!(postings.slots(6).count() + postings.slots(99).count(), 0);
        }
    }
}
