//! How soon one came after the other: what is not mended comes back within weeks rather than years.

use super::Pair;

/// After so many days it is worth half.
const HALF_DAYS: f32 = 120.0;

/// 1 on the same day, one half after [`HALF_DAYS`]; 0 where a day is not known.
#[expect(
    clippy::cast_precision_loss,
    reason = "days of centuries are far below 2²³"
)]
pub(super) fn value(pair: &Pair<'_>) -> f32 {
    match (pair.sought.view.day, pair.earlier.day) {
        (Some(one), Some(other)) => {
            let days = one.days_since(other).unsigned_abs() as f32;
            0.5_f32.powf(days / HALF_DAYS)
        }
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::described::Described;
    use crate::model::signals::sample::{Sample, day};

    #[test]
    fn the_sooner_the_nearer() {
        let on = |day| Described {
            day,
            ..Described::default()
        };
        let sample = Sample::with(&on(day(1, 1)));
        let of = |when| sample.beside(&on(when), value);
        assert!((of(day(1, 1)) - 1.0).abs() < 1e-6);
        assert!((of(day(5, 1)) - 0.5).abs() < 1e-6);
        assert!(of(day(12, 1)) < 0.2);
        assert!(of(None) == 0.0);
    }
}
