//! Intervals and distributions, each with its source.

use serde::{Deserialize, Serialize};
use statrs::distribution::{Beta, Binomial, ContinuousCDF, DiscreteCDF, Gamma};
use utoipa::ToSchema;

/// The 97.5 % point of the standard normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// The 95 % Wilson score interval of `hits` out of `trials`; `None` without a trial.
///
/// E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
/// *Journal of the American Statistical Association* 22 (1927), 209–212.
#[must_use]
#[expect(
    clippy::cast_precision_loss,
    reason = "counts of incidents are far below 2⁵²"
)]
pub fn wilson(hits: u64, trials: u64) -> Option<(f64, f64)> {
    if trials == 0 || hits > trials {
        return None;
    }
    let (hits, trials) = (hits as f64, trials as f64);
    let share = hits / trials;
    let z2 = Z * Z;
    let centre = (share + z2 / (2.0 * trials)) / (1.0 + z2 / trials);
    let spread = (share * (1.0 - share) / trials + z2 / (4.0 * trials * trials)).sqrt();
    let half = Z * spread / (1.0 + z2 / trials);
    Some((
        (centre - half).clamp(0.0, share),
        (centre + half).clamp(share, 1.0),
    ))
}

/// The exact 95 % interval of a Poisson mean of which `count` were seen.
///
/// F. Garwood, "Fiducial limits for the Poisson distribution", *Biometrika* 28 (1936), 437–442:
/// half the chi-squared quantiles of 2.5 % with `2 count` and of 97.5 % with `2 count + 2` degrees
/// of freedom.
#[must_use]
#[expect(
    clippy::cast_precision_loss,
    reason = "counts of incidents are far below 2⁵²"
)]
pub fn poisson_interval(count: u64) -> (f64, f64) {
    let half_quantile = |share: f64, half_freedom: u64| {
        // Half a chi-squared variable with 2k degrees of freedom is a gamma variable of shape k.
        Gamma::new(half_freedom as f64, 1.0).map_or(f64::NAN, |gamma| gamma.inverse_cdf(share))
    };
    let low = if count == 0 {
        0.0
    } else {
        half_quantile(0.025, count)
    };
    (low, half_quantile(0.975, count + 1))
}

/// The exact 95 % interval of a share of which `hits` of `trials` were seen; `None` without a trial.
///
/// C. J. Clopper and E. S. Pearson, "The use of confidence or fiducial limits illustrated in the
/// case of the binomial", *Biometrika* 26 (1934), 404–413, by quantiles of the beta distribution.
#[must_use]
#[expect(
    clippy::cast_precision_loss,
    reason = "counts of incidents are far below 2⁵²"
)]
pub fn clopper_pearson(hits: u64, trials: u64) -> Option<(f64, f64)> {
    let misses = trials.checked_sub(hits).filter(|_| trials > 0)?;
    let quantile = |share: f64, a: u64, b: u64| {
        Beta::new(a as f64, b as f64).map_or(f64::NAN, |beta| beta.inverse_cdf(share))
    };
    let low = if hits == 0 {
        0.0
    } else {
        quantile(0.025, hits, misses + 1)
    };
    let high = if misses == 0 {
        1.0
    } else {
        quantile(0.975, hits + 1, misses)
    };
    Some((low, high))
}

/// How likely at least `hits` of `trials` are when each is a hit with the chance `share`.
#[must_use]
pub fn at_least(hits: u64, trials: u64, share: f64) -> f64 {
    Binomial::new(share, trials).map_or(f64::NAN, |binomial| match hits.checked_sub(1) {
        None => 1.0,
        Some(below) => binomial.sf(below),
    })
}

/// How likely at most `hits` of `trials` are when each is a hit with the chance `share`.
#[must_use]
pub fn at_most(hits: u64, trials: u64, share: f64) -> f64 {
    Binomial::new(share, trials).map_or(f64::NAN, |binomial| binomial.cdf(hits))
}

/// A distribution by its quartiles; a mean of durations would mislead.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Quartiles {
    pub count: u64,
    pub lower: f64,
    pub median: f64,
    pub upper: f64,
}

/// Median and quartiles with linear interpolation between order statistics; `None` without a value.
///
/// R. J. Hyndman and Y. Fan, "Sample quantiles in statistical packages", *The American
/// Statistician* 50 (1996), 361–365, definition 7.
#[must_use]
pub fn quartiles(mut values: Vec<f64>) -> Option<Quartiles> {
    values.retain(|value| value.is_finite());
    values.sort_by(f64::total_cmp);
    let [lower, median, upper] = [0.25, 0.5, 0.75].map(|share| quantile(&values, share));
    Some(Quartiles {
        count: values.len() as u64,
        lower: lower?,
        median: median?,
        upper: upper?,
    })
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a position within a slice"
)]
fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let position = share * sorted.len().checked_sub(1)? as f64;
    let below = sorted.get(position.floor() as usize)?;
    let above = sorted.get(position.ceil() as usize)?;
    Some(below + (above - below) * position.fract())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_interval_agrees_with_an_independent_reckoning() {
        // scipy 1.17.1: binomtest(k, n).proportion_ci(method="wilson")
        let known = [
            (0, 10, 0.0, 0.277_532_799_863),
            (4, 13, 0.126_807_036_557, 0.576_306_568_195),
            (13, 13, 0.771_904_627_646, 1.0),
            (3, 129, 0.007_940_137_433, 0.066_144_104_852),
        ];
        for (hits, trials, low, high) in known {
            let (l, h) = wilson(hits, trials).unwrap();
            assert!(
                (l - low).abs() < 1e-11 && (h - high).abs() < 1e-11,
                "{hits} of {trials}: {l} {h}"
            );
        }
        assert_eq!(wilson(0, 0), None);
    }

    proptest! {
        #[test]
        fn the_share_lies_in_its_interval(trials in 1u64..5_000, part in 0.0f64..=1.0) {
            #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let hits = (trials as f64 * part) as u64;
            let (low, high) = wilson(hits, trials).unwrap();
            #[expect(clippy::cast_precision_loss)]
            let share = hits as f64 / trials as f64;
            prop_assert!(0.0 <= low && low <= share && share <= high && high <= 1.0);
        }

        #[test]
        fn quartiles_are_in_order_and_inside(values in proptest::collection::vec(-1e6f64..1e6, 1..50)) {
            let least = values.iter().copied().fold(f64::INFINITY, f64::min);
            let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let found = quartiles(values).unwrap();
            prop_assert!(least <= found.lower && found.lower <= found.median);
            prop_assert!(found.median <= found.upper && found.upper <= most);
        }
    }

    #[test]
    fn the_median_of_an_even_number_lies_between() {
        let median = quartiles(vec![4.0, 1.0, 3.0, 2.0]).unwrap().median;
        assert!((median - 2.5).abs() < f64::EPSILON);
        assert_eq!(quartiles(Vec::new()), None);
    }
}
