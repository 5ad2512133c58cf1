//! What was considered before: measures that were not chosen, and action items that were dropped,
//! with the reason that was given. They are found when the subject comes back.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::facts::IncidentFacts;
use super::words::{Spelled, Words};
use crate::IncidentRef;
use crate::action_item::State;

/// What became of it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    NotChosen,
    WontDo,
}

/// Something that was considered before and not done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConsideredBefore {
    pub incident: IncidentRef,
    pub incident_title: String,
    pub title: String,
    pub fate: Fate,
    /// Why; empty where nobody said.
    pub reason: String,
    /// "Considered before in INC-31: “Add a queue”, not chosen because it hides the cause."
    pub sentence: String,
}

/// One of them, which is told only when it is wanted.
#[derive(Clone, Copy)]
pub(super) struct One<'a> {
    pub(super) facts: &'a IncidentFacts,
    pub(super) title: &'a str,
    pub(super) reason: &'a str,
    fate: Fate,
}

/// All of it, incident by incident.
pub(super) fn all(facts: &[IncidentFacts]) -> impl Iterator<Item = One<'_>> {
    facts.iter().flat_map(|facts| {
        let measures = facts.considered.iter().map(|one| One {
            facts,
            title: &one.title,
            reason: one.reason.trim(),
            fate: Fate::NotChosen,
        });
        let dropped = facts.actions.iter();
        let dropped = dropped.filter(|action| action.state == State::WontDo);
        let dropped = dropped.map(|action| One {
            facts,
            title: &action.title,
            reason: action.reason.trim(),
            fate: Fate::WontDo,
        });
        measures.chain(dropped)
    })
}

impl One<'_> {
    pub(super) fn tell(self) -> ConsideredBefore {
        let (title, reason, fate) = (self.title, self.reason, self.fate);
        let became = match fate {
            Fate::NotChosen => "not chosen",
            Fate::WontDo => "dropped later",
        };
        let because = if reason.is_empty() {
            ", and nobody said why".to_owned()
        } else {
            format!(": {}", reason.trim_end_matches('.'))
        };
        let incident = self.facts.reference;
        ConsideredBefore {
            incident,
            incident_title: self.facts.title.clone(),
            title: title.to_owned(),
            fate,
            reason: reason.to_owned(),
            sentence: format!("Considered before in {incident}: “{title}”, {became}{because}."),
        }
    }
}

/// At least so much of what the words of a title weigh has to be shared.
const LEAST_SHARED: f64 = 0.5;
const LEAST_WORDS: usize = 2;

/// Those that a new measure's title resembles, the most alike first, but for those of the incident
/// at hand.
///
/// A word weighs −ln of the share of all that was considered that has it, so that rare words count
/// and common ones hardly do. Alike is what shares two words and half of the weight of the title's.
#[must_use]
pub fn alike(
    title: &str,
    of: Option<IncidentRef>,
    facts: &[IncidentFacts],
    limit: usize,
) -> Vec<ConsideredBefore> {
    let sought = Spelled::of(title);
    if sought.len() < LEAST_WORDS {
        return Vec::new();
    }
    let candidates: Vec<_> = all(facts)
        .map(|one| (Words::of(one.title).shared(&sought), one))
        .collect();
    let weights = weights(&sought, candidates.iter().map(|(shared, _)| shared));
    let whole: f64 = weights.iter().sum();
    let score = |shared: &[usize]| -> f64 { shared.iter().map(|place| weights[*place]).sum() };
    let mut alike: Vec<_> = candidates
        .into_iter()
        .filter(|(shared, one)| shared.len() >= LEAST_WORDS && Some(one.facts.reference) != of)
        .map(|(shared, one)| (score(&shared), one))
        .filter(|(score, _)| *score >= LEAST_SHARED * whole)
        .collect();
    alike.sort_by(|(a, one), (b, other)| {
        b.total_cmp(a)
            .then(other.facts.reference.cmp(&one.facts.reference))
    });
    alike
        .into_iter()
        .take(limit)
        .map(|(_, one)| one.tell())
        .collect()
}

/// What each sought word weighs. One that nothing has weighs as if one more had it.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
fn weights<'a>(
    sought: &Spelled,
    shared: impl ExactSizeIterator<Item = &'a Vec<usize>>,
) -> Vec<f64> {
    let of = shared.len() as f64 + 1.0;
    let mut having: HashMap<usize, u64> = HashMap::new();
    for place in shared.flatten() {
        *having.entry(*place).or_default() += 1;
    }
    let weight = |place| {
        let having = having.get(&place).copied().unwrap_or(0).max(1) as f64;
        (of / having).ln()
    };
    (0..sought.len()).map(weight).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learning::facts::Considered;
    use crate::learning::sample::{action, incident};
    use proptest::prelude::*;

    fn with(number: u32, titles: &[(&str, &str)]) -> IncidentFacts {
        let mut facts = incident(number, "2026-01-05T10:00:00Z", &[]);
        facts.considered = titles
            .iter()
            .map(|(title, reason)| Considered {
                title: (*title).to_owned(),
                reason: (*reason).to_owned(),
            })
            .collect();
        facts
    }

    #[test]
    fn the_same_thought_in_other_words_is_found_with_its_reason() {
        let mut dropped = incident(9, "2026-01-05T10:00:00Z", &[]);
        let mut item = action(&dropped, 1, None);
        (item.title, item.state) = ("Shard the ledger tables".into(), State::WontDo);
        item.reason = "the vendor ends it".into();
        dropped.actions = vec![item];
        let all = [
            with(
                31,
                &[(
                    "Raise max_connections on the ledger",
                    "It hides the next one.",
                )],
            ),
            with(32, &[("Page the on-call engineer twice", "")]),
            dropped,
        ];
        let found = alike("Raise the max_connections of payments", None, &all, 3);
        let told: Vec<_> = found.iter().map(|one| one.sentence.as_str()).collect();
        assert_eq!(
            told,
            [
                "Considered before in INC-31: “Raise max_connections on the ledger”, not chosen: It \
              hides the next one."
            ]
        );
        assert!(alike("Raise the max_connections", Some(IncidentRef(31)), &all, 3).is_empty());
        let found = alike("Shard the tables of the ledger", None, &all, 3);
        assert_eq!(found[0].fate, Fate::WontDo);
        assert!(
            found[0]
                .sentence
                .ends_with("dropped later: the vendor ends it.")
        );
        assert!(alike("Ledger", None, &all, 3).is_empty());
    }

    proptest! {
        #[test]
        fn its_own_title_is_found_and_nothing_beyond_the_limit(
            titles in proptest::collection::vec("[a-f]{4} [a-f]{4} [a-f]{4}", 1..12), limit in 1usize..4,
        ) {
            let all: Vec<_> = (1..).zip(&titles).map(|(number, title)| with(number, &[(title, "")])).collect();
            let sought = &titles[0];
            let found = alike(sought, None, &all, limit);
            prop_assert!(found.len() <= limit);
            let words = Spelled::of(sought).len();
            if words >= LEAST_WORDS {
                let same = |one: &ConsideredBefore| Words::of(&one.title).shared(&Spelled::of(sought)).len() == words;
                prop_assert!(found.first().is_some_and(same));
            }
        }
    }
}
