use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::TeamId;
use crate::action_item::commit::{CommitForm, commit};
use crate::incident::open::sample;
use crate::person::{PersonForm, Role};
use crate::service::ServiceForm;
use crate::team::TeamForm;

const INES: PersonId = PersonId(1);
const JON: PersonId = PersonId(2);
const ADA: PersonId = PersonId(3);

fn at(text: &str) -> Moment {
    text.parse().unwrap()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// Ines and Jon are of the team that owns the only service, Ada is an administrator of none.
fn scene() -> Scene {
    let person = |id, handle: &str, team, role| {
        let form = PersonForm {
            handle: handle.into(),
            name: handle.into(),
            email: None,
            role,
            team,
        };
        form.into_person(id).unwrap()
    };
    let team = TeamForm {
        name: "Payments".into(),
        ..TeamForm::default()
    };
    let service = ServiceForm {
        name: "ledger".into(),
        team: Some(TeamId(1)),
        ..ServiceForm::default()
    };
    let workspace = Workspace {
        people: vec![
            person(INES, "ines", Some(TeamId(1)), Role::Member),
            person(JON, "jon", Some(TeamId(1)), Role::Member),
            person(ADA, "ada", None, Role::Admin),
        ],
        teams: vec![team.into_team(TeamId(1), None).unwrap()],
        services: vec![service.into_service(ServiceId(1)).unwrap()],
        ..Workspace::default()
    };
    Scene {
        workspace,
        ..Scene::default()
    }
}

fn open_action(due_on: Option<Day>, committed_at: Moment) -> OpenAction {
    let mut incident = sample();
    let form = CommitForm {
        title: Some("Bound the retries".into()),
        ..CommitForm::default()
    };
    let made = commit(&incident, &Workspace::default(), form, committed_at).unwrap();
    crate::change::apply_all(&mut incident, &made);
    let mut action = incident.postmortem.actions.remove(0);
    action.owner = Some(INES);
    action.due_on = due_on;
    OpenAction {
        incident: incident.reference,
        incident_title: "Ledger writes failed".into(),
        services: vec![ServiceId(1)],
        action,
    }
}

/// What is told in a stretch when somebody looks every half hour, each thing once.
fn told(scene: &Scene, from: Moment, days: i64) -> Vec<(Moment, Notice)> {
    let mut known = BTreeMap::new();
    for half_hour in 0..days * 48 {
        let now = from.plus_minutes(half_hour * 30);
        for notice in scene.due(now) {
            known.entry(notice.key()).or_insert((now, notice));
        }
    }
    let mut told: Vec<_> = known.into_values().collect();
    told.sort();
    told
}

fn names(told: &[(Moment, Notice)], to: PersonId) -> Vec<String> {
    let of = told.iter().filter(|(_, notice)| notice.to == to);
    of.map(|(when, notice)| format!("{when} {}", notice.about))
        .collect()
}

#[test]
fn an_owner_is_reminded_before_the_date_on_it_and_after_it() {
    let mut scene = scene();
    // A Thursday, in the sprint that ends three days later.
    scene.actions = vec![open_action(
        Some(day("2026-10-08")),
        at("2026-09-28T09:00:00Z"),
    )];
    let told = told(&scene, at("2026-09-28T00:00:00Z"), 21);
    assert_eq!(
        names(&told, INES),
        [
            "2026-09-28T09:00:00Z week:2026-09-28",
            "2026-10-05T09:00:00Z week:2026-10-05",
            "2026-10-06T09:00:00Z due_soon:INC-0/1:2026-10-08",
            "2026-10-08T09:00:00Z due_now:INC-0/1:2026-10-08",
            "2026-10-09T09:00:00Z past_due:INC-0/1:2026-10-08",
            "2026-10-12T09:00:00Z week:2026-10-12",
        ]
    );
    assert_eq!(names(&told, JON), [""; 0]);
}

#[test]
fn a_team_is_asked_once_when_the_second_sprint_has_ended() {
    let mut scene = scene();
    scene.actions = vec![open_action(
        Some(day("2026-10-08")),
        at("2026-09-28T09:00:00Z"),
    )];
    let told = told(&scene, at("2026-10-10T00:00:00Z"), 60);
    // Sprints end on 11 and on 25 October.
    let asked = "2026-10-26T09:00:00Z carried_over:INC-0/1";
    assert_eq!(names(&told, JON), [asked]);
    assert!(names(&told, INES).contains(&asked.to_owned()));
    assert_eq!(names(&told, ADA), [""; 0]);
    let (when, notice) = told.iter().find(|(_, notice)| notice.to == JON).unwrap();
    let said = message(&scene, notice, *when).unwrap();
    assert_eq!(
        said.subject,
        "What stands in the way of “Bound the retries”?"
    );
    assert!(
        said.lead.contains("carried over twice: was due in Sprint"),
        "{}",
        said.lead
    );
    for name in ["ines", "jon"] {
        assert!(!format!("{said:?}").contains(name), "{said:?}");
    }
}

#[test]
fn a_review_whose_week_runs_out_is_told_to_the_team_or_else_to_administrators() {
    let mut scene = scene();
    let recovered = at("2026-10-01T15:00:00Z");
    let owed = |services| OwedReview {
        incident: IncidentRef(7),
        title: "Ledger writes failed".into(),
        services,
        week: ReviewWeek::after(recovered, 7, recovered),
        meeting_at: None,
    };
    scene.reviews = vec![owed(vec![ServiceId(1)])];
    // The week stands as it did on its first day: nothing is late.
    let first = told(&scene, recovered, 7);
    assert_eq!(
        names(&first, JON),
        ["2026-10-06T09:00:00Z review_soon:INC-7:2026-10-08"]
    );
    assert_eq!(names(&first, ADA), [""; 0]);
    let late = told(&scene, at("2026-10-09T00:00:00Z"), 30);
    assert_eq!(
        names(&late, JON),
        ["2026-10-09T09:00:00Z review_late:INC-7:2026-10-08"]
    );
    scene.reviews[0].meeting_at = Some(at("2027-01-01T09:00:00Z"));
    assert_eq!(told(&scene, at("2026-10-09T00:00:00Z"), 30), []);
    scene.reviews = vec![owed(Vec::new())];
    let none = told(&scene, recovered, 7);
    assert_eq!((names(&none, JON).len(), names(&none, ADA).len()), (0, 1));
}

#[test]
fn what_is_finished_moved_or_not_wanted_is_not_told() {
    let mut scene = scene();
    let now = at("2026-10-06T09:00:00Z");
    scene.actions = vec![open_action(
        Some(day("2026-10-08")),
        at("2026-09-28T09:00:00Z"),
    )];
    let due = scene.due(now);
    let soon = due
        .iter()
        .find(|notice| notice.about.kind() == NoticeKind::Reminders)
        .unwrap();
    assert!(message(&scene, soon, now).is_some());
    scene.actions[0].action.due_on = Some(day("2026-10-09"));
    assert_eq!(message(&scene, soon, now), None);
    scene.actions.clear();
    assert_eq!(message(&scene, soon, now), None);
    assert_eq!(scene.due(now), []);

    scene.actions = vec![open_action(
        Some(day("2026-10-08")),
        at("2026-09-28T09:00:00Z"),
    )];
    let without = |without: &[NoticeKind], by_mail, by_slack| NoticePreferences {
        by_mail,
        by_slack,
        without: without.to_vec(),
        ..NoticePreferences::default()
    };
    let all = [NoticeKind::Reminders, NoticeKind::Week];
    scene.preferences.insert(INES, without(&all, true, true));
    assert_eq!(scene.due(now), []);
    scene.preferences.insert(INES, without(&[], false, false));
    assert_eq!(scene.due(now), []);
    scene.preferences.insert(INES, without(&[], false, true));
    assert_eq!(scene.due(now).len(), 2);
}

#[test]
fn lessons_come_the_week_after() {
    let mut scene = scene();
    scene.lessons = vec![Lesson {
        incident: IncidentRef(7),
        title: "Ledger writes failed".into(),
        published_at: at("2026-10-07T15:00:00Z"),
        lesson: "Retries multiply.".into(),
    }];
    let told = told(&scene, at("2026-10-05T00:00:00Z"), 30);
    assert_eq!(
        names(&told, ADA),
        ["2026-10-12T09:00:00Z learned:2026-10-12"]
    );
    let said = message(&scene, &told[0].1, told[0].0).unwrap();
    assert_eq!(said.subject, "What we learned last week: 1 post-mortem");
    assert_eq!(said.items[0].detail, "Retries multiply.");
}

proptest! {
    #[test]
    fn nobody_is_told_twice_or_in_their_quiet_hours(
        due in 0i32..25, committed in 0i64..600, zone in 0usize..3, from in 0u8..20,
        length in 1u8..5, weekends: bool,
    ) {
        let mut scene = scene();
        let start = at("2026-09-28T00:00:00Z");
        scene.actions = vec![open_action(
            Some(start.day().plus_days(due)),
            start.plus_minutes(committed * 60),
        )];
        let zone = ["America/Los_Angeles", "UTC", "Asia/Tokyo"][zone];
        let hours = Hours { zone: zone.into(), from, to: from + length, weekends };
        scene.preferences.insert(INES, NoticePreferences { hours: hours.clone(), ..NoticePreferences::default() });
        let told = told(&scene, start, 40);
        let mut reminded = Vec::new();
        for (when, notice) in told.iter().filter(|(_, notice)| notice.to == INES) {
            prop_assert!(hours.open_day(*when).is_some(), "{when}");
            prop_assert!(message(&scene, notice, *when).is_some());
            if notice.about.kind() == NoticeKind::Reminders {
                reminded.push(match notice.about {
                    About::DueSoon { .. } => 0,
                    About::DueNow { .. } => 1,
                    _ => 2,
                });
            }
        }
        // In their order, each once, and in the end that the date is past.
        prop_assert!(reminded.is_sorted_by(|a, b| a < b), "{reminded:?}");
        prop_assert_eq!(reminded.last(), Some(&2));
    }
}
