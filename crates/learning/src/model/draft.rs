//! What a description comes to before it meets others: its words by zone, its exact tokens and
//! names, what happened in it, and whom it mentions.

use std::collections::{BTreeMap, HashMap};

use super::cut::{Cut, Sentence, exact};
use super::described::{Described, Zone};
use super::lexicon::{Lexicon, Said, Set};
use super::mentions::Mentions;
use super::words::stem_of;

/// In which places a word stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Places(pub(super) u8);

impl Places {
    pub(super) const TITLE: u8 = 1;
    pub(super) const CAUSE: u8 = 2;
    pub(super) const TELLING: u8 = 4;
    pub(super) const FIX: u8 = 8;
    /// It names something: a component, a product, a host.
    pub(super) const NAME: u8 = 16;
    /// It is typed exactly: an error string, a version, an identifier.
    pub(super) const EXACT: u8 = 32;
    /// Two bits: it stands there once, twice, four times, eight times or more.
    const OFTEN: u32 = 6;
    /// By which incidents are looked up.
    pub(super) const FOUND_BY: u8 =
        Self::TITLE | Self::CAUSE | Self::FIX | Self::NAME | Self::EXACT;

    #[must_use]
    pub(super) fn has(self, place: u8) -> bool {
        self.0 & place != 0
    }

    /// A service or a factor, which stands in no text.
    pub(super) fn is_circumstance(self) -> bool {
        self.0 == 0
    }

    /// 1 + ln of how often it stands in the text, as far as that is kept.
    pub(super) fn often(self) -> f32 {
        1.0 + f32::from(self.0 >> Self::OFTEN) * std::f32::consts::LN_2
    }

    fn standing(self, times: u32) -> Self {
        let doublings = times.max(1).ilog2().min(3);
        Self(self.0 | u8::try_from(doublings << Self::OFTEN).unwrap_or(0))
    }
}

/// A description in words; nothing is weighed yet.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Draft {
    pub(super) words: BTreeMap<String, Places>,
    /// Neighbouring words, each pair once, in the order of the text.
    pub(super) pairs: Vec<(String, String)>,
    pub(super) mechanisms: Set,
    pub(super) triggers: Set,
    pub(super) mentions: Mentions,
    /// How a stem was written where it stood first.
    pub(super) spelled: HashMap<String, String>,
}

/// In distinct words and in pairs. What is longer says more than is worth comparing: the first
/// hundreds of words of a post-mortem tell what it is about.
const MOST_WORDS: usize = 600;
const MOST_PAIRS: usize = 400;

impl Draft {
    pub(super) fn of(described: &Described) -> Self {
        let mut draft = Self::default();
        let mut times = HashMap::new();
        for passage in &described.passages {
            let cut = Cut::of(&passage.text);
            for link in &cut.links {
                draft.mentions.read_link(link);
            }
            for sentence in &cut.sentences {
                draft.take_in(sentence, passage.zone, described, &mut times);
            }
        }
        for (word, places) in &mut draft.words {
            *places = places.standing(times.get(word).copied().unwrap_or(1));
        }
        draft
    }

    fn take_in(
        &mut self,
        sentence: &Sentence,
        zone: Zone,
        described: &Described,
        times: &mut HashMap<String, u32>,
    ) {
        let smalls: Vec<_> = sentence
            .words
            .iter()
            .map(|word| word.small.as_str())
            .collect();
        let said = Lexicon::english().reads(&smalls);
        self.mentions.read(sentence, said, described.day);
        let places = places(zone, said);
        for token in exact(&sentence.text) {
            // A name in the course of events may be anybody's; elsewhere it is what it is about.
            let named = if zone == Zone::Course {
                0
            } else {
                Places::NAME
            };
            self.add(token.to_lowercase(), token, Places::EXACT | named);
        }
        if places == 0 {
            return;
        }
        self.mechanisms = self.mechanisms.or(said.mechanisms);
        if said.cause || zone == Zone::Cause {
            self.triggers = self.triggers.or(said.triggers);
        }
        let mut before: Option<String> = None;
        for word in &sentence.words {
            let Some(stem) = stem_of(word) else { continue };
            // In a title every word may have a capital.
            let named = word.named && !matches!(zone, Zone::Title | Zone::Course);
            let name = if named { Places::NAME } else { 0 };
            *times.entry(stem.clone()).or_insert(0) += 1;
            self.add(stem.clone(), &sentence.text[word.at.clone()], places | name);
            if let Some(before) = before.replace(stem.clone()) {
                self.add_pair(before, stem);
            }
        }
    }

    fn add(&mut self, stem: String, written: &str, places: u8) {
        if self.words.len() >= MOST_WORDS && !self.words.contains_key(&stem) {
            return;
        }
        if !self.spelled.contains_key(&stem) {
            let written = written.trim_matches(|c: char| !c.is_alphanumeric());
            self.spelled.insert(stem.clone(), written.to_owned());
        }
        self.words.entry(stem).or_default().0 |= places;
    }

    fn add_pair(&mut self, before: String, word: String) {
        let pair = (before, word);
        if self.pairs.len() < MOST_PAIRS && !self.pairs.contains(&pair) {
            self.pairs.push(pair);
        }
    }
}

/// Where the words of a sentence count. One that tells a cause counts as such wherever it stands:
/// few post-mortems have a section for it and nothing else in it.
fn places(zone: Zone, said: Said) -> u8 {
    let cause = if said.cause { Places::CAUSE } else { 0 };
    match zone {
        Zone::Title => Places::TITLE | cause,
        Zone::Cause => Places::CAUSE,
        Zone::Telling if said.cause => Places::CAUSE,
        Zone::Telling => Places::TELLING,
        Zone::Fix => Places::FIX | cause,
        Zone::Course => cause,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::described::Passage;

    fn draft(passages: &[(Zone, &str)]) -> Draft {
        let passages = passages.iter().map(|(zone, text)| Passage {
            zone: *zone,
            text: (*text).to_owned(),
        });
        Draft::of(&Described {
            passages: passages.collect(),
            ..Described::default()
        })
    }

    fn places_of(draft: &Draft, word: &str) -> u8 {
        draft.words.get(word).copied().unwrap_or_default().0
    }

    #[test]
    fn a_sentence_that_tells_a_cause_counts_as_one_wherever_it_stands() {
        let draft = draft(&[
            (
                Zone::Telling,
                "Payments stood still. That was caused by the pool of the Ledger.",
            ),
            (
                Zone::Course,
                "10:02 alert fired\n\n10:10 turned out to be quota of max_connections",
            ),
        ]);
        assert_eq!(places_of(&draft, "payment"), Places::TELLING);
        assert_eq!(places_of(&draft, "pool"), Places::CAUSE);
        assert_eq!(places_of(&draft, "ledger"), Places::CAUSE | Places::NAME);
        assert_eq!(places_of(&draft, "quota"), Places::CAUSE);
        assert_eq!(places_of(&draft, "alert"), 0);
        assert_eq!(places_of(&draft, "max_connections"), Places::EXACT);
        assert_eq!(draft.spelled["ledger"], "Ledger");
    }

    #[test]
    fn pairs_do_not_reach_over_the_end_of_a_sentence() {
        let draft = draft(&[(Zone::Cause, "The pool ran dry. Settlement waited.")]);
        let pairs: Vec<_> = draft
            .pairs
            .iter()
            .map(|(a, b)| format!("{a} {b}"))
            .collect();
        assert_eq!(pairs, ["pool ran", "ran dri", "settlement wait"]);
    }

    #[test]
    fn a_text_without_end_is_read_so_far() {
        let words: Vec<_> = (0..5_000).map(|n| format!("w{n}x")).collect();
        let long = words.join(" ");
        let draft = draft(&[(Zone::Cause, &long)]);
        assert_eq!(
            (draft.words.len(), draft.pairs.len()),
            (MOST_WORDS, MOST_PAIRS)
        );
    }
}
