//! Sprints, counted from a first one in steps of equal length.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Day;

/// A team's planning rhythm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Cadence {
    /// The first day of sprint `first_number`.
    pub starts_on: Day,
    pub first_number: u32,
    pub length_days: u16,
}

impl Default for Cadence {
    /// Two weeks, counted from Monday 5 January 2026.
    fn default() -> Self {
        Self {
            starts_on: Day::from(jiff::civil::date(2026, 1, 5)),
            first_number: 1,
            length_days: 14,
        }
    }
}

/// One sprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Sprint {
    /// Negative before the first one that the cadence counts.
    pub number: i64,
    pub starts_on: Day,
    /// The last day, inclusive.
    pub ends_on: Day,
}

impl Cadence {
    /// The sprint that `day` falls in.
    #[must_use]
    pub fn sprint_on(&self, day: Day) -> Sprint {
        let length = i32::from(self.length_days.max(1));
        let index = day.days_since(self.starts_on).div_euclid(length);
        let starts_on = self.starts_on.plus_days(index * length);
        Sprint {
            number: i64::from(self.first_number) + i64::from(index),
            starts_on,
            ends_on: starts_on.plus_days(length - 1),
        }
    }

    /// The sprint after the one that `day` falls in.
    #[must_use]
    pub fn next_sprint(&self, day: Day) -> Sprint {
        self.sprint_on(self.sprint_on(day).ends_on.plus_days(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_day_is_in_exactly_the_sprint_it_is_in(
            offset in -4_000i32..4_000, length_days in 1u16..90, first_number in 0u32..100,
        ) {
            let starts_on = Day::new(2026, 1, 5).unwrap();
            let cadence = Cadence { starts_on, first_number, length_days };
            let day = starts_on.plus_days(offset);
            let sprint = cadence.sprint_on(day);
            prop_assert!(sprint.starts_on <= day && day <= sprint.ends_on);
            prop_assert_eq!(sprint.ends_on.days_since(sprint.starts_on) + 1, i32::from(length_days));
            let next = cadence.next_sprint(day);
            prop_assert_eq!(next.number, sprint.number + 1);
            prop_assert_eq!(next.starts_on, sprint.ends_on.plus_days(1));
        }
    }
}
