//! What the component did: ran out of memory, expired, was applied to the wrong target.

use super::Pair;
use super::overlap::beyond_chance;
use crate::model::lexicon::Lexicon;
use crate::model::profile::Facts;
use crate::model::reasons::{Reason, ReasonKind};

/// So much rarity in common makes one half: three mechanisms that few incidents have.
const HALF: f32 = 1.5;
const USUAL: f32 = 7.0;
/// What more incidents have in common is no reason.
const RARE: f32 = 0.25;
const NAMED: usize = 2;

pub(super) fn value(pair: &Pair<'_>) -> f32 {
    let count = |facts: &Facts| facts.mechanisms.places().count();
    let sizes = (count(&pair.sought.view.facts), count(&pair.earlier.facts));
    let surprise = shared(pair).map(|(_, rarity)| rarity).sum();
    beyond_chance(surprise, HALF, USUAL, sizes)
}

pub(super) fn reason(pair: &Pair<'_>) -> Option<Reason> {
    let mut found: Vec<_> = shared(pair).filter(|(_, rarity)| *rarity >= RARE).collect();
    found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let labels = found
        .iter()
        .take(NAMED)
        .map(|(place, _)| Lexicon::english().mechanism(*place));
    let labels: Vec<_> = labels.collect();
    (!labels.is_empty()).then(|| Reason::new(ReasonKind::Mechanism, labels.join("; ")))
}

fn shared<'a>(pair: &Pair<'a>) -> impl Iterator<Item = (usize, f32)> + 'a {
    let both = pair
        .sought
        .view
        .facts
        .mechanisms
        .and(pair.earlier.facts.mechanisms);
    let library = pair.library;
    both.places()
        .map(move |place| (place, library.mechanism_rarity(place)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::described::Zone;
    use crate::model::signals::sample::{Sample, between, telling};

    #[test]
    fn the_same_happening_is_found_in_other_words() {
        let of = |sought| between(Zone::Telling, "The pod was OOMKilled", sought, value);
        assert!(of("the worker ran out of memory") > 0.2);
        assert!(of("the certificate expired") == 0.0);
    }

    #[test]
    fn the_reason_says_what_happened() {
        let sample = Sample::with(&telling("It went to the wrong cluster"));
        let reason = sample
            .beside(&telling("the wrong context was used"), reason)
            .unwrap();
        assert_eq!(reason.text, "applied to the wrong target");
    }
}
