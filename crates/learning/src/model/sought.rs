//! What is looked for, in the numbers of a library.

use std::collections::HashMap;

use afterword_domain::{Day, IncidentRef};

use super::corpus::{Corpus, Dictionary, Term};
use super::described::Described;
use super::draft::{Draft, Places};
use super::mentions::Mention;
use super::profile::{self, Facts, View, Weighed};

/// What a text says of earlier incidents, in the numbers of a library.
#[derive(Clone, Debug, Default)]
pub(super) struct Named {
    pub(super) references: Vec<Mention<IncidentRef>>,
    pub(super) days: Vec<Mention<Day>>,
    /// The words of what it links to, each list in order.
    pub(super) links: Vec<Vec<Term>>,
    pub(super) again: bool,
    pub(super) denied: bool,
}

/// A pair of neighbouring words that is looked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct SoughtPair {
    pub(super) pair: u32,
    /// The mean of its words.
    pub(super) rarity: f32,
    pub(super) words: (Term, Term),
}

/// What is looked for.
#[derive(Clone, Debug, Default)]
pub struct Sought {
    pub(super) view: View,
    /// In the order of their numbers.
    pub(super) pairs: Vec<SoughtPair>,
    pub(super) mentions: Named,
    /// How a word was written.
    spelled: HashMap<Term, String>,
}

/// Unseen words have numbers from here on: nobody shares them, but they are part of the text.
const UNSEEN: Term = 1 << 31;

impl Sought {
    pub(super) fn new(
        words: &Dictionary,
        described: &Described,
        draft: Draft,
        facts: Facts,
    ) -> Self {
        let mut unseen = UNSEEN..;
        let mut numbers = HashMap::new();
        let mut weighed = Vec::with_capacity(draft.words.len());
        for (word, places) in draft.words {
            let term = words
                .number(&word)
                .or_else(|| unseen.next())
                .unwrap_or(Term::MAX);
            let rarity = words.rarity(term);
            weighed.push(Weighed {
                term,
                places,
                rarity,
            });
            numbers.insert(word, (term, rarity));
        }
        let circumstances = described.services.iter().map(|id| format!("service {id}"));
        let circumstances =
            circumstances.chain(described.factors.iter().map(|id| format!("factor {id}")));
        weighed.extend(circumstances.filter_map(|name| {
            let term = words.number(&name)?;
            let rarity = words.rarity(term);
            Some(Weighed {
                term,
                places: Places::default(),
                rarity,
            })
        }));
        weighed.sort_unstable_by_key(|word| word.term);
        weighed.dedup_by_key(|word| word.term);
        let pairs = draft.pairs.iter().filter_map(|(before, word)| {
            let (before, word) = (numbers.get(before)?, numbers.get(word)?);
            Some(SoughtPair {
                pair: profile::pair(before.0, word.0),
                rarity: f32::midpoint(before.1, word.1),
                words: (before.0, word.0),
            })
        });
        let mut pairs: Vec<_> = pairs.collect();
        pairs.sort_unstable_by_key(|pair| pair.pair);
        pairs.dedup_by_key(|pair| pair.pair);
        let links = draft.mentions.links.iter().map(|link| {
            let mut terms: Vec<_> = link.iter().filter_map(|word| words.number(word)).collect();
            terms.sort_unstable();
            terms.dedup();
            terms
        });
        let mentions = Named {
            links: links.collect(),
            references: draft.mentions.references,
            days: draft.mentions.days,
            again: draft.mentions.again,
            denied: draft.mentions.denied,
        };
        let spelled = draft.spelled.into_iter().filter_map(|(word, written)| {
            let (term, _) = numbers.get(&word)?;
            Some((*term, written))
        });
        Self {
            view: View {
                day: described.day,
                facts,
                words: weighed,
                pairs: pairs.iter().map(|pair| pair.pair).collect(),
            },
            spelled: spelled.collect(),
            pairs,
            mentions,
        }
    }

    /// How a word was written where it is sought.
    pub(super) fn spelled(&self, term: Term) -> &str {
        self.spelled.get(&term).map_or("", String::as_str)
    }

    /// The words to look incidents up by, the most telling first, with what they weigh.
    pub(super) fn telling_words(&self, corpus: &impl Corpus, most: usize) -> Vec<(Term, f32)> {
        let places = |places: Places| {
            let share = |place, weight| if places.has(place) { weight } else { 0.0 };
            share(Places::TITLE, 2.0)
                + share(Places::CAUSE, 1.5)
                + share(Places::FIX, 1.0)
                + share(Places::TELLING, 1.0)
                + share(Places::EXACT | Places::NAME, 1.0)
                // A service or a factor.
                + if places.is_circumstance() { 1.0 } else { 0.0 }
        };
        let known = self.view.words.iter().filter(|word| word.term < UNSEEN);
        let mut telling: Vec<_> = known
            .map(|word| (word.term, places(word.places) * word.rarity * word.rarity))
            .collect();
        let linked = self.mentions.links.iter().flatten();
        telling.extend(linked.map(|term| (*term, corpus.rarity(*term))));
        telling.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        telling.truncate(most);
        telling
    }
}
