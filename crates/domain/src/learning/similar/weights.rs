//! How much it weighs to share something.
//!
//! The weight is how surprising it would be by chance: −ln of the share of incidents that have the
//! thing, as in the inverse document frequency of K. Spärck Jones, "A statistical interpretation of
//! term specificity and its application in retrieval", *Journal of Documentation* 28 (1972), 11–21.
//! The factors by which services, factors and words count were set by hand on the demo workspace.

use super::Sought;
use super::reasons::{Reason, ReasonKind};
use crate::learning::facts::IncidentFacts;
use crate::learning::words::Spelled;
use crate::workspace::Workspace;
use crate::{FactorId, ServiceId};

/// A factor names a cause and counts for more; words come in bunches and count for less.
const FACTOR: f64 = 1.5;
const SERVICE: f64 = 1.0;
const WORD: f64 = 0.5;
/// So much surprise makes a score of one half; twice as much, two thirds.
const HALF: f64 = 6.0;
/// What a larger share of the incidents than one in so many has, is no rare word. Three may always
/// share one, or in a handful of incidents none would be rare.
const RARE: usize = 10;
/// The most words that a reason names.
const NAMED: usize = 4;

/// An incident with the words it shares, by their places in what is sought.
pub(super) struct Candidate<'a> {
    pub(super) facts: &'a IncidentFacts,
    words: Vec<usize>,
}

/// What each thing that is sought weighs when it is shared.
pub(super) struct Weights {
    services: Vec<(ServiceId, f64)>,
    factors: Vec<(FactorId, f64)>,
    spelled: Spelled,
    /// By their places; nothing for those that are not rare.
    words: Vec<f64>,
}

impl Weights {
    /// What is sought, weighed over the candidates, in one walk over their words.
    pub(super) fn of<'a>(
        candidates: impl Iterator<Item = &'a IncidentFacts>,
        sought: &Sought<'_>,
    ) -> (Self, Vec<Candidate<'a>>) {
        let spelled = Spelled::of(sought.text);
        let mut having = vec![0_usize; spelled.len()];
        let candidates: Vec<_> = candidates
            .map(|facts| {
                let words = facts.words.shared(&spelled);
                for place in &words {
                    having[*place] += 1;
                }
                Candidate { facts, words }
            })
            .collect();
        let of = candidates.len();
        let count = |has: &dyn Fn(&IncidentFacts) -> bool| {
            candidates
                .iter()
                .filter(|candidate| has(candidate.facts))
                .count()
        };
        let service = |id: &ServiceId| {
            let having = count(&|facts| facts.services.contains(id));
            (*id, SERVICE * surprise(having, of))
        };
        let factor = |id: &FactorId| {
            let having = count(&|facts| facts.factors.contains(id));
            (*id, FACTOR * surprise(having, of))
        };
        let rare = (of / RARE).max(3);
        let word = |having: usize| {
            if having <= rare {
                WORD * surprise(having, of)
            } else {
                0.0
            }
        };
        let weights = Self {
            services: sought.services.iter().map(service).collect(),
            factors: sought.factors.iter().map(factor).collect(),
            words: having.into_iter().map(word).collect(),
            spelled,
        };
        (weights, candidates)
    }

    /// `s ÷ (s + HALF)` of the surprise `s` that all shared things come to.
    pub(super) fn score(&self, candidate: &Candidate<'_>) -> f64 {
        let sum = self
            .services(candidate)
            .map(|(_, weight)| weight)
            .sum::<f64>()
            + self
                .factors(candidate)
                .map(|(_, weight)| weight)
                .sum::<f64>()
            + self
                .rare_words(candidate)
                .map(|(_, weight)| weight)
                .sum::<f64>();
        sum / (sum + HALF)
    }

    pub(super) fn reasons(&self, candidate: &Candidate<'_>, workspace: &Workspace) -> Vec<Reason> {
        let services = self.services(candidate);
        let services = services.filter_map(|(id, _)| Some(workspace.service(id)?.name.as_str()));
        let factors = self.factors(candidate);
        let factors = factors.filter_map(|(id, _)| Some(workspace.factor(id)?.label.as_str()));
        let mut words: Vec<_> = self.rare_words(candidate).collect();
        // Of words that are as rare, the longer one mostly says more.
        words.sort_by(|(a, weight), (b, other)| {
            other
                .total_cmp(weight)
                .then(b.len().cmp(&a.len()))
                .then(a.cmp(b))
        });
        let words = words.into_iter().take(NAMED);
        let words = words.map(|(word, _)| format!("“{word}”"));
        [
            (ReasonKind::Service, joined(services, ", ")),
            (ReasonKind::Factor, joined(factors, "; ")),
            (ReasonKind::Words, joined(words, ", ")),
        ]
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(kind, text)| Reason { kind, text })
        .collect()
    }

    fn services(&self, candidate: &Candidate<'_>) -> impl Iterator<Item = (ServiceId, f64)> {
        let all = self.services.iter().copied();
        all.filter(|(id, _)| candidate.facts.services.contains(id))
    }

    fn factors(&self, candidate: &Candidate<'_>) -> impl Iterator<Item = (FactorId, f64)> {
        let all = self.factors.iter().copied();
        all.filter(|(id, _)| candidate.facts.factors.contains(id))
    }

    fn rare_words<'a>(
        &'a self,
        candidate: &'a Candidate<'_>,
    ) -> impl Iterator<Item = (&'a str, f64)> {
        let words = candidate.words.iter();
        let weighed = words.map(|place| (self.spelled.word(*place), self.words[*place]));
        weighed.filter(|(_, weight)| *weight > 0.0)
    }
}

fn joined<T: AsRef<str>>(names: impl Iterator<Item = T>, between: &str) -> String {
    let mut text = String::new();
    for name in names {
        if !text.is_empty() {
            text.push_str(between);
        }
        text.push_str(name.as_ref());
    }
    text
}

/// −ln of the share of incidents that have something, never quite nothing.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts of incidents are far below 2⁵²"
)]
fn surprise(having: usize, of: usize) -> f64 {
    ((of + 1) as f64 / having.max(1) as f64).ln()
}
