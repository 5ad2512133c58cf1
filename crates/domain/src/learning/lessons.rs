//! Whose lessons are worth reading when something begins on some services.

use super::IncidentFacts;
use crate::{IncidentRef, Moment, ServiceId};

/// Incidents with a published post-mortem that touched one of the services, published last first.
/// Drills and duplicates teach nothing of what happened; what was published elsewhere, at a moment
/// that nobody knows, goes by its start.
#[must_use]
pub fn published_on(
    services: &[ServiceId],
    own: Option<IncidentRef>,
    all: &[IncidentFacts],
) -> Vec<IncidentRef> {
    let touches = |facts: &&IncidentFacts| {
        facts.counts
            && facts.published
            && Some(facts.reference) != own
            && facts.services.iter().any(|id| services.contains(id))
    };
    let mut found: Vec<_> = all.iter().filter(touches).collect();
    let learned = |facts: &IncidentFacts| -> Moment { facts.published_at.unwrap_or(facts.began) };
    found.sort_by_key(|facts| std::cmp::Reverse((learned(facts), facts.reference)));
    found.into_iter().map(|facts| facts.reference).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learning::sample::{incident, moment};

    fn of(number: u32, services: &[u32], published: Option<&str>) -> IncidentFacts {
        IncidentFacts {
            services: services.iter().copied().map(ServiceId).collect(),
            published: true,
            published_at: published.map(moment),
            ..incident(number, "2026-01-05T10:00:00Z", &[])
        }
    }

    #[test]
    fn what_was_published_last_on_the_services_comes_first() {
        let mut all = vec![
            of(1, &[1, 2], Some("2026-02-01T10:00:00Z")),
            of(2, &[3], Some("2026-02-02T10:00:00Z")),
            of(3, &[2], None),
            of(4, &[2], Some("2026-03-01T10:00:00Z")),
            of(5, &[2], Some("2026-04-01T10:00:00Z")),
            of(6, &[1], Some("2026-05-01T10:00:00Z")),
            of(7, &[1], Some("2026-06-01T10:00:00Z")),
        ];
        all[4].published = false;
        all[5].counts = false;
        let found = |services: &[u32], own| {
            let services: Vec<_> = services.iter().copied().map(ServiceId).collect();
            let found = published_on(&services, own, &all);
            found.into_iter().map(|one| one.0).collect::<Vec<_>>()
        };
        assert_eq!(found(&[1, 2], Some(IncidentRef(7))), [4, 1, 3]);
        assert_eq!(found(&[1], None), [7, 1]);
        assert_eq!(found(&[4], None), Vec::<u32>::new());
        assert_eq!(found(&[], None), Vec::<u32>::new());
    }
}
