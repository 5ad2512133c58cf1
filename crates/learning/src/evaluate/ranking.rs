//! How one ranker does: how high it ranks what people graded, and how well its score tells repeats
//! from what is only alike.

use std::collections::BTreeMap;

use serde::Serialize;

use super::bootstrap::{Measured, measured};
use super::metrics::{auc, hit, mean, ndcg, reciprocal_rank, share};
use super::replay::Example;
use crate::model::ODDS_TO_SUGGEST;

/// How high what is relevant is ranked, over the documents that have something relevant before them.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Placed {
    pub queries: usize,
    pub mrr: Option<Measured>,
    pub hit_at_1: Option<Measured>,
    pub hit_at_5: Option<Measured>,
}

/// What would have been suggested as a repeat.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Suggested {
    /// Graded as one of one cause, as alike, as nothing in common, and not graded at all.
    pub repeats: usize,
    pub alike: usize,
    pub nothing: usize,
    pub ungraded: usize,
    /// Of the graded suggestions, those that are repeats.
    pub precision: Option<f64>,
    /// Of the repeats, those that are suggested.
    pub recall: Option<f64>,
}

/// How one ranker does.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ranked {
    pub name: String,
    /// Relevant is what is of one cause.
    pub repeats: Placed,
    /// Relevant is what is alike, and what is of one cause.
    pub alike: Placed,
    pub ndcg_at_5: Option<Measured>,
    /// How often a repeat scores more than a pair that is only alike.
    pub auc_repeat_against_alike: Option<Measured>,
    /// How often a repeat scores more than a pair of one source that has nothing in common, or that
    /// nobody graded.
    pub auc_repeat_against_rest: Option<Measured>,
    /// Nothing for a ranker whose scores have no threshold.
    pub suggested: Option<Suggested>,
}

/// The score of an example; the higher, the more alike.
pub(super) struct Scores<'a> {
    pub(super) name: &'a str,
    pub(super) values: Vec<f64>,
    /// Whether the scores are the log-odds of one cause.
    pub(super) are_odds: bool,
    /// Whether it ranks only what the index brings up.
    pub(super) retrieves: bool,
}

impl Ranked {
    pub(super) fn of(examples: &[Example], told: &Scores<'_>) -> Self {
        let queries = queries(examples, told);
        let score = |keep: &dyn Fn(&Example) -> bool| -> Vec<f64> {
            let all = examples.iter().zip(&told.values);
            all.filter(|(example, _)| keep(example))
                .map(|(_, score)| *score)
                .collect()
        };
        let repeats = score(&|example| example.grade == Some(2));
        let alike = score(&|example| example.grade == Some(1));
        let rest = score(&|example| example.grade.is_none_or(|grade| grade == 0));
        Self {
            name: told.name.to_owned(),
            repeats: placed(&queries, 2),
            alike: placed(&queries, 1),
            ndcg_at_5: over(&with_relevant(&queries, 1), |query| {
                ndcg(&query.gains, &query.missed, 5).unwrap_or(0.0)
            }),
            auc_repeat_against_alike: area(&repeats, &alike),
            auc_repeat_against_rest: area(&repeats, &rest),
            suggested: told.are_odds.then(|| {
                let from = f64::from(ODDS_TO_SUGGEST).ln();
                suggested(examples, told, from)
            }),
        }
    }
}

/// What stands before one document, best first.
struct Query {
    /// By grade; 0 where nobody graded.
    gains: Vec<f64>,
    /// Of graded ones that were not brought up.
    missed: Vec<f64>,
}

fn queries(examples: &[Example], told: &Scores<'_>) -> Vec<Query> {
    let mut by_later: BTreeMap<usize, Vec<(f64, &Example)>> = BTreeMap::new();
    for (example, score) in examples.iter().zip(&told.values) {
        by_later
            .entry(example.later)
            .or_default()
            .push((*score, example));
    }
    let query = |mut all: Vec<(f64, &Example)>| {
        // Of two that score the same the later one comes first, as people are shown them.
        all.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.earlier.cmp(&a.1.earlier)));
        let gain = |example: &Example| f64::from(example.grade.unwrap_or(0));
        let brought = |example: &Example| !told.retrieves || example.retrieved;
        let (there, missed): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|(_, example)| brought(example));
        Query {
            gains: there
                .into_iter()
                .map(|(_, example)| gain(example))
                .collect(),
            missed: missed
                .into_iter()
                .map(|(_, example)| gain(example))
                .collect(),
        }
    };
    by_later.into_values().map(query).collect()
}

fn with_relevant(queries: &[Query], least: u8) -> Vec<&Query> {
    let relevant = |query: &&Query| {
        let mut gains = query.gains.iter().chain(&query.missed);
        gains.any(|gain| *gain >= f64::from(least))
    };
    queries.iter().filter(relevant).collect()
}

fn placed(queries: &[Query], least: u8) -> Placed {
    let queries = with_relevant(queries, least);
    let relevant = |query: &Query| -> Vec<bool> {
        query
            .gains
            .iter()
            .map(|gain| *gain >= f64::from(least))
            .collect()
    };
    Placed {
        queries: queries.len(),
        mrr: over(&queries, |query| reciprocal_rank(&relevant(query))),
        hit_at_1: over(&queries, |query| hit(&relevant(query), 1)),
        hit_at_5: over(&queries, |query| hit(&relevant(query), 5)),
    }
}

/// The mean over queries, which are what is drawn for the interval.
fn over(queries: &[&Query], measure: impl Fn(&Query) -> f64) -> Option<Measured> {
    let values: Vec<_> = queries.iter().map(|query| measure(query)).collect();
    let all: Vec<_> = (0..values.len()).collect();
    measured(&[&all], |drawn| {
        mean(&drawn[0].iter().map(|at| values[*at]).collect::<Vec<_>>())
    })
}

/// Both kinds are drawn by themselves: how many there are of each was the graders' choice. Of what
/// has nothing in common there are thousands, and drawing those would change nothing.
fn area(right: &[f64], wrong: &[f64]) -> Option<Measured> {
    let (rights, wrongs): (Vec<_>, Vec<_>) =
        ((0..right.len()).collect(), (0..wrong.len()).collect());
    let pick =
        |from: &[f64], drawn: &[usize]| -> Vec<f64> { drawn.iter().map(|at| from[*at]).collect() };
    if wrong.len() > 500 {
        return measured(&[&rights], |drawn| auc(&pick(right, &drawn[0]), wrong));
    }
    measured(&[&rights, &wrongs], |drawn| {
        auc(&pick(right, &drawn[0]), &pick(wrong, &drawn[1]))
    })
}

/// What scores log-odds of `from` and more.
pub(super) fn suggested(examples: &[Example], told: &Scores<'_>, from: f64) -> Suggested {
    let mut all = Suggested::default();
    let mut repeats = 0;
    for (example, score) in examples.iter().zip(&told.values) {
        repeats += usize::from(example.grade == Some(2));
        if !example.retrieved || *score < from {
            continue;
        }
        match example.grade {
            None => all.ungraded += 1,
            Some(0) => all.nothing += 1,
            Some(1) => all.alike += 1,
            Some(_) => all.repeats += 1,
        }
    }
    all.precision = share(all.repeats, all.repeats + all.alike + all.nothing);
    all.recall = share(all.repeats, repeats);
    all
}
