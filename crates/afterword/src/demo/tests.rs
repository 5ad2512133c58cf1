use afterword_domain::policy::Sight;
use std::collections::BTreeMap;

use afterword_domain::incident::{Mode, timeline};
use afterword_domain::meeting::agenda::Step;
use afterword_domain::meeting::ballots::VOTES_EACH;
use afterword_domain::postmortem::publish;
use afterword_domain::{Incident, IncidentRef, Moment, PersonId, query, workspace::Workspace};
use afterword_store::Store;

use super::calendar::Calendar;
use super::{Seeded, ledger_story, seed, tell_all};

const NOW: &str = "2026-10-14T09:30:00Z";

fn moment(text: &str) -> Moment {
    text.parse().unwrap()
}

async fn all(store: &Store) -> Vec<Incident> {
    let mut incidents = Vec::new();
    for number in 1..=61 {
        incidents.push(
            store
                .incident(&Sight::Everything, IncidentRef(number))
                .await
                .unwrap()
                .unwrap(),
        );
    }
    incidents
}

async fn seeded(url: &str, now: &str) -> (Store, Vec<Incident>) {
    let store = Store::open(url).await.unwrap();
    let answer = seed(&store, moment(now), |_, _| {}).await.unwrap();
    assert_eq!(answer, Seeded { incidents: 61 });
    let incidents = all(&store).await;
    (store, incidents)
}

/// As it was when it was published: what happened to its actions later is taken away.
fn as_published(incident: &Incident, at: Moment) -> Incident {
    let mut then = incident.clone();
    for action in &mut then.postmortem.actions {
        if action.finished_at.is_some_and(|finished| finished > at) {
            action.finished_at = None;
            action.state = afterword_domain::action_item::State::Open;
        }
    }
    then
}

fn moved(incident: &Incident, workspace: &Workspace) -> usize {
    let Some(at) = incident.postmortem.published_at else {
        return 0;
    };
    let then = as_published(incident, at);
    let missing = publish::missing(&then, workspace, &then.postmortem.no_actions_reason, at);
    let only_dates = missing
        .iter()
        .all(|missing| matches!(missing, publish::Missing::DueDateInNextSprint { .. }));
    assert!(only_dates, "{}: {missing:?}", incident.reference);
    missing.len()
}

/// Repeats and incidents of each calendar quarter, published ones only.
fn quarters(incidents: &[Incident]) -> Vec<(usize, usize)> {
    let mut quarters = BTreeMap::new();
    for incident in incidents.iter().filter(|incident| incident.is_published()) {
        let day = incident.began().day().date();
        let counts = quarters
            .entry((day.year(), (day.month() - 1) / 3))
            .or_insert((0, 0));
        counts.0 += usize::from(incident.repeats().count() > 0);
        counts.1 += 1;
    }
    quarters.into_values().collect()
}

fn overdue(incidents: &[Incident], now: Moment) -> Vec<i32> {
    let actions = incidents
        .iter()
        .flat_map(|incident| &incident.postmortem.actions);
    let mut late: Vec<_> = actions
        .filter_map(|action| action.days_late(now.day()))
        .filter(|days| *days > 0)
        .collect();
    late.sort_unstable();
    late
}

afterword_testbed::both! {
    async fn the_demo_is_the_company_that_it_should_be(db: TestDb) {
        let now = moment(NOW);
        let (store, incidents) = seeded(&db.url, NOW).await;
        let workspace = store.workspace().await.unwrap();
        assert_eq!((workspace.people.len(), workspace.teams.len()), (7, 4));
        let in_use = workspace.factors.iter().filter(|term| !term.retired).count();
        assert_eq!((workspace.services.len(), in_use), (8, 14));
        let views = store.views_for(PersonId(1)).await.unwrap();
        assert_eq!(views.len(), 2);
        for view in views {
            let known = query::Known { workspace: &workspace, told_owners: &[] };
            let query = query::read(&view.query, known).unwrap();
            assert!(store.count(&Sight::Everything, &query, now, 7).await.unwrap() > 0, "{}", view.name);
        }

        let unpublished: Vec<_> =
            incidents.iter().filter(|i| !i.is_published()).map(|i| i.reference.0).collect();
        assert_eq!(unpublished, [56, 57, 58, 59, 60, 61]);
        let repeats = incidents.iter().filter(|incident| incident.repeats().count() > 0);
        let (published, open): (Vec<_>, Vec<_>) = repeats.partition(|i| i.is_published());
        assert_eq!((published.len(), open.len()), (13, 2));
        let rates = [(0, 5), (1, 6), (1, 6), (2, 7), (2, 9), (3, 9), (4, 13)];
        assert_eq!(quarters(&incidents), rates);
        for mode in [Mode::Drill, Mode::NearMiss] {
            assert_eq!(incidents.iter().filter(|incident| incident.mode == mode).count(), 1);
        }
        let later_dates: usize = incidents.iter().map(|i| moved(i, &workspace)).sum();
        assert_eq!(later_dates, 5, "only the five that were given a later date");

        let run = incidents[58].postmortem.proceedings.running().expect("one meeting goes on");
        assert_eq!((run.step, run.present.len()), (Step::OpenActions, 4));
        assert!(run.spent_us(now) == now.micros() - run.started_at.micros());
        for incident in &incidents {
            for person in &workspace.people {
                let votes = incident.postmortem.measures.iter();
                let given = votes.filter(|measure| measure.votes.contains(&person.id)).count();
                assert!(given <= VOTES_EACH, "{}: {} voted {given} times", incident.reference, person.name);
            }
        }

        let open = incidents.iter().flat_map(|incident| &incident.postmortem.actions);
        assert_eq!(open.filter(|action| !action.state.is_finished()).count(), 14);
        assert_eq!(overdue(&incidents, now), [5, 12, 19, 208, 320]);
        for pair in incidents.windows(2) {
            assert!(pair[0].began() < pair[1].began());
        }
        assert!(incidents.iter().all(|incident| incident.updated_at <= now));
    }

    async fn the_ledger_story_is_told_in_full(db: TestDb) {
        let (_, incidents) = seeded(&db.url, NOW).await;
        let told = &incidents[56];
        assert_eq!(told.reference.0, ledger_story::NUMBER);
        assert_eq!(told.postmortem.actions.len(), 3);
        assert_eq!(told.duration_seconds(), Some(47 * 60));
        assert_eq!(told.timeline.len(), 13);
        let (began, ended) = (told.milestones.impact_started_at, told.milestones.recovered_at);
        let gaps = timeline::gaps(&told.timeline, began, ended);
        assert_eq!(gaps.iter().map(|gap| gap.minutes).collect::<Vec<_>>(), [14]);
        let questions: Vec<_> = told.timeline.iter().flat_map(|event| &event.questions).collect();
        assert_eq!(questions.iter().filter(|question| question.is_open()).count(), 1);
        assert_eq!(questions.len(), 2);
        assert_eq!(told.repeats().collect::<Vec<_>>(), [IncidentRef(31)]);
        let breaker = &incidents[30].postmortem.actions[0];
        assert_eq!((breaker.reviews.len(), breaker.state.is_finished()), (4, false));
    }

    async fn a_store_with_incidents_is_left_alone(db: TestDb) {
        let (store, before) = seeded(&db.url, NOW).await;
        let refused = seed(&store, moment(NOW), |_, _| {}).await.unwrap_err();
        assert!(refused.to_string().contains("already has incidents"));
        assert_eq!(all(&store).await, before);
    }

    async fn the_same_moment_gives_the_same_incidents(db: TestDb) {
        let (_, first) = seeded(&db.url, NOW).await;
        let other = afterword_testbed::TestDb::fresh(db.engine);
        let (_, second) = seeded(&other.url, NOW).await;
        assert_eq!(first, second);
    }

    async fn every_day_of_the_week_is_a_day_for_a_demo(db: TestDb) {
        let (store, _) = seeded(&db.url, NOW).await;
        let mut workspace = (*store.workspace().await.unwrap()).clone();
        for day in 10..24 {
            let now = moment(&format!("2027-02-{day}T{:02}:05:00Z", day - 8));
            let calendar = Calendar::new(now);
            for team in &mut workspace.teams {
                team.cadence = calendar.cadence();
            }
            let drafts = tell_all(calendar, &workspace).unwrap();
            assert!(drafts.iter().all(|draft| draft.touched <= now), "{now}");
            let incidents: Vec<_> = drafts.into_iter().map(|draft| draft.incident).collect();
            assert_eq!(overdue(&incidents, now).len(), 5, "{now}");
            for pair in incidents.windows(2) {
                assert!(pair[0].began() < pair[1].began(), "{now}: {}", pair[0].reference);
            }
        }
    }
}

#[test]
fn no_sentence_is_used_twice() {
    let mut seen = BTreeMap::new();
    for (number, story) in super::stories::all() {
        for text in [
            story.title,
            story.summary,
            story.cause,
            story.lesson,
            story.found,
        ] {
            if text.is_empty() {
                continue;
            }
            if let Some(other) = seen.insert(text, number) {
                panic!("INC-{number} says what INC-{other} said: {text}");
            }
        }
    }
}
