//! Action items, facts and counts over all incidents.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::convert::Infallible;

use afterword_domain::change::Set;
use afterword_domain::incident::Mode;
use afterword_domain::learning::IncidentFacts;
use afterword_domain::meeting::agenda::PROOF_ASKED_DAYS;
use afterword_domain::policy::Sight;
use afterword_domain::{Change, FactorId, Incident, IncidentRef, PersonId, ServiceId};
use afterword_store::{ActionFilter, Store};

use crate::generated::{open_many, shifted, workspace};
use crate::world::{author, now};

fn expected(all: &[Incident], filter: &ActionFilter) -> Vec<(u32, u32)> {
    let latest_first = filter.finished == Some(true);
    let mut found = Vec::new();
    for incident in all {
        for action in &incident.postmortem.actions {
            let fits = filter
                .finished
                .is_none_or(|finished| finished == action.state.is_finished())
                && filter.owner.is_none_or(|owner| action.owner == Some(owner))
                && filter
                    .service
                    .is_none_or(|service| incident.services.contains(&service))
                && filter
                    .incident
                    .is_none_or(|reference| incident.reference == reference)
                && filter
                    .finished_since
                    .is_none_or(|since| action.finished_at >= Some(since));
            if fits {
                let due = action.due_on.filter(|_| !latest_first);
                let order = (
                    Reverse(action.finished_at.filter(|_| latest_first)),
                    due.is_none(),
                    due,
                );
                found.push((order, incident.reference.0, action.id.0));
            }
        }
    }
    found.sort_unstable();
    found
        .into_iter()
        .map(|(_, incident, id)| (incident, id))
        .collect()
}

afterword_testbed::both! {
    async fn every_filter(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        workspace(&store).await;
        let all = open_many(&store, 23, 80).await;
        let any = ActionFilter::default();
        let filters = [
            any.clone(),
            ActionFilter { finished: Some(true), ..any.clone() },
            ActionFilter { finished: Some(false), owner: Some(PersonId(2)), ..any.clone() },
            ActionFilter { service: Some(ServiceId(1)), ..any.clone() },
            ActionFilter { incident: Some(IncidentRef(5)), ..any.clone() },
            ActionFilter { finished_since: Some(shifted(now(), -48)), ..any.clone() },
        ];
        for filter in filters {
            let rows = store.actions(&Sight::Everything, &filter).await.unwrap();
            let found: Vec<_> = rows.iter().map(|row| (row.incident.0, row.action.id.0)).collect();
            assert_eq!(found, expected(&all, &filter), "{filter:?}");
            for row in rows {
                let incident = &all[row.incident.0 as usize - 1];
                assert!(incident.postmortem.actions.contains(&row.action));
                assert_eq!(row.services, incident.services);
                assert_eq!(row.incident_title, incident.title);
                assert_eq!(row.version, incident.version);
                let repeats = store.beside(&Sight::Everything, row.incident).await.unwrap().repeated_by;
                assert_eq!(row.repeated_by, repeats);
            }
            let counts = store.count_actions(&Sight::Everything, &filter).await.unwrap();
            let of = |wanted| {
                let kind = ActionFilter { finished: Some(wanted), ..filter.clone() };
                let fits = filter.finished.is_none_or(|finished| finished == wanted);
                if fits { expected(&all, &kind).len() as u64 } else { 0 }
            };
            assert_eq!((counts.open, counts.finished), (of(false), of(true)), "{filter:?}");
        }
        let few = store.actions(&Sight::Everything, &ActionFilter { limit: 4, ..any }).await.unwrap();
        assert_eq!(few.len(), 4);
    }

    async fn a_meeting_looks_at_open_ones_and_at_those_finished_lately(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        workspace(&store).await;
        let all = open_many(&store, 29, 40).await;
        let later = now().plus_days(i64::from(PROOF_ASKED_DAYS) - 1);
        let open = ActionFilter { finished: Some(false), ..ActionFilter::default() };
        let lately = ActionFilter {
            finished: Some(true),
            finished_since: Some(later.plus_days(-i64::from(PROOF_ASKED_DAYS) - 1)),
            ..ActionFilter::default()
        };
        let found = store.actions_to_look_at(&Sight::Everything, later).await.unwrap();
        let found: Vec<_> = found.iter().map(|one| (one.incident.0, one.action.id.0)).collect();
        let mut wanted = expected(&all, &open);
        let finished = expected(&all, &lately);
        assert!(!finished.is_empty());
        wanted.extend(finished);
        assert_eq!(found, wanted);
    }

    async fn facts_are_those_of_the_documents(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        workspace(&store).await;
        let all = open_many(&store, 31, 80).await;
        let expected: Vec<_> = all.iter().map(IncidentFacts::of).collect();
        let facts = store.facts(&Sight::Everything).await.unwrap();
        assert_eq!(*facts, expected);
        let again = store.facts(&Sight::Everything).await.unwrap();
        assert!(std::sync::Arc::ptr_eq(&facts, &again), "nothing is copied");
    }

    async fn facts_follow_every_change_and_another_process(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let elsewhere = Store::open(&db.url).await.unwrap();
        workspace(&store).await;
        for seed in 40..44 {
            open_many(&elsewhere, seed, 15).await;
            let number = u32::try_from(seed).unwrap() - 39;
            let changed = elsewhere
                .edit_incident((&Sight::Everything, &author()), IncidentRef(number), None, now(), |incident, _, _| {
                    let set = Set { from: incident.mode, to: Mode::Drill };
                    let mut measured = incident.milestones;
                    measured.recovered_at = Some(shifted(now(), 5));
                    let milestones = Set { from: incident.milestones, to: measured };
                    Ok::<_, Infallible>(vec![Change::Mode(set), Change::Milestones(milestones)])
                })
                .await;
            changed.unwrap();
            let fresh = Store::open(&db.url).await.unwrap().facts(&Sight::Everything).await.unwrap();
            assert_eq!(fresh.len(), 15 * number as usize);
            assert_eq!(store.facts(&Sight::Everything).await.unwrap(), fresh);
        }
    }

    async fn factors_are_counted_once_an_incident(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        workspace(&store).await;
        let all = open_many(&store, 37, 60).await;
        let mut expected: BTreeMap<FactorId, u64> = BTreeMap::new();
        for incident in &all {
            let mut factors: Vec<_> =
                incident.postmortem.factors.iter().filter_map(|factor| factor.factor).collect();
            factors.sort_unstable();
            factors.dedup();
            for factor in factors {
                *expected.entry(factor).or_default() += 1;
            }
        }
        let counts = store.factor_counts(&Sight::Everything).await.unwrap();
        assert!(counts.is_sorted_by(|one, next| one.1 >= next.1));
        assert_eq!(counts.into_iter().collect::<BTreeMap<_, _>>(), expected);
    }
}
