//! Which patterns a sentence can fit at all, told from its words and their sets alone: of the
//! hundreds that there are, most sentences can fit hardly any.

use crate::lexicon::{Classes, WordId, ones};
use crate::pattern::Pattern;

/// How many patterns a part of a row has.
const BITS: usize = u64::BITS as usize;

/// A bit for each pattern, in their order; none where no pattern has one.
type Row = Box<[u64]>;

/// For each set and each word the patterns of which it is the rarest need.
pub(crate) struct Candidates {
    /// Patterns of whose needs nothing can be told.
    always: Row,
    by_set: Vec<Row>,
    by_word: Vec<Row>,
    /// Sets that have patterns.
    sets: Classes,
}

impl Candidates {
    pub(crate) fn new<'p>(patterns: impl ExactSizeIterator<Item = &'p Pattern>) -> Self {
        let width = patterns.len().div_ceil(BITS);
        let mut made = Self {
            always: vec![0; width].into(),
            by_set: vec![Row::default(); Classes::MAX],
            by_word: Vec::new(),
            sets: Classes::NONE,
        };
        let set = |row: &mut Row, place: usize| {
            if row.is_empty() {
                *row = vec![0; width].into();
            }
            row[place / BITS] |= 1 << (place % BITS);
        };
        for (place, pattern) in patterns.enumerate() {
            let Some(need) = pattern.rarest_need() else {
                set(&mut made.always, place);
                continue;
            };
            made.sets = made.sets | need.classes;
            for number in need.classes.numbers() {
                set(&mut made.by_set[number], place);
            }
            for word in &need.words {
                let at = word.place();
                if made.by_word.len() <= at {
                    made.by_word.resize(at + 1, Row::default());
                }
                set(&mut made.by_word[at], place);
            }
        }
        made
    }

    /// Begins a sentence that has words of these sets.
    pub(crate) fn begin(&self, sets: Classes, possible: &mut Vec<u64>) {
        possible.clear();
        possible.extend(&self.always);
        for number in sets.both(self.sets).numbers() {
            join(possible, &self.by_set[number]);
        }
    }

    /// … and this word.
    pub(crate) fn add(&self, word: WordId, possible: &mut [u64]) {
        if let Some(row) = self.by_word.get(word.place()) {
            join(possible, row);
        }
    }
}

/// The patterns whose bits are set, in their order.
pub(crate) fn places(possible: &[u64]) -> impl Iterator<Item = usize> {
    let parts = possible.iter().enumerate();
    parts.flat_map(|(part, bits)| ones(u128::from(*bits)).map(move |at| part * BITS + at))
}

fn join(possible: &mut [u64], row: &[u64]) {
    for (sum, bits) in possible.iter_mut().zip(row) {
        *sum |= bits;
    }
}
