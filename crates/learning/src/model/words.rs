//! Words as far as they tell one text from another: without those that stand in any text, and by
//! their stems.

use std::sync::LazyLock;

use afterword_domain::learning::words::says_nothing;
use rust_stemmers::{Algorithm, Stemmer};

use super::cut::{Cut, Word};

/// Days and hours say when and not what.
const WHEN: [&str; 34] = [
    "april",
    "aug",
    "august",
    "bst",
    "cest",
    "cet",
    "dec",
    "december",
    "est",
    "february",
    "friday",
    "gmt",
    "hours",
    "january",
    "july",
    "june",
    "march",
    "minutes",
    "monday",
    "nov",
    "november",
    "oct",
    "october",
    "pdt",
    "pst",
    "saturday",
    "seconds",
    "sept",
    "september",
    "sunday",
    "thursday",
    "tuesday",
    "utc",
    "wednesday",
];

/// What post-mortems say of themselves.
const FORM: [&str; 12] = [
    "due",
    "etc",
    "incident",
    "incidents",
    "investigate",
    "investigation",
    "issue",
    "issues",
    "problem",
    "problems",
    "team",
    "via",
];

/// Snowball's English stemmer: M. F. Porter, "An algorithm for suffix stripping", *Program* 14
/// (1980), 130–137, in its second version.
static STEMMER: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::English));

/// The stem of a word in small letters; nothing for one that says nothing.
pub(super) fn stem(small: &str) -> Option<String> {
    let letters = small.chars().any(char::is_alphabetic);
    let digits = small.bytes().any(|byte| byte.is_ascii_digit());
    let short = small.chars().count() <= if digits { 1 } else { 2 };
    let fills = says_nothing(small)
        || WHEN.binary_search(&small).is_ok()
        || FORM.binary_search(&small).is_ok();
    (letters && !short && !fills).then(|| STEMMER.stem(small).into_owned())
}

pub(super) fn stem_of(word: &Word) -> Option<String> {
    stem(&word.small)
}

/// The stems of a text, in its order.
#[must_use]
pub fn stems(text: &str) -> Vec<String> {
    let sentences = Cut::of(text).sentences.into_iter();
    let words = sentences.flat_map(|sentence| sentence.words);
    words.filter_map(|word| stem_of(&word)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_nothing_is_looked_up_in_order() {
        assert!(WHEN.is_sorted() && FORM.is_sorted());
    }

    #[test]
    fn a_word_is_the_same_in_its_forms() {
        assert_eq!(
            stems("The certificate expired"),
            stems("their certificate expires")
        );
        assert_eq!(
            stems("on Monday the incident was over at 10:15 UTC"),
            Vec::<String>::new()
        );
        assert_eq!(stems("startupProbe v2"), ["startup", "probe", "v2"]);
    }
}
