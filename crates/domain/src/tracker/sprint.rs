//! A tracker's own sprints, and which of them is next. Jira and Linear say when one begins and
//! ends; a milestone may have its end only, and a planned sprint no dates at all.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Day;

/// A sprint, milestone, iteration or cycle that is not closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RemoteSprint {
    /// What the tracker knows it by; means something there only.
    pub id: String,
    pub name: String,
    pub starts_on: Option<Day>,
    /// The last day, inclusive.
    pub ends_on: Option<Day>,
}

/// The sprint after the one that `day` falls in: of those that begin later, the first. One that
/// has only an end begins when the one before it ends, and the first of those has begun. Where none
/// with dates is left, it is the first one without, in the tracker's order.
#[must_use]
pub fn next_sprint(sprints: &[RemoteSprint], day: Day) -> Option<&RemoteSprint> {
    let mut dated: Vec<&RemoteSprint> = sprints.iter().filter(|one| has_dates(one)).collect();
    dated.sort_by_key(|one| (one.ends_on.or(one.starts_on), one.starts_on));
    let mut ended = None;
    for sprint in dated {
        let begins = sprint.starts_on.or(ended.map(|end: Day| end.plus_days(1)));
        if begins.is_some_and(|begins| begins > day) {
            return Some(sprint);
        }
        ended = sprint.ends_on.or(ended);
    }
    sprints.iter().find(|one| !has_dates(one))
}

fn has_dates(sprint: &RemoteSprint) -> bool {
    sprint.starts_on.is_some() || sprint.ends_on.is_some()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(offset: i32) -> Day {
        Day::new(2026, 11, 2).unwrap().plus_days(offset)
    }

    fn sprint(id: &str, starts: Option<i32>, ends: Option<i32>) -> RemoteSprint {
        RemoteSprint {
            id: id.into(),
            name: id.into(),
            starts_on: starts.map(day),
            ends_on: ends.map(day),
        }
    }

    fn next(sprints: &[RemoteSprint], offset: i32) -> Option<&str> {
        next_sprint(sprints, day(offset)).map(|sprint| sprint.id.as_str())
    }

    #[test]
    fn the_running_sprint_is_not_the_next_one() {
        let two = [
            sprint("43", Some(14), Some(27)),
            sprint("42", Some(0), Some(13)),
        ];
        assert_eq!(next(&two, 0), Some("43"));
        assert_eq!(next(&two, 13), Some("43"));
        assert_eq!(next(&two, 14), None);
        assert_eq!(next(&two, -1), Some("42"));
        assert_eq!(next(&[], 0), None);
    }

    #[test]
    fn a_milestone_begins_when_the_one_before_it_ends() {
        let three = [
            sprint("c", None, Some(41)),
            sprint("a", None, Some(13)),
            sprint("b", None, Some(27)),
        ];
        assert_eq!(next(&three, 5), Some("b"));
        assert_eq!(next(&three, 14), Some("c"));
        assert_eq!(next(&three, 28), None);
        assert_eq!(next(&three[1..2], 5), None, "the only one has begun");
    }

    #[test]
    fn one_without_dates_comes_after_those_with() {
        let planned = [
            sprint("later", None, None),
            sprint("last", None, None),
            sprint("now", Some(0), Some(13)),
            sprint("soon", Some(14), Some(27)),
        ];
        assert_eq!(next(&planned, 3), Some("soon"));
        assert_eq!(next(&planned, 20), Some("later"));
    }

    proptest! {
        #[test]
        fn the_next_one_has_not_begun_and_none_with_a_start_lies_between(
            starts in prop::collection::vec((-60i32..60, 1i32..30), 0..8), today in -70i32..70,
        ) {
            let sprints: Vec<_> = starts.iter().enumerate()
                .map(|(at, (start, length))| {
                    sprint(&at.to_string(), Some(*start), Some(start + length))
                })
                .collect();
            let found = next_sprint(&sprints, day(today));
            let later = sprints.iter().filter(|one| one.starts_on > Some(day(today)));
            prop_assert_eq!(found.is_some(), later.clone().count() > 0);
            if let Some(found) = found {
                prop_assert!(found.starts_on > Some(day(today)));
                prop_assert!(later.clone().all(|one| one.ends_on >= found.ends_on));
            }
        }
    }
}
