//! What a tracker tells of a team's sprints. It lists those that are not closed; the ones that ended
//! are kept from what it told before.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Day;
use crate::text::{self, NAME_MAX};
use crate::tracker::RemoteSprint;

/// Two years of two weeks each, and some to come.
const KEPT: usize = 60;
/// A pause of more days is none of the sprints; what was before it is forgotten.
const PAUSE_DAYS: i32 = 30;

/// A sprint, milestone, iteration or cycle with the days that it takes. It begins where the one
/// before it ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ToldSprint {
    pub name: String,
    pub starts_on: Day,
    /// The last day, inclusive.
    pub ends_on: Day,
}

/// The sprints that are known when the tracker lists `open` on `today`: those that have ended as they
/// were told before, and what is listed. What has no last day is not planned yet. Of two that end on
/// one day the first in the tracker's order stays; one that begins within another begins after it, and
/// one that is said to begin after its end takes its last day.
#[must_use]
pub(super) fn told(known: &[ToldSprint], open: &[RemoteSprint], today: Day) -> Vec<ToldSprint> {
    let ended = known.iter().filter(|sprint| sprint.ends_on < today);
    let ended = ended.map(|sprint| (sprint.name.clone(), Some(sprint.starts_on), sprint.ends_on));
    let open = open.iter().filter_map(|sprint| {
        let name = text::line("name", &sprint.name, NAME_MAX).ok()?;
        let ends_on = sprint.ends_on?;
        let starts_on = sprint.starts_on.map(|starts_on| starts_on.min(ends_on));
        Some((name, starts_on, ends_on))
    });
    let mut all: Vec<_> = ended.chain(open).collect();
    all.sort_by_key(|(_, _, ends_on)| *ends_on);
    let mut told: Vec<ToldSprint> = Vec::new();
    for (name, starts_on, ends_on) in all {
        let after = told.last().map(|before| before.ends_on.plus_days(1));
        let paused = starts_on
            .zip(after)
            .is_some_and(|(starts_on, after)| starts_on.days_since(after) > PAUSE_DAYS);
        if paused {
            told.clear();
        }
        let after = after.filter(|_| !paused);
        // The first of milestones that have only an end is the one that runs.
        let starts_on = after.or(starts_on).unwrap_or(today.min(ends_on));
        if after.is_none_or(|after| after <= ends_on) {
            told.push(ToldSprint {
                name,
                starts_on,
                ends_on,
            });
        }
    }
    let surplus = told.len().saturating_sub(KEPT);
    told.split_off(surplus)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::team::Cadence;

    fn day(offset: i32) -> Day {
        Day::new(2026, 11, 2).unwrap().plus_days(offset)
    }

    fn remote(name: &str, starts_on: Option<i32>, ends_on: Option<i32>) -> RemoteSprint {
        RemoteSprint {
            id: name.into(),
            name: name.into(),
            starts_on: starts_on.map(day),
            ends_on: ends_on.map(day),
        }
    }

    fn spans(told: &[ToldSprint]) -> Vec<(&str, i32, i32)> {
        let offset = |other: Day| other.days_since(day(0));
        told.iter()
            .map(|one| {
                (
                    one.name.as_str(),
                    offset(one.starts_on),
                    offset(one.ends_on),
                )
            })
            .collect()
    }

    #[test]
    fn what_ended_stays_when_the_tracker_no_longer_lists_it() {
        let first = told(
            &[],
            &[
                remote("A", Some(0), Some(13)),
                remote("B", Some(14), Some(27)),
            ],
            day(3),
        );
        assert_eq!(spans(&first), [("A", 0, 13), ("B", 14, 27)]);
        let later = told(
            &first,
            &[remote("B", Some(14), Some(29)), remote("C", None, Some(43))],
            day(15),
        );
        assert_eq!(spans(&later), [("A", 0, 13), ("B", 14, 29), ("C", 30, 43)]);
        // What was planned and is listed no more was given up.
        assert_eq!(
            spans(&told(&later, &[], day(31))),
            [("A", 0, 13), ("B", 14, 29)]
        );
    }

    #[test]
    fn a_sprint_begins_where_the_one_before_it_ends() {
        let gap = [
            remote("A", Some(0), Some(10)),
            remote("B", Some(13), Some(23)),
        ];
        assert_eq!(
            spans(&told(&[], &gap, day(3))),
            [("A", 0, 10), ("B", 11, 23)]
        );
        let lap = [
            remote("A", Some(0), Some(10)),
            remote("B", Some(8), Some(23)),
        ];
        assert_eq!(
            spans(&told(&[], &lap, day(3))),
            [("A", 0, 10), ("B", 11, 23)]
        );
        let twice = [
            remote("A", Some(0), Some(10)),
            remote("team B", Some(0), Some(10)),
        ];
        assert_eq!(spans(&told(&[], &twice, day(3))), [("A", 0, 10)]);
        let reversed = [remote("A", None, Some(10)), remote("B", Some(60), Some(11))];
        assert_eq!(
            spans(&told(&[], &reversed, day(15))),
            [("A", 10, 10), ("B", 11, 11)]
        );
        let undated = [remote("A", None, Some(10)), remote("backlog", None, None)];
        assert_eq!(spans(&told(&[], &undated, day(3))), [("A", 3, 10)]);
    }

    #[test]
    fn a_long_pause_is_no_sprint() {
        let known = told(&[], &[remote("A", Some(0), Some(13))], day(3));
        let after = told(&known, &[remote("B", Some(200), Some(213))], day(201));
        assert_eq!(spans(&after), [("B", 200, 213)]);
    }

    #[test]
    fn what_the_tracker_told_goes_before_what_is_counted() {
        let cadence = Cadence {
            starts_on: day(0),
            first_number: 40,
            told: told(
                &[],
                &[
                    remote("PAY 7", Some(2), Some(11)),
                    remote("PAY 8", Some(12), Some(24)),
                ],
                day(5),
            ),
            ..Cadence::default()
        };
        let on = |offset| {
            let sprint = cadence.sprint_on(day(offset));
            (
                sprint.name,
                sprint.number,
                sprint.ends_on.days_since(day(0)),
            )
        };
        assert_eq!(on(1), ("Sprint 39".into(), 39, 1));
        assert_eq!(on(5), ("PAY 7".into(), 40, 11));
        assert_eq!(on(24), ("PAY 8".into(), 41, 24));
        assert_eq!(on(25), ("Sprint 42".into(), 42, 38));
        assert_eq!(cadence.next_sprint(day(5)).name, "PAY 8");
    }

    prop_compose! {
        fn listed()(
            starts in proptest::option::of(-60i32..120),
            ends in proptest::option::of(-60i32..120),
            name in "[A-C]|",
        ) -> RemoteSprint {
            remote(&name, starts, ends)
        }
    }

    proptest! {
        #[test]
        fn every_day_is_in_one_sprint_and_sprints_are_numbered_in_their_order(
            first in proptest::collection::vec(listed(), 0..8),
            second in proptest::collection::vec(listed(), 0..8),
            today in -30i32..90,
            of in -200i32..300,
        ) {
            let told_first = told(&[], &first, day(today));
            let cadence = Cadence {
                told: told(&told_first, &second, day(today + 20)),
                ..Cadence::default()
            };
            let sprint = cadence.sprint_on(day(of));
            prop_assert!(sprint.starts_on <= day(of) && day(of) <= sprint.ends_on);
            let next = cadence.next_sprint(day(of));
            prop_assert_eq!(next.number, sprint.number + 1);
            prop_assert_eq!(next.starts_on, sprint.ends_on.plus_days(1));
            prop_assert_eq!(cadence.sprint_on(sprint.starts_on), sprint.clone());
            prop_assert_eq!(cadence.sprint_on(sprint.ends_on), sprint);
        }

        #[test]
        fn telling_the_same_again_changes_nothing(
            listed in proptest::collection::vec(listed(), 0..8),
            today in -30i32..90,
        ) {
            let once = told(&[], &listed, day(today));
            prop_assert_eq!(told(&once, &listed, day(today)), once);
        }
    }
}
