//! What names incidents, as it is told to somebody who does not see some of them: without those.

use std::collections::BTreeSet;

use crate::IncidentRef;
use crate::action_item::ActionItem;
use crate::change::{Change, Edit, Set};
use crate::incident::{Incident, IncidentSummary};
use crate::learning::IncidentFacts;
use crate::recurrence::{Link, Links};

/// The incidents that somebody does not see.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Hidden(BTreeSet<IncidentRef>);

impl FromIterator<IncidentRef> for Hidden {
    fn from_iter<I: IntoIterator<Item = IncidentRef>>(incidents: I) -> Self {
        Self(incidents.into_iter().collect())
    }
}

impl Hidden {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    #[must_use]
    pub fn holds(&self, reference: IncidentRef) -> bool {
        self.0.contains(&reference)
    }

    fn shown(&self, reference: Option<IncidentRef>) -> Option<IncidentRef> {
        reference.filter(|reference| !self.holds(*reference))
    }
}

impl Incident {
    /// Without what names incidents that are hidden.
    #[must_use]
    pub fn without(mut self, hidden: &Hidden) -> Self {
        if hidden.is_empty() {
            return self;
        }
        self.duplicate_of = hidden.shown(self.duplicate_of);
        self.recurrences.retain(|link| !hidden.holds(link.earlier));
        let actions = std::mem::take(&mut self.postmortem.actions).into_iter();
        self.postmortem.actions = actions.map(|action| action.without(hidden)).collect();
        self
    }
}

impl Links {
    /// See [`Incident::without`].
    #[must_use]
    pub fn without(mut self, hidden: &Hidden) -> Self {
        let names = |link: &Link| hidden.holds(link.repeat) || hidden.holds(link.earlier);
        self.0.retain(|link| !names(link));
        self
    }
}

impl IncidentSummary {
    /// See [`Incident::without`].
    #[must_use]
    pub fn without(mut self, hidden: &Hidden) -> Self {
        self.duplicate_of = hidden.shown(self.duplicate_of);
        self.repeats.retain(|earlier| !hidden.holds(*earlier));
        self
    }
}

impl IncidentFacts {
    /// See [`Incident::without`].
    #[must_use]
    pub fn without(mut self, hidden: &Hidden) -> Self {
        self.repeats.retain(|earlier| !hidden.holds(*earlier));
        self
    }
}

impl ActionItem {
    /// Without the incidents in whose meetings it was reviewed, where they are hidden. What was
    /// said there is the item's own.
    #[must_use]
    pub fn without(mut self, hidden: &Hidden) -> Self {
        for review in &mut self.reviews {
            review.meeting_of = hidden.shown(review.meeting_of);
        }
        self
    }
}

impl Change {
    /// What somebody is told of it who does not see these incidents; `None` when there is nothing
    /// left to tell.
    #[must_use]
    pub fn without(self, hidden: &Hidden) -> Option<Self> {
        if hidden.is_empty() {
            return Some(self);
        }
        let names = |reference: &IncidentRef| hidden.holds(*reference);
        Some(match self {
            Self::DuplicateOf(set) => {
                Self::DuplicateOf(Set::between(hidden.shown(set.from), hidden.shown(set.to))?)
            }
            Self::Recurrence(
                Edit::Added { entry: link, .. }
                | Edit::Changed { to: link, .. }
                | Edit::Removed { entry: link, .. },
            ) if names(&link.earlier) => return None,
            Self::ActionItem(edit) => Self::ActionItem(without(edit, hidden)?),
            Self::Ticket(news) if names(&news.incident) => return None,
            Self::Audit(audit) if audit.incident().as_ref().is_some_and(names) => return None,
            Self::ShadowLook { incident, .. } if names(&incident) => return None,
            Self::ShadowLook { incident, mut set } => {
                for looked in [&mut set.from, &mut set.to].into_iter().flatten() {
                    looked.retain(|suggestion| !names(&suggestion.earlier));
                }
                Self::ShadowLook { incident, set }
            }
            Self::NoPattern(
                Edit::Added { entry, .. }
                | Edit::Changed { to: entry, .. }
                | Edit::Removed { entry, .. },
            ) if entry.incidents.iter().any(names) => return None,
            Self::FailedWork { work, .. } if work.incident().as_ref().is_some_and(names) => {
                return None;
            }
            other => other,
        })
    }
}

fn without(edit: Edit<ActionItem>, hidden: &Hidden) -> Option<Edit<ActionItem>> {
    Some(match edit {
        Edit::Added { at, entry } => Edit::Added {
            at,
            entry: entry.without(hidden),
        },
        Edit::Changed { from, to } => Edit::between(&from.without(hidden), to.without(hidden))?,
        Edit::Removed { at, entry } => Edit::Removed {
            at,
            entry: entry.without(hidden),
        },
    })
}
