//! Finding by a few typed words what has a short name: factors, action items, people, services.
//! A name is found when every typed word begins one of its words, whatever the case.

use std::cmp::Reverse;
use std::collections::HashMap;

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
            Test::Word(word) => Some(word),
            _ => None,
        });
        Self(words.flat_map(|word| split(word)).collect())
    }

    /// `None` unless every typed word begins a word of the name: 0 when the name begins with the
    /// first of them, else 1.
    fn fit(&self, name: &str) -> Option<Fit> {
        let first = self.0.first()?;
        let words = split(name);
        let begins = |typed: &String| words.iter().any(|word| word.starts_with(typed.as_str()));
        self.0.iter().all(begins).then(|| {
            u8::from(
                words
                    .first()
                    .is_none_or(|word| !word.starts_with(first.as_str())),
            )
        })
    }

    fn best_fit<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Option<Fit> {
        names.into_iter().filter_map(|name| self.fit(name)).min()
    }
}

fn split(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// The incident that a text names, written as `INC-57`, `inc57` or `57`.
#[must_use]
pub fn named(text: &str) -> Option<IncidentRef> {
    let text = text.trim().to_lowercase();
    let number = text.strip_prefix("inc").unwrap_or(&text);
    number.trim_start_matches(['-', ' ']).parse().ok()
}

/// Factors by label, each with the number of incidents that have it; the most frequent first among
/// those that fit as well. Drills and duplicates do not count.
#[must_use]
pub fn factors<'a>(
    terms: &'a [FactorTerm],
    all: &[IncidentFacts],
    typed: &Typed,
    limit: usize,
) -> Vec<(&'a FactorTerm, u64)> {
    let fitting: Vec<_> = terms
        .iter()
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

/// Action items by title or ticket key: unfinished ones first, then the latest.
#[must_use]
pub fn actions(
    all: &[IncidentFacts],
    typed: &Typed,
    limit: usize,
) -> Vec<(IncidentRef, ActionItemId)> {
    let mut found = Vec::new();
    for facts in all {
        for action in &facts.actions {
            let names = [Some(action.title.as_str()), action.ticket.as_deref()];
            if let Some(fit) = typed.best_fit(names.into_iter().flatten()) {
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
