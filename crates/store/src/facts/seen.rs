//! The facts for those who do not see all incidents: kept by what they do not see, so that whoever
//! sees the same shares them and nobody else does.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use afterword_domain::IncidentRef;
use afterword_domain::incident::Visibility;
use afterword_domain::learning::IncidentFacts;
use afterword_domain::policy::{Hidden, Sight};

use super::merge;

/// As many are kept, those that were asked for last.
const MOST: usize = 8;

#[derive(Debug, Default)]
pub(super) struct Seen {
    restricted: BTreeMap<IncidentRef, Visibility>,
    /// What was asked for last comes first.
    kept: VecDeque<(Hidden, Arc<Vec<IncidentFacts>>)>,
}

impl Seen {
    pub(super) fn of(all: &[IncidentFacts]) -> Self {
        let mut seen = Self::default();
        seen.note(all);
        seen
    }

    /// What changed, in every one of them.
    pub(super) fn take(&mut self, changed: &[IncidentFacts]) {
        self.note(changed);
        for (hidden, facts) in &mut self.kept {
            let changed = told(changed, hidden);
            // What is hidden changes nothing here, nor what was made of it.
            if !changed.is_empty() {
                merge(Arc::make_mut(facts), changed);
            }
        }
    }

    /// The incidents that not everybody sees, in the order of their numbers.
    pub(super) fn restricted(&self) -> impl Iterator<Item = IncidentRef> {
        self.restricted.keys().copied()
    }

    fn note(&mut self, changed: &[IncidentFacts]) {
        for one in changed {
            if one.visibility.is_restricted() {
                let visibility = one.visibility.clone();
                self.restricted.insert(one.reference, visibility);
            } else {
                self.restricted.remove(&one.reference);
            }
        }
    }

    pub(super) fn by(
        &mut self,
        sight: &Sight,
        all: &Arc<Vec<IncidentFacts>>,
    ) -> Arc<Vec<IncidentFacts>> {
        let restricted = self.restricted.iter();
        let unseen = restricted.filter(|(_, visibility)| !sight.sees(visibility));
        let hidden: Hidden = unseen.map(|(reference, _)| *reference).collect();
        if hidden.is_empty() {
            return Arc::clone(all);
        }
        let known = self.kept.iter().position(|(of, _)| *of == hidden);
        let facts = match known.and_then(|at| self.kept.remove(at)) {
            Some((_, facts)) => facts,
            None => Arc::new(told(all, &hidden)),
        };
        self.kept.truncate(MOST - 1);
        self.kept.push_front((hidden, Arc::clone(&facts)));
        facts
    }
}

fn told(facts: &[IncidentFacts], hidden: &Hidden) -> Vec<IncidentFacts> {
    let seen = facts.iter().filter(|one| !hidden.holds(one.reference));
    seen.map(|one| one.clone().without(hidden)).collect()
}
