//! Reminders of action items, and what a team is told: reviews whose week runs out, and action items
//! that were carried over.

use super::{About, Scene};
use crate::meeting::agenda::OpenAction;
use crate::person::Person;
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
    ahead: &impl Fn(Day) -> i32,
) -> impl Iterator<Item = About> {
    let own = scene
        .actions
        .iter()
        .filter(|open| open.action.owner == Some(person.id));
    own.filter_map(move |open| {
        let (incident, action) = (open.incident, open.action.id);
        let due_on = open.action.due_on?;
        // Whoever took it on today knows.
        let new = open.action.committed_at.day() >= today;
        match ahead(due_on) {
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

/// What everybody in the person's team is told.
pub(super) fn of_team(
    scene: &Scene,
    person: &Person,
    today: Day,
    now: Moment,
    ahead: &impl Fn(Day) -> i32,
) -> impl Iterator<Item = About> {
    let carried = scene.actions.iter().filter_map(move |open| {
        let concerned = team_of(scene, open).is_some_and(|team| person.team == Some(team));
        (concerned && asks_the_team(scene, open, today)).then_some(About::CarriedOver {
            incident: open.incident,
            action: open.action.id,
        })
    });
    let reviews = scene.reviews.iter().filter_map(move |owed| {
        let planned = owed.meeting_at.is_some_and(|at| at >= now);
        if planned || !in_a_team_of(scene, person, &owed.services) {
            return None;
        }
        let (incident, due_on) = (owed.incident, owed.week.due_at.day());
        match ahead(due_on) {
            _ if owed.week.late => (due_on.days_since(today) >= -LATELY)
                .then_some(About::ReviewLate { incident, due_on }),
            days if days <= SOON => Some(About::ReviewSoon { incident, due_on }),
            _ => None,
        }
    });
    carried.chain(reviews).collect::<Vec<_>>().into_iter()
}

/// The owner's team, or that of the incident's first service that has one.
fn team_of(scene: &Scene, open: &OpenAction) -> Option<TeamId> {
    let owner = open.action.owner.and_then(|id| scene.workspace.person(id));
    let of_services = || {
        open.services
            .iter()
            .find_map(|id| scene.workspace.service(*id)?.team)
    };
    owner.and_then(|owner| owner.team).or_else(of_services)
}

/// It was carried over for the second time, lately.
fn asks_the_team(scene: &Scene, open: &OpenAction, today: Day) -> bool {
    let cadence = scene.workspace.cadence_of(open.action.owner);
    let carried = open.action.carried_over(&cadence, today);
    let began = cadence.sprint_on(today).starts_on;
    carried.times == TWICE && today.days_since(began) <= LATELY
}

/// Without services, or where none has a team, administrators are told.
pub(super) fn in_a_team_of(scene: &Scene, person: &Person, services: &[ServiceId]) -> bool {
    let mut teams = services
        .iter()
        .filter_map(|id| scene.workspace.service(*id)?.team)
        .peekable();
    match teams.peek() {
        None => person.role == crate::person::Role::Admin,
        Some(_) => teams.any(|team| person.team == Some(team)),
    }
}
