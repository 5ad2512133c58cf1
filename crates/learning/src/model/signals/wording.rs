//! Neighbouring words in common: the same thing said in the same words. It has no reason of its own:
//! what stands between the words is left out, so that a person could not look them up.

use super::Pair;
use super::overlap::beyond_chance;
use crate::model::sought::SoughtPair;

/// So much rarity in common makes one half: four or five pairs of rare words.
const HALF: f32 = 4.0;
const USUAL: f32 = 120.0;

pub(super) fn value(pair: &Pair<'_>) -> f32 {
    let sizes = (pair.sought.pairs.len(), pair.earlier.pairs.len());
    let surprise = shared(pair).map(|both| both.rarity).sum();
    beyond_chance(surprise, HALF, USUAL, sizes)
}

fn shared<'a>(pair: &Pair<'a>) -> impl Iterator<Item = &'a SoughtPair> {
    let (sought, earlier) = (pair.sought, pair.earlier);
    sought
        .pairs
        .iter()
        .filter(|both| earlier.pairs.binary_search(&both.pair).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::described::Zone;
    use crate::model::signals::sample::between;

    #[test]
    fn the_same_words_in_another_order_are_not_the_same_wording() {
        let of = |sought| between(Zone::Telling, "connection pool ran dry", sought, value);
        assert!(of("the connection pool ran dry again") > 0.3);
        assert!(of("dry ran pool connection") == 0.0);
    }
}
