//! Whether the words of a pack were fitted to the sentences that it is measured on.
//!
//! A pack marks the words that it learnt from a labelled sentence. The sentences are put into parts,
//! and each part is judged without the words that occur in it and in no other part: what is found
//! then, was not learnt from the sentence it is found in.

use crate::additions::Additions;
use crate::checker::Checker;
use crate::evaluation::{Evaluation, Sentence};
use crate::pack::{Pack, PackError};

/// Judges every sentence by a pack that did not learn from its part alone. A sentence's part is its
/// line modulo `folds`.
pub fn cross_check(
    pack: &Pack,
    additions: &Additions,
    sentences: &[Sentence],
    folds: usize,
    apart: &[&str],
) -> Result<Evaluation, PackError> {
    let mut evaluation = Evaluation::default();
    let taught = pack.taught_forms();
    for fold in 0..folds {
        let (own, others): (Vec<&Sentence>, Vec<&Sentence>) = sentences
            .iter()
            .partition(|sentence| sentence.line % folds == fold);
        let occurs = |forms: &[String], among: &[&Sentence]| {
            among.iter().any(|sentence| {
                let words = words(&sentence.text);
                forms
                    .iter()
                    .any(|form| words.contains(&format!(" {form} ")))
            })
        };
        let forgotten: Vec<&str> = taught
            .iter()
            .filter(|(_, forms)| occurs(forms, &own) && !occurs(forms, &others))
            .map(|(entry, _)| entry.as_str())
            .collect();
        let checker = Checker::new(&pack.without(&forgotten), additions)?;
        for sentence in own {
            evaluation.add(&checker, sentence, apart);
        }
    }
    evaluation.wrong.sort_unstable();
    Ok(evaluation)
}

/// The words of a sentence in lower case, a space around each.
fn words(text: &str) -> String {
    let words = text
        .split(|c: char| !c.is_alphanumeric() && c != '\'')
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase);
    format!(" {} ", words.collect::<Vec<_>>().join(" "))
}
