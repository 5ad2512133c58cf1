//! Fitting the weights: the proportional odds model with weights that stay above zero and near each
//! other, since the graded pairs are few.
//!
//! What is largest is the likelihood of the grades less a penalty for weights that move away from
//! one (a normal prior). Both are concave, so the largest is found by walking uphill. What nobody
//! graded counts as nothing in common.

use crate::model::{COUNT, Values, Weights};

use super::labels::Grade;
use super::metrics::count;

/// How strongly a weight is held to one, beside the likelihood of as many pairs as were graded: so
/// that ten weights learn from some tens of pairs what two or three could.
const HELD: f64 = 4.0;
const STEPS: usize = 4_000;
const STRIDE: f64 = 0.5;
/// Grades part by so much at least.
const APART: f64 = 0.05;

/// A pair to learn from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lesson {
    pub(super) grade: Grade,
    pub(super) values: Values,
}

/// What is looked for, while it is looked for.
#[derive(Clone, Copy, Debug)]
struct Guess {
    of: [f64; COUNT],
    similar: f64,
    same_cause: f64,
}

/// Fits weights to lessons. `graded` is how many of them people graded: the three grades count the
/// same in all, and as much as so many pairs.
#[must_use]
pub(super) fn fit(lessons: &[Lesson], graded: usize) -> Weights {
    let even = Guess::from(&Weights::even());
    weights(&climb(lessons, &shares(lessons, graded), even))
}

impl From<&Weights> for Guess {
    fn from(weights: &Weights) -> Self {
        Self {
            of: weights.of.map(f64::from),
            similar: weights.similar.into(),
            same_cause: weights.same_cause.into(),
        }
    }
}

/// What each lesson counts, by its grade.
fn shares(lessons: &[Lesson], graded: usize) -> [f64; 3] {
    let mut counts = [0_usize; 3];
    for lesson in lessons {
        counts[usize::from(lesson.grade.min(2))] += 1;
    }
    let kinds = counts.iter().filter(|having| **having > 0).count();
    counts.map(|having| count(graded) / count(kinds.max(1)) / count(having.max(1)))
}

fn climb(lessons: &[Lesson], shares: &[f64; 3], even: Guess) -> Guess {
    let mut guess = even;
    let total: f64 = lessons
        .iter()
        .map(|lesson| shares[usize::from(lesson.grade.min(2))])
        .sum();
    let stride = STRIDE / (total + HELD).max(1.0);
    for _ in 0..STEPS {
        let slope = slope(lessons, shares, &guess);
        guess.similar += stride * slope.similar;
        guess.same_cause =
            (guess.same_cause + stride * slope.same_cause).max(guess.similar + APART);
        for ((weight, up), even) in guess.of.iter_mut().zip(slope.of).zip(even.of) {
            *weight = (*weight + stride * (up - HELD * (*weight - even))).max(0.0);
        }
    }
    guess
}

/// How the log-likelihood rises with each part of a guess.
fn slope(lessons: &[Lesson], shares: &[f64; 3], guess: &Guess) -> Guess {
    let mut slope = Guess {
        of: [0.0; COUNT],
        similar: 0.0,
        same_cause: 0.0,
    };
    for lesson in lessons {
        let terms = guess.of.iter().zip(lesson.values);
        let sum: f64 = terms.map(|(weight, value)| weight * f64::from(value)).sum();
        let sure = |from: f64| 1.0 / (1.0 + (from - sum).exp());
        let (similar, same) = (sure(guess.similar), sure(guess.same_cause));
        let (bend_similar, bend_same) = (similar * (1.0 - similar), same * (1.0 - same));
        // By the sum, by where grade 1 begins, by where grade 2 begins.
        let (by_sum, by_similar, by_same) = match lesson.grade {
            0 => (-similar, similar, 0.0),
            1 => {
                let between = (similar - same).max(1e-9);
                (
                    (bend_similar - bend_same) / between,
                    -bend_similar / between,
                    bend_same / between,
                )
            }
            _ => (1.0 - same, 0.0, -(1.0 - same)),
        };
        let share = shares[usize::from(lesson.grade.min(2))];
        for (up, value) in slope.of.iter_mut().zip(lesson.values) {
            *up += share * by_sum * f64::from(value);
        }
        slope.similar += share * by_similar;
        slope.same_cause += share * by_same;
    }
    slope
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "weights are told to three digits"
)]
fn weights(guess: &Guess) -> Weights {
    Weights {
        of: guess.of.map(|weight| weight as f32),
        similar: guess.similar as f32,
        same_cause: guess.same_cause as f32,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lessons(telling: usize) -> Vec<Lesson> {
        let lesson = |at: u8| {
            let grade = at % 3;
            let mut values = [f32::from(at / 3 % 5) / 5.0; COUNT];
            values[telling] = f32::from(grade) / 2.0;
            Lesson { grade, values }
        };
        (0..60).map(lesson).collect()
    }

    #[test]
    fn the_signal_that_tells_grades_apart_comes_to_count_most() {
        for telling in [0, 4] {
            let weights = fit(&lessons(telling), 60);
            let others = (0..COUNT).filter(|at| *at != telling);
            assert!(
                others
                    .into_iter()
                    .all(|at| weights.of[at] < weights.of[telling]),
                "{weights:?}"
            );
            assert!(
                weights.of.iter().all(|weight| *weight >= 0.0)
                    && weights.similar < weights.same_cause
            );
        }
    }

    #[test]
    fn few_pairs_leave_weights_nearly_as_they_were() {
        let spread = |weights: Weights| {
            let most = weights
                .of
                .iter()
                .fold(0.0_f32, |most, weight| most.max(*weight));
            most - weights
                .of
                .iter()
                .fold(f32::MAX, |least, weight| least.min(*weight))
        };
        assert!(spread(fit(&lessons(2), 6)) < spread(fit(&lessons(2), 600)));
        assert!(spread(fit(&[], 0)) < 1e-6);
    }
}
