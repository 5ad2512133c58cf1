//! The words of a text as far as they tell one incident from another.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// What stands in any text and says nothing about an incident. What is common in the workspace
/// needs no list, since words are weighed by how few incidents have them; but in a small one these
/// would look rare.
const SAY_NOTHING: [&str; 145] = [
    "about", "after", "again", "all", "almost", "already", "also", "although", "always", "and",
    "another", "any", "are", "away", "back", "became", "because", "become", "been", "before",
    "began", "begin", "being", "both", "but", "came", "can", "come", "could", "day", "did", "does",
    "done", "during", "each", "eight", "either", "else", "ended", "enough", "even", "ever",
    "every", "few", "first", "five", "for", "found", "four", "from", "gave", "get", "give",
    "gives", "goes", "gone", "got", "had", "half", "has", "have", "her", "here", "him", "his",
    "hour", "how", "into", "its", "keep", "kept", "last", "later", "left", "less", "let", "like",
    "made", "make", "many", "meant", "minute", "month", "more", "most", "much", "nobody", "none",
    "nor", "not", "nothing", "now", "off", "often", "once", "one", "only", "other", "our", "out",
    "over", "own", "put", "said", "same", "saw", "see", "seven", "should", "since", "six", "some",
    "still", "such", "ten", "than", "that", "the", "their", "them", "then", "there", "these",
    "they", "this", "three", "took", "two", "under", "until", "was", "week", "went", "were",
    "what", "when", "where", "which", "while", "who", "why", "will", "with", "without", "would",
];

/// In bytes. What is longer is a hash or an address.
const LONGEST: usize = 40;

/// The distinct words of a text by the hashes of their keys, in order: enough to find out which
/// words two texts share. Of 32 bits, so that all incidents' fit in memory; that two words of two
/// texts come to one hash by chance happens once in half a million pairs of texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words(Arc<[u32]>);

/// The distinct words of a text as they are written there, in the order of their hashes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spelled {
    hashes: Vec<u32>,
    words: Vec<String>,
}

impl Words {
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut hashes: Vec<_> = words(text).map(|word| hash(&word)).collect();
        hashes.sort_unstable();
        hashes.dedup();
        Self(hashes.into())
    }

    /// The places in `spelled` of the words that both have: the fewer are looked up among the more.
    #[must_use]
    pub fn shared(&self, spelled: &Spelled) -> Vec<usize> {
        let theirs = &spelled.hashes;
        if self.0.len() < theirs.len() {
            let places = self.0.iter().map(|hash| theirs.binary_search(hash).ok());
            places.flatten().collect()
        } else {
            let places = theirs.iter().enumerate();
            let places = places.filter(|(_, hash)| self.0.binary_search(hash).is_ok());
            places.map(|(place, _)| place).collect()
        }
    }
}

impl Spelled {
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut words: Vec<_> = words(text).map(|word| (hash(&word), word)).collect();
        // Stable: of several spellings the first one in the text stands.
        words.sort_by_key(|(hash, _)| *hash);
        words.dedup_by_key(|(hash, _)| *hash);
        let (hashes, words) = words.into_iter().unzip();
        Self { hashes, words }
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.words.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    #[must_use]
    pub fn word(&self, place: usize) -> &str {
        self.words.get(place).map_or("", String::as_str)
    }
}

/// Runs of letters, digits and underscores, lower-cased, of three characters and more; shorter ones
/// only of letters and digits together, as in `v2`.
fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|word| word.len() <= LONGEST)
        .map(str::to_lowercase)
        .filter(|word| says_something(word))
}

fn says_something(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let mixed = digits > 0 && digits < word.len();
    (word.chars().count() > 2 || mixed) && !says_nothing(word)
}

/// Whether a word in small letters, or its singular, stands in any text.
#[must_use]
pub fn says_nothing(word: &str) -> bool {
    let listed = |word: &str| SAY_NOTHING.binary_search(&word).is_ok();
    listed(word) || listed(singular(word))
}

/// Without the `s` of an English plural.
fn singular(word: &str) -> &str {
    let bare = word.strip_suffix('s');
    bare.filter(|bare| bare.len() > 2 && !bare.ends_with('s'))
        .unwrap_or(word)
}

/// The same for a word and its plural, and the same in every process.
fn hash(word: &str) -> u32 {
    let mut hasher = DefaultHasher::new();
    singular(word).hash(&mut hasher);
    let [a, b, c, d, ..] = hasher.finish().to_le_bytes();
    u32::from_le_bytes([a, b, c, d])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_says_nothing_is_looked_up_in_order() {
        assert!(SAY_NOTHING.is_sorted());
        assert!(Spelled::of("This one always GIVES, hours of it").is_empty());
    }

    #[test]
    fn a_word_is_the_same_in_any_case_and_number() {
        let text = Words::of("Timeouts of the ledger: a timeout, LEDGER v2, 5xx, max_connections");
        let spelled = Spelled::of("timeout Ledgers V2 5XX max_connections of the");
        let mut shared: Vec<_> = text.shared(&spelled);
        shared.sort_unstable();
        assert_eq!(shared, [0, 1, 2, 3, 4]);
        assert_eq!(spelled.len(), 5);
    }

    proptest! {
        #[test]
        fn what_two_texts_share_is_found_whichever_is_longer(
            ours in proptest::collection::vec("[a-c]{3}", 0..12),
            theirs in proptest::collection::vec("[a-c]{3}", 0..12),
        ) {
            let (words, spelled) = (Words::of(&ours.join(" ")), Spelled::of(&theirs.join(" ")));
            let mut shared: Vec<_> = words.shared(&spelled).into_iter().map(|place| spelled.word(place)).collect();
            let mut expected: Vec<_> = theirs.iter().filter(|word| ours.contains(word)).map(String::as_str).collect();
            shared.sort_unstable();
            expected.sort_unstable();
            expected.dedup();
            prop_assert_eq!(shared, expected);
        }

        #[test]
        fn any_text_shares_all_its_words_with_itself(text in ".{0,200}") {
            let spelled = Spelled::of(&text);
            prop_assert_eq!(Words::of(&text).shared(&spelled).len(), spelled.len());
        }
    }
}
