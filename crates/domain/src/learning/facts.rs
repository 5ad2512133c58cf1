//! What the figures and the patterns need to know of one incident; small enough that all of them
//! fit in memory.

use crate::action_item::{ActionItem, State};
use crate::incident::cost::incident_cost;
use crate::incident::{Impact, Milestone, Severity, Visibility};
use crate::postmortem::Measure;
use crate::workspace::Rates;
use crate::{
    ActionItemId, Day, FactorId, Incident, IncidentRef, Moment, Money, ServiceId, action_item,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncidentFacts {
    pub reference: IncidentRef,
    pub title: String,
    pub visibility: Visibility,
    pub severity: Severity,
    pub began: Moment,
    /// Neither a drill nor a duplicate.
    pub counts: bool,
    pub published: bool,
    pub recovered_at: Option<Moment>,
    /// When the post-mortem was first published; unknown for one that was published elsewhere.
    pub published_at: Option<Moment>,
    pub detect_seconds: Option<i64>,
    pub recover_seconds: Option<i64>,
    pub reached: Reached,
    pub cost: CostFacts,
    pub services: Vec<ServiceId>,
    /// Each once, in the order of their numbers.
    pub factors: Vec<FactorId>,
    /// Earlier incidents that a person confirmed it repeats, in the order of their numbers.
    pub repeats: Vec<IncidentRef>,
    pub actions: Vec<ActionFacts>,
    /// Measures that were not chosen.
    pub considered: Vec<Considered>,
}

/// A measure that was considered and not chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Considered {
    pub title: String,
    /// Why; empty where nobody said.
    pub reason: String,
}

impl Considered {
    /// Those that somebody gave a reason against, and those that were left when it was published.
    #[must_use]
    pub fn of(incident: &Incident) -> Vec<Self> {
        let postmortem = &incident.postmortem;
        let put_aside = |measure: &&Measure| {
            let decided = incident.is_published() || !measure.not_chosen_reason.trim().is_empty();
            decided && postmortem.action_of(measure.id).is_none()
        };
        let measures = postmortem.measures.iter().filter(put_aside);
        let told = measures.map(|measure| Self {
            title: measure.title.clone(),
            reason: measure.not_chosen_reason.clone(),
        });
        told.collect()
    }
}

/// Seconds from the start of the impact to what was reached between its detection and its end, as
/// far as it is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Reached {
    pub acknowledge_seconds: Option<i64>,
    pub identify_seconds: Option<i64>,
    pub mitigate_seconds: Option<i64>,
}

impl Reached {
    #[must_use]
    pub fn of(incident: &Incident) -> Self {
        let since_start = |milestone| incident.seconds_since_start(milestone);
        Self {
            acknowledge_seconds: since_start(Milestone::Acknowledged),
            identify_seconds: since_start(Milestone::Identified),
            mitigate_seconds: since_start(Milestone::Mitigated),
        }
    }
}

/// What an incident's cost is reckoned from, once the rates are known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CostFacts {
    pub revenue_lost: Option<Money>,
    pub credits: Option<Money>,
    pub response_minutes: Option<u32>,
}

/// What the figures and the patterns need to know of one action item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionFacts {
    pub id: ActionItemId,
    pub title: String,
    /// The ticket's key.
    pub ticket: Option<String>,
    /// The factor it works against.
    pub factor: Option<FactorId>,
    pub state: State,
    pub due_on: Option<Day>,
    pub committed_at: Moment,
    pub finished_at: Option<Moment>,
    /// Why it was dropped, or what it waits for.
    pub reason: String,
}

impl IncidentFacts {
    /// The facts of an incident.
    #[must_use]
    pub fn of(incident: &Incident) -> Self {
        let postmortem = &incident.postmortem;
        let mut factors: Vec<_> = postmortem
            .factors
            .iter()
            .filter_map(|factor| factor.factor)
            .collect();
        factors.sort_unstable();
        factors.dedup();
        let mut repeats: Vec<_> = incident.repeats().collect();
        repeats.sort_unstable();
        Self {
            reference: incident.reference,
            title: incident.title.clone(),
            visibility: incident.visibility.clone(),
            severity: incident.severity,
            began: incident.began(),
            counts: incident.owes_review(),
            published: incident.is_published(),
            recovered_at: incident.milestones.recovered_at,
            published_at: postmortem.published_at,
            detect_seconds: incident.seconds_since_start(Milestone::Detected),
            recover_seconds: incident.duration_seconds(),
            reached: Reached::of(incident),
            cost: CostFacts::of(&incident.impact),
            services: incident.services.clone(),
            factors,
            repeats,
            actions: postmortem.actions.iter().map(ActionFacts::of).collect(),
            considered: Considered::of(incident),
        }
    }

    #[must_use]
    pub fn is_repeat(&self) -> bool {
        !self.repeats.is_empty()
    }
}

impl CostFacts {
    #[must_use]
    pub fn of(impact: &Impact) -> Self {
        Self {
            revenue_lost: impact.revenue_lost,
            credits: impact.credits,
            response_minutes: impact.response_minutes,
        }
    }

    /// The incident's cost in hundredths of the workspace's currency.
    #[must_use]
    pub fn cents(&self, rates: &Rates) -> i64 {
        let impact = Impact {
            revenue_lost: self.revenue_lost,
            credits: self.credits,
            response_minutes: self.response_minutes,
            ..Impact::default()
        };
        incident_cost(&impact, rates).total.cents
    }
}

impl ActionFacts {
    /// The facts of an action item.
    #[must_use]
    pub fn of(action: &ActionItem) -> Self {
        Self {
            id: action.id,
            title: action.title.clone(),
            ticket: action.ticket.as_ref().map(|ticket| ticket.key.clone()),
            factor: action.factor,
            state: action.state,
            due_on: action.due_on,
            committed_at: action.committed_at,
            finished_at: action.finished_at,
            reason: match action.state {
                State::WontDo => action.wont_do_reason.clone(),
                _ => action.blocked_by.clone(),
            },
        }
    }

    /// By what it is found.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        [Some(self.title.as_str()), self.ticket.as_deref()]
            .into_iter()
            .flatten()
    }

    /// The day it was done or dropped.
    #[must_use]
    pub fn finished_on(&self) -> Option<Day> {
        self.finished_at.map(Moment::day)
    }

    /// Whether it was unfinished at `moment`; see [`ActionItem::was_open_at`].
    #[must_use]
    pub fn was_open_at(&self, moment: Moment) -> bool {
        action_item::was_open_at(self.state, self.committed_at, self.finished_at, moment)
    }
}
