//! What is typed exactly in common: error strings, hosts, packages, versions, status codes.

use super::Pair;
use super::overlap::{beyond_chance, rarest, shared};
use crate::model::draft::Places;
use crate::model::profile::Weighed;

/// So much rarity in common makes one half: two or three rare tokens.
const HALF: f32 = 1.5;
const USUAL: f32 = 15.0;
const NAMED: usize = 3;

pub(super) fn value(pair: &Pair<'_>) -> f32 {
    let both = shared(&pair.sought.view.words, &pair.earlier.words);
    let typed = both.filter(|(a, b)| are_typed(a.places, b.places));
    let count = |words: &[Weighed]| {
        let of = words.iter().filter(|word| word.places.has(Places::EXACT));
        of.count()
    };
    let sizes = (count(&pair.sought.view.words), count(&pair.earlier.words));
    beyond_chance(typed.map(|(a, _)| a.rarity).sum(), HALF, USUAL, sizes)
}

/// The rarest of them, as they are written.
pub(super) fn shared_tokens(pair: &Pair<'_>) -> Vec<String> {
    rarest(pair, NAMED, are_typed)
}

fn are_typed(one: Places, other: Places) -> bool {
    one.has(Places::EXACT) && other.has(Places::EXACT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::described::Zone;
    use crate::model::signals::sample::{Sample, between, told};

    #[test]
    fn tokens_count_wherever_they_stand_and_only_whole() {
        let of = |sought| between(Zone::Course, "ledger-db-0 said ORA-00060", sought, value);
        assert!(of("again ORA-00060 on host 4") > 0.2);
        assert!(of("ledger-db-01 said ORA-00061") == 0.0);
    }

    #[test]
    fn they_are_told_as_they_are_written() {
        let sample = Sample::with(&told(Zone::Course, "max_connections reached"));
        let sought = told(Zone::Course, "raised `Max_connections`");
        let tokens = sample.beside(&sought, shared_tokens);
        assert_eq!(tokens, ["Max_connections"]);
    }
}
