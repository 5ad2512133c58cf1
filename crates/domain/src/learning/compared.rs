//! A factor's recurrences before and after: their rates, the ratio of the two, and how they are read.

use super::outcomes::{BY_CHANCE, ENOUGH, FEWER, RateRatio, Reading, RecurrenceSpan};
use crate::Moment;
use crate::statistics::{at_least, at_most, clopper_pearson, poisson_interval};

/// Recurrences within some days, at least one.
#[derive(Clone, Copy)]
pub(super) struct Counted {
    pub(super) recurrences: u64,
    pub(super) days: u32,
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of incidents are far below 2⁵²"
)]
impl Counted {
    pub(super) fn of(recurrences: usize, from: Moment, to: Moment) -> Self {
        let days = u32::try_from(to.day().days_since(from.day())).map_or(1, |days| days.max(1));
        Self {
            recurrences: recurrences as u64,
            days,
        }
    }

    pub(super) fn span(self) -> RecurrenceSpan {
        let (low, high) = poisson_interval(self.recurrences);
        let per_100 = 100.0 / f64::from(self.days);
        RecurrenceSpan {
            recurrences: self.recurrences,
            days: self.days,
            per_100_days: self.recurrences as f64 * per_100,
            low: low * per_100,
            high: high * per_100,
        }
    }

    /// How often it would have come in other days.
    fn expected_in(self, days: u32) -> f64 {
        self.recurrences as f64 / (f64::from(self.days) / f64::from(days))
    }
}

/// The share of all recurrences that came after, as odds, against the odds of the time.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts of incidents are far below 2⁵²"
)]
pub(super) fn ratio(before: Counted, after: Counted) -> Option<RateRatio> {
    if before.recurrences == 0 {
        return None;
    }
    let time = f64::from(before.days) / f64::from(after.days);
    let all = before.recurrences + after.recurrences;
    let (low, high) = clopper_pearson(after.recurrences, all)?;
    Some(RateRatio {
        value: after.recurrences as f64 / before.expected_in(after.days),
        low: low / (1.0 - low) * time,
        high: high / (1.0 - high) * time,
    })
}

/// How many were to be expected after, and what the two counts say.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts of incidents are far below 2⁵²"
)]
pub(super) fn compare(before: Counted, after: Counted) -> (f64, Reading) {
    let seen = after.recurrences as f64;
    let expected_after = before.expected_in(after.days);
    let all = before.recurrences + after.recurrences;
    let share_after = f64::from(after.days) / f64::from(before.days + after.days);
    // One alone after none is no more than the item's own incident was.
    let came_back = before.recurrences > 0 || after.recurrences > 1;
    let reading = if came_back && at_least(after.recurrences, all, share_after) < BY_CHANCE {
        Reading::DidNotWork
    } else if expected_after < ENOUGH && seen <= expected_after {
        Reading::TooEarly
    } else if at_most(after.recurrences, all, share_after) < BY_CHANCE {
        Reading::Worked
    } else if before.recurrences > 0 && seen / expected_after < FEWER {
        Reading::PerhapsFewer
    } else {
        Reading::NoChange
    };
    (expected_after, reading)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted((recurrences, days): (u64, u32)) -> Counted {
        Counted { recurrences, days }
    }

    /// scipy 1.17.1: `beta.ppf(.025, a, b+1)` and `beta.ppf(.975, a+1, b)` as odds, times `db/da`.
    #[test]
    fn the_ratio_agrees_with_an_independent_reckoning() {
        let known = [
            ((7, 408), (0, 244), 0.0, 0.0, 1.160_147_966_718_658),
            (
                (12, 400),
                (1, 400),
                0.083_333_333_333_333_34,
                0.001_949_421_347_072_949_4,
                0.563_226_497_956_520_1,
            ),
            (
                (5, 275),
                (4, 376),
                0.585_106_382_978_723_4,
                0.116_101_728_761_494_62,
                2.718_398_305_224_137_6,
            ),
            (
                (4, 384),
                (5, 267),
                1.797_752_808_988_764,
                0.386_947_211_354_491_45,
                9.059_956_770_481_033,
            ),
            (
                (2, 400),
                (12, 100),
                24.0,
                5.342_974_889_867_998,
                220.788_362_671_540_2,
            ),
        ];
        for (before, after, value, low, high) in known {
            let ratio = ratio(counted(before), counted(after)).unwrap();
            for (found, known) in [(ratio.value, value), (ratio.low, low), (ratio.high, high)] {
                assert!(
                    (found - known).abs() < 1e-9 * known.max(1.0),
                    "{before:?} {after:?}: {found} {known}"
                );
            }
        }
        for after in [5, 0] {
            assert_eq!(ratio(counted((0, 300)), counted((after, 100))), None);
        }
    }

    #[test]
    fn every_reading_has_its_bounds() {
        let readings = [
            ((12, 400), (1, 400), Reading::Worked),
            // None of 4.2 to be expected: (408 / 652)⁷ = 0.038.
            ((7, 408), (0, 244), Reading::Worked),
            // None of 3.7: (393 / 633)⁶ = 0.057.
            ((6, 393), (0, 240), Reading::PerhapsFewer),
            ((5, 275), (4, 376), Reading::PerhapsFewer),
            ((6, 300), (4, 300), Reading::PerhapsFewer),
            // 5 of 7 is 0.71.
            ((7, 300), (5, 300), Reading::NoChange),
            ((4, 384), (5, 267), Reading::NoChange),
            // 1.2 to be expected, 1 came.
            ((4, 200), (1, 60), Reading::TooEarly),
            // Fewer than two to be expected, and more came.
            ((1, 546), (1, 105), Reading::NoChange),
            ((0, 300), (0, 300), Reading::TooEarly),
            ((0, 300), (1, 200), Reading::NoChange),
            ((0, 546), (1, 20), Reading::NoChange),
            ((0, 300), (5, 100), Reading::DidNotWork),
            ((2, 400), (12, 100), Reading::DidNotWork),
        ];
        for (before, after, reading) in readings {
            assert_eq!(
                compare(counted(before), counted(after)).1,
                reading,
                "{before:?} {after:?}"
            );
        }
    }
}
