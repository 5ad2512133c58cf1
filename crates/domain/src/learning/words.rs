//! The words of a text as far as they tell one incident from another.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// What stands in any text and says nothing about an incident. Most of what is common needs no
/// list, since words are weighed by how few incidents have them; in a small workspace these would
/// look rare.
const SAY_NOTHING: [&str; 62] = [
    "about", "after", "again", "all", "also", "and", "any", "are", "because", "been", "before",
    "but", "can", "could", "did", "does", "each", "for", "from", "had", "has", "have", "how",
    "into", "its", "more", "most", "nor", "not", "now", "one", "only", "other", "our", "out",
    "over", "some", "such", "than", "that", "the", "their", "them", "then", "there", "these",
    "they", "this", "too", "until", "was", "were", "what", "when", "where", "which", "while",
    "who", "why", "will", "with", "would",
];

/// Longer than this it is a hash or an address.
const LONGEST: usize = 40;

/// The distinct words of a text by the hashes of their keys, in order: what is needed to find out
/// which words two texts share.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words(Arc<[u64]>);

impl Words {
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut hashes: Vec<_> = words(text).map(|word| key(&word)).collect();
        hashes.sort_unstable();
        hashes.dedup();
        Self(hashes.into())
    }

    #[must_use]
    pub fn contains(&self, key: u64) -> bool {
        self.0.binary_search(&key).is_ok()
    }
}

/// The distinct words of a text with their keys, in the order in which they first stand there.
#[must_use]
pub fn keyed(text: &str) -> Vec<(u64, String)> {
    let mut seen = std::collections::HashSet::new();
    words(text)
        .map(|word| (key(&word), word))
        .filter(|(key, _)| seen.insert(*key))
        .collect()
}

/// Runs of letters, digits and underscores, lower-cased, of three characters and more; shorter ones
/// only with a digit, as in `v2`.
fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|word| word.len() <= LONGEST)
        .map(str::to_lowercase)
        .filter(|word| {
            let with_digit = word.len() > 1
                && word.bytes().any(|b| b.is_ascii_digit())
                && word.bytes().any(|b| !b.is_ascii_digit());
            (word.chars().count() > 2 || with_digit)
                && SAY_NOTHING.binary_search(&word.as_str()).is_err()
        })
}

/// One key for a word and its plural in `s`; the same in every process.
fn key(word: &str) -> u64 {
    let bare = word
        .strip_suffix('s')
        .filter(|bare| bare.len() > 2 && !bare.ends_with('s'))
        .unwrap_or(word);
    let mut hasher = DefaultHasher::new();
    bare.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_says_nothing_is_looked_up_in_order() {
        assert!(SAY_NOTHING.is_sorted());
    }

    #[test]
    fn a_word_is_the_same_in_any_case_and_number() {
        let text = "Timeouts of the ledger: a timeout, LEDGER v2, 5xx, max_connections";
        let words: Vec<_> = keyed(text).into_iter().map(|(_, word)| word).collect();
        assert_eq!(
            words,
            ["timeouts", "ledger", "v2", "5xx", "max_connections"]
        );
    }

    proptest! {
        #[test]
        fn a_text_holds_its_own_words(text in ".{0,200}") {
            let words = Words::of(&text);
            let keyed = keyed(&text);
            prop_assert_eq!(words.0.len(), keyed.len());
            prop_assert!(keyed.iter().all(|(key, _)| words.contains(*key)));
        }
    }
}
