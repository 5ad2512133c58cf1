//! The words of the field, read from `lexicon.toml`: what a component did, what set it off, which
//! sentences tell a cause, and which say that it was here before.

use std::sync::LazyLock;

use serde::Deserialize;

use super::phrases::{Phrase, PhraseBook};

/// A set of entries of one list of the lexicon, by their places: at most 64 of a kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Set(pub(super) u64);

impl Set {
    pub(super) fn add(&mut self, place: usize) {
        self.0 |= 1 << place;
    }

    #[must_use]
    pub(super) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    #[must_use]
    pub(super) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn places(self) -> impl Iterator<Item = usize> {
        (0..64).filter(move |place| self.0 & (1 << place) != 0)
    }
}

/// A kind of happening with a label, which reasons name it by.
#[derive(Debug, Deserialize)]
struct Kind {
    label: String,
    phrases: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct List {
    phrases: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct File {
    mechanisms: Vec<Kind>,
    triggers: Vec<Kind>,
    cause: List,
    again: List,
    denied: List,
}

/// What a sentence was found to say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) mechanisms: Set,
    pub(super) triggers: Set,
    pub(super) cause: bool,
    pub(super) again: bool,
    pub(super) denied: bool,
}

/// What finding a phrase means.
#[derive(Clone, Copy, Debug)]
enum Meaning {
    Mechanism(usize),
    Trigger(usize),
    Cause,
    Again,
    Denied,
}

/// The lexicon, ready to read sentences with.
#[derive(Debug)]
pub(super) struct Lexicon {
    mechanisms: Vec<String>,
    triggers: Vec<String>,
    book: PhraseBook<Meaning>,
}

static LEXICON: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::read(include_str!("lexicon.toml")).unwrap_or_default());

impl Default for Lexicon {
    fn default() -> Self {
        Self {
            mechanisms: Vec::new(),
            triggers: Vec::new(),
            book: PhraseBook::new(Vec::new()),
        }
    }
}

impl Lexicon {
    /// The one that the program brings.
    #[must_use]
    pub(super) fn english() -> &'static Self {
        &LEXICON
    }

    fn read(text: &str) -> Result<Self, toml::de::Error> {
        let file: File = toml::from_str(text)?;
        let mut phrases = Vec::new();
        let mut learn = |list: &[String], meaning| {
            phrases.extend(list.iter().map(|phrase| (Phrase::read(phrase), meaning)));
        };
        for (place, kind) in file.mechanisms.iter().enumerate() {
            learn(&kind.phrases, Meaning::Mechanism(place));
        }
        for (place, kind) in file.triggers.iter().enumerate() {
            learn(&kind.phrases, Meaning::Trigger(place));
        }
        learn(&file.cause.phrases, Meaning::Cause);
        learn(&file.again.phrases, Meaning::Again);
        learn(&file.denied.phrases, Meaning::Denied);
        let labels = |kinds: Vec<Kind>| kinds.into_iter().map(|kind| kind.label).collect();
        Ok(Self {
            mechanisms: labels(file.mechanisms),
            triggers: labels(file.triggers),
            book: PhraseBook::new(phrases),
        })
    }

    /// What a sentence says, given as words in small letters.
    pub(super) fn reads(&self, words: &[&str]) -> Said {
        let mut said = Said::default();
        self.book.find(words, |meaning| match meaning {
            Meaning::Mechanism(place) => said.mechanisms.add(place),
            Meaning::Trigger(place) => said.triggers.add(place),
            Meaning::Cause => said.cause = true,
            Meaning::Again => said.again = true,
            Meaning::Denied => said.denied = true,
        });
        said
    }

    /// How a reason names a mechanism.
    #[must_use]
    pub(super) fn mechanism(&self, place: usize) -> &str {
        self.mechanisms.get(place).map_or("", String::as_str)
    }

    #[must_use]
    pub(super) fn trigger(&self, place: usize) -> &str {
        self.triggers.get(place).map_or("", String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mechanisms(sentence: &str) -> Vec<String> {
        let lexicon = Lexicon::english();
        let words: Vec<_> = sentence.split(' ').collect();
        let found = lexicon.reads(&words).mechanisms;
        let labels = found.places().map(|place| lexicon.mechanism(place).into());
        labels.collect()
    }

    #[test]
    fn the_lexicon_is_read_and_has_room() {
        let lexicon = Lexicon::read(include_str!("lexicon.toml")).unwrap();
        assert!((20..=64).contains(&lexicon.mechanisms.len()));
        assert!((5..=64).contains(&lexicon.triggers.len()));
    }

    #[test]
    fn mechanisms_are_found_in_their_various_words() {
        assert_eq!(
            mechanisms("the intermediate certificate had expired"),
            ["something expired", "a certificate that was not valid"]
        );
        assert_eq!(
            mechanisms("it was applied to the wrong cluster"),
            ["applied to the wrong target"]
        );
        assert_eq!(
            mechanisms("the disk of the primary was full"),
            ["ran out of disk"]
        );
        assert_eq!(mechanisms("all was well"), Vec::<String>::new());
    }

    #[test]
    fn a_sentence_says_that_it_was_here_before_or_that_it_was_not() {
        let said = |sentence: &str| {
            let words: Vec<_> = sentence.split(' ').collect();
            let said = Lexicon::english().reads(&words);
            (said.again, said.denied)
        };
        assert_eq!(said("this was the second time this month"), (true, false));
        assert_eq!(
            said("it had a different root cause than the previous incident"),
            (true, true)
        );
        assert_eq!(said("nothing of the kind"), (false, false));
    }
}
