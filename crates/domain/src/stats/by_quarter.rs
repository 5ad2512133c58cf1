//! The incidents of a list, counted by the quarter in which they began.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Moment;
use crate::learning::facts::IncidentFacts;
use crate::learning::quarters::Quarter;
use crate::recurrence::rate::{RepeatRate, Reviewed, repeat_rate};

/// One quarter of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct QuarterCount {
    /// `2026 Q3`
    pub label: String,
    /// The quarter has not ended yet.
    pub partial: bool,
    /// Every incident listed, drills and duplicates too.
    pub listed: u64,
    /// Those listed that are marked as repeats, read or not.
    pub marked: u64,
    /// Over those listed that count: neither drills nor duplicates, with a published post-mortem.
    pub repeat_incident_rate: RepeatRate,
}

/// Counts what is listed, the latest quarter first. A quarter of which nothing is listed is left
/// out, and the counts add up to the list.
#[must_use]
pub fn by_quarter<'a>(
    listed: impl IntoIterator<Item = &'a IncidentFacts>,
    now: Moment,
) -> Vec<QuarterCount> {
    let mut quarters: BTreeMap<_, (Quarter, Vec<&IncidentFacts>)> = BTreeMap::new();
    for facts in listed {
        if let Some(quarter) = Quarter::of(facts.began, now) {
            let entry = quarters.entry(quarter.starts_on);
            let (_, inside) = entry.or_insert_with(|| (quarter, Vec::new()));
            inside.push(facts);
        }
    }
    let latest_first = quarters.into_values().rev();
    latest_first
        .map(|(quarter, listed)| count(quarter, &listed))
        .collect()
}

fn count(quarter: Quarter, listed: &[&IncidentFacts]) -> QuarterCount {
    let reviewed = listed
        .iter()
        .filter(|facts| facts.counts)
        .map(|facts| Reviewed {
            began: facts.began,
            published: facts.published,
            is_repeat: facts.is_repeat(),
        });
    let (from, to) = (quarter.starts_on.start(), quarter.ends_before.start());
    QuarterCount {
        repeat_incident_rate: repeat_rate(reviewed, Some(from), to),
        label: quarter.label,
        partial: quarter.partial,
        listed: listed.len() as u64,
        marked: listed.iter().filter(|facts| facts.is_repeat()).count() as u64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::IncidentRef;
    use crate::incident::open::sample;
    use proptest::prelude::*;

    fn facts(began: &str) -> IncidentFacts {
        let mut facts = IncidentFacts::of(&sample());
        facts.began = began.parse().unwrap();
        (facts.counts, facts.published) = (true, false);
        facts
    }

    fn repeats() -> Vec<IncidentRef> {
        vec![IncidentRef(1)]
    }

    fn now() -> Moment {
        "2026-10-14T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn the_latest_quarter_is_first_and_the_rate_is_of_those_that_count() {
        let mut all = vec![
            facts("2026-10-01T00:00:00Z"),
            facts("2026-09-30T23:59:59Z"),
            facts("2026-07-01T00:00:00Z"),
            facts("2025-12-31T12:00:00Z"),
        ];
        all[0].repeats = repeats();
        all[1].published = true;
        // A drill that was read: it is listed, and counts for nothing.
        (all[2].published, all[2].counts, all[2].repeats) = (true, false, repeats());
        let found = by_quarter(&all, now());
        let short: Vec<_> = found
            .iter()
            .map(|one| {
                let rate = &one.repeat_incident_rate;
                let counts = (one.listed, one.marked, rate.incidents, rate.repeats);
                (one.label.as_str(), one.partial, counts)
            })
            .collect();
        let expected = [
            ("2026 Q4", true, (1, 1, 0, 0)),
            ("2026 Q3", false, (2, 1, 1, 0)),
            ("2025 Q4", false, (1, 0, 0, 0)),
        ];
        assert_eq!(short, expected);
        assert_eq!(by_quarter(&[], now()), []);
    }

    proptest! {
        #[test]
        fn the_counts_add_up_to_the_list(
            all in proptest::collection::vec((-20_000i64..40_000, any::<[bool; 3]>()), 0..80)
        ) {
            let all: Vec<_> = all.into_iter().map(|(day, [counts, published, is_repeat])| {
                let began = Moment::from_micros(day * 86_400_000_000).unwrap();
                let sample = facts("2026-01-01T00:00:00Z");
                let repeats = if is_repeat { repeats() } else { Vec::new() };
                IncidentFacts { began, counts, published, repeats, ..sample }
            }).collect();
            let found = by_quarter(&all, now());
            let labels: Vec<_> = found.iter().map(|one| one.label.clone()).collect();
            prop_assert!(labels.is_sorted_by(|one, next| one > next), "{labels:?}");
            let sum = |of: fn(&QuarterCount) -> u64| found.iter().map(of).sum::<u64>();
            let count = |fits: fn(&IncidentFacts) -> bool| all.iter().filter(|one| fits(one)).count() as u64;
            prop_assert_eq!(sum(|one| one.listed), all.len() as u64);
            prop_assert_eq!(sum(|one| one.marked), count(IncidentFacts::is_repeat));
            let read = sum(|one| one.repeat_incident_rate.incidents);
            prop_assert_eq!(read, count(|one| one.counts && one.published));
            let repeats = sum(|one| one.repeat_incident_rate.repeats);
            prop_assert_eq!(repeats, count(|one| one.counts && one.published && one.is_repeat()));
        }
    }
}
