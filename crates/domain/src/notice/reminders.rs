//! Reminders of action items, and what a team is told: reviews whose week runs out, and action items
//! that were carried over.

use std::collections::BTreeMap;

use super::{About, Hours, OwedReview, Scene};
use crate::meeting::agenda::OpenAction;
use crate::person::{Person, Role};
use crate::{Day, Moment, ServiceId, TeamId};

/// How many working days before its date somebody is reminded.
const SOON: i32 = 2;
/// What is past for longer is told of by the weekly notice alone, so that a workspace that begins to
/// send notices does not begin with everything it ever left undone.
const LATELY: i32 = 14;
/// How often it was carried over when the team is asked.
const TWICE: u32 = 2;

/// The person's own action items.
pub(super) fn of_actions(
    scene: &Scene,
    person: &Person,
    today: Day,
    hours: &Hours,
) -> impl Iterator<Item = About> {
    let own = scene
        .actions
        .iter()
        .filter(|open| open.action.owner == Some(person.id));
    own.filter_map(move |open| {
        let (incident, action) = (open.incident, open.action.id);
        let due_on = open.action.due_on?;
        // Whoever took it on today knows.
        let new = hours.day_of(open.action.committed_at) >= today;
        match hours.days_ahead(today, due_on) {
            days if days < -LATELY => None,
            days if days < 0 => Some(About::PastDue {
                incident,
                action,
                due_on,
            }),
            _ if new => None,
            0 => Some(About::DueNow {
                incident,
                action,
                due_on,
            }),
            days if days <= SOON => Some(About::DueSoon {
                incident,
                action,
                due_on,
            }),
            _ => None,
        }
    })
    .collect::<Vec<_>>()
    .into_iter()
}

/// What teams are told, worked out once for everybody in them.
pub(super) struct OfTeams<'a> {
    scene: &'a Scene,
    reviews: Vec<(Vec<TeamId>, &'a OwedReview)>,
    /// Days differ from zone to zone.
    carried: BTreeMap<Day, Vec<(Vec<TeamId>, About)>>,
}

impl<'a> OfTeams<'a> {
    pub(super) fn of(scene: &'a Scene, now: Moment) -> Self {
        let planned = |owed: &&OwedReview| owed.meeting_at.is_some_and(|at| at >= now);
        let owed = scene.reviews.iter().filter(|owed| !planned(owed));
        Self {
            reviews: owed
                .map(|owed| (teams_of(scene, &owed.services), owed))
                .collect(),
            carried: BTreeMap::new(),
            scene,
        }
    }

    /// What everybody in the person's team is told on their day.
    pub(super) fn told(&mut self, person: &Person, today: Day, hours: &Hours) -> Vec<About> {
        let scene = self.scene;
        let carried = self.carried.entry(today);
        let carried = carried.or_insert_with(|| carried_over(scene, today)).iter();
        let carried = carried.filter(|(teams, _)| concerns(person, teams));
        let reviews = self.reviews.iter();
        let reviews = reviews.filter(|(teams, _)| concerns(person, teams));
        let reviews = reviews.filter_map(|(_, owed)| review(owed, today, hours));
        carried
            .map(|(_, about)| about.clone())
            .chain(reviews)
            .collect()
    }
}

/// Those that were carried over for the second time, lately, each with whom it concerns.
fn carried_over(scene: &Scene, today: Day) -> Vec<(Vec<TeamId>, About)> {
    let asked = scene.actions.iter().filter(|open| {
        let cadence = scene.workspace.cadence_of(open.action.owner);
        let carried = open.action.carried_over(&cadence, today);
        let began = cadence.sprint_on(today).starts_on;
        carried.times == TWICE && today.days_since(began) <= LATELY
    });
    let told = asked.map(|open| {
        let about = About::CarriedOver {
            incident: open.incident,
            action: open.action.id,
        };
        (teams_behind(scene, open), about)
    });
    told.collect()
}

fn review(owed: &OwedReview, today: Day, hours: &Hours) -> Option<About> {
    let (incident, due_on) = (owed.incident, owed.week.due_at.day());
    match hours.days_ahead(today, due_on) {
        days if days < -LATELY => None,
        days if days < 0 => Some(About::ReviewLate { incident, due_on }),
        days if days <= SOON => Some(About::ReviewSoon { incident, due_on }),
        _ => None,
    }
}

/// The owner's team, or those of the incident's services.
fn teams_behind(scene: &Scene, open: &OpenAction) -> Vec<TeamId> {
    let owner = open.action.owner.and_then(|id| scene.workspace.person(id));
    match owner.and_then(|owner| owner.team) {
        Some(team) => vec![team],
        None => teams_of(scene, &open.services),
    }
}

pub(super) fn teams_of(scene: &Scene, services: &[ServiceId]) -> Vec<TeamId> {
    let services = services.iter();
    let teams = services.filter_map(|id| scene.workspace.service(*id)?.team);
    teams.collect()
}

/// What no team is behind is for administrators.
pub(super) fn concerns(person: &Person, teams: &[TeamId]) -> bool {
    match teams {
        [] => person.role == Role::Admin,
        teams => person.team.is_some_and(|team| teams.contains(&team)),
    }
}
