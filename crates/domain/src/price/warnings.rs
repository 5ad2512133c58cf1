//! What speaks against a measure. It warns and never blocks. Sentences that ask people to be more
//! careful are found by the checker of language, which the domain does not know: whoever asks both
//! adds [`MeasureWarning::asks_for_memory`].

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Ledger, Priced};
use crate::postmortem::Effect;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MeasureWarningKind {
    /// "Be more careful": no condition changes.
    AsksForMemory,
    /// Somebody has to approve by hand.
    ManualGate,
    /// No other incident had its factor.
    FitsOnlyThis,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MeasureWarning {
    pub warning: MeasureWarningKind,
    pub sentence: String,
}

impl MeasureWarning {
    #[must_use]
    pub fn asks_for_memory() -> Self {
        Self::of(
            MeasureWarningKind::AsksForMemory,
            "It asks people to remember; no condition changes.",
        )
    }

    fn of(warning: MeasureWarningKind, sentence: &str) -> Self {
        Self {
            warning,
            sentence: sentence.to_owned(),
        }
    }
}

/// How a gate is named that somebody opens by hand.
const GATE: [&str; 10] = [
    "approval",
    "approve",
    "sign-off",
    "sign off",
    "signs off",
    "four eyes",
    "four-eyes",
    "change board",
    "manual check",
    "manual review",
];

pub(super) fn of(priced: Priced<'_>, ledger: &Ledger<'_>) -> Vec<MeasureWarning> {
    let mut warnings = Vec::new();
    if priced.effect == Some(Effect::AsksForMemory) {
        warnings.push(MeasureWarning::asks_for_memory());
    }
    let words = format!("{} {}", priced.title, priced.note).to_lowercase();
    if GATE.iter().any(|sign| words.contains(sign)) {
        warnings.push(MeasureWarning::of(
            MeasureWarningKind::ManualGate,
            "It adds a gate that somebody has to open by hand.",
        ));
    }
    let own = ledger.incident.reference;
    let elsewhere = |factor| ledger.occurrences.elsewhere(factor, own);
    if priced.factor.is_some_and(|factor| !elsewhere(factor)) {
        warnings.push(MeasureWarning::of(
            MeasureWarningKind::FitsOnlyThis,
            "No other incident had this factor; it may fit only this one.",
        ));
    }
    warnings
}
