//! Recurring factors: how often each occurred, when, where, and whether that changed lately.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::facts::IncidentFacts;
use super::quarters::Quarter;
use crate::statistics::{at_least, at_most};
use crate::workspace::Rates;
use crate::{FactorId, IncidentRef, Moment, Money, ServiceId};

/// What the incidents of a cell came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PatternCell {
    pub incidents: u64,
    /// Of those whose duration is known.
    pub impact_seconds: i64,
    /// In hundredths of the workspace's currency.
    pub cost_cents: i64,
}

/// The same for one service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ServiceCell {
    pub service: ServiceId,
    #[serde(flatten)]
    pub cell: PatternCell,
}

/// Whether a factor occurs more often than it used to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Lately {
    Growing,
    Steady,
    Fewer,
    /// None for half a year, which would rarely be so if it came as it used to.
    Quiet,
}

/// One factor over the quarters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FactorPattern {
    pub factor: FactorId,
    pub incidents: u64,
    /// Of those whose duration is known.
    pub impact_seconds: i64,
    pub cost: Money,
    /// One for each quarter.
    pub by_quarter: Vec<PatternCell>,
    pub lately: Lately,
    /// The latest incident that has it.
    pub last: IncidentRef,
    pub last_began: Moment,
    /// Services with at least one such incident, in the order of their numbers. An incident of two
    /// services stands with both.
    pub by_service: Vec<ServiceCell>,
}

impl PatternCell {
    fn add(&mut self, other: Self) {
        self.incidents += other.incidents;
        self.impact_seconds = self.impact_seconds.saturating_add(other.impact_seconds);
        self.cost_cents = self.cost_cents.saturating_add(other.cost_cents);
    }

    fn of(facts: &IncidentFacts, rates: &Rates) -> Self {
        Self {
            incidents: 1,
            impact_seconds: facts.recover_seconds.unwrap_or(0),
            cost_cents: facts.cost.cents(rates),
        }
    }
}

/// What is gathered of a factor while the incidents go by.
struct Gathered {
    all: PatternCell,
    by_quarter: Vec<PatternCell>,
    by_service: BTreeMap<ServiceId, PatternCell>,
    last: (Moment, IncidentRef),
    /// Since the first incident of the workspace, not of the quarters shown.
    spans: Spans,
}

/// The factors that occurred in the quarters, the most frequent first, then the latest. A factor
/// counts once per incident; drills and duplicates do not count.
#[must_use]
pub fn factor_patterns(
    all: &[IncidentFacts],
    quarters: &[Quarter],
    rates: &Rates,
    now: Moment,
) -> Vec<FactorPattern> {
    let starts: Vec<_> = quarters.iter().map(|q| q.starts_on.start()).collect();
    let past = all
        .iter()
        .filter(|facts| facts.counts && facts.began <= now);
    let lately = Lookout::of(past.clone(), now);
    let mut factors: HashMap<FactorId, Gathered> = HashMap::new();
    for facts in past {
        // The number of quarters that began before it; 0 is before the first one shown.
        let quarter = starts.partition_point(|start| *start <= facts.began);
        let one = PatternCell::of(facts, rates);
        for factor in &facts.factors {
            let gathered = factors.entry(*factor).or_insert_with(|| Gathered {
                all: PatternCell::default(),
                by_quarter: vec![PatternCell::default(); quarters.len()],
                by_service: BTreeMap::new(),
                last: (facts.began, facts.reference),
                spans: Spans::default(),
            });
            gathered.spans.add(facts.began, &lately);
            gathered.last = gathered.last.max((facts.began, facts.reference));
            let Some(quarter) = quarter.checked_sub(1) else {
                continue;
            };
            gathered.all.add(one);
            gathered.by_quarter[quarter].add(one);
            for service in &facts.services {
                gathered.by_service.entry(*service).or_default().add(one);
            }
        }
    }
    let mut patterns: Vec<_> = factors
        .into_iter()
        .filter(|(_, gathered)| gathered.all.incidents > 0)
        .map(|(factor, gathered)| FactorPattern {
            factor,
            incidents: gathered.all.incidents,
            impact_seconds: gathered.all.impact_seconds,
            cost: Money::new(gathered.all.cost_cents, rates.hourly.currency),
            by_quarter: gathered.by_quarter,
            lately: lately.judge(gathered.spans, gathered.last.0),
            last: gathered.last.1,
            last_began: gathered.last.0,
            by_service: gathered
                .by_service
                .into_iter()
                .map(|(service, cell)| ServiceCell { service, cell })
                .collect(),
        })
        .collect();
    patterns.sort_by_key(|pattern| {
        let latest = std::cmp::Reverse(pattern.last_began);
        (std::cmp::Reverse(pattern.incidents), latest, pattern.factor)
    });
    patterns
}

/// A change counts as one when chance alone would bring it about less often than this.
const CHANCE: f64 = 0.1;
/// A shorter silence is not called one, however often the factor used to come.
const QUIET_DAYS: i64 = 180;

/// How many incidents of a factor began in the late span and before it.
#[derive(Clone, Copy, Debug, Default)]
struct Spans {
    late: u64,
    before: u64,
    /// Of these, with the workspace's first incident: what the time is counted from says nothing
    /// of how often anything came within it.
    opening: u64,
}

impl Spans {
    fn add(&mut self, began: Moment, lookout: &Lookout) {
        self.opening += u64::from(began == lookout.first);
        let span = if began >= lookout.since {
            &mut self.late
        } else {
            &mut self.before
        };
        *span += 1;
    }
}

/// The two spans that are held against each other: the last two full quarters and the present one,
/// and everything before since the first incident of the workspace.
#[derive(Clone, Copy, Debug)]
struct Lookout {
    first: Moment,
    since: Moment,
    now: Moment,
    /// The late span's share of both; `None` when there is nothing before it.
    share: Option<f64>,
}

impl Lookout {
    fn of<'a>(counted: impl Iterator<Item = &'a IncidentFacts>, now: Moment) -> Self {
        let quarters = super::quarters::last_quarters(3, now);
        let since = quarters
            .first()
            .map_or(now, |first| first.starts_on.start());
        let first = counted.map(|facts| facts.began).min().unwrap_or(now);
        let days = |from: Moment, to: Moment| to.since(from).as_secs_f64();
        let (before, late) = (days(first, since), days(since, now));
        let share = (before > 0.0 && late > 0.0).then(|| late / (before + late));
        Self {
            first,
            since,
            now,
            share,
        }
    }

    /// Given that `n` incidents came since the first of all, each is as likely anywhere in that
    /// time if the rate has stayed the same; so none of them lies within the silence at the end
    /// with a chance of its complement's share of the time to the power of `n`.
    ///
    /// D. R. Cox and P. A. W. Lewis, *The Statistical Analysis of Series of Events* (Methuen, 1966),
    /// chapter 2: the times of a Poisson process, given their number, are uniform.
    fn is_silence(&self, n: u64, last: Moment) -> bool {
        let all = self.now.since(self.first).as_secs_f64();
        let until_last = last.since(self.first).as_secs_f64();
        let n = i32::try_from(n).unwrap_or(i32::MAX);
        last.plus_days(QUIET_DAYS) <= self.now && (until_last / all).powi(n) < CHANCE
    }

    /// Given that `n` incidents came in both spans together, the number in the late one is binomial
    /// with its share of the time, if the rate has stayed the same; so the test of two Poisson
    /// rates is exact, and is taken on the side that the rates differ to.
    ///
    /// J. Przyborowski and H. Wilenski, "Homogeneity of results in testing samples from Poisson
    /// series", *Biometrika* 31 (1940), 313–323.
    fn judge(&self, spans: Spans, last: Moment) -> Lately {
        let n = spans.late + spans.before;
        // One alone is nothing that used to come.
        if n >= 2 && self.is_silence(n - spans.opening, last) {
            return Lately::Quiet;
        }
        let Some(share) = self.share else {
            return Lately::Steady;
        };
        if at_least(spans.late, n, share) < CHANCE {
            Lately::Growing
        } else if at_most(spans.late, n, share) < CHANCE {
            Lately::Fewer
        } else {
            Lately::Steady
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learning::quarters::last_quarters;
    use crate::learning::sample::{any_incidents, incident, moment};
    use crate::workspace::Settings;
    use proptest::prelude::*;

    const NOW: &str = "2026-11-21T12:00:00Z";

    fn lately(began: &[&str]) -> Lately {
        // The first incident of the workspace has another factor.
        let mut all = vec![incident(1, "2024-11-22T12:00:00Z", &[9])];
        let numbered = (2..).zip(began);
        all.extend(
            numbered.map(|(number, began)| incident(number, &format!("{began}T12:00:00Z"), &[1])),
        );
        let now = moment(NOW);
        let rates = Settings::default().rates;
        let patterns = factor_patterns(&all, &last_quarters(8, now), &rates, now);
        let pattern = patterns
            .iter()
            .find(|pattern| pattern.factor == FactorId(1));
        pattern.unwrap().lately
    }

    #[test]
    fn lately_is_what_chance_would_rarely_bring() {
        // The late span, from April on, is 235 of 729 days: a third of the time.
        // binom.sf(3, 4, 235/729) < 0.1 but binom.sf(2, 3, …) = 0.033 too; binom.sf(1, 2, …) = 0.104.
        let late = ["2026-05-01", "2026-07-01", "2026-09-01"];
        assert_eq!(lately(&late), Lately::Growing);
        assert_eq!(lately(&late[..2]), Lately::Steady);
        let even = ["2025-01-01", "2025-08-01", "2026-02-01", "2026-09-01"];
        assert_eq!(lately(&even), Lately::Steady);
        // binom.cdf(1, 9, 235/729) = 0.159, binom.cdf(1, 11, …) = 0.086.
        let before = [
            "2025-01-01",
            "2025-02-01",
            "2025-03-01",
            "2025-04-01",
            "2025-05-01",
            "2025-06-01",
            "2025-07-01",
            "2025-08-01",
            "2025-09-01",
            "2025-10-01",
            "2026-09-01",
        ];
        assert_eq!(lately(&before[2..]), Lately::Steady);
        assert_eq!(lately(&before), Lately::Fewer);
        assert_eq!(lately(&before[..10]), Lately::Quiet);
    }

    #[test]
    fn quiet_is_half_a_year_of_a_silence_that_chance_would_rarely_bring() {
        // 180 days before now is 25 May, at noon: 549 of 729 days. (549/729)⁹ = 0.078, (549/729)⁸
        // = 0.103.
        let often = [
            "2025-01-01",
            "2025-02-01",
            "2025-03-01",
            "2025-04-01",
            "2025-05-01",
            "2025-06-01",
            "2025-07-01",
            "2025-08-01",
            "2026-05-25",
        ];
        assert_eq!(lately(&often), Lately::Quiet);
        assert_ne!(lately(&often[1..]), Lately::Quiet);
        let mut later = often;
        later[8] = "2026-05-26";
        assert_ne!(lately(&later), Lately::Quiet);
        // (159/729)² = 0.048, (159/729) = 0.22.
        assert_eq!(lately(&["2025-01-01", "2025-04-30"]), Lately::Quiet);
        assert_ne!(lately(&["2025-01-01"]), Lately::Quiet);
        // The first incident of all opens the time: only the other one counts, 159/729.
        let now = moment(NOW);
        let days = ["2024-11-22T12:00:00Z", "2025-04-30T12:00:00Z"];
        let all = days.map(|began| incident(1, began, &[1]));
        let rates = Settings::default().rates;
        let patterns = factor_patterns(&all, &last_quarters(9, now), &rates, now);
        assert_ne!(patterns[0].lately, Lately::Quiet);
    }

    #[test]
    fn a_young_workspace_knows_of_no_change() {
        let all = [1, 2, 3, 4].map(|number| incident(number, "2026-10-05T12:00:00Z", &[1]));
        let now = moment(NOW);
        let rates = Settings::default().rates;
        let patterns = factor_patterns(&all, &last_quarters(8, now), &rates, now);
        assert_eq!(patterns[0].lately, Lately::Steady);
    }

    proptest! {
        #[test]
        fn every_count_adds_up(all in any_incidents(), quarters in 1u8..12) {
            let now = moment(NOW);
            let rates = Settings::default().rates;
            let quarters = last_quarters(quarters, now);
            let start = quarters[0].starts_on.start();
            let patterns = factor_patterns(&all, &quarters, &rates, now);
            prop_assert!(patterns.is_sorted_by_key(|pattern| std::cmp::Reverse(pattern.incidents)));
            for factor in (1..5).map(FactorId) {
                let having: Vec<_> = all.iter().filter(|facts| {
                    facts.counts && facts.began >= start && facts.began <= now && facts.factors.contains(&factor)
                }).collect();
                let Some(pattern) = patterns.iter().find(|pattern| pattern.factor == factor) else {
                    prop_assert!(having.is_empty());
                    continue;
                };
                prop_assert_eq!(pattern.incidents, having.len() as u64);
                let seconds: i64 = having.iter().filter_map(|facts| facts.recover_seconds).sum();
                prop_assert_eq!(pattern.impact_seconds, seconds);
                let mut sum = PatternCell::default();
                for cell in &pattern.by_quarter {
                    sum.add(*cell);
                }
                let whole = (pattern.incidents, pattern.impact_seconds, pattern.cost.cents);
                prop_assert_eq!((sum.incidents, sum.impact_seconds, sum.cost_cents), whole);
                for (cell, quarter) in pattern.by_quarter.iter().zip(&quarters) {
                    let inside = having.iter().filter(|facts| {
                        facts.began >= quarter.starts_on.start() && facts.began < quarter.ends_before.start()
                    });
                    prop_assert_eq!(cell.incidents, inside.count() as u64);
                }
                for service in (1..4).map(ServiceId) {
                    let there = having.iter().filter(|facts| facts.services.contains(&service)).count() as u64;
                    let cell = pattern.by_service.iter().find(|cell| cell.service == service);
                    prop_assert_eq!(cell.map_or(0, |cell| cell.cell.incidents), there);
                    prop_assert_eq!(cell.is_some(), there > 0);
                }
                let last = having.iter().map(|facts| (facts.began, facts.reference)).max();
                prop_assert_eq!(Some((pattern.last_began, pattern.last)), last);
            }
        }
    }
}
