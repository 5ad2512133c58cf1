//! What the page of patterns shows, reckoned in one go.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::chains::{Chain, chains};
use super::factors::{FactorPattern, factor_patterns};
use super::facts::IncidentFacts;
use super::outcomes::{ActionOutcome, outcomes};
use super::quarters::last_quarters;
use super::together::{FactorPairs, factor_pairs};
use crate::workspace::Workspace;
use crate::{Day, Moment, ServiceId};

/// One of the quarters that are shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PatternQuarter {
    /// `2026 Q3`
    pub label: String,
    pub starts_on: Day,
    /// The quarter has not ended yet.
    pub partial: bool,
}

/// Recurring factors, chains of repeats, and what came of actions. Drills and duplicates do not
/// count.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Patterns {
    /// The first day of the quarters, or the day of the first incident if that is later.
    pub since: Day,
    /// Incidents that began since.
    pub incidents: u64,
    /// Those with a published post-mortem.
    pub reviewed: u64,
    /// Oldest first; the last one is the present one.
    pub quarters: Vec<PatternQuarter>,
    /// The services with most incidents that have a factor, most first; at most eight.
    pub services: Vec<ServiceId>,
    /// The most frequent first; a factor counts once per incident.
    pub factors: Vec<FactorPattern>,
    /// Factors that occur together in the incidents of the quarters.
    pub together: FactorPairs,
    /// Of all time, the one with the latest incident first; at most a hundred.
    pub chains: Vec<Chain>,
    /// Of all time, the best reading first; the two hundred that were finished last.
    pub outcomes: Vec<ActionOutcome>,
}

const MOST_SERVICES: usize = 8;
const MOST_CHAINS: usize = 100;

/// Reckons the patterns over the last `quarters` quarters.
#[must_use]
pub fn patterns(
    all: &[IncidentFacts],
    quarters: u8,
    workspace: &Workspace,
    now: Moment,
) -> Patterns {
    let quarters = last_quarters(quarters, now);
    let start = quarters
        .first()
        .map_or(now, |first| first.starts_on.start());
    let counted = all
        .iter()
        .filter(|facts| facts.counts && facts.began <= now);
    let first = counted.clone().map(|facts| facts.began).min();
    let inside = counted.filter(|facts| facts.began >= start);
    Patterns {
        since: first.map_or(start, |first| first.max(start)).day(),
        incidents: inside.clone().count() as u64,
        reviewed: inside.clone().filter(|facts| facts.published).count() as u64,
        together: factor_pairs(inside.clone()),
        services: frequent_services(inside),
        factors: factor_patterns(all, &quarters, &workspace.settings.rates, now),
        chains: chains(all, MOST_CHAINS, workspace, now),
        outcomes: outcomes(all, now),
        quarters: quarters
            .into_iter()
            .map(|quarter| PatternQuarter {
                label: quarter.label,
                starts_on: quarter.starts_on,
                partial: quarter.partial,
            })
            .collect(),
    }
}

fn frequent_services<'a>(inside: impl Iterator<Item = &'a IncidentFacts>) -> Vec<ServiceId> {
    let mut counts: HashMap<ServiceId, u64> = HashMap::new();
    for facts in inside.filter(|facts| !facts.factors.is_empty()) {
        for service in &facts.services {
            *counts.entry(*service).or_insert(0) += 1;
        }
    }
    let mut services: Vec<_> = counts.into_iter().collect();
    services.sort_by_key(|(service, count)| (std::cmp::Reverse(*count), *service));
    let services = services.into_iter().map(|(service, _)| service);
    services.take(MOST_SERVICES).collect()
}
