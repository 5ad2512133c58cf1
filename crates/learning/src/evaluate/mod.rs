//! How well the model finds earlier incidents, measured on graded pairs in time order; and the fit
//! of its weights to them. Reads no file: it is given documents and labels.

mod baselines;
mod bootstrap;
mod fit;
mod labels;
mod metrics;
mod ranking;
mod replay;
#[cfg(test)]
mod tests;

use serde::Serialize;

pub use bootstrap::Measured;
pub use labels::{Grade, Label, LabelError};
pub use ranking::{Placed, Ranked, Suggested};
pub use replay::{Document, Example, Replayed, replay};

use crate::model::Weights;
use fit::{Lesson, fit};
use ranking::{Scores, suggested};

/// What was measured.
#[derive(Clone, Debug, Serialize)]
pub struct Evaluation {
    pub sources: Vec<String>,
    pub documents: usize,
    /// Pairs by grade 0, 1 and 2.
    pub graded: [usize; 3],
    /// Pairs of one source that nobody graded.
    pub ungraded: usize,
    /// Labels whose documents are not there, or lie in different folders.
    pub missing: usize,
    /// Labels whose earlier document began later.
    pub turned: usize,
    /// The model with its own weights comes last.
    pub rankers: Vec<Ranked>,
}

/// What is suggested from one threshold on.
#[derive(Clone, Debug, Serialize)]
pub struct AtOdds {
    pub odds: f64,
    pub suggested: Suggested,
}

/// Where a repeat was ranked, and whether it would have been suggested.
#[derive(Clone, Debug, Serialize)]
pub struct Repeat {
    pub earlier: String,
    pub later: String,
    /// From 1; `None` when the index does not bring it up.
    pub place: Option<usize>,
    /// How sure the model is, from 0 to 1, that it is of one cause.
    pub same_cause: f64,
}

/// What was measured of suggested repeats, with weights that were fitted on the other sources.
#[derive(Clone, Debug, Serialize)]
pub struct Repeats {
    pub at: Vec<AtOdds>,
    pub repeats: Vec<Repeat>,
}

/// Measures the model beside others.
#[must_use]
pub fn evaluate(replayed: &Replayed) -> Evaluation {
    let examples = &replayed.examples;
    let graded = |grade| {
        examples
            .iter()
            .filter(|one| one.grade == Some(grade))
            .count()
    };
    let by = |score: &dyn Fn(&Example) -> f64| examples.iter().map(score).collect();
    let scores = [
        Scores {
            name: "TF-IDF cosine, whole documents",
            values: by(&|example| example.tf_idf),
            are_odds: false,
            retrieves: false,
        },
        Scores {
            name: "BM25, whole documents",
            values: by(&|example| example.bm25),
            are_odds: false,
            retrieves: false,
        },
        odds(
            "model, before it is fitted",
            by(&|example| log_odds(&Weights::even(), example)),
        ),
        odds("model, fitted on the other sources", crossed(replayed)),
        odds(
            "model, as it is",
            by(&|example| log_odds(Weights::fitted(), example)),
        ),
    ];
    Evaluation {
        sources: replayed.sources.clone(),
        documents: replayed.documents.len(),
        graded: [0, 1, 2].map(graded),
        ungraded: examples.iter().filter(|one| one.grade.is_none()).count(),
        missing: replayed.missing.len(),
        turned: replayed.turned,
        rankers: scores
            .iter()
            .map(|told| Ranked::of(examples, told))
            .collect(),
    }
}

fn odds(name: &str, scores: Vec<f64>) -> Scores<'_> {
    Scores {
        name,
        values: scores,
        are_odds: true,
        retrieves: true,
    }
}

/// Measures what would have been suggested as a repeat, from several thresholds on.
#[must_use]
pub fn repeats(replayed: &Replayed) -> Repeats {
    let told = odds("", crossed(replayed));
    let examples = &replayed.examples;
    let at = [1.0_f64, 2.0, 3.0, 5.0, 10.0].map(|odds| AtOdds {
        odds,
        suggested: suggested(examples, &told, odds.ln()),
    });
    let scored: Vec<_> = examples.iter().zip(&told.values).collect();
    let graded = scored
        .iter()
        .filter(|(example, _)| example.grade == Some(2));
    let repeat = |(example, score): &(&Example, &f64)| {
        let rivals = scored.iter().filter(|(other, rival)| {
            other.later == example.later && other.retrieved && rival > score
        });
        Repeat {
            earlier: replayed.documents[example.earlier].clone(),
            later: replayed.documents[example.later].clone(),
            place: example.retrieved.then(|| rivals.count() + 1),
            same_cause: 1.0 / (1.0 + (-**score).exp()),
        }
    };
    Repeats {
        at: at.into(),
        repeats: graded.map(repeat).collect(),
    }
}

/// Weights that are fitted on all that was graded.
#[must_use]
pub fn fitted(replayed: &Replayed) -> Weights {
    let (lessons, graded) = lessons(replayed, None);
    fit(&lessons, graded)
}

/// The log-odds of one cause of each example, by weights that its source had no part in.
fn crossed(replayed: &Replayed) -> Vec<f64> {
    let by_source: Vec<_> = (0..replayed.sources.len())
        .map(|source| {
            let (lessons, graded) = lessons(replayed, Some(source));
            fit(&lessons, graded)
        })
        .collect();
    let examples = replayed.examples.iter();
    examples
        .map(|example| log_odds(&by_source[example.source], example))
        .collect()
}

fn lessons(replayed: &Replayed, without: Option<usize>) -> (Vec<Lesson>, usize) {
    let examples = replayed
        .examples
        .iter()
        .filter(|example| Some(example.source) != without);
    let graded = examples
        .clone()
        .filter(|example| example.grade.is_some())
        .count();
    let lesson = |example: &Example| Lesson {
        grade: example.grade.unwrap_or(0),
        values: example.values,
    };
    (examples.map(lesson).collect(), graded)
}

fn log_odds(weights: &Weights, example: &Example) -> f64 {
    f64::from(weights.sum(&example.values) - weights.same_cause)
}
