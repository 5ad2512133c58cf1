//! Words in common of the sentences that tell a cause.

use super::Pair;
use super::exact;
use super::overlap::{cosine, rarest};
use crate::model::draft::Places;
use crate::model::reasons::{Reason, ReasonKind};

const NAMED: usize = 5;

pub(super) fn value(pair: &Pair<'_>) -> f32 {
    cosine(&pair.sought.view.words, &pair.earlier.words, |places| {
        if places.has(Places::CAUSE) { 1.0 } else { 0.0 }
    })
}

/// What is typed exactly in both, then the rarest words of both causes; what names something has a
/// reason of its own.
pub(super) fn reason(pair: &Pair<'_>) -> Option<Reason> {
    let tells = |places: Places| places.has(Places::CAUSE | Places::TITLE);
    let mut words = exact::shared_tokens(pair);
    words.extend(rarest(pair, NAMED - words.len(), |a, b| {
        tells(a) && tells(b) && !a.has(Places::EXACT | Places::NAME)
    }));
    Reason::quoting(ReasonKind::Words, &words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::described::Zone;
    use crate::model::signals::sample::{Sample, between, telling};

    #[test]
    fn what_is_told_beside_the_cause_does_not_count() {
        let of = |earlier, sought| between(Zone::Telling, earlier, sought, value);
        let cause = of(
            "Payments waited. It was caused by an empty pool.",
            "The pool was empty due to settlement.",
        );
        let beside = of(
            "Payments waited at noon.",
            "Payments waited. It was caused by a lock.",
        );
        assert!(cause > 0.3 && beside == 0.0, "{cause} {beside}");
    }

    #[test]
    fn the_reason_names_words_as_they_are_written_where_they_are_sought() {
        let sample = Sample::with(&telling("It was caused by settlements emptying a pool"));
        let reason = sample.beside(
            &telling("The settlement emptied it because of a lock"),
            reason,
        );
        assert_eq!(reason.unwrap().text, "“settlement”, “emptied”");
    }
}
