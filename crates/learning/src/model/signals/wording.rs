//! Neighbouring words in common: the same thing said in the same words.

use super::Pair;
use super::overlap::beyond_chance;
use crate::model::reasons::{Reason, ReasonKind};
use crate::model::sought::SoughtPair;

/// So much rarity in common makes one half: four or five pairs of rare words.
const HALF: f32 = 4.0;
const USUAL: f32 = 120.0;
const NAMED: usize = 2;

pub(super) fn value(pair: &Pair<'_>) -> f32 {
    let sizes = (pair.sought.pairs.len(), pair.earlier.pairs.len());
    let surprise = shared(pair).map(|both| both.rarity).sum();
    beyond_chance(surprise, HALF, USUAL, sizes)
}

pub(super) fn reason(pair: &Pair<'_>) -> Option<Reason> {
    let mut found: Vec<_> = shared(pair).collect();
    found.sort_by(|a, b| b.rarity.total_cmp(&a.rarity).then(a.pair.cmp(&b.pair)));
    let words = found.into_iter().take(NAMED).map(|both| {
        let spelled = |term| pair.sought.spelled(term).to_lowercase();
        format!("{} {}", spelled(both.words.0), spelled(both.words.1))
    });
    Reason::quoting(ReasonKind::Words, &words.collect::<Vec<_>>())
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
    use crate::model::signals::sample::{Sample, between, telling};

    #[test]
    fn the_same_words_in_another_order_are_not_the_same_wording() {
        let of = |sought| between(Zone::Telling, "connection pool ran dry", sought, value);
        assert!(of("the connection pool ran dry again") > 0.3);
        assert!(of("dry ran pool connection") == 0.0);
    }

    #[test]
    fn the_reason_quotes_the_rarest() {
        let sample = Sample::with(&telling("Settlement drained the connection pool"));
        let reason = sample
            .beside(&telling("connection pools were full"), reason)
            .unwrap();
        assert_eq!(reason.text, "“connection pools”");
    }
}
