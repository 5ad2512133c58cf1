//! How common each word is among the incidents: the small face through which the model asks, so
//! that any index can answer, and the one that is kept in memory.

use std::collections::HashMap;

/// A word by its number; numbers are handed out as words are first seen.
pub type Term = u32;

/// What the model asks of a collection of incidents.
pub trait Corpus {
    /// How many incidents there are.
    fn incidents(&self) -> u32;
    /// How many of them have a word.
    fn having(&self, term: Term) -> u32;

    /// How telling it is to share a word: towards 1 for one that a single incident of many has,
    /// towards 0 for one that all of them have. The inverse document frequency of K. Spärck Jones (*Journal of
    /// Documentation* 28, 1972, 11–21) as a share of its largest value, so that what is learned
    /// among fifty incidents holds among fifty thousand.
    fn rarity(&self, term: Term) -> f32 {
        rarity(self.having(term), self.incidents())
    }
}

/// Among so few incidents nobody knows yet what is rare: what they tell counts half.
const KNOWN: f32 = 10.0;
/// What is believed of a word until then.
const UNKNOWN: f32 = 0.4;

/// See [`Corpus::rarity`]. While incidents are few, every word is taken to be nearly as rare.
#[must_use]
pub(super) fn rarity(having: u32, incidents: u32) -> f32 {
    Scale::of(incidents).rarity(having)
}

/// What the rarity of any word is reckoned from, among so many incidents.
#[derive(Clone, Copy, Debug)]
struct Scale {
    most: f32,
    ln_all: f32,
    slope: f32,
    least: f32,
}

impl Scale {
    #[expect(
        clippy::cast_precision_loss,
        reason = "a share; single digits of a million do not matter"
    )]
    fn of(incidents: u32) -> Self {
        let known = incidents as f32;
        let all = known.max(1.0) + 1.0;
        Self {
            most: known.max(1.0),
            ln_all: all.ln(),
            slope: known / (known + KNOWN) / (all / 1.5).ln(),
            least: KNOWN * UNKNOWN / (known + KNOWN),
        }
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "a share; single digits of a million do not matter"
    )]
    fn rarity(self, having: u32) -> f32 {
        let having = (having as f32).clamp(1.0, self.most);
        (self.ln_all - (having + 0.5).ln()) * self.slope + self.least
    }
}

impl Default for Scale {
    fn default() -> Self {
        Self::of(0)
    }
}

/// The words that were seen and how many incidents have each.
#[derive(Debug, Default)]
pub(super) struct Dictionary {
    numbers: HashMap<Box<str>, Term>,
    having: Vec<u32>,
    incidents: u32,
    scale: Scale,
}

impl Corpus for Dictionary {
    fn incidents(&self) -> u32 {
        self.incidents
    }

    fn having(&self, term: Term) -> u32 {
        self.having.get(term as usize).copied().unwrap_or(0)
    }

    fn rarity(&self, term: Term) -> f32 {
        self.scale.rarity(self.having(term))
    }
}

impl Dictionary {
    pub(super) fn number(&self, word: &str) -> Option<Term> {
        self.numbers.get(word).copied()
    }

    pub(super) fn learn(&mut self, word: &str) -> Term {
        if let Some(number) = self.number(word) {
            return number;
        }
        let number = Term::try_from(self.having.len()).unwrap_or(Term::MAX);
        self.numbers.insert(word.into(), number);
        self.having.push(0);
        number
    }

    pub(super) fn words(&self) -> usize {
        self.having.len()
    }

    /// An incident with these words came, each of them once.
    pub(super) fn count(&mut self, terms: impl Iterator<Item = Term>) {
        self.hold(self.incidents + 1);
        for term in terms {
            self.having[term as usize] += 1;
        }
    }

    /// As if no incident had come yet; the words stay known.
    pub(super) fn forget_counts(&mut self) {
        self.having.fill(0);
        self.hold(0);
    }

    fn hold(&mut self, incidents: u32) {
        self.incidents = incidents;
        self.scale = Scale::of(incidents);
    }

    /// It went.
    pub(super) fn discount(&mut self, terms: impl Iterator<Item = Term>) {
        self.hold(self.incidents - 1);
        for term in terms {
            self.having[term as usize] -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_fewer_have_is_rarer(incidents in 1u32..100_000, having in 1u32..100_000) {
            let having = having.min(incidents);
            let here = rarity(having, incidents);
            prop_assert!((0.0..=1.0).contains(&here), "{}", here);
            prop_assert!(rarity(having + 1, incidents) <= here);
            prop_assert!((rarity(0, incidents) - rarity(1, incidents)).abs() < 1e-6);
            prop_assert!(rarity(1, 10 * incidents) >= rarity(1, incidents));
        }
    }

    #[test]
    fn what_goes_is_not_counted() {
        let mut words = Dictionary::default();
        let pool = words.learn("pool");
        let ledger = words.learn("ledger");
        assert_eq!(words.learn("pool"), pool);
        words.count([pool, ledger].into_iter());
        words.count([pool].into_iter());
        assert_eq!(
            (words.having(pool), words.having(ledger), words.incidents()),
            (2, 1, 2)
        );
        words.discount([pool, ledger].into_iter());
        assert_eq!(
            (words.having(pool), words.having(ledger), words.incidents()),
            (1, 0, 1)
        );
    }
}
