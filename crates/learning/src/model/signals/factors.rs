//! Contributing factors of the shared vocabulary in common.

use afterword_domain::FactorId;

use super::Pair;
use super::overlap::saturated;
use crate::model::reasons::{Names, Reason, ReasonKind};

/// So much rarity in common makes one half. A factor names a cause: one rare one is enough.
const HALF: f32 = 0.7;

pub(super) fn value(pair: &Pair<'_>) -> f32 {
    let rarity = |id| pair.library.rarity_of(&format!("factor {id}"));
    saturated(shared(pair).map(rarity).sum(), HALF)
}

pub(super) fn reason(pair: &Pair<'_>, names: &dyn Names) -> Option<Reason> {
    let labels: Vec<_> = shared(pair).filter_map(|id| names.factor(id)).collect();
    (!labels.is_empty()).then(|| Reason::new(ReasonKind::Factor, labels.join("; ")))
}

fn shared<'a>(pair: &Pair<'a>) -> impl Iterator<Item = FactorId> + 'a {
    let theirs = &pair.earlier.facts.factors;
    let ours = pair.sought.view.facts.factors.iter().copied();
    ours.filter(|id| theirs.contains(id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::described::Described;
    use crate::model::signals::sample::{Numbered, Sample};

    #[test]
    fn a_shared_factor_counts_and_is_named() {
        let with = |factors: &[u32]| Described {
            factors: factors.iter().map(|id| FactorId(*id)).collect(),
            ..Described::default()
        };
        let sample = Sample::with(&with(&[1]));
        let told = |sought| sample.beside(&sought, |pair| (value(pair), reason(pair, &Numbered)));
        let (shared, named) = told(with(&[1, 2]));
        assert!(shared > 0.3);
        assert_eq!(named.unwrap().text, "Retries not bounded");
        assert_eq!(told(with(&[2])), (0.0, None));
    }
}
