//! Where an action item stands today, and what about it wants somebody's attention.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ActionItem, CarriedOver, ProofStanding};
use crate::team::Sprint;
use crate::workspace::Workspace;
use crate::{Day, IncidentRef, Moment, ServiceId, TeamId};

/// What follows from an action item and the day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Standing {
    /// Days past its date; negative while there are days left; null without a date or when finished.
    pub days_late: Option<i32>,
    /// The sprint of the owner's team in which it is due.
    pub sprint: Option<Sprint>,
    /// How many sprints lie between the current one and the one it is due in: 0 is this one.
    pub sprints_ahead: Option<i64>,
    /// From the day it was committed to the day it was finished, or to today.
    pub age_days: i32,
    pub carried_over: CarriedOver,
    pub proof_standing: ProofStanding,
    /// The teams that see to it: the owner's, or without one those of the incident's services.
    pub teams: Vec<TeamId>,
}

/// What to look after.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Concern {
    /// Unfinished and past its date.
    Overdue,
    /// Unfinished, and a sprint that it was due in has ended.
    CarriedOver,
    /// Unfinished, with no ticket.
    WithoutTicket,
    /// Done, and nothing shows it.
    ProofMissing,
    /// A confirmed repeat began while it was unfinished.
    BehindRepeat,
}

impl Concern {
    pub const ALL: [Self; 5] = [
        Self::Overdue,
        Self::CarriedOver,
        Self::WithoutTicket,
        Self::ProofMissing,
        Self::BehindRepeat,
    ];

    /// Whether it is one of an item that stands so; `behind` are the repeats that it stands behind.
    #[must_use]
    pub fn is_one_of(self, item: &ActionItem, standing: &Standing, behind: &[IncidentRef]) -> bool {
        let open = !item.state.is_finished();
        match self {
            Self::Overdue => standing.days_late.is_some_and(|days| days > 0),
            Self::CarriedOver => open && standing.carried_over.times > 0,
            Self::WithoutTicket => open && item.ticket.is_none(),
            Self::ProofMissing => item.lacks_proof(),
            Self::BehindRepeat => !behind.is_empty(),
        }
    }
}

impl ActionItem {
    /// Where it stands; `services` are those of its incident.
    #[must_use]
    pub fn standing(&self, services: &[ServiceId], workspace: &Workspace, now: Moment) -> Standing {
        let today = now.day();
        let cadence = workspace.cadence_of(self.owner);
        let sprint = self.due_on.map(|due| cadence.sprint_on(due));
        let ahead = |sprint: &Sprint| sprint.number - cadence.sprint_on(today).number;
        Standing {
            days_late: self.days_late(today),
            sprints_ahead: sprint.as_ref().map(ahead),
            sprint,
            age_days: self.age_days(today),
            carried_over: self.carried_over(&cadence, today),
            proof_standing: self.proof_standing(today),
            teams: self.teams(services, workspace),
        }
    }

    /// Days from the day it was committed to the day it was finished, or to today.
    #[must_use]
    pub fn age_days(&self, today: Day) -> i32 {
        let until = self.finished_at.map_or(today, Moment::day);
        until.days_since(self.committed_at.day())
    }

    fn teams(&self, services: &[ServiceId], workspace: &Workspace) -> Vec<TeamId> {
        let owner = self.owner.and_then(|owner| workspace.person(owner));
        if let Some(team) = owner.and_then(|person| person.team) {
            return vec![team];
        }
        let team = |id: &ServiceId| workspace.service(*id).and_then(|service| service.team);
        let mut teams: Vec<_> = services.iter().filter_map(team).collect();
        teams.sort_unstable();
        teams.dedup();
        teams
    }
}
