//! How often a checker is right, on sentences that somebody labelled.
//!
//! A file of labels has a line for each sentence: `blame` or `ok`, a subtype, and the sentence,
//! with tabs between, under a line of headings.

use std::collections::BTreeMap;

use crate::checker::Checker;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    Blame,
    Fine,
}

/// A sentence, and what somebody said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Its line in the file, from one.
    pub line: usize,
    pub label: Label,
    pub subtype: String,
    pub text: String,
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct LabelError {
    pub line: usize,
    pub problem: String,
}

impl Sentence {
    /// Reads a file of labels.
    pub fn read_all(text: &str) -> Result<Vec<Self>, LabelError> {
        let lines = text.lines().enumerate().skip(1);
        lines
            .filter(|(_, line)| !line.trim().is_empty())
            .map(|(index, line)| Self::read(index + 1, line))
            .collect()
    }

    fn read(line: usize, text: &str) -> Result<Self, LabelError> {
        let problem = |problem: &str| LabelError {
            line,
            problem: problem.to_owned(),
        };
        let mut fields = text.splitn(3, '\t');
        let label = match fields.next() {
            Some("blame") => Label::Blame,
            Some("ok") => Label::Fine,
            _ => return Err(problem("begins with neither “blame” nor “ok”")),
        };
        let subtype = fields.next().ok_or_else(|| problem("has no subtype"))?;
        let text = fields.next().ok_or_else(|| problem("has no sentence"))?;
        Ok(Self {
            line,
            label,
            subtype: subtype.to_owned(),
            text: text.trim().to_owned(),
        })
    }
}

/// Counts of sentences by what was said and what was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub blame_found: usize,
    pub blame_missed: usize,
    pub fine_flagged: usize,
    pub fine_passed: usize,
}

impl Tally {
    fn count(&mut self, label: Label, is_flagged: bool) {
        match (label, is_flagged) {
            (Label::Blame, true) => self.blame_found += 1,
            (Label::Blame, false) => self.blame_missed += 1,
            (Label::Fine, true) => self.fine_flagged += 1,
            (Label::Fine, false) => self.fine_passed += 1,
        }
    }

    /// The share of blaming sentences that are found. Like the other shares, nothing where there is
    /// no sentence to take it of.
    pub fn recall(self) -> Option<f64> {
        share(self.blame_found, self.blame_found + self.blame_missed)
    }

    /// The share of fine sentences that are flagged.
    pub fn false_positive_rate(self) -> Option<f64> {
        share(self.fine_flagged, self.fine_flagged + self.fine_passed)
    }

    /// The share of flagged sentences that blame.
    pub fn precision(self) -> Option<f64> {
        share(self.blame_found, self.blame_found + self.fine_flagged)
    }

    /// The harmonic mean of precision and recall: 2 tp / (2 tp + fp + fn).
    pub fn f1(self) -> Option<f64> {
        let doubled = 2 * self.blame_found;
        share(doubled, doubled + self.fine_flagged + self.blame_missed)
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of sentences in a file")]
fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// What a checker makes of labelled sentences.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evaluation {
    pub total: Tally,
    pub by_subtype: BTreeMap<String, Tally>,
    /// Lines of the sentences that came out other than labelled.
    pub wrong: Vec<usize>,
}

impl Evaluation {
    /// Checks every sentence. Those of subtypes that are `apart` are counted by subtype only.
    pub fn add(&mut self, checker: &Checker, sentence: &Sentence, apart: &[&str]) {
        let is_flagged = !checker.check_markdown(&sentence.text).is_empty();
        let tally = self.by_subtype.entry(sentence.subtype.clone()).or_default();
        tally.count(sentence.label, is_flagged);
        if apart.contains(&sentence.subtype.as_str()) {
            return;
        }
        self.total.count(sentence.label, is_flagged);
        if is_flagged != (sentence.label == Label::Blame) {
            self.wrong.push(sentence.line);
        }
    }
}
