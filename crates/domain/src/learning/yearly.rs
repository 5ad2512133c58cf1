//! The yearly list: what worked and what did not, of the action items that were finished in a year.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::facts::IncidentFacts;
use super::outcomes::{ActionOutcome, Judged, Reading, done_items, judge};
use crate::{Day, Moment};

/// What became of the action items of a year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct YearOfActions {
    pub year: i16,
    /// The year has not ended yet.
    pub partial: bool,
    /// The years in which something against a factor was finished, the latest first.
    pub years: Vec<i16>,
    /// How many were finished in this one, and how many have each reading. Judged by what is known
    /// today, not at the end of that year.
    pub finished: u64,
    pub readings: Vec<ReadingCount>,
    /// The best reading first, then the one finished last; at most a thousand.
    pub outcomes: Vec<ActionOutcome>,
}

/// How many items have a reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReadingCount {
    pub reading: Reading,
    pub items: u64,
}

const MOST: usize = 1_000;

/// The list of one year; without one, of the latest in which anything was finished.
#[must_use]
pub fn year_of_actions(all: &[IncidentFacts], year: Option<i16>, now: Moment) -> YearOfActions {
    let year_of = |day: Day| day.date().year();
    let done = done_items(all, now);
    let mut years: Vec<_> = done.iter().map(|one| year_of(one.finished_on())).collect();
    years.dedup();
    let present = year_of(now.day());
    let year = year.or(years.first().copied()).unwrap_or(present);
    let judged = judge(
        all,
        done.into_iter()
            .filter(|one| year_of(one.finished_on()) == year),
        now,
    );
    let count = |reading: Reading| {
        let having = judged.iter().filter(|one| one.reading == reading);
        ReadingCount {
            reading,
            items: having.count() as u64,
        }
    };
    let readings = Reading::ALL.map(count).into();
    YearOfActions {
        year,
        partial: year == present,
        years,
        finished: judged.len() as u64,
        readings,
        outcomes: judged.iter().take(MOST).map(Judged::outcome).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learning::sample::{action, any_incidents, incident, moment};
    use proptest::prelude::*;

    #[test]
    fn a_year_has_what_was_finished_in_it() {
        let now = moment("2026-11-21T12:00:00Z");
        let mut own = incident(1, "2024-03-01T12:00:00Z", &[1]);
        let mut items =
            ["2024-12-31T23:00:00Z", "2025-01-01T01:00:00Z"].map(|day| action(&own, 1, Some(day)));
        items[1].id = crate::ActionItemId(2);
        own.actions = items.into();
        let all = [own];
        let found = year_of_actions(&all, None, now);
        assert_eq!(
            (found.year, found.partial, found.finished),
            (2025, false, 1)
        );
        assert_eq!(found.years, [2025, 2024]);
        assert_eq!(found.outcomes[0].action, crate::ActionItemId(2));
        let items = found.readings.iter().map(|one| (one.reading, one.items));
        assert!(items.clone().any(|one| one == (Reading::TooEarly, 1)));
        assert_eq!(items.map(|one| one.1).sum::<u64>(), 1);
        assert_eq!(year_of_actions(&all, Some(2026), now).finished, 0);
        let nothing = year_of_actions(&[], None, now);
        assert_eq!((nothing.year, nothing.partial), (2026, true));
    }

    proptest! {
        #[test]
        fn every_finished_item_is_in_one_year(all in any_incidents()) {
            let now = moment("2026-11-21T12:00:00Z");
            let years = year_of_actions(&all, None, now).years;
            prop_assert!(years.is_sorted_by(|a, b| a > b));
            let listed: u64 = years.iter().map(|year| year_of_actions(&all, Some(*year), now).finished).sum();
            prop_assert_eq!(listed, done_items(&all, now).len() as u64);
        }
    }
}
