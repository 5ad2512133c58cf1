//! What people decided of incidents and earlier ones: which are of one cause, which were said to be
//! alike and no more, which were said to be nothing of the kind.

use std::collections::HashMap;

use afterword_domain::IncidentRef;
use afterword_domain::recurrence::Verdict;

use super::described::Decision;

/// A confirmed recurrence: later, earlier.
pub type Link = (IncidentRef, IncidentRef);

/// How an incident of the same cause was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kin {
    pub(super) steps: usize,
    /// The last recurrence on the way.
    pub(super) link: Link,
}

/// Decisions by both of their sides.
#[derive(Debug, Default)]
pub(super) struct Decisions {
    by_later: HashMap<IncidentRef, Vec<Decision>>,
    /// By the other side: all that decided something about an incident.
    later: HashMap<IncidentRef, Vec<IncidentRef>>,
}

impl Decisions {
    /// What stands in an incident's document, in place of what stood there.
    pub(super) fn put(&mut self, later: IncidentRef, decided: &[Decision]) {
        for old in self.by_later.remove(&later).into_iter().flatten() {
            if let Some(others) = self.later.get_mut(&old.earlier) {
                others.retain(|other| *other != later);
            }
        }
        if decided.is_empty() {
            return;
        }
        for new in decided {
            self.later.entry(new.earlier).or_default().push(later);
        }
        self.by_later.insert(later, decided.to_vec());
    }

    /// What was said of two incidents, whichever is the later.
    pub(super) fn between(&self, one: IncidentRef, other: IncidentRef) -> Option<Verdict> {
        let said = |later, earlier| {
            let decided = self.by_later.get(&later)?;
            let decision = decided
                .iter()
                .find(|decision| decision.earlier == earlier)?;
            Some(decision.verdict)
        };
        said(one, other).or_else(|| said(other, one))
    }

    /// The earlier ones that something was said of in an incident's document.
    pub(super) fn about(&self, later: IncidentRef) -> impl Iterator<Item = IncidentRef> + '_ {
        let decided = self.by_later.get(&later).into_iter().flatten();
        decided.map(|decision| decision.earlier)
    }

    fn neighbours(&self, of: IncidentRef) -> impl Iterator<Item = (IncidentRef, Link)> + '_ {
        let confirmed = |decision: &&Decision| decision.verdict == Verdict::Confirmed;
        let earlier = self
            .by_later
            .get(&of)
            .into_iter()
            .flatten()
            .filter(confirmed);
        let earlier = earlier.map(move |decision| (decision.earlier, (of, decision.earlier)));
        let later = self.later.get(&of).into_iter().flatten().copied();
        let later = later.filter(move |later| self.between(*later, of) == Some(Verdict::Confirmed));
        earlier.chain(later.map(move |later| (later, (later, of))))
    }

    /// All that confirmed recurrences connect with an incident, and by how many steps.
    pub(super) fn kin(&self, own: IncidentRef) -> HashMap<IncidentRef, Kin> {
        let mut known = HashMap::new();
        let (mut edge, mut steps) = (vec![own], 0);
        while !edge.is_empty() {
            steps += 1;
            let mut next = Vec::new();
            for at in edge {
                for (reference, link) in self.neighbours(at) {
                    if reference != own && !known.contains_key(&reference) {
                        known.insert(reference, Kin { steps, link });
                        next.push(reference);
                    }
                }
            }
            edge = next;
        }
        known
    }

    /// Whether people said that two have different causes: of the two themselves, or of any that
    /// are of one cause with them.
    pub(super) fn apart(&self, one: &[IncidentRef], other: IncidentRef) -> bool {
        let mut others: Vec<_> = self.kin(other).into_keys().collect();
        others.push(other);
        let differ = |one: &IncidentRef, other: &IncidentRef| {
            matches!(
                self.between(*one, *other),
                Some(Verdict::Rejected | Verdict::Similar)
            )
        };
        one.iter()
            .any(|one| others.iter().any(|other| differ(one, other)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decided(all: &[(u32, u32, Verdict)]) -> Decisions {
        let mut decisions = Decisions::default();
        for later in 1..10 {
            let own = all.iter().filter(|one| one.0 == later);
            let own: Vec<_> = own
                .map(|one| Decision {
                    earlier: IncidentRef(one.1),
                    verdict: one.2,
                })
                .collect();
            decisions.put(IncidentRef(later), &own);
        }
        decisions
    }

    #[test]
    fn confirmed_recurrences_connect_in_both_directions() {
        let decisions = decided(&[
            (3, 1, Verdict::Confirmed),
            (5, 3, Verdict::Confirmed),
            (6, 1, Verdict::Similar),
        ]);
        let mut kin: Vec<_> = decisions.kin(IncidentRef(1)).into_iter().collect();
        kin.sort_unstable_by_key(|(reference, _)| *reference);
        let link = |later, earlier| (IncidentRef(later), IncidentRef(earlier));
        assert_eq!(
            kin,
            [
                (
                    IncidentRef(3),
                    Kin {
                        steps: 1,
                        link: link(3, 1)
                    }
                ),
                (
                    IncidentRef(5),
                    Kin {
                        steps: 2,
                        link: link(5, 3)
                    }
                ),
            ]
        );
    }

    #[test]
    fn what_was_said_of_one_holds_for_all_of_its_cause() {
        let mut decisions = decided(&[
            (3, 1, Verdict::Confirmed),
            (4, 1, Verdict::Rejected),
            (5, 4, Verdict::Confirmed),
        ]);
        assert!(decisions.apart(&[IncidentRef(5), IncidentRef(4)], IncidentRef(3)));
        assert!(!decisions.apart(&[IncidentRef(6)], IncidentRef(3)));
        // It was taken back.
        decisions.put(IncidentRef(4), &[]);
        assert!(!decisions.apart(&[IncidentRef(5), IncidentRef(4)], IncidentRef(3)));
        assert_eq!(
            decisions.between(IncidentRef(1), IncidentRef(3)),
            Some(Verdict::Confirmed)
        );
    }
}
