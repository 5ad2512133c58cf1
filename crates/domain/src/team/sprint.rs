//! Sprints: counted from a first one in steps of equal length and named by a pattern, or as the
//! team's tracker tells them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ToldSprint;
use crate::Day;
use crate::text::{self, NAME_MAX, TextError};

/// Where the number stands in a pattern.
const NUMBER: &str = "{number}";

/// A team's planning rhythm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Cadence {
    /// The first day of sprint `first_number`.
    pub starts_on: Day,
    pub first_number: u32,
    pub length_days: u16,
    /// How a sprint is called: `PAY Sprint {number}`.
    #[serde(default = "usual_pattern")]
    #[schema(required = true)]
    pub name_pattern: String,
    /// The sprints that the team's tracker told, oldest first; those before and after them are
    /// counted. Read only: what a form says here is not used.
    #[serde(default)]
    #[schema(required)]
    pub told: Vec<ToldSprint>,
}

fn usual_pattern() -> String {
    format!("Sprint {NUMBER}")
}

/// What is wrong with a pattern of names.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    #[error(transparent)]
    Text(#[from] TextError),
    #[error(
        "cadence.name_pattern “{0}” has to say {{number}} once, and nothing else in braces; \
         “PAY Sprint {{number}}” does"
    )]
    Number(String),
}

impl Default for Cadence {
    /// Two weeks, counted from Monday 5 January 2026.
    fn default() -> Self {
        Self {
            starts_on: Day::from(jiff::civil::date(2026, 1, 5)),
            first_number: 1,
            length_days: 14,
            name_pattern: usual_pattern(),
            told: Vec::new(),
        }
    }
}

/// One sprint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Sprint {
    /// One more than that of the sprint before; negative before the first one that the cadence
    /// counts.
    pub number: i64,
    /// As the tracker or the team's pattern calls it: `PAY Sprint 42`.
    pub name: String,
    pub starts_on: Day,
    /// The last day, inclusive.
    pub ends_on: Day,
}

impl Cadence {
    /// The sprint that `day` falls in.
    #[must_use]
    pub fn sprint_on(&self, day: Day) -> Sprint {
        let own = i64::from(self.first_number);
        let (Some(first), Some(last)) = (self.told.first(), self.told.last()) else {
            return self.counted(self.starts_on, own, day);
        };
        let number = self.counted(self.starts_on, own, first.starts_on).number;
        if day < first.starts_on {
            return self.counted(first.starts_on, number, day);
        }
        // Told one after the other: the numbers go on from one to the next.
        let mut number = number;
        for told in &self.told {
            if day <= told.ends_on {
                return Sprint {
                    number,
                    name: told.name.clone(),
                    starts_on: told.starts_on,
                    ends_on: told.ends_on,
                };
            }
            number += 1;
        }
        self.counted(last.ends_on.plus_days(1), number, day)
    }

    /// The sprint that `day` falls in when `first` begins on `starts_on` and all are of one length.
    fn counted(&self, starts_on: Day, first: i64, day: Day) -> Sprint {
        let length = i32::from(self.length_days.max(1));
        let index = day.days_since(starts_on).div_euclid(length);
        let starts_on = starts_on.plus_days(index * length);
        let number = first + i64::from(index);
        Sprint {
            number,
            name: self.name_pattern.replace(NUMBER, &number.to_string()),
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

/// A pattern in single spaces that names each sprint differently.
///
/// # Errors
/// [`PatternError`] unless the number stands in it exactly once.
pub fn checked_pattern(pattern: &str) -> Result<String, PatternError> {
    let pattern = text::line("cadence.name_pattern", pattern, NAME_MAX)?;
    let around: Vec<_> = pattern.split(NUMBER).collect();
    let braced = around.iter().any(|part| part.contains(['{', '}']));
    if around.len() != 2 || braced {
        return Err(PatternError::Number(pattern));
    }
    Ok(pattern)
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
            let cadence = Cadence { starts_on, first_number, length_days, ..Cadence::default() };
            let day = starts_on.plus_days(offset);
            let sprint = cadence.sprint_on(day);
            prop_assert!(sprint.starts_on <= day && day <= sprint.ends_on);
            prop_assert_eq!(sprint.ends_on.days_since(sprint.starts_on) + 1, i32::from(length_days));
            let next = cadence.next_sprint(day);
            prop_assert_eq!(next.number, sprint.number + 1);
            prop_assert_eq!(next.starts_on, sprint.ends_on.plus_days(1));
        }
    }

    proptest! {
        #[test]
        fn a_pattern_that_is_taken_names_every_sprint_differently(
            pattern in "[a-zA-Z {}]{0,12}(\\{number\\})?[a-z{} ]{0,6}", one in 0u32..500, other in 0u32..500,
        ) {
            let Ok(name_pattern) = checked_pattern(&pattern) else {
                let plain = pattern.replacen("{number}", "", 1);
                let wrong = plain == pattern || plain.contains(['{', '}']);
                prop_assert!(wrong);
                return Ok(());
            };
            let named = |first_number| {
                let cadence = Cadence { first_number, name_pattern: name_pattern.clone(), ..Cadence::default() };
                cadence.sprint_on(cadence.starts_on).name
            };
            prop_assert_eq!(named(one) == named(other), one == other);
        }
    }

    #[test]
    fn a_sprint_bears_the_name_that_its_team_gives_it() {
        let mut cadence = Cadence::default();
        let day = Day::new(2026, 1, 20).unwrap();
        assert_eq!(cadence.sprint_on(day).name, "Sprint 2");
        cadence.name_pattern = checked_pattern(" PAY  Sprint {number} ").unwrap();
        assert_eq!(cadence.sprint_on(day).name, "PAY Sprint 2");
        for wrong in [
            "",
            "Sprint",
            "{number} {number}",
            "{number} of {year}",
            "{number",
        ] {
            assert!(checked_pattern(wrong).is_err(), "{wrong}");
        }
    }
}
