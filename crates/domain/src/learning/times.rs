//! Where time goes: how long each step of an incident took, as distributions. Durations are
//! heavy-tailed, so there is no mean anywhere.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::facts::IncidentFacts;
use super::quarters::last_quarters;
use crate::statistics::{Quartiles, quartiles};
use crate::{IncidentRef, Moment, ServiceId};

/// A step of an incident; it ends with the milestone that it is called after.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ResponseStep {
    Detect,
    Acknowledge,
    Identify,
    Mitigate,
    Recover,
}

impl ResponseStep {
    pub const ALL: [Self; 5] = [
        Self::Detect,
        Self::Acknowledge,
        Self::Identify,
        Self::Mitigate,
        Self::Recover,
    ];

    /// Seconds from the impact's start to its end, as far as both are known.
    #[must_use]
    pub fn since_start(self, facts: &IncidentFacts) -> Option<i64> {
        match self {
            Self::Detect => facts.detect_seconds,
            Self::Acknowledge => facts.reached.acknowledge_seconds,
            Self::Identify => facts.reached.identify_seconds,
            Self::Mitigate => facts.reached.mitigate_seconds,
            Self::Recover => facts.recover_seconds,
        }
    }

    /// Seconds from the milestone before to its own; unknown while one of the two is.
    #[must_use]
    pub fn seconds(self, facts: &IncidentFacts) -> Option<i64> {
        let end = self.since_start(facts)?;
        let before = Self::ALL.iter().rfind(|step| **step < self);
        let start = before.map_or(Some(0), |before| before.since_start(facts))?;
        Some(end - start)
    }
}

/// What a step is counted from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CountedFrom {
    /// From the milestone before: what the step itself took.
    #[default]
    Before,
    /// From the start of the impact.
    Start,
}

/// How long a step took in one incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TimePoint {
    pub incident: IncidentRef,
    pub seconds: i64,
}

/// How long a step took in some incidents, in seconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TimeSpread {
    #[serde(flatten)]
    pub quartiles: Quartiles,
    /// The latest incidents among them, the latest first; at most sixty.
    pub points: Vec<TimePoint>,
}

/// The same in one quarter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct QuarterTimes {
    /// `2026 Q3`
    pub label: String,
    pub partial: bool,
    /// Nothing while the step is known of no incident.
    pub spread: Option<TimeSpread>,
}

/// The same at one service. An incident of two services stands with both.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ServiceTimes {
    pub service: ServiceId,
    pub spread: TimeSpread,
}

/// How long one step took.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StepTimes {
    pub step: ResponseStep,
    pub all: Option<TimeSpread>,
    /// Oldest first.
    pub by_quarter: Vec<QuarterTimes>,
    /// Those with the longest medians first; at most eight, among the services with most incidents.
    pub by_service: Vec<ServiceTimes>,
}

/// Where time goes. Drills and duplicates do not count.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Times {
    /// Incidents that began in the quarters, whether or not any step of them is known.
    pub incidents: u64,
    pub counted_from: CountedFrom,
    /// In the order of an incident.
    pub steps: Vec<StepTimes>,
}

const MOST_POINTS: usize = 60;
const MOST_SERVICES: usize = 8;

/// One known duration.
#[derive(Clone, Copy)]
struct Known {
    began: Moment,
    point: TimePoint,
}

/// How long each step took in the incidents of the last `quarters` quarters.
#[must_use]
pub fn times(all: &[IncidentFacts], quarters: u8, from: CountedFrom, now: Moment) -> Times {
    let quarters = last_quarters(quarters, now);
    let starts: Vec<_> = quarters.iter().map(|q| q.starts_on.start()).collect();
    let start = starts.first().copied().unwrap_or(now);
    let inside = all
        .iter()
        .filter(|facts| facts.counts && facts.began >= start && facts.began <= now);
    let inside: Vec<_> = inside.collect();
    let steps = ResponseStep::ALL.map(|step| {
        let mut by_quarter = vec![Vec::new(); quarters.len()];
        let mut by_service: BTreeMap<ServiceId, Vec<Known>> = BTreeMap::new();
        let mut every = Vec::new();
        for facts in &inside {
            let seconds = match from {
                CountedFrom::Before => step.seconds(facts),
                CountedFrom::Start => step.since_start(facts),
            };
            let Some(seconds) = seconds else { continue };
            let known = Known {
                began: facts.began,
                point: TimePoint {
                    incident: facts.reference,
                    seconds,
                },
            };
            every.push(known);
            by_quarter[starts.partition_point(|start| *start <= facts.began) - 1].push(known);
            for service in &facts.services {
                by_service.entry(*service).or_default().push(known);
            }
        }
        let labelled = quarters.iter().zip(by_quarter);
        StepTimes {
            step,
            all: spread(every),
            by_quarter: labelled
                .map(|(quarter, known)| QuarterTimes {
                    label: quarter.label.clone(),
                    partial: quarter.partial,
                    spread: spread(known),
                })
                .collect(),
            by_service: longest(by_service),
        }
    });
    Times {
        incidents: inside.len() as u64,
        counted_from: from,
        steps: steps.into(),
    }
}

/// Of the services with most incidents those with the longest medians first.
fn longest(by_service: BTreeMap<ServiceId, Vec<Known>>) -> Vec<ServiceTimes> {
    let mut services: Vec<_> = by_service.into_iter().collect();
    services.sort_by_key(|(service, known)| (std::cmp::Reverse(known.len()), *service));
    services.truncate(MOST_SERVICES);
    let spreads = services.into_iter().filter_map(|(service, known)| {
        let spread = spread(known)?;
        Some(ServiceTimes { service, spread })
    });
    let mut spreads: Vec<_> = spreads.collect();
    spreads.sort_by(|a, b| {
        let medians = (b.spread.quartiles.median, a.spread.quartiles.median);
        medians
            .0
            .total_cmp(&medians.1)
            .then(a.service.cmp(&b.service))
    });
    spreads
}

#[expect(
    clippy::cast_precision_loss,
    reason = "seconds of an incident are far below 2⁵²"
)]
fn spread(mut known: Vec<Known>) -> Option<TimeSpread> {
    let seconds = known.iter().map(|one| one.point.seconds as f64).collect();
    let quartiles = quartiles(seconds)?;
    let latest_first = |one: &Known| {
        (
            std::cmp::Reverse(one.began),
            std::cmp::Reverse(one.point.incident),
        )
    };
    if known.len() > MOST_POINTS {
        known.select_nth_unstable_by_key(MOST_POINTS, latest_first);
        known.truncate(MOST_POINTS);
    }
    known.sort_unstable_by_key(latest_first);
    let points = known.into_iter().map(|one| one.point).collect();
    Some(TimeSpread { quartiles, points })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learning::facts::Reached;
    use crate::learning::sample::{any_incidents, incident, moment};
    use proptest::prelude::*;

    const NOW: &str = "2026-11-21T12:00:00Z";

    /// Detected after 2 minutes, acknowledged after 5, recovered after 60; the rest is unknown.
    fn told(number: u32, began: &str) -> IncidentFacts {
        let mut facts = incident(number, began, &[]);
        facts.detect_seconds = Some(120);
        facts.recover_seconds = Some(3600);
        facts.reached = Reached {
            acknowledge_seconds: Some(300),
            ..Reached::default()
        };
        facts
    }

    fn medians(times: &Times) -> Vec<Option<i64>> {
        let rounded = |spread: &TimeSpread| {
            #[expect(clippy::cast_possible_truncation, reason = "seconds of a test")]
            let median = spread.quartiles.median as i64;
            median
        };
        let steps = times.steps.iter();
        steps.map(|step| step.all.as_ref().map(rounded)).collect()
    }

    #[test]
    fn a_step_is_known_when_both_its_milestones_are() {
        let all = [told(1, "2026-10-05T12:00:00Z")];
        let now = moment(NOW);
        let from_before = times(&all, 8, CountedFrom::Before, now);
        assert_eq!(
            medians(&from_before),
            [Some(120), Some(180), None, None, None]
        );
        let from_start = times(&all, 8, CountedFrom::Start, now);
        let known = [Some(120), Some(300), None, None, Some(3600)];
        assert_eq!(medians(&from_start), known);
    }

    #[test]
    fn each_quarter_and_service_has_its_own() {
        let mut all = [
            told(1, "2026-07-05T12:00:00Z"),
            told(2, "2026-10-05T12:00:00Z"),
            told(3, "2026-10-06T12:00:00Z"),
            told(4, "2026-10-07T12:00:00Z"),
        ];
        all[1].detect_seconds = Some(600);
        all[1].services = vec![ServiceId(1), ServiceId(2)];
        all[2].services = vec![ServiceId(2)];
        all[3].counts = false;
        let found = times(&all, 2, CountedFrom::Before, moment(NOW));
        let detect = &found.steps[0];
        let counts = detect.by_quarter.iter();
        let counts: Vec<_> = counts
            .map(|quarter| {
                quarter
                    .spread
                    .as_ref()
                    .map_or(0, |spread| spread.points.len())
            })
            .collect();
        assert_eq!((found.incidents, counts), (3, vec![1, 2]));
        let services = detect.by_service.iter();
        let services: Vec<_> = services
            .map(|one| (one.service.0, one.spread.quartiles.median))
            .collect();
        assert_eq!(services[..2], [(1, 600.0), (2, 360.0)]);
        let latest = detect.all.as_ref().map(|spread| spread.points[0].incident);
        assert_eq!(latest, Some(IncidentRef(3)));
    }

    proptest! {
        #[test]
        fn points_are_the_latest_and_quartiles_are_of_all(all in any_incidents()) {
            for step in times(&all, 12, CountedFrom::Start, moment(NOW)).steps {
                let quarters: u64 = step.by_quarter.iter().filter_map(|one| one.spread.as_ref())
                    .map(|spread| spread.quartiles.count).sum();
                prop_assert_eq!(step.all.as_ref().map_or(0, |spread| spread.quartiles.count), quarters);
                if let Some(spread) = step.all {
                    prop_assert_eq!(spread.points.len() as u64, spread.quartiles.count.min(60));
                }
            }
        }
    }
}
