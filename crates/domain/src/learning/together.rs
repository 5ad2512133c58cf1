//! Factors that occur together in one incident, more often than chance would have them.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::facts::IncidentFacts;
use crate::statistics::{Together, holm};
use crate::{FactorId, IncidentRef};

/// Two factors that occur together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FactorPair {
    pub first: FactorId,
    pub second: FactorId,
    /// Incidents with both.
    pub both: u64,
    /// Incidents with the first, and with the second.
    pub with_first: u64,
    pub with_second: u64,
    /// So many with both were to be expected if neither had to do with the other.
    pub expected: f64,
    /// How likely at least so many with both are by chance, corrected for the number of pairs that
    /// were looked at.
    pub by_chance: f64,
    /// The latest with both.
    pub last: IncidentRef,
}

/// The pairs that chance does not explain, and what they were looked for among.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FactorPairs {
    /// Incidents with at least one factor: of one that nobody has reviewed yet no pair is known.
    pub incidents: u64,
    /// Pairs of factors that occurred at least twice each.
    pub looked_at: u64,
    /// The least likely by chance first; at most twenty.
    pub pairs: Vec<FactorPair>,
}

/// What is rarer than this is not put down to chance; asked of all pairs together.
pub const BY_CHANCE: f64 = 0.05;
/// A factor that came once says nothing of what comes with it.
const LEAST: u64 = 2;
const MOST: usize = 20;

/// Incidents with both, and the latest of them.
#[derive(Clone, Copy, Debug)]
struct Both {
    incidents: u64,
    last: (crate::Moment, IncidentRef),
}

/// The pairs of factors that occur together in these incidents more often than chance would have
/// it. Which pairs are looked at is told by how often each factor came and never by the pair's own
/// count, so that the correction holds.
#[must_use]
pub fn factor_pairs<'a>(incidents: impl Iterator<Item = &'a IncidentFacts>) -> FactorPairs {
    let mut of = 0;
    let mut with: HashMap<FactorId, u64> = HashMap::new();
    let mut both: HashMap<(FactorId, FactorId), Both> = HashMap::new();
    for facts in incidents.filter(|facts| !facts.factors.is_empty()) {
        of += 1;
        let last = (facts.began, facts.reference);
        for (at, first) in facts.factors.iter().enumerate() {
            *with.entry(*first).or_insert(0) += 1;
            for second in &facts.factors[at + 1..] {
                let pair = both
                    .entry((*first, *second))
                    .or_insert(Both { incidents: 0, last });
                pair.incidents += 1;
                pair.last = pair.last.max(last);
            }
        }
    }
    with.retain(|_, count| *count >= LEAST);
    let looked_at = with.len() * with.len().saturating_sub(1) / 2;
    let mut pairs: Vec<_> = both
        .into_iter()
        .filter_map(|(factors, both)| tested(factors, both, &with, of))
        .collect();
    pairs.sort_by(|a, b| {
        let order = a.by_chance.total_cmp(&b.by_chance);
        order.then_with(|| (a.first, a.second).cmp(&(b.first, b.second)))
    });
    let chances: Vec<_> = pairs.iter().map(|pair| pair.by_chance).collect();
    for (pair, chance) in pairs.iter_mut().zip(holm(&chances, looked_at)) {
        pair.by_chance = chance;
    }
    pairs.retain(|pair| pair.by_chance < BY_CHANCE);
    pairs.truncate(MOST);
    FactorPairs {
        incidents: of,
        looked_at: looked_at as u64,
        pairs,
    }
}

/// A pair with the chance of it alone; nothing for one that is not looked at.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts of incidents are far below 2⁵²"
)]
fn tested(
    (first, second): (FactorId, FactorId),
    both: Both,
    with: &HashMap<FactorId, u64>,
    of: u64,
) -> Option<FactorPair> {
    let counts = Together {
        both: both.incidents,
        first: *with.get(&first)?,
        second: *with.get(&second)?,
        of,
    };
    // What comes no more often than chance would have it has a chance of a half or more, and is
    // not tested: no pair that passes comes after it.
    (counts.both as f64 > counts.expected()).then(|| FactorPair {
        first,
        second,
        both: counts.both,
        with_first: counts.first,
        with_second: counts.second,
        expected: counts.expected(),
        by_chance: counts.by_chance(),
        last: both.last.1,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learning::sample::{any_incidents, incident};
    use proptest::prelude::*;

    /// So many incidents with each set of factors, one a day.
    fn incidents(sets: &[(u32, &[u32])]) -> Vec<IncidentFacts> {
        let factors = sets
            .iter()
            .flat_map(|(times, factors)| (0..*times).map(move |_| factors));
        let one = |(number, factors): (u32, &&[u32])| {
            let mut facts = incident(number, "2026-01-01T12:00:00Z", factors);
            facts.began = facts.began.plus_days(i64::from(number));
            facts
        };
        (1..).zip(factors).map(one).collect()
    }

    #[test]
    fn a_pair_is_told_when_chance_does_not_explain_it() {
        let all = incidents(&[(6, &[1, 2]), (1, &[1]), (1, &[2]), (30, &[3]), (8, &[])]);
        let found = factor_pairs(all.iter());
        // Those without a factor are not among them; of three factors there are three pairs.
        assert_eq!((found.incidents, found.looked_at), (38, 3));
        let [pair] = &found.pairs[..] else {
            panic!("{:?}", found.pairs);
        };
        assert_eq!((pair.first, pair.second), (FactorId(1), FactorId(2)));
        assert_eq!((pair.both, pair.with_first, pair.with_second), (6, 7, 7));
        assert_eq!(pair.last, IncidentRef(6));
        assert!((pair.expected - 49.0 / 38.0).abs() < 1e-12);
        // scipy 1.17.1: 3 * hypergeom.sf(5, 38, 7, 7)
        assert!(
            (pair.by_chance - 5.182_145_275e-5).abs() < 1e-13,
            "{}",
            pair.by_chance
        );
    }

    #[test]
    fn what_a_few_may_have_in_common_is_not_told() {
        // hypergeom.sf(1, 20, 2, 2) = 1/190 = 0.005, but ten pairs were looked at.
        let all = incidents(&[(2, &[1, 2]), (6, &[3]), (6, &[4]), (6, &[5])]);
        let found = factor_pairs(all.iter());
        assert_eq!((found.looked_at, found.pairs.len()), (10, 0));
        // Of three factors it is three pairs: 0.016.
        let all = incidents(&[(2, &[1, 2]), (18, &[3])]);
        assert_eq!(factor_pairs(all.iter()).pairs.len(), 1);
        // What came once is no pair, whatever it came with.
        let all = incidents(&[(1, &[1, 2]), (300, &[3])]);
        assert_eq!(factor_pairs(all.iter()).looked_at, 0);
        assert_eq!(factor_pairs(std::iter::empty()), FactorPairs::default());
    }

    proptest! {
        #[test]
        fn every_count_is_what_is_there(all in any_incidents()) {
            let found = factor_pairs(all.iter());
            for pair in &found.pairs {
                let having = |factor: &FactorId| all.iter().filter(|facts| facts.factors.contains(factor)).count() as u64;
                let both = all.iter().filter(|facts| {
                    facts.factors.contains(&pair.first) && facts.factors.contains(&pair.second)
                });
                prop_assert_eq!(pair.both, both.count() as u64);
                prop_assert_eq!((pair.with_first, pair.with_second), (having(&pair.first), having(&pair.second)));
                prop_assert!(pair.first < pair.second && pair.by_chance < BY_CHANCE);
            }
            prop_assert!(found.pairs.is_sorted_by(|a, b| a.by_chance <= b.by_chance));
        }
    }
}
