//! The same fix: words in common of how it was solved and what was to be done about it.

use super::Pair;
use super::overlap::{cosine, rarest};
use crate::model::draft::Places;
use crate::model::reasons::{Reason, ReasonKind};

const NAMED: usize = 3;

pub(super) fn value(pair: &Pair<'_>) -> f32 {
    cosine(&pair.sought.view.words, &pair.earlier.words, |places| {
        if places.has(Places::FIX) { 1.0 } else { 0.0 }
    })
}

pub(super) fn reason(pair: &Pair<'_>) -> Option<Reason> {
    let words = rarest(pair, NAMED, |a, b| a.has(Places::FIX) && b.has(Places::FIX));
    Reason::quoting(ReasonKind::Fix, &words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::described::Zone;
    use crate::model::signals::sample::{Sample, between, told};

    #[test]
    fn only_fixes_are_compared() {
        let reverted = "Reverted the retry limit of the client";
        let same = between(Zone::Fix, reverted, "The retry limit was reverted", value);
        assert!(same > 0.5, "{same}");
        assert!(between(Zone::Telling, reverted, reverted, value) == 0.0);
    }

    #[test]
    fn the_reason_names_what_was_done() {
        let sample = Sample::with(&told(Zone::Fix, "Raised the retry limit"));
        let reason = sample
            .beside(&told(Zone::Fix, "Retry limit lowered"), reason)
            .unwrap();
        assert_eq!(
            (reason.kind, reason.text.as_str()),
            (ReasonKind::Fix, "“Retry”, “limit”")
        );
    }
}
