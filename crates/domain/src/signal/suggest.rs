//! Milestones that the signals of an incident suggest. They are taken by a person, one by one or
//! together, and stay editable.

use serde::Serialize;
use utoipa::ToSchema;

use super::{Outcome, Signal, Tells};
use crate::incident::{Incident, Milestone, Milestones};
use crate::{EventId, Moment};

/// A milestone with its reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Suggestion {
    pub milestone: Milestone,
    pub at: Moment,
    /// A sentence that says what it was taken from.
    pub because: &'static str,
    /// The entry that tells of it.
    pub event: Option<EventId>,
}

/// What the entries that came from signals say about milestones that nobody has set. Together
/// with those that are set they are in order: one that would not be is left out.
#[must_use]
pub fn milestones(incident: &Incident, told: &[(Signal, EventId)]) -> Vec<Suggestion> {
    let mut found = Vec::new();
    let mut known = incident.milestones;
    let first = |fits: fn(&Tells) -> bool| {
        let fitting = told.iter().filter(|(signal, _)| fits(&signal.tells));
        fitting.min_by_key(|(signal, event)| (signal.occurred_at, *event))
    };
    let fired = first(|tells| tells.title().is_some());
    let candidates = [
        (
            Milestone::Detected,
            fired,
            "This is when the first alert fired, or somebody first reported it.",
        ),
        (
            Milestone::ImpactStarted,
            fired,
            "No earlier sign is known than that; move it if impact began before.",
        ),
        (
            Milestone::Acknowledged,
            first(|tells| matches!(tells, Tells::Acknowledged { .. })),
            "This is when somebody first acknowledged an alert.",
        ),
        (
            Milestone::Recovered,
            last_before(told, None, |tells| matches!(tells, Tells::Resolved { .. })),
            "This is when the last alert was resolved.",
        ),
    ];
    for (milestone, from, because) in candidates {
        take(&mut found, &mut known, milestone, from, because);
    }
    let deploy = last_before(told, known.recovered_at, |tells| {
        matches!(
            tells,
            Tells::Deployed {
                outcome: Outcome::Succeeded
            }
        )
    });
    let after_detection =
        deploy.filter(|(signal, _)| known.detected_at.is_some_and(|at| signal.occurred_at > at));
    take(
        &mut found,
        &mut known,
        Milestone::Mitigated,
        after_detection,
        "This is the last deploy before the service recovered.",
    );
    found.sort_by_key(|suggestion| suggestion.milestone);
    found
}

type Told = (Signal, EventId);

fn last_before(told: &[Told], end: Option<Moment>, fits: fn(&Tells) -> bool) -> Option<&Told> {
    told.iter()
        .filter(|(signal, _)| fits(&signal.tells))
        .filter(|(signal, _)| end.is_none_or(|end| signal.occurred_at <= end))
        .max_by_key(|(signal, event)| (signal.occurred_at, std::cmp::Reverse(*event)))
}

fn take(
    found: &mut Vec<Suggestion>,
    known: &mut Milestones,
    milestone: Milestone,
    from: Option<&Told>,
    because: &'static str,
) {
    let Some((signal, event)) = from.filter(|_| known.get(milestone).is_none()) else {
        return;
    };
    let mut with = *known;
    with.set(milestone, Some(signal.occurred_at));
    if with.in_order().is_err() {
        return;
    }
    *known = with;
    found.push(Suggestion {
        milestone,
        at: signal.occurred_at,
        because,
        event: Some(*event),
    });
}
