//! How long somebody who keeps guessing has to wait: so many tries are free, and each one after
//! them waits twice as long as the one before, up to a minute.

use crate::Moment;

/// The longest wait. It slows guessing to sixty tries an hour, and keeps nobody out.
const LONGEST_WAIT_SECONDS: i64 = 60;
/// After so long without a try everything is forgiven.
pub const FORGIVEN_AFTER_SECONDS: i64 = 15 * 60;
const SECOND_US: i64 = 1_000_000;

/// What was tried of one kind: a name from one place, say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tried {
    pub times: u32,
    pub last: Moment,
}

impl Tried {
    #[must_use]
    pub fn is_forgiven(self, now: Moment) -> bool {
        let since = now.micros().saturating_sub(self.last.micros());
        since >= FORGIVEN_AFTER_SECONDS * SECOND_US
    }

    /// Whole seconds until the next try may be made: 1, 2, 4, … 60 beyond those that are free.
    #[must_use]
    pub fn wait_seconds(self, free: u32, now: Moment) -> Option<i64> {
        if self.is_forgiven(now) {
            return None;
        }
        let doublings = self.times.checked_sub(free)?;
        let delay = (1_i64 << doublings.min(6)).min(LONGEST_WAIT_SECONDS);
        let left = self.last.micros() + delay * SECOND_US - now.micros();
        (left > 0).then(|| (left + SECOND_US - 1) / SECOND_US)
    }

    /// With the try that is made now.
    #[must_use]
    pub fn and_one(known: Option<Self>, now: Moment) -> Self {
        let before = known.filter(|tried| !tried.is_forgiven(now));
        Self {
            times: before.map_or(0, |tried| tried.times).saturating_add(1),
            last: now,
        }
    }

    /// Whether the failure of this try is worth a line in the log: the first of them are, and then
    /// ever fewer, so that whoever guesses for days cannot fill it.
    #[must_use]
    pub fn is_told(self) -> bool {
        self.times <= 5 || self.times.is_power_of_two()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(seconds: i64) -> Moment {
        Moment::from_micros(1_790_000_000_000_000 + seconds * SECOND_US).unwrap()
    }

    #[test]
    fn who_keeps_guessing_waits_ever_longer() {
        let mut tried = None;
        let mut second = 0;
        for _ in 0..5 {
            assert_eq!(
                tried.and_then(|t: Tried| t.wait_seconds(5, at(second))),
                None
            );
            tried = Some(Tried::and_one(tried, at(second)));
        }
        for delay in [1, 2, 4, 8, 16, 32, 60, 60] {
            let known = tried.unwrap();
            assert_eq!(known.wait_seconds(5, at(second)), Some(delay));
            second += delay;
            assert_eq!(known.wait_seconds(5, at(second)), None);
            tried = Some(Tried::and_one(tried, at(second)));
        }
        let known = tried.unwrap();
        assert!(known.is_forgiven(at(second + FORGIVEN_AFTER_SECONDS)));
        assert_eq!(
            Tried::and_one(tried, at(second + FORGIVEN_AFTER_SECONDS)).times,
            1
        );
    }

    proptest! {
        #[test]
        fn nobody_waits_longer_than_a_minute(times: u32, free in 0_u32..1_000, later in 0_i64..2_000) {
            let tried = Tried { times, last: at(0) };
            let wait = tried.wait_seconds(free, at(later));
            prop_assert!(wait.is_none_or(|wait| (1..=60).contains(&wait)));
            prop_assert!(later < 60 || wait.is_none());
        }
    }
}
