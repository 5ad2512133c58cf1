//! How often a job is tried, and how long it waits in between.

use crate::Moment;

/// The waits between the tries of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    minutes: &'static [i64],
    /// The last of the waits comes again and again.
    ends: bool,
}

impl Patience {
    /// The first wait comes after the first failure; after the last one it is tried once more.
    #[must_use]
    pub const fn after_minutes(minutes: &'static [i64]) -> Self {
        Self {
            minutes,
            ends: true,
        }
    }

    /// It is tried for ever, after so many minutes each time.
    #[must_use]
    pub const fn every_minutes(minutes: &'static [i64; 1]) -> Self {
        Self {
            minutes,
            ends: false,
        }
    }

    /// When to try again after so many tries that failed; `None` when that was the last one. What
    /// the other side asked for is waited for, however long it is.
    #[must_use]
    pub fn next(self, tries: u32, now: Moment, not_before: Option<Moment>) -> Option<Moment> {
        let index = usize::try_from(tries.checked_sub(1)?).unwrap_or(usize::MAX);
        let last = self.minutes.last().filter(|_| !self.ends);
        let minutes = *self.minutes.get(index).or(last)?;
        let own = now.plus_minutes(minutes);
        Some(not_before.map_or(own, |other| other.max(own)))
    }

    /// Whether nothing follows after so many tries.
    #[must_use]
    pub fn ends_with(self, tries: u32) -> bool {
        self.ends && usize::try_from(tries).is_ok_and(|tries| tries > self.minutes.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Patience = Patience::after_minutes(&[1, 60]);

    fn at(text: &str) -> Moment {
        text.parse().unwrap()
    }

    #[test]
    fn each_failure_waits_for_its_time_and_the_last_for_none() {
        let now = at("2026-10-08T09:00:00Z");
        let next = |tries| PATIENCE.next(tries, now, None);
        assert_eq!(next(1), Some(at("2026-10-08T09:01:00Z")));
        assert_eq!(next(2), Some(at("2026-10-08T10:00:00Z")));
        assert_eq!(next(3), None);
        assert_eq!(
            [1, 2, 3].map(|tries| PATIENCE.ends_with(tries)),
            [false, false, true]
        );
    }

    #[test]
    fn some_work_is_never_given_up() {
        let patience = Patience::every_minutes(&[5]);
        let now = at("2026-10-08T09:00:00Z");
        for tries in [1, 2, 1_000, u32::MAX] {
            assert_eq!(patience.next(tries, now, None), Some(now.plus_minutes(5)));
            assert!(!patience.ends_with(tries));
        }
        let later = now.plus_minutes(60);
        assert_eq!(patience.next(9, now, Some(later)), Some(later));
    }

    #[test]
    fn what_the_other_side_asks_for_is_waited_for() {
        let now = at("2026-10-08T09:00:00Z");
        let later = at("2026-10-08T11:00:00Z");
        assert_eq!(PATIENCE.next(1, now, Some(later)), Some(later));
        let soon = now.plus_minutes(1);
        assert_eq!(
            PATIENCE.next(2, now, Some(soon)),
            Some(now.plus_minutes(60))
        );
        assert_eq!(PATIENCE.next(3, now, Some(later)), None);
    }
}
