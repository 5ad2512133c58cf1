//! The Repeat Incident Rate, with its interval, its counts and its window.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Moment;
use crate::statistics::wilson;

/// What the rate needs to know of one incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reviewed {
    pub began: Moment,
    pub published: bool,
    /// Has a confirmed recurrence of an earlier incident.
    pub is_repeat: bool,
}

/// Of the incidents that began in a window and whose post-mortem is published, the share with a
/// confirmed recurrence of an earlier one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RepeatRate {
    /// `repeats ÷ incidents`; null when there are none.
    pub value: Option<f64>,
    /// Lower end of the 95 % Wilson interval.
    pub low: Option<f64>,
    /// Upper end of the 95 % Wilson interval.
    pub high: Option<f64>,
    pub repeats: u64,
    /// Incidents of the window with a published post-mortem.
    pub incidents: u64,
    /// Start of the window, inclusive; null for "since the first".
    pub from: Option<Moment>,
    /// End of the window, exclusive.
    pub to: Moment,
    pub method: String,
}

/// How the rate is reckoned, in words that stand beside it.
pub const METHOD: &str =
    "share of published post-mortems with a confirmed recurrence; 95 % Wilson score interval";

/// Reckons the rate over the incidents that began in `from..to`.
#[must_use]
#[expect(
    clippy::cast_precision_loss,
    reason = "counts of incidents are far below 2⁵²"
)]
pub fn repeat_rate(
    incidents: impl IntoIterator<Item = Reviewed>,
    from: Option<Moment>,
    to: Moment,
) -> RepeatRate {
    let (mut count, mut repeats) = (0u64, 0u64);
    for incident in incidents {
        let inside = from.is_none_or(|from| incident.began >= from) && incident.began < to;
        if inside && incident.published {
            count += 1;
            repeats += u64::from(incident.is_repeat);
        }
    }
    let interval = wilson(repeats, count);
    RepeatRate {
        value: (count > 0).then(|| repeats as f64 / count as f64),
        low: interval.map(|(low, _)| low),
        high: interval.map(|(_, high)| high),
        repeats,
        incidents: count,
        from,
        to,
        method: METHOD.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn unpublished_and_outside_ones_never_count(
            all in proptest::collection::vec((0i64..100, any::<bool>(), any::<bool>()), 0..60),
            from in proptest::option::of(0i64..100), to in 0i64..100,
        ) {
            let at = |day: i64| Moment::from_micros(day * 86_400_000_000).unwrap();
            let incidents: Vec<_> = all.iter().map(|(day, published, is_repeat)| {
                Reviewed { began: at(*day), published: *published, is_repeat: *is_repeat }
            }).collect();
            let rate = repeat_rate(incidents, from.map(at), at(to));
            let counted: Vec<_> = all.iter().filter(|(day, published, _)| {
                *published && *day < to && from.is_none_or(|from| *day >= from)
            }).collect();
            prop_assert_eq!(rate.incidents, counted.len() as u64);
            prop_assert_eq!(rate.repeats, counted.iter().filter(|(_, _, repeat)| *repeat).count() as u64);
            match (rate.value, rate.low, rate.high) {
                (Some(value), Some(low), Some(high)) => {
                    prop_assert!((0.0..=1.0).contains(&value) && low <= value && value <= high);
                }
                (None, None, None) => prop_assert_eq!(counted.len(), 0),
                other => prop_assert!(false, "half a rate: {other:?}"),
            }
        }
    }
}
