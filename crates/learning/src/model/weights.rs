//! How much each signal counts, and from where on a sum of them is called alike or of one cause:
//! read from `weights.toml`, which a program fits.
//!
//! The model is the proportional odds model of P. `McCullagh`, "Regression models for ordinal data",
//! *Journal of the Royal Statistical Society B* 42 (1980), 109–142: one weighted sum, and for each
//! grade the place on it at which that grade is as likely as not.

use std::fmt::Write as _;
use std::sync::LazyLock;

use serde::Deserialize;

use super::signals::{COUNT, Signal, Values};

/// A repeat that is suggested in vain costs a person's time and trust; one that is not suggested is
/// still listed. The first is taken to be twice as bad, so "new" is believed until the odds against
/// it are two to one.
pub const ODDS_TO_SUGGEST: f32 = 2.0;

/// What a pair's signals come to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    /// The weighted sum.
    pub sum: f32,
    /// How sure it is, from 0 to 1, that a person would call them alike or more.
    pub similar: f32,
    /// The same for "of one cause".
    pub same_cause: f32,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// None is below zero: to have more in common never counts against a pair.
    pub of: [f32; COUNT],
    /// Where a sum is as likely alike as not.
    pub similar: f32,
    /// Where it is as likely of one cause as not.
    pub same_cause: f32,
}

#[derive(Deserialize)]
struct File {
    similar: f32,
    same_cause: f32,
    weights: std::collections::BTreeMap<String, f32>,
}

/// The file is no weights'.
#[derive(Debug, thiserror::Error)]
pub enum WeightsError {
    #[error(transparent)]
    Toml(#[from] toml::de::Error),
    #[error("the weights name {given} signals; there are {COUNT}, and each is named once")]
    Names { given: usize },
    #[error("the weight of {0} is below zero")]
    Negative(&'static str),
}

static FITTED: LazyLock<Weights> = LazyLock::new(|| {
    Weights::read(include_str!("weights.toml")).unwrap_or_else(|_| Weights::even())
});

impl Weights {
    /// Those that the program brings.
    #[must_use]
    pub fn fitted() -> &'static Self {
        &FITTED
    }

    /// Before anything is learned: every signal counts the same.
    #[must_use]
    pub fn even() -> Self {
        Self {
            of: [1.0; COUNT],
            similar: 1.5,
            same_cause: 3.0,
        }
    }

    /// # Errors
    /// [`WeightsError`]: every signal has one weight, and none is below zero.
    pub fn read(text: &str) -> Result<Self, WeightsError> {
        let file: File = toml::from_str(text)?;
        let mut of = [0.0; COUNT];
        for (weight, signal) in of.iter_mut().zip(Signal::ALL) {
            let given = file.weights.len();
            let told = file.weights.get(signal.name()).filter(|_| given == COUNT);
            *weight = *told.ok_or(WeightsError::Names { given })?;
            if *weight < 0.0 {
                return Err(WeightsError::Negative(signal.name()));
            }
        }
        Ok(Self {
            of,
            similar: file.similar,
            same_cause: file.same_cause,
        })
    }

    /// As [`read`](Self::read) reads it, to take the place of what stands behind the comments.
    #[must_use]
    pub fn write(&self) -> String {
        let mut text = format!(
            "similar = {:.3}\nsame_cause = {:.3}\n\n[weights]\n",
            self.similar, self.same_cause
        );
        for (signal, weight) in Signal::ALL.iter().zip(self.of) {
            let _ = writeln!(text, "{} = {weight:.3}", signal.name());
        }
        text
    }

    #[must_use]
    pub fn sum(&self, values: &Values) -> f32 {
        self.of
            .iter()
            .zip(values)
            .map(|(weight, value)| weight * value)
            .sum()
    }

    #[must_use]
    pub fn judge(&self, values: &Values) -> Judged {
        self.judge_sum(self.sum(values))
    }

    #[must_use]
    pub(super) fn judge_sum(&self, sum: f32) -> Judged {
        let sure = |from: f32| 1.0 / (1.0 + (from - sum).exp());
        Judged {
            sum,
            similar: sure(self.similar),
            same_cause: sure(self.same_cause),
        }
    }
}

impl Judged {
    /// Whether it is worth asking a person if it is a repeat.
    #[must_use]
    pub fn suggests(&self) -> bool {
        self.same_cause >= ODDS_TO_SUGGEST * (1.0 - self.same_cause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_weights_that_the_program_brings_are_read() {
        let weights = Weights::read(include_str!("weights.toml")).unwrap();
        assert_eq!(&weights, Weights::fitted());
        assert!(weights.similar < weights.same_cause);
        assert_eq!(Weights::read(&weights.write()).unwrap(), weights);
    }

    #[test]
    fn what_is_no_weights_is_refused() {
        let even = Weights::even().write();
        let refused = |text: &str| Weights::read(text).unwrap_err().to_string();
        assert_eq!(
            refused(&even.replace("cause = 1.000\n", "")),
            "the weights name 9 signals; there are 10, and each is named once"
        );
        assert_eq!(
            refused(&even.replace("fix = 1", "fix = -1")),
            "the weight of fix is below zero"
        );
        assert!(refused("weights = 3").contains("weights"));
    }

    proptest! {
        #[test]
        fn more_in_common_is_never_less_sure(values in proptest::array::uniform10(0.0f32..1.0), more in 0usize..COUNT) {
            let weights = Weights::fitted();
            let less = weights.judge(&values);
            let mut raised = values;
            raised[more] = 1.0;
            let then = weights.judge(&raised);
            prop_assert!(then.similar >= less.similar && then.same_cause >= less.same_cause);
            prop_assert!(then.similar >= then.same_cause);
            prop_assert!((0.0..=1.0).contains(&then.similar));
            prop_assert!(then.suggests() || !less.suggests());
        }
    }
}
