//! The component that failed: names of things in common.

use super::Pair;
use super::overlap::{beyond_chance, rarest, shared};
use crate::model::draft::Places;
use crate::model::profile::Weighed;
use crate::model::reasons::{Reason, ReasonKind};

/// So much rarity in common makes one half: three rare names.
const HALF: f32 = 2.0;
const USUAL: f32 = 20.0;
const NAMED: usize = 3;

pub(super) fn value(pair: &Pair<'_>) -> f32 {
    let both = shared(&pair.sought.view.words, &pair.earlier.words);
    let named = both.filter(|(a, b)| is_named(a.places, b.places));
    let count = |words: &[Weighed]| {
        let of = words.iter().filter(|word| word.places.has(Places::NAME));
        of.count()
    };
    let sizes = (count(&pair.sought.view.words), count(&pair.earlier.words));
    beyond_chance(named.map(|(a, _)| a.rarity).sum(), HALF, USUAL, sizes)
}

pub(super) fn reason(pair: &Pair<'_>) -> Option<Reason> {
    let names = rarest(pair, NAMED, |a, b| is_named(a, b) && !a.has(Places::EXACT));
    Some(Reason::new(ReasonKind::Component, names.join(", "))).filter(|_| !names.is_empty())
}

/// One of them writes it as a name, and both speak of it.
fn is_named(one: Places, other: Places) -> bool {
    (one.has(Places::NAME) || other.has(Places::NAME)) && speaks(one) && speaks(other)
}

fn speaks(places: Places) -> bool {
    places.has(Places::TITLE | Places::CAUSE | Places::FIX | Places::NAME)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::described::Zone;
    use crate::model::signals::sample::{Sample, between, telling};

    #[test]
    fn a_name_is_shared_also_where_it_is_written_small() {
        let of = |sought| between(Zone::Telling, "It was caused by the Ledger", sought, value);
        assert!(of("because the ledger locked") > 0.2);
        assert!(of("because a lock was held") == 0.0);
    }

    #[test]
    fn the_reason_names_it() {
        let sample = Sample::with(&telling("The failure of the Ledger stopped payments"));
        let reason = sample
            .beside(&telling("When the Ledger failed"), reason)
            .unwrap();
        assert_eq!(reason.text, "Ledger");
    }
}
