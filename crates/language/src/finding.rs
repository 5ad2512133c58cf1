//! What the checker says about a place of a text, and how much it matters.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::pack::Rule;

/// How much a workspace wants to hear of a rule. Nothing of it blocks anything by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The rule is not applied.
    Off,
    Note,
    Warning,
    Error,
}

/// How sure a pattern is, by how it reads: set in the pack, not a probability.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    Low,
    Medium,
    High,
}

/// A place of a text that a rule has something to say about.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding<'c> {
    pub rule: &'c Rule,
    /// In bytes of the text that was checked; on character boundaries.
    pub range: Range<usize>,
    /// The same place in UTF-16 code units, as editors in a browser count.
    pub utf16: Range<usize>,
    /// The sentence around it, in bytes.
    pub sentence: Range<usize>,
    /// Why it matters, in one sentence.
    pub why: &'c str,
    /// A question to ask, or another way to write it.
    pub suggestion: &'c str,
    pub severity: Severity,
    pub confidence: Confidence,
}

/// Fills in the UTF-16 places of findings that are in the order of their ranges, in one pass.
///
/// A range may begin inside an earlier one, so every bound is counted on from the start of the range
/// before it.
pub(crate) fn count_utf16(text: &str, findings: &mut [Finding<'_>]) {
    let (mut at, mut units) = (0, 0);
    for finding in findings {
        units += utf16_len(&text[at..finding.range.start]);
        at = finding.range.start;
        finding.utf16 = units..units + utf16_len(&text[finding.range.clone()]);
    }
}

pub(crate) fn utf16_len(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    text.chars().map(char::len_utf16).sum()
}
