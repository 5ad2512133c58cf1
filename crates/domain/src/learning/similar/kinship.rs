//! Incidents of the same cause: what confirmed recurrences connect, and by how many steps.

use std::collections::HashMap;

use crate::IncidentRef;
use crate::learning::facts::IncidentFacts;

/// A confirmed recurrence: later, earlier.
type Link = (IncidentRef, IncidentRef);

/// How an incident of the same cause was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kin {
    pub(super) steps: usize,
    /// The last recurrence on the way.
    pub(super) link: Link,
}

/// All that confirmed recurrences connect with one incident.
#[derive(Default)]
pub(super) struct Kinship(HashMap<IncidentRef, Kin>);

impl Kinship {
    pub(super) fn of(all: &[IncidentFacts], own: Option<IncidentRef>) -> Self {
        let Some(own) = own else {
            return Self::default();
        };
        let mut neighbours: HashMap<IncidentRef, Vec<(IncidentRef, Link)>> = HashMap::new();
        for facts in all.iter().filter(|facts| facts.is_repeat()) {
            for earlier in &facts.repeats {
                let link = (facts.reference, *earlier);
                neighbours.entry(link.0).or_default().push((link.1, link));
                neighbours.entry(link.1).or_default().push((link.0, link));
            }
        }
        let mut known = HashMap::new();
        let (mut edge, mut steps) = (vec![own], 0);
        while !edge.is_empty() {
            steps += 1;
            let mut next = Vec::new();
            for at in edge {
                for (reference, link) in neighbours.remove(&at).unwrap_or_default() {
                    if reference != own && !known.contains_key(&reference) {
                        known.insert(reference, Kin { steps, link });
                        next.push(reference);
                    }
                }
            }
            edge = next;
        }
        Self(known)
    }

    pub(super) fn to(&self, reference: IncidentRef) -> Option<Kin> {
        self.0.get(&reference).copied()
    }
}
