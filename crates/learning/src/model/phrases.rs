//! Phrases of a few words with open ends and gaps, and finding many of them in a sentence at once.

use std::collections::HashMap;

/// The most words that a gap spans.
const GAP: usize = 5;
/// Open words are looked up by so many first letters; shorter ones by all they have.
const STEM: usize = 3;

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// This word and no other.
    Word(String),
    /// A word that begins like this.
    Begins(String),
    Gap,
}

/// `"exceed* .. limit*"`: a star ends a word that may go on, two dots are up to five other words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Phrase(Vec<Part>);

impl Phrase {
    pub(super) fn read(text: &str) -> Self {
        let part = |word: &str| match word.strip_suffix('*') {
            _ if word == ".." => Part::Gap,
            Some(stem) => Part::Begins(stem.to_owned()),
            None => Part::Word(word.to_owned()),
        };
        Self(text.split_whitespace().map(part).collect())
    }

    fn begins_at(&self, words: &[&str]) -> bool {
        follows(&self.0, words)
    }

    fn key(&self) -> Option<String> {
        match self.0.first()? {
            Part::Word(word) => Some(first_letters(word).to_owned()),
            Part::Begins(stem) => Some(first_letters(stem).to_owned()),
            Part::Gap => None,
        }
    }
}

fn follows(parts: &[Part], words: &[&str]) -> bool {
    match parts.split_first() {
        None => true,
        Some((Part::Gap, rest)) => {
            let most = GAP.min(words.len());
            (0..=most).any(|skipped| follows(rest, &words[skipped..]))
        }
        Some((part, rest)) => words.split_first().is_some_and(|(word, words)| {
            let fits = match part {
                Part::Word(whole) => word == whole,
                Part::Begins(stem) => word.starts_with(stem.as_str()),
                Part::Gap => false,
            };
            fits && follows(rest, words)
        }),
    }
}

fn first_letters(word: &str) -> &str {
    word.char_indices()
        .nth(STEM)
        .map_or(word, |(end, _)| &word[..end])
}

/// Many phrases, each with what it means, by the first letters of their first words.
#[derive(Debug)]
pub(super) struct PhraseBook<M> {
    by_start: HashMap<String, Vec<(Phrase, M)>>,
}

impl<M: Copy> PhraseBook<M> {
    pub(super) fn new(phrases: Vec<(Phrase, M)>) -> Self {
        let mut by_start: HashMap<_, Vec<_>> = HashMap::new();
        for (phrase, meaning) in phrases {
            if let Some(key) = phrase.key() {
                by_start.entry(key).or_default().push((phrase, meaning));
            }
        }
        Self { by_start }
    }

    /// Tells the meaning of each phrase that begins somewhere in the words, as often as it does.
    pub(super) fn find(&self, words: &[&str], mut found: impl FnMut(M)) {
        for (at, word) in words.iter().enumerate() {
            let start = first_letters(word);
            // A stem may be shorter than what words are looked up by.
            let shorter = start.char_indices().skip(1).map(|(end, _)| &start[..end]);
            for key in shorter.chain([start]) {
                for (phrase, meaning) in self.by_start.get(key).into_iter().flatten() {
                    if phrase.begins_at(&words[at..]) {
                        found(*meaning);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(phrases: &[&str], sentence: &str) -> Vec<usize> {
        let phrases = phrases.iter().enumerate();
        let book = PhraseBook::new(phrases.map(|(n, text)| (Phrase::read(text), n)).collect());
        let words: Vec<_> = sentence.split(' ').collect();
        let mut found = Vec::new();
        book.find(&words, |meaning| found.push(meaning));
        found.sort_unstable();
        found.dedup();
        found
    }

    #[test]
    fn a_star_lets_a_word_go_on_and_dots_let_words_stand_between() {
        let phrases = ["expir*", "exceed* .. limit*", "no space", "io"];
        assert_eq!(found(&phrases, "the cert expired"), [0]);
        assert_eq!(found(&phrases, "it exceeded the hard memory limits"), [1]);
        assert_eq!(found(&phrases, "exceeding limits"), [1]);
        assert_eq!(
            found(&phrases, "exceeds a b c d e f limit"),
            Vec::<usize>::new()
        );
        assert_eq!(found(&phrases, "there was no space on io"), [2, 3]);
        assert_eq!(found(&phrases, "no spaces in prior"), Vec::<usize>::new());
    }

    proptest! {
        #[test]
        fn a_phrase_is_found_wherever_it_stands(
            before in proptest::collection::vec("[x-z]{1,4}", 0..5),
            phrase in proptest::collection::vec("[a-d]{1,5}", 1..4),
            after in proptest::collection::vec("[x-z]{1,4}", 0..5),
        ) {
            let text = phrase.join(" ");
            let sentence = [before, phrase.clone(), after].concat().join(" ");
            prop_assert_eq!(found(&[&text], &sentence), [0]);
        }
    }
}
