//! Words of title, cause, telling and fix in common.

use super::Pair;
use super::overlap::cosine;
use crate::model::draft::Places;

/// Passages weigh by what they tell: a title says what it is about in few words, a cause why.
pub(super) fn value(pair: &Pair<'_>) -> f32 {
    cosine(&pair.sought.view.words, &pair.earlier.words, |places| {
        let share = |place, weight| if places.has(place) { weight } else { 0.0 };
        let places_weigh = share(Places::TITLE, 2.0)
            + share(Places::CAUSE, 1.5)
            + share(Places::FIX, 1.0)
            + share(Places::TELLING, 1.0);
        places_weigh * places.often()
    })
}

#[cfg(test)]
mod tests {
    use super::value;
    use crate::model::described::Zone;
    use crate::model::signals::sample::between;

    #[test]
    fn texts_that_share_more_are_closer() {
        let of = |sought| {
            between(
                Zone::Telling,
                "Settlement emptied the connection pool of the ledger",
                sought,
                value,
            )
        };
        let same = of("Settlement emptied the connection pool of the ledger");
        let alike = of("The ledger waited for connections");
        let other = of("A parser read dates of other zones");
        assert!(
            same > 0.99 && same > alike && alike > other && other == 0.0,
            "{same} {alike} {other}"
        );
    }
}
