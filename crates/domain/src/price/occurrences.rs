//! How often each factor came over all incidents, and what those cost: gathered once, so that the
//! price of a measure does not read all incidents again.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::learning::IncidentFacts;
use crate::statistics::poisson_interval;
use crate::workspace::Rates;
use crate::{FactorId, IncidentRef, Moment};

/// Of every incident of the workspace, or of those that somebody sees.
#[derive(Clone, Debug, Default)]
pub struct Occurrences {
    /// When the first incident that counts began.
    pub(super) first: Option<Moment>,
    by_factor: HashMap<FactorId, Occurred>,
}

/// Of one factor.
#[derive(Clone, Debug)]
pub(super) struct Occurred {
    /// In how many incidents, drills and duplicates included.
    all: u64,
    /// In how many that count.
    pub(super) count: u64,
    /// What those cost.
    pub(super) cents: i64,
    /// One of those that count.
    one: Option<IncidentRef>,
    interval: OnceLock<(f64, f64)>,
}

impl Occurrences {
    #[must_use]
    pub fn of(all: &[IncidentFacts], rates: &Rates) -> Self {
        let mut gathered = Self::default();
        for facts in all {
            if facts.counts {
                let first = gathered
                    .first
                    .map_or(facts.began, |first| first.min(facts.began));
                gathered.first = Some(first);
            }
            for factor in &facts.factors {
                let occurred = gathered.by_factor.entry(*factor);
                occurred.or_insert_with(Occurred::never).add(facts, rates);
            }
        }
        gathered
    }

    /// In how many incidents a factor was found, drills and duplicates included.
    #[must_use]
    pub fn incidents(&self, factor: FactorId) -> u64 {
        self.by_factor
            .get(&factor)
            .map_or(0, |occurred| occurred.all)
    }

    /// What is known of a factor that an incident that counts had.
    pub(super) fn counted(&self, factor: FactorId) -> Option<&Occurred> {
        let occurred = self.by_factor.get(&factor);
        occurred.filter(|occurred| occurred.count > 0)
    }

    /// Whether an incident that counts had it, other than this one.
    pub(super) fn elsewhere(&self, factor: FactorId, own: IncidentRef) -> bool {
        let occurred = self.counted(factor);
        occurred.is_some_and(|occurred| occurred.count > 1 || occurred.one != Some(own))
    }
}

impl Occurred {
    fn never() -> Self {
        Self {
            all: 0,
            count: 0,
            cents: 0,
            one: None,
            interval: OnceLock::new(),
        }
    }

    fn add(&mut self, facts: &IncidentFacts, rates: &Rates) {
        self.all += 1;
        if facts.counts {
            self.count += 1;
            self.cents = self.cents.saturating_add(facts.cost.cents(rates));
            self.one = Some(facts.reference);
        }
    }

    /// Of the count: the quantiles take longer than all the rest.
    pub(super) fn interval(&self) -> (f64, f64) {
        *self.interval.get_or_init(|| poisson_interval(self.count))
    }
}
