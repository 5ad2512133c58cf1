//! The words of the names of action items and of what was considered, with the incidents that they
//! stand in: while somebody types, a name is looked up where reading all of them would take long.

use std::collections::BTreeMap;
use std::ops::Bound;

use super::considered;
use super::facts::{ActionFacts, IncidentFacts};
use super::find::{Typed, split};
use crate::IncidentRef;

/// By each word, in small letters, the incidents that have it in a name, in the order of their
/// numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NamedBy(BTreeMap<Box<str>, Vec<IncidentRef>>);

impl NamedBy {
    /// Takes in the names of an incident that is not in it.
    pub fn add(&mut self, facts: &IncidentFacts) {
        self.each(facts, |by, word| {
            let Some(having) = by.get_mut(word) else {
                by.insert(word.into(), vec![facts.reference]);
                return;
            };
            if let Err(place) = having.binary_search(&facts.reference) {
                having.insert(place, facts.reference);
            }
        });
    }

    /// Takes out the names of an incident, as they were when it was taken in.
    pub fn remove(&mut self, facts: &IncidentFacts) {
        self.each(facts, |by, word| {
            let Some(having) = by.get_mut(word) else {
                return;
            };
            if let Ok(place) = having.binary_search(&facts.reference) {
                having.remove(place);
            }
            if having.is_empty() {
                by.remove(word);
            }
        });
    }

    /// The incidents that have a word for the one of the typed words that begins fewest names, in the
    /// order of their numbers: what fits is among them. `None` where that takes more than `most`
    /// look-ups, and reading every name is as quick.
    #[must_use]
    pub fn that_may_fit(&self, typed: &Typed, most: usize) -> Option<Vec<IncidentRef>> {
        let begun = typed.words().iter().map(|typed| {
            let having = || self.beginning(typed);
            (having().map(Vec::len).sum::<usize>(), having)
        });
        let Some((many, having)) = begun.min_by_key(|(many, _)| *many) else {
            return Some(Vec::new());
        };
        if many > most {
            return None;
        }
        let mut found = Vec::with_capacity(many);
        having().for_each(|having| found.extend_from_slice(having));
        found.sort_unstable();
        found.dedup();
        Some(found)
    }

    /// Of every word that begins as was typed.
    fn beginning(&self, typed: &str) -> impl Iterator<Item = &Vec<IncidentRef>> {
        let from_there = (Bound::Included(typed), Bound::Unbounded);
        self.0
            .range::<str, _>(from_there)
            .take_while(move |(word, _)| word.starts_with(typed))
            .map(|(_, having)| having)
    }

    fn each(
        &mut self,
        facts: &IncidentFacts,
        mut tell: impl FnMut(&mut BTreeMap<Box<str>, Vec<IncidentRef>>, &str),
    ) {
        let actions = facts.actions.iter().flat_map(ActionFacts::names);
        let considered = considered::all(std::slice::from_ref(facts));
        let considered = considered.flat_map(|one| [one.title, one.reason]);
        let mut small = String::new();
        for word in actions.chain(considered).flat_map(split) {
            small.clear();
            small.extend(word.chars().flat_map(char::to_lowercase));
            tell(&mut self.0, &small);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ActionItemId;
    use crate::action_item::State;
    use crate::learning::facts::Considered;
    use crate::learning::find;
    use crate::learning::sample::{action, incident};
    use crate::query::parse;

    fn named(number: u32, titles: &[String]) -> IncidentFacts {
        let mut facts = incident(number, "2026-01-05T10:00:00Z", &[]);
        for (at, title) in (1..).zip(titles) {
            let mut item = action(&facts, 1, None);
            (item.id, item.title) = (ActionItemId(at), title.clone());
            if at % 3 == 0 {
                (item.state, item.reason) = (State::WontDo, title.to_uppercase());
            }
            if at % 2 == 0 {
                let reason = format!("b {title}");
                let title = title.clone();
                facts.considered.push(Considered { title, reason });
            } else {
                facts.actions.push(item);
            }
        }
        facts
    }

    #[test]
    fn the_word_that_fewest_begin_with_is_looked_up() {
        let mut by = NamedBy::default();
        for number in 1..=9 {
            by.add(&named(number, &["Bound the retries".into()]));
        }
        by.add(&named(10, &["Bound the queue".into()]));
        let typed = |text| Typed::of(&parse(text).unwrap());
        let found = |text| by.that_may_fit(&typed(text), 10);
        assert_eq!(found("bound qu"), Some(vec![IncidentRef(10)]));
        assert_eq!(found("bound").map(|found| found.len()), Some(10));
        assert_eq!(found("ound"), Some(vec![]));
        assert_eq!(found("sev:1"), Some(vec![]));
        by.add(&named(11, &["Bounds".into()]));
        let found = by.that_may_fit(&typed("b"), 10);
        assert_eq!(found, None, "more than are worth looking up");
    }

    proptest! {
        #[test]
        fn what_is_looked_up_is_what_reading_every_name_finds(
            titles in proptest::collection::vec(
                proptest::collection::vec("[a-cA-C1éſß -]{0,12}", 0..5), 1..8),
            text in "[a-c1éſß]{1,3}( [a-cA-C]{1,2})?",
        ) {
            let all: Vec<_> = (1..).zip(&titles).map(|(number, titles)| named(number, titles)).collect();
            let mut by = NamedBy::default();
            for facts in all.iter().rev() {
                by.add(facts);
            }
            let typed = Typed::of(&parse(&text).unwrap());
            let may_fit = by.that_may_fit(&typed, usize::MAX).unwrap();
            let among = find::among(&all, &may_fit);
            prop_assert_eq!(find::actions(among.iter().copied(), &typed, 9), find::actions(&all, &typed, 9));
            prop_assert_eq!(find::considered(among.iter().copied(), &typed, 9), find::considered(&all, &typed, 9));
        }

        #[test]
        fn what_is_taken_out_leaves_nothing(
            titles in proptest::collection::vec(
                proptest::collection::vec("[a-cA-C1é -]{0,12}", 0..5), 1..8),
            out in proptest::collection::vec(any::<bool>(), 8),
        ) {
            let all: Vec<_> = (1..).zip(&titles).map(|(number, titles)| named(number, titles)).collect();
            let mut by = NamedBy::default();
            for facts in &all {
                by.add(facts);
            }
            let mut rest = NamedBy::default();
            for (facts, out) in all.iter().zip(&out) {
                if *out { by.remove(facts) } else { rest.add(facts) }
            }
            prop_assert_eq!(by, rest);
        }
    }
}
