//! With which letters the words of some names begin, packed so that thousands of incidents are
//! passed over while somebody types: a word that none of them begins with is not looked for.

use super::find::split;

/// A Bloom filter of 256 places: for each word its first three letters, and its first five. It may
/// say yes where nothing begins so, and never no where something does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Beginnings([u64; 4]);

const LETTERS: [usize; 2] = [3, 5];

impl Beginnings {
    /// Of all words of these names.
    #[must_use]
    pub fn of<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut beginnings = Self::default();
        for word in names.into_iter().flat_map(split) {
            for letters in LETTERS {
                beginnings.add(first(word, letters));
            }
        }
        beginnings
    }

    /// Whether a word may be among them that begins as was typed, in small letters.
    #[must_use]
    pub fn may_begin(&self, typed: &str) -> bool {
        // One letter or two are the beginning of many words.
        let known = LETTERS.map(|letters| first(typed, letters));
        known.into_iter().flatten().all(|place| self.holds(place))
    }

    fn add(&mut self, place: Option<u8>) {
        if let Some(place) = place {
            self.0[usize::from(place >> 6)] |= 1 << (place & 63);
        }
    }

    fn holds(&self, place: u8) -> bool {
        self.0[usize::from(place >> 6)] & 1 << (place & 63) != 0
    }
}

/// The place of a word's first letters; `None` of a word that has fewer.
fn first(word: &str, letters: usize) -> Option<u8> {
    let mut small = word.chars().flat_map(char::to_lowercase);
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for _ in 0..letters {
        // FNV-1a, letter by letter.
        hash = (hash ^ u64::from(small.next()?)).wrapping_mul(0x0100_0000_01b3);
    }
    let bytes = hash.to_be_bytes();
    Some(bytes[0] ^ bytes[4])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_begins_otherwise_is_passed_over() {
        let names = Beginnings::of(["Bound the retries", "PAY-2214"]);
        for typed in ["b", "bo", "bound", "retri", "pay", "2214", "x"] {
            assert!(names.may_begin(typed), "{typed}");
        }
        let passed = ["queue", "alert", "ledger", "cache", "deploy", "owner"];
        let passed = passed.iter().filter(|typed| !names.may_begin(typed));
        assert!(passed.count() >= 5);
        assert!(!Beginnings::default().may_begin("retries"));
    }

    proptest! {
        #[test]
        fn no_beginning_of_a_word_is_passed_over(name in ".{0,24}", length in 1_usize..6) {
            let names = Beginnings::of([name.as_str()]);
            for word in split(&name) {
                let typed: String = word.chars().flat_map(char::to_lowercase).take(length).collect();
                prop_assert!(names.may_begin(&typed), "{typed:?}");
            }
        }
    }
}
