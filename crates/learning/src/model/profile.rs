//! What is kept of each incident, packed: a hundred thousand of them fit in memory.

use afterword_domain::{Day, FactorId, IncidentRef, ServiceId};

use super::corpus::{Corpus, Term};
use super::draft::Places;
use super::lexicon::Set;
use super::varint;

/// So many values a pair of words is told apart by: enough that two differing texts share none by
/// chance, few enough that the sorted list packs into two bytes each.
const PAIRS: u32 = 1 << 20;

/// One incident, packed.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Profile {
    pub(super) reference: IncidentRef,
    pub(super) day: Option<Day>,
    pub(super) facts: Facts,
    /// Words by number, each as its distance from the one before with its places; then pairs.
    packed: Box<[u8]>,
}

/// What is known beside words.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Facts {
    pub(super) mechanisms: Set,
    pub(super) triggers: Set,
    pub(super) services: Box<[ServiceId]>,
    pub(super) factors: Box<[FactorId]>,
    pub(super) detect_seconds: Option<i64>,
    pub(super) recover_seconds: Option<i64>,
}

/// A word of an incident with where it stands and how rare it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Weighed {
    pub(super) term: Term,
    pub(super) places: Places,
    pub(super) rarity: f32,
}

/// An incident unpacked, to be compared.
#[derive(Clone, Debug, Default)]
pub(super) struct View {
    pub(super) day: Option<Day>,
    pub(super) facts: Facts,
    /// In the order of their numbers.
    pub(super) words: Vec<Weighed>,
    /// In order.
    pub(super) pairs: Vec<u32>,
}

/// Two neighbouring words.
pub(super) fn pair(before: Term, word: Term) -> u32 {
    // The multipliers of R. J. Jenkins' and T. Wang's integer hashes would do as well: any that
    // spreads.
    let mixed = (u64::from(before) << 32 | u64::from(word)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    u32::try_from(mixed >> 44).unwrap_or(0) % PAIRS
}

impl Profile {
    /// Words are in the order of their numbers, each once; pairs in any.
    pub(super) fn pack(
        reference: IncidentRef,
        day: Option<Day>,
        facts: Facts,
        words: &[(Term, Places)],
        mut pairs: Vec<u32>,
    ) -> Self {
        pairs.sort_unstable();
        pairs.dedup();
        let mut packed = Vec::with_capacity(words.len() * 3 + pairs.len() * 2 + 4);
        varint::write(&mut packed, u32::try_from(words.len()).unwrap_or(0));
        let mut before = 0;
        for (term, places) in words {
            varint::write(&mut packed, term - before);
            packed.push(places.0);
            before = *term;
        }
        before = 0;
        for pair in pairs {
            varint::write(&mut packed, pair - before);
            before = pair;
        }
        let packed = packed.into_boxed_slice();
        Self {
            reference,
            day,
            facts,
            packed,
        }
    }

    /// The words, in the order of their numbers.
    pub(super) fn words(&self) -> impl Iterator<Item = (Term, Places)> + '_ {
        let mut rest = &self.packed[..];
        let count = varint::read(&mut rest).unwrap_or(0);
        let mut term = 0;
        (0..count).map_while(move |_| {
            term += varint::read(&mut rest)?;
            let (places, behind) = rest.split_first()?;
            rest = behind;
            Some((term, Places(*places)))
        })
    }

    /// Unpacks into a view that was used before, which saves making its lists anew.
    pub(super) fn unpack(&self, corpus: &impl Corpus, view: &mut View) {
        let mut rest = &self.packed[..];
        let count = varint::read(&mut rest).unwrap_or(0);
        view.words.clear();
        view.pairs.clear();
        let mut term = 0;
        for _ in 0..count {
            let (Some(step), Some((places, behind))) =
                (varint::read(&mut rest), rest.split_first())
            else {
                break;
            };
            (term, rest) = (term + step, behind);
            let (places, rarity) = (Places(*places), corpus.rarity(term));
            view.words.push(Weighed {
                term,
                places,
                rarity,
            });
        }
        let mut pair = 0;
        while let Some(step) = varint::read(&mut rest) {
            pair += step;
            view.pairs.push(pair);
        }
        view.day = self.day;
        view.facts.clone_from(&self.facts);
    }
}
