//! How far a measure of few examples can be off: 95 % intervals by the percentile bootstrap of
//! B. Efron, *The Annals of Statistics* 7 (1979), 1–26. The chance is seeded, so that a run can be
//! repeated.

use serde::Serialize;

/// How often is drawn.
const DRAWS: usize = 2_000;
const SEED: u64 = 0x0AF7_E240;

/// A measure with the ends of its interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Measured {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

/// A measure over groups of examples, each of which is drawn from with replacement by itself.
/// Nothing where there is nothing to measure.
#[must_use]
pub(super) fn measured(
    groups: &[&[usize]],
    measure: impl Fn(&[Vec<usize>]) -> Option<f64>,
) -> Option<Measured> {
    let whole: Vec<Vec<usize>> = groups.iter().map(|group| group.to_vec()).collect();
    let value = measure(&whole)?;
    let mut chance = Chance(SEED);
    let mut drawn: Vec<_> = (0..DRAWS)
        .filter_map(|_| {
            let draw: Vec<_> = groups.iter().map(|group| chance.draw(group)).collect();
            measure(&draw)
        })
        .collect();
    drawn.sort_by(f64::total_cmp);
    Some(Measured {
        value,
        low: quantile(&drawn, 25),
        high: quantile(&drawn, 975),
    })
}

/// So many thousandths of the values lie below, in order.
fn quantile(ordered: &[f64], thousandths: usize) -> f64 {
    let last = ordered.len().saturating_sub(1);
    let place = (last * thousandths + 500) / 1_000;
    ordered.get(place).copied().unwrap_or(f64::NAN)
}

/// `SplitMix64`: G. Steele, D. Lea and C. Flood, OOPSLA 2014.
#[derive(Debug)]
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn draw(&mut self, group: &[usize]) -> Vec<usize> {
        let of = group.len() as u64;
        let pick = |_| group[usize::try_from(self.next() % of).unwrap_or(0)];
        (0..group.len()).map(pick).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::metrics::mean;

    fn of_hits(hits: usize, of: usize) -> Measured {
        let values: Vec<f64> = (0..of).map(|at| f64::from(u8::from(at < hits))).collect();
        let all: Vec<_> = (0..of).collect();
        measured(&[&all], |drawn| {
            mean(&drawn[0].iter().map(|at| values[*at]).collect::<Vec<_>>())
        })
        .unwrap()
    }

    #[test]
    fn more_examples_make_a_narrower_interval() {
        let (few, many) = (of_hits(6, 8), of_hits(600, 800));
        assert!((few.value - 0.75).abs() < 1e-9 && few.low < 0.75 && few.high > 0.75);
        assert!(
            many.high - many.low < 0.07 && few.high - few.low > 0.4,
            "{few:?} {many:?}"
        );
        assert_eq!(of_hits(6, 8), few);
    }

    #[test]
    fn a_normal_mean_has_the_interval_of_the_books() {
        // 0.5 ± 1.96 · 0.5 / √400
        let half = of_hits(200, 400);
        assert!(
            (half.low - 0.451).abs() < 0.006 && (half.high - 0.549).abs() < 0.006,
            "{half:?}"
        );
    }

    #[test]
    fn nothing_has_no_interval() {
        assert_eq!(
            measured(&[&[]], |drawn| mean(&vec![0.0; drawn[0].len()])),
            None
        );
    }
}
