//! The words that a pack knows, and which sets each belongs to.
//!
//! Some sets the grammar asks for by name, such as `determiner`; the others are the pack's own, and
//! only its patterns name them.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::BitOr;

use crate::inflection::Forms;

/// A set of sets, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Classes(u128, u128);

/// The last bit is that of `Classes::LEADS`.
const SETS_MAX: u32 = 255;

macro_rules! grammar {
    ($($name:ident = $bit:literal $text:literal,)*) => {
        impl Classes {
            $(pub(crate) const $name: Self = Self::bit($bit);)*
        }
        /// The sets that the grammar knows, in the order of their bits.
        const GRAMMAR: [&str; [$($bit),*].len()] = [$($text),*];
    };
}

grammar! {
    DETERMINER = 0 "determiner",
    PREPOSITION = 1 "preposition",
    CONJUNCTION = 2 "conjunction",
    RELATIVE = 3 "relative",
    BE = 4 "be",
    HAVE = 5 "have",
    DO = 6 "do",
    MODAL = 7 "modal",
    NEGATION = 8 "negation",
    ADVERB = 9 "adverb",
    PERSON = 10 "person",
    TEAM = 11 "team",
    NAME = 12 "name",
    HANDLE = 13 "handle",
    PRONOUN = 14 "pronoun",
    THEY = 15 "they",
    SELF = 16 "self",
    YOU = 17 "you",
    WE = 18 "we",
    NOBODY = 19 "nobody",
    QUANTIFIER = 20 "quantifier",
    POSSESSIVE = 21 "possessive",
    INFINITIVE = 22 "infinitive",
    SYSTEM = 23 "system",
    AMBIGUOUS = 24 "ambiguous_person",
    THING_PRONOUN = 25 "thing_pronoun",
    SUBORDINATOR = 26 "subordinator",
    ABBREVIATION = 27 "abbreviation",
    CONDITION = 28 "condition",
    OUTSIDER = 29 "outsider",
    WHO = 30 "who",
    POSTNOMINAL = 31 "postnominal",
    DEPARTMENT = 32 "department",
    MANY = 33 "many",
    BELIEVE = 34 "believe",
    TOOL_PERSON = 35 "tool_person",
    RANK = 36 "rank",
    CAUSATIVE = 37 "causative",
    KEEPER = 38 "keeper",
    OFFICE = 39 "office",
    DISPENSABLE = 40 "dispensable",
    AND = 41 "and",
}

impl Classes {
    pub(crate) const NONE: Self = Self(0, 0);
    /// How many sets there can be, with the one that follows.
    pub(crate) const MAX: usize = SETS_MAX as usize + 1;
    /// Terms of several words begin with it.
    pub(crate) const LEADS: Self = Self::bit(SETS_MAX);
    pub(crate) const AUXILIARY: Self = Self::BE.or(Self::HAVE).or(Self::DO).or(Self::MODAL);
    /// What hardly a sentence lacks.
    pub(crate) const COMMON: Self = Self::AUXILIARY
        .or(Self::DETERMINER)
        .or(Self::PREPOSITION)
        .or(Self::CONJUNCTION)
        .or(Self::INFINITIVE)
        .or(Self::ADVERB);
    /// Everything that says that somebody did something, "we" aside.
    pub(crate) const SOMEBODY: Self = Self::PERSON
        .or(Self::TEAM)
        .or(Self::NAME)
        .or(Self::HANDLE)
        .or(Self::PRONOUN)
        .or(Self::THEY)
        .or(Self::SELF)
        .or(Self::YOU)
        .or(Self::AMBIGUOUS);
    /// … or may do so, by its verb.
    pub(crate) const PERHAPS_SOMEBODY: Self = Self::SOMEBODY.or(Self::DEPARTMENT);
    pub(crate) const NAMED: Self = Self::NAME.or(Self::HANDLE);

    const fn bit(at: u32) -> Self {
        match at.checked_sub(u128::BITS) {
            Some(high) => Self(0, 1 << high),
            None => Self(1 << at, 0),
        }
    }

    const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0, self.1 | other.1)
    }

    /// How many sets there are in it.
    pub(crate) fn count(self) -> usize {
        (self.0.count_ones() + self.1.count_ones()) as usize
    }

    /// The numbers of the sets in it.
    pub(crate) fn numbers(self) -> impl Iterator<Item = usize> {
        ones(self.0).chain(ones(self.1).map(|at| at + u128::BITS as usize))
    }

    pub(crate) fn meets(self, other: Self) -> bool {
        (self.0 & other.0) | (self.1 & other.1) != 0
    }

    pub(crate) fn both(self, other: Self) -> Self {
        Self(self.0 & other.0, self.1 & other.1)
    }

    pub(crate) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0, self.1 & !other.1)
    }
}

/// Where bits are set.
pub(crate) fn ones(mut bits: u128) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let at = bits.trailing_zeros();
        bits &= bits.wrapping_sub(1);
        (at < u128::BITS).then_some(at as usize)
    })
}

impl BitOr for Classes {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.or(other)
    }
}

/// Which word it is, however it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WordId(u32);

impl WordId {
    pub(crate) const UNKNOWN: Self = Self(u32::MAX);

    /// Words are numbered from nought.
    pub(crate) fn place(self) -> usize {
        self.0 as usize
    }

    /// One bit of 128, by which a sentence that lacks the word is passed over.
    pub(crate) fn bit(self) -> u128 {
        1 << (self.0 % u128::BITS)
    }
}

/// What is known of a word, or of several that stand for one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub(crate) word: WordId,
    pub(crate) classes: Classes,
    pub(crate) forms: Forms,
}

impl Entry {
    /// In no set by itself.
    pub(crate) fn is_bare(&self) -> bool {
        self.forms == Forms::NONE && self.classes.without(Classes::LEADS) == Classes::NONE
    }

    fn join(&mut self, classes: Classes, forms: Forms) {
        self.classes = self.classes | classes;
        self.forms = self.forms.with(forms);
    }
}

/// Several words that are read as one, without the first.
pub(crate) struct Term {
    pub(crate) rest: Vec<WordId>,
    pub(crate) entry: Entry,
}

#[derive(Default)]
pub(crate) struct Lexicon {
    sets: Vec<String>,
    words: HashMap<Box<str>, Entry, BuildHasherDefault<WordHasher>>,
    /// By the first word; the longest first.
    terms: HashMap<u32, Vec<Term>, BuildHasherDefault<WordHasher>>,
    entries: u32,
}

impl Lexicon {
    pub(crate) fn new() -> Self {
        Self {
            sets: GRAMMAR.map(str::to_owned).to_vec(),
            ..Self::default()
        }
    }

    /// The set of this name, if there is one.
    pub(crate) fn set(&self, name: &str) -> Option<Classes> {
        let at = self.sets.iter().position(|set| set == name)?;
        Some(Classes::bit(u32::try_from(at).ok()?))
    }

    /// Makes a set, or finds it; nothing once there are 255.
    pub(crate) fn make_set(&mut self, name: &str) -> Option<Classes> {
        if self.set(name).is_none() {
            if self.sets.len() == SETS_MAX as usize {
                return None;
            }
            self.sets.push(name.to_owned());
        }
        self.set(name)
    }

    /// Adds a word or a term of several, in lower case, to a set. A hyphen parts words, as it does
    /// in the texts.
    pub(crate) fn add(&mut self, text: &str, classes: Classes, forms: Forms) {
        let mut parts = text.split([' ', '-']).filter(|part| !part.is_empty());
        let Some(first) = parts.next() else { return };
        let rest: Vec<WordId> = parts.map(|part| self.word(part)).collect();
        let lead = self.word(first);
        let Some(entry) = self.words.get_mut(first) else {
            return;
        };
        if rest.is_empty() {
            entry.join(classes, forms);
            return;
        }
        entry.join(Classes::LEADS, Forms::NONE);
        let terms = self.terms.entry(lead.0).or_default();
        if let Some(term) = terms.iter_mut().find(|term| term.rest == rest) {
            term.entry.join(classes, forms);
            return;
        }
        let entry = Entry {
            word: WordId(self.entries),
            classes,
            forms,
        };
        self.entries += 1;
        let place = terms.partition_point(|term| term.rest.len() >= rest.len());
        terms.insert(place, Term { rest, entry });
    }

    /// The id of a single word, which is made known if it was not.
    pub(crate) fn word(&mut self, text: &str) -> WordId {
        let next = WordId(self.entries);
        let entry = self.words.entry(text.into()).or_insert(Entry {
            word: next,
            classes: Classes::NONE,
            forms: Forms::NONE,
        });
        if entry.word == next {
            self.entries += 1;
        }
        entry.word
    }

    /// What is known of a word in lower case.
    pub(crate) fn find(&self, word: &str) -> Option<&Entry> {
        self.words.get(word)
    }

    /// The terms that begin with a word, the longest first.
    pub(crate) fn terms(&self, first: WordId) -> &[Term] {
        self.terms.get(&first.0).map_or(&[], Vec::as_slice)
    }
}

/// FNV-1a: the words are short and the pack's own, so nobody can choose them to collide.
pub(crate) struct WordHasher(u64);

impl Default for WordHasher {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for WordHasher {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
