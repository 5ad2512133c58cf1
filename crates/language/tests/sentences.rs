//! How often the checker is right on sentences that were written to catch it, by file. What it
//! reached stays reached; docs/language.md says how each file came about.

use afterword_language::{Additions, Checker, Evaluation, LabelledSentence, Pack};

/// A file, the recall that it must reach, and the rate of false positives that it must not pass.
const FILES: [(&str, &str, f64, f64); 7] = [
    ("a", include_str!("sentences/a.tsv"), 0.98, 0.02),
    ("b", include_str!("sentences/b.tsv"), 0.82, 0.02),
    ("c", include_str!("sentences/c.tsv"), 0.90, 0.02),
    ("d", include_str!("sentences/d.tsv"), 0.85, 0.02),
    ("e", include_str!("sentences/e.tsv"), 0.95, 0.02),
    ("f", include_str!("sentences/f.tsv"), 0.95, 0.02),
    ("g", include_str!("sentences/g.tsv"), 0.80, 0.02),
];

#[test]
fn sentences_are_read_as_well_as_they_were() {
    let checker =
        Checker::new(&Pack::english(), &Additions::default()).expect("the pack can be used");
    let mut worse = Vec::new();
    for (name, text, recall_floor, rate_ceiling) in FILES {
        let sentences = LabelledSentence::read_all(text).expect("the labels can be read");
        let mut evaluation = Evaluation::default();
        for sentence in &sentences {
            evaluation.add(&checker, sentence, &[]);
        }
        let recall = evaluation.total.recall().expect("some sentences blame");
        let rate = evaluation.total.false_positive_rate();
        let rate = rate.expect("some sentences are fine");
        if recall < recall_floor || rate > rate_ceiling {
            worse.push(format!(
                "{name}: recall {recall:.3}, false positives {rate:.3}, other than labelled: lines {:?}",
                evaluation.wrong
            ));
        }
    }
    assert!(worse.is_empty(), "{}", worse.join("\n"));
}
