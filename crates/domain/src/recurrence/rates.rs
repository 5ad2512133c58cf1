//! The Repeat Incident Rate in its parts: over time, by team, service and severity, how long it took
//! until something came back, and what changed since a day.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::rate::{RepeatRate, Reviewed, repeat_rate};
use crate::incident::Severity;
use crate::learning::facts::IncidentFacts;
use crate::statistics::{Quartiles, chance_of_less, quartiles};
use crate::workspace::Workspace;
use crate::{Day, IncidentRef, Moment, ServiceId, TeamId};

const YEAR_DAYS: i64 = 365;

/// Which incidents are looked at; all of them by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RateScope {
    /// Only those of services of this team.
    pub team: Option<TeamId>,
    pub service: Option<ServiceId>,
    pub severity: Option<Severity>,
}

impl RateScope {
    fn holds(self, facts: &IncidentFacts, workspace: &Workspace) -> bool {
        let of = |id: &ServiceId| workspace.service(*id).and_then(|service| service.team);
        facts.counts
            && self.severity.is_none_or(|wanted| facts.severity == wanted)
            && self
                .service
                .is_none_or(|wanted| facts.services.contains(&wanted))
            && self
                .team
                .is_none_or(|wanted| facts.services.iter().any(|id| of(id) == Some(wanted)))
    }
}

/// What a row of a series covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RateStep {
    Month,
    Quarter,
    /// The 365 days up to the end of each month.
    RollingYear,
}

/// The rate of one stretch of time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RateRow {
    /// `2026-10` or `2026 Q4`; of a rolling year, the month that it ends with.
    pub label: String,
    /// Its end is still to come.
    pub partial: bool,
    pub rate: RepeatRate,
}

/// The rate of one team, service or severity. An incident of several services counts with each.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RateOf {
    pub name: String,
    pub rate: RepeatRate,
}

/// Those of a window apart, each in the order of their names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RateParts {
    pub by_team: Vec<RateOf>,
    pub by_service: Vec<RateOf>,
    pub by_severity: Vec<RateOf>,
}

/// What changed with a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RateChange {
    pub since: Day,
    /// As long before as it is long ago, at most all there is.
    pub before: RepeatRate,
    pub after: RepeatRate,
    /// How probable it is that the rate is truly lower than it was, 0 to 1; null while one of the
    /// two has no incident.
    pub chance_of_less: Option<f64>,
    /// "Repeats became rarer: 5 of 20 before, 1 of 18 since. It is a real change with a
    /// probability of 95%."
    pub sentence: String,
    pub method: String,
}

/// How the probability is reckoned, in words that stand beside it.
pub const CHANGE_METHOD: &str = "probability that the later share is lower, each share with \
     Jeffreys' prior, Beta(½, ½)";

/// The incidents that are looked at, and where their teams and services are found.
#[derive(Clone, Debug)]
pub struct Rates<'a> {
    facts: Vec<&'a IncidentFacts>,
    /// What comes back may have begun elsewhere.
    all: &'a [IncidentFacts],
    workspace: &'a Workspace,
    now: Moment,
}

impl<'a> Rates<'a> {
    #[must_use]
    pub fn of(
        all: &'a [IncidentFacts],
        workspace: &'a Workspace,
        scope: RateScope,
        now: Moment,
    ) -> Self {
        let inside = all.iter().filter(|facts| scope.holds(facts, workspace));
        Self {
            facts: inside.collect(),
            all,
            workspace,
            now,
        }
    }

    /// The rate of the incidents that began in `from..to`.
    #[must_use]
    pub fn rate(&self, from: Option<Moment>, to: Moment) -> RepeatRate {
        repeat_rate(self.facts.iter().map(|facts| reviewed(facts)), from, to)
    }

    /// The last `count` stretches up to the present one, oldest first.
    #[must_use]
    pub fn series(&self, step: RateStep, count: u8) -> Vec<RateRow> {
        let months = match step {
            RateStep::Quarter => 3,
            RateStep::Month | RateStep::RollingYear => 1,
        };
        let current = month_of(self.now).div_euclid(months);
        let rows = (0..i32::from(count)).rev().filter_map(|back| {
            let first = (current - back) * months;
            let (from, to) = (first_day(first)?, first_day(first + months)?);
            let (from, to) = (from.start(), to.start());
            let from = match step {
                RateStep::RollingYear => to.min(self.now).plus_days(-YEAR_DAYS),
                RateStep::Month | RateStep::Quarter => from,
            };
            Some(RateRow {
                label: label(step, first),
                partial: to > self.now,
                rate: self.rate(Some(from), to.min(self.now)),
            })
        });
        rows.collect()
    }

    /// The parts of a window.
    #[must_use]
    pub fn parts(&self, from: Option<Moment>, to: Moment) -> RateParts {
        let inside = self.facts.iter().filter(|facts| {
            facts.published && from.is_none_or(|from| facts.began >= from) && facts.began < to
        });
        let inside: Vec<_> = inside.copied().collect();
        let workspace = self.workspace;
        let team_of = |id: &ServiceId| workspace.service(*id)?.team;
        let teams = |facts: &IncidentFacts| facts.services.iter().filter_map(team_of).collect();
        let services = |facts: &IncidentFacts| facts.services.iter().copied().collect();
        let severity = |facts: &IncidentFacts| BTreeSet::from([facts.severity]);
        let team_name = |id| Some(workspace.team(id)?.name.clone());
        let service_name = |id| Some(workspace.service(id)?.name.clone());
        RateParts {
            by_team: apart(&inside, teams, team_name, from, to),
            by_service: apart(&inside, services, service_name, from, to),
            by_severity: apart(&inside, severity, |one| Some(self.label(one)), from, to),
        }
    }

    fn label(&self, severity: Severity) -> String {
        let mut terms = self.workspace.settings.severities.iter();
        let term = terms.find(|term| term.severity == severity);
        term.map(|term| term.label.clone()).unwrap_or_default()
    }

    /// Days from the start of what was repeated last to the start of its repeat, over the repeats
    /// that began in a window and whose post-mortem is published.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        reason = "microseconds between incidents are far below 2⁵²"
    )]
    pub fn days_to_recurrence(&self, from: Option<Moment>, to: Moment) -> Option<Quartiles> {
        let inside = self.facts.iter().filter(|facts| {
            facts.published && from.is_none_or(|from| facts.began >= from) && facts.began < to
        });
        let inside: Vec<_> = inside.filter(|facts| facts.is_repeat()).collect();
        let earlier: HashSet<IncidentRef> = inside
            .iter()
            .flat_map(|facts| facts.repeats.iter().copied())
            .collect();
        let earlier = self
            .all
            .iter()
            .filter(|facts| earlier.contains(&facts.reference));
        let began: HashMap<_, _> = earlier
            .map(|facts| (facts.reference, facts.began))
            .collect();
        let days = inside.into_iter().filter_map(|facts| {
            let earlier = facts.repeats.iter().filter_map(|id| began.get(id));
            let last = earlier.filter(|began| **began <= facts.began).max()?;
            Some((facts.began.micros() - last.micros()) as f64 / 86_400e6)
        });
        quartiles(days.collect())
    }

    /// What changed with a day: from then on, against as long before.
    #[must_use]
    pub fn change(&self, since: Day) -> RateChange {
        let turn = since.start();
        let days = i64::from(self.now.day().days_since(since)).max(1);
        let before = self.rate(Some(turn.plus_days(-days)), turn);
        let after = self.rate(Some(turn), self.now);
        let known = before.incidents > 0 && after.incidents > 0;
        let chance_of_less = known.then(|| {
            chance_of_less(
                (after.repeats, after.incidents),
                (before.repeats, before.incidents),
            )
        });
        RateChange {
            since,
            sentence: sentence(&before, &after, chance_of_less),
            before,
            after,
            chance_of_less,
            method: CHANGE_METHOD.into(),
        }
    }
}

/// The rate of each key that incidents have, in the order of the names.
fn apart<K: Ord + Copy>(
    incidents: &[&IncidentFacts],
    keys: impl Fn(&IncidentFacts) -> BTreeSet<K>,
    name: impl Fn(K) -> Option<String>,
    from: Option<Moment>,
    to: Moment,
) -> Vec<RateOf> {
    let mut apart: BTreeMap<K, Vec<Reviewed>> = BTreeMap::new();
    for facts in incidents {
        for key in keys(facts) {
            apart.entry(key).or_default().push(reviewed(facts));
        }
    }
    let rates = apart.into_iter().filter_map(|(key, incidents)| {
        Some(RateOf {
            name: name(key)?,
            rate: repeat_rate(incidents, from, to),
        })
    });
    let mut rates: Vec<_> = rates.collect();
    rates.sort_by(|a, b| a.name.cmp(&b.name));
    rates
}

fn reviewed(facts: &IncidentFacts) -> Reviewed {
    Reviewed {
        began: facts.began,
        published: facts.published,
        is_repeat: facts.is_repeat(),
    }
}

/// From here on a change is called one.
const SURE: f64 = 0.9;

fn sentence(before: &RepeatRate, after: &RepeatRate, chance_of_less: Option<f64>) -> String {
    let of = |rate: &RepeatRate| format!("{} of {}", rate.repeats, rate.incidents);
    let Some(less) = chance_of_less else {
        return format!(
            "{} before and {} since: too few to compare.",
            of(before),
            of(after)
        );
    };
    let (fell, chance) = if less >= 0.5 {
        (true, less)
    } else {
        (false, 1.0 - less)
    };
    let counts = format!("{} before, {} since", of(before), of(after));
    let percent = (chance * 100.0).floor();
    let way = if fell { "rarer" } else { "more frequent" };
    if chance < SURE {
        format!("No change that can be told: {counts} ({way} with a probability of {percent:.0}%).")
    } else {
        format!(
            "Repeats became {way}: {counts}. It is a real change with a probability of \
             {percent:.0}%."
        )
    }
}

/// Months since the year nought.
fn month_of(moment: Moment) -> i32 {
    let date = moment.day().date();
    i32::from(date.year()) * 12 + i32::from(date.month()) - 1
}

fn first_day(month: i32) -> Option<Day> {
    let year = i16::try_from(month.div_euclid(12)).ok()?;
    Day::new(year, i8::try_from(month.rem_euclid(12)).ok()? + 1, 1)
}

fn label(step: RateStep, first: i32) -> String {
    let (year, month) = (first.div_euclid(12), first.rem_euclid(12));
    match step {
        RateStep::Quarter => format!("{year} Q{}", month / 3 + 1),
        RateStep::Month | RateStep::RollingYear => format!("{year}-{:02}", month + 1),
    }
}

#[cfg(test)]
#[path = "rates_tests.rs"]
mod tests;
