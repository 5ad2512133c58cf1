//! Whether two things occur together more often than chance would have them, and what remains of
//! that when many pairs were looked at.

use statrs::distribution::{Discrete as _, Hypergeometric};

/// How often each of two things was seen in so many cases, and how often both at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Together {
    pub both: u64,
    pub first: u64,
    pub second: u64,
    pub of: u64,
}

impl Together {
    /// In how many cases both would be seen if neither had to do with the other.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts of incidents are far below 2⁵²"
    )]
    pub fn expected(self) -> f64 {
        self.first as f64 * self.second as f64 / self.of as f64
    }

    /// How likely at least so many cases with both are if neither has to do with the other: given
    /// how often each was seen, their number is hypergeometric. This is the exact test of a table of
    /// two by two, taken on the side of more.
    ///
    /// R. A. Fisher, "The logic of inductive inference", *Journal of the Royal Statistical Society*
    /// 98 (1935), 39–82.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts of incidents are far below 2⁵²"
    )]
    pub fn by_chance(self) -> f64 {
        if self.both == 0 {
            return 1.0;
        }
        let Ok(exactly) = Hypergeometric::new(self.of, self.first, self.second) else {
            return f64::NAN;
        };
        // Each probability is the one before times a quotient; past the mode they only fall, and
        // what is too small to change the sum ends it.
        let neither = self.of as f64 - self.first as f64 - self.second as f64;
        let mut probability = exactly.ln_pmf(self.both).exp();
        let mut sum = 0.0;
        for both in self.both..=self.first.min(self.second) {
            sum += probability;
            let many = both as f64;
            if many > self.expected() && probability < sum * f64::EPSILON {
                break;
            }
            let (only_first, only_second) = (self.first as f64 - many, self.second as f64 - many);
            probability *= only_first * only_second / ((many + 1.0) * (neither + many + 1.0));
        }
        sum.min(1.0)
    }
}

/// What chances come to when they are the least of `tested`, in their order and never above 1: each
/// is right for all of them together, so that calling what stays below 5 % no chance is wrong of
/// any of them in at most 5 % of all cases. `chances` are in rising order; those that are missing
/// are greater.
///
/// S. Holm, "A simple sequentially rejective multiple test procedure", *Scandinavian Journal of
/// Statistics* 6 (1979), 65–70.
#[must_use]
#[expect(
    clippy::cast_precision_loss,
    reason = "pairs of factors are far below 2⁵²"
)]
pub fn holm(chances: &[f64], tested: usize) -> Vec<f64> {
    let mut most = 0.0_f64;
    let left = (1..=tested.max(chances.len())).rev();
    let adjusted = chances.iter().zip(left).map(|(chance, left)| {
        most = most.max((chance * left as f64).min(1.0));
        most
    });
    adjusted.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Made by `crates/domain/fixtures/association.py`.
    const KNOWN: &str = include_str!("../../fixtures/association.csv");

    #[test]
    fn the_test_agrees_with_an_independent_reckoning() {
        let mut rows = 0;
        for line in KNOWN.lines().skip(1) {
            let cells: Vec<_> = line.split(',').collect();
            let count = |at: usize| cells[at].parse::<u64>().unwrap();
            let known: f64 = cells[4].parse().unwrap();
            let found = Together {
                both: count(0),
                first: count(1),
                second: count(2),
                of: count(3),
            }
            .by_chance();
            assert!((found - known).abs() <= 1e-8 * known, "{line}: {found}");
            rows += 1;
        }
        assert!(rows > 10);
    }

    #[test]
    fn the_correction_agrees_with_an_independent_reckoning() {
        // statsmodels 0.15.0: multipletests([.001, .008, .012, .04, .3], method="holm")[1]
        let found = holm(&[0.001, 0.008, 0.012, 0.04, 0.3], 5);
        let known = [0.005, 0.032, 0.036, 0.08, 0.3];
        assert!(found.iter().zip(known).all(|(a, b)| (a - b).abs() < 1e-12));
        // Of ten that were looked at, only the least two are known.
        let found = holm(&[0.001, 0.2], 10);
        assert!((found[0] - 0.01).abs() < 1e-12 && (found[1] - 1.0).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn more_together_is_rarer(of in 1u64..400, first in 0.0f64..=1.0, second in 0.0f64..=1.0) {
            #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let share = |share: f64| (of as f64 * share) as u64;
            let (first, second) = (share(first), share(second));
            let chance = |both| Together { both, first, second, of }.by_chance();
            let mut before = 1.0;
            for both in 0..=first.min(second) {
                let here = chance(both);
                prop_assert!((0.0..=before + 1e-9).contains(&here), "{} of {}", here, both);
                before = here;
            }
            prop_assert!((chance((first + second).saturating_sub(of)) - 1.0).abs() < 1e-9);
        }

        #[test]
        fn what_is_corrected_stays_in_order(mut chances in proptest::collection::vec(0.0f64..=1.0, 0..30), more in 0usize..100) {
            chances.sort_by(f64::total_cmp);
            let found = holm(&chances, chances.len() + more);
            prop_assert!(found.is_sorted_by(|a, b| a <= b));
            prop_assert!(found.iter().zip(&chances).all(|(adjusted, chance)| adjusted >= chance && *adjusted <= 1.0));
        }
    }
}
