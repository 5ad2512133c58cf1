//! Finding by a few typed words what has a short name: factors, action items, people, services.
//! A name is found when every typed word begins one of its words, whatever the case.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;

use memchr::memchr2_iter;

use super::considered::{self, ConsideredBefore};
use super::facts::IncidentFacts;
use crate::person::Person;
use crate::query::{Query, Test};
use crate::service::Service;
use crate::workspace::FactorTerm;
use crate::{ActionItemId, FactorId, IncidentRef};

/// What was typed, as far as it can be found in a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed(Vec<String>);

/// How well a name fits; less is better.
type Fit = u8;

impl Typed {
    /// The plain words of a query.
    #[must_use]
    pub fn of(query: &Query) -> Self {
        let plain = query.terms.iter().filter(|term| !term.negated);
        let words = plain.filter_map(|term| match &term.test {
            Test::Word(word) | Test::Phrase(word) => Some(word),
            _ => None,
        });
        Self(
            words
                .flat_map(|word| split(word))
                .map(str::to_lowercase)
                .collect(),
        )
    }

    /// `None` unless every typed word begins a word of the name: 0 when the name begins with the
    /// first of them, else 1.
    fn fit(&self, name: &str) -> Option<Fit> {
        let first = self.0.first()?;
        if name.is_ascii() {
            return self.fit_ascii(name.as_bytes(), first);
        }
        let begun = |typed: &String| split(name).any(|word| begins(word, typed));
        let leads = split(name).next().is_some_and(|word| begins(word, first));
        self.0.iter().all(begun).then(|| u8::from(!leads))
    }

    /// The same for most names, which are asked all at once while somebody types: only where a typed
    /// word's first letter stands is anything compared.
    fn fit_ascii(&self, name: &[u8], first: &str) -> Option<Fit> {
        let begun = |typed: &String| word_begins(name, typed.as_bytes(), 0..name.len());
        if !self.0.iter().all(begun) {
            return None;
        }
        let start = name.iter().position(u8::is_ascii_alphanumeric)?;
        Some(u8::from(!word_begins(
            name,
            first.as_bytes(),
            start..start + 1,
        )))
    }

    /// In small letters.
    pub(super) fn words(&self) -> &[String] {
        &self.0
    }

    fn best_fit<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Option<Fit> {
        names.into_iter().filter_map(|name| self.fit(name)).min()
    }
}

pub(super) fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
}

/// Whether a word that starts within these places begins with what was typed, in small letters.
fn word_begins(name: &[u8], typed: &[u8], within: Range<usize>) -> bool {
    let Some(&first) = typed.first() else {
        return false;
    };
    let (small, large) = (first, first.to_ascii_uppercase());
    let mut places = memchr2_iter(small, large, &name[within.clone()]);
    places.any(|place| {
        let at = within.start + place;
        let is_start = at == 0 || !name[at - 1].is_ascii_alphanumeric();
        let there = name.get(at..at + typed.len());
        is_start && there.is_some_and(|there| there.eq_ignore_ascii_case(typed))
    })
}

/// Whether a word begins with what was typed, which is in small letters. Makes no text of its own:
/// it is asked of every action item while somebody types.
fn begins(word: &str, typed: &str) -> bool {
    let mut letters = word.chars().flat_map(char::to_lowercase);
    typed.chars().all(|typed| letters.next() == Some(typed))
}

/// The incident that a text names, written as `INC-57`, `inc57` or `57`.
#[must_use]
pub fn named(text: &str) -> Option<IncidentRef> {
    let text = text.trim().to_lowercase();
    let number = text.strip_prefix("inc").unwrap_or(&text);
    number.trim_start_matches(['-', ' ']).parse().ok()
}

/// Factors by label, each with the number of incidents that have it; the most frequent first among
/// those that fit as well. Drills and duplicates do not count. A term that was merged is not found:
/// the one that took over is, by its own label.
#[must_use]
pub fn factors<'a>(
    terms: &'a [FactorTerm],
    all: &[IncidentFacts],
    typed: &Typed,
    limit: usize,
) -> Vec<(&'a FactorTerm, u64)> {
    let fitting: Vec<_> = terms
        .iter()
        .filter(|term| term.merged_into.is_none())
        .filter_map(|term| Some((term, typed.fit(&term.label)?)))
        .collect();
    if fitting.is_empty() {
        return Vec::new();
    }
    let mut counts: HashMap<FactorId, u64> = HashMap::new();
    let counted = all.iter().filter(|facts| facts.counts);
    for factor in counted.flat_map(|facts| &facts.factors) {
        *counts.entry(*factor).or_insert(0) += 1;
    }
    let count = |term: &FactorTerm| counts.get(&term.id).copied().unwrap_or(0);
    let mut found: Vec<_> = fitting;
    found.sort_by_key(|(term, fit)| (*fit, Reverse(count(term)), term.id));
    let found = found.into_iter().take(limit);
    found.map(|(term, _)| (term, count(term))).collect()
}

/// Those of some incidents that are among others, which are in the order of their numbers.
#[must_use]
pub fn among<'a>(all: &'a [IncidentFacts], some: &[IncidentRef]) -> Vec<&'a IncidentFacts> {
    let place = |one: &IncidentRef| all.binary_search_by_key(one, |facts| facts.reference);
    let places = some.iter().filter_map(|one| place(one).ok());
    places.map(|place| &all[place]).collect()
}

/// Action items by title or ticket key: unfinished ones first, then the latest.
#[must_use]
pub fn actions<'a>(
    all: impl IntoIterator<Item = &'a IncidentFacts>,
    typed: &Typed,
    limit: usize,
) -> Vec<(IncidentRef, ActionItemId)> {
    let mut found = Vec::new();
    for facts in all {
        for action in &facts.actions {
            if let Some(fit) = typed.best_fit(action.names()) {
                let finished = action.state.is_finished();
                let committed = Reverse(action.committed_at);
                found.push(((fit, finished, committed), (facts.reference, action.id)));
            }
        }
    }
    found.sort_unstable();
    found
        .into_iter()
        .take(limit)
        .map(|(_, item)| item)
        .collect()
}

/// What was considered before, by its title or the reason against it: the latest incident first.
#[must_use]
pub fn considered<'a>(
    all: impl IntoIterator<Item = &'a IncidentFacts>,
    typed: &Typed,
    limit: usize,
) -> Vec<ConsideredBefore> {
    let all = all.into_iter();
    let found = all.flat_map(|facts| considered::all(std::slice::from_ref(facts)));
    let found = found.filter_map(|one| {
        let fit = typed.best_fit([one.title, one.reason])?;
        Some(((fit, Reverse(one.facts.reference)), one))
    });
    let found = best(found, limit).into_iter();
    found.map(considered::One::tell).collect()
}

/// People by name or handle; those who have left come last.
#[must_use]
pub fn people<'a>(people: &'a [Person], typed: &Typed, limit: usize) -> Vec<&'a Person> {
    let fit = |person: &Person| typed.best_fit([person.name.as_str(), person.handle.as_str()]);
    let found = people
        .iter()
        .filter_map(|person| Some(((!person.active, fit(person)?, person.id), person)));
    best(found, limit)
}

/// Services by name.
#[must_use]
pub fn services<'a>(services: &'a [Service], typed: &Typed, limit: usize) -> Vec<&'a Service> {
    let found = services
        .iter()
        .filter_map(|service| Some(((typed.fit(&service.name)?, service.id), service)));
    best(found, limit)
}

fn best<K: Ord, T>(found: impl Iterator<Item = (K, T)>, limit: usize) -> Vec<T> {
    let mut found: Vec<_> = found.collect();
    found.sort_by(|(a, _), (b, _)| a.cmp(b));
    found.into_iter().take(limit).map(|(_, one)| one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learning::sample::{action, incident};
    use crate::query::parse;
    use proptest::prelude::*;

    fn typed(text: &str) -> Typed {
        Typed::of(&parse(text).unwrap())
    }

    #[test]
    fn an_incident_is_named_in_four_ways() {
        for text in ["INC-57", "inc57", " 57 ", "Inc 57"] {
            assert_eq!(named(text), Some(IncidentRef(57)), "{text}");
        }
        for text in ["", "inc", "57 ledger", "inc-", "0", "sev:1", "incident 57"] {
            assert_eq!(named(text), None, "{text}");
        }
    }

    #[test]
    fn every_typed_word_begins_a_word_of_the_name() {
        let fit = |text: &str| typed(text).fit("Retries not bounded");
        assert_eq!(fit("RETR"), Some(0));
        assert_eq!(fit("bound retr"), Some(1));
        assert_eq!(fit("etries"), None);
        assert_eq!(fit("retries ledger"), None);
        assert_eq!(fit("sev:1"), None);
        assert_eq!(fit("-retries"), None);
        assert_eq!(typed("pay-22").fit("PAY-2214"), Some(0));
    }

    #[test]
    fn unfinished_items_come_first_and_are_known_by_their_tickets() {
        let mut one = incident(1, "2026-01-05T10:00:00Z", &[]);
        let mut done = action(&one, 1, Some("2026-02-01T10:00:00Z"));
        done.title = "Bound the retries".into();
        let mut open = action(&one, 1, None);
        (open.id, open.ticket) = (ActionItemId(2), Some("BOUND-7".into()));
        one.actions = vec![done, open];
        let found = actions(&[one], &typed("bound"), 5);
        assert_eq!(
            found,
            [
                (IncidentRef(1), ActionItemId(2)),
                (IncidentRef(1), ActionItemId(1))
            ]
        );
    }

    #[test]
    fn the_most_frequent_factor_comes_first() {
        let term = |id, label: &str| FactorTerm::new(FactorId(id), label.into());
        let mut merged = term(4, "No owners");
        merged.merged_into = Some(FactorId(2));
        let terms = [
            term(1, "No alert"),
            term(2, "No owner"),
            term(3, "Alert is noise"),
            merged,
        ];
        let mut drill = incident(3, "2026-01-05T10:00:00Z", &[1]);
        drill.counts = false;
        let all = [incident(1, "2026-01-05T10:00:00Z", &[2]), drill];
        let found = |text: &str| -> Vec<_> {
            let found = factors(&terms, &all, &typed(text), 3).into_iter();
            found.map(|(term, count)| (term.id.0, count)).collect()
        };
        assert_eq!(found("no"), [(2, 1), (1, 0), (3, 0)]);
        assert_eq!(found("alert"), [(3, 0), (1, 0)]);
    }

    /// As it is told: word by word, whatever the letters.
    fn plainly(typed: &Typed, name: &str) -> Option<Fit> {
        let first = typed.0.first()?;
        let all: Vec<_> = split(name).map(str::to_lowercase).collect();
        let begun = |typed: &String| all.iter().any(|word| word.starts_with(typed.as_str()));
        let leads = all
            .first()
            .is_some_and(|word| word.starts_with(first.as_str()));
        typed.0.iter().all(begun).then(|| u8::from(!leads))
    }

    proptest! {
        #[test]
        fn a_name_is_found_as_its_words_say(
            name in "[aAbBkK1 -]{0,16}|[aAbé\u{212a} -]{0,12}",
            text in "[aAbBk1é]{1,3}( [aAbBk]{1,2})?",
        ) {
            let typed = typed(&text);
            prop_assert_eq!(typed.fit(&name), plainly(&typed, &name));
        }

        #[test]
        fn no_limit_is_exceeded_and_nothing_typed_breaks_it(text in ".{0,40}", limit in 1usize..10) {
            let one = incident(1, "2026-01-05T10:00:00Z", &[]);
            if let Ok(query) = parse(&text) {
                let typed = Typed::of(&query);
                prop_assert!(actions(&[one], &typed, limit).len() <= limit);
                prop_assert!(typed.fit(&text).is_none_or(|fit| fit <= 1));
            }
        }
    }
}
