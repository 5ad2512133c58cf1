//! Background work: each job goes to one worker at a time, those of one key one after the other,
//! and whoever lost a claim can change nothing.

use std::collections::{BTreeMap, BTreeSet};

use afterword_domain::incident::Visibility;
use afterword_domain::job::{JobState, Lane, Work};
use afterword_domain::policy::Sight;
use afterword_domain::signal::Signal;
use afterword_domain::{Moment, PersonId, SignalId};
use afterword_store::{ChangeRecord, Claim, SaveError, Store};
use afterword_testbed::both;

use crate::metrics::{deliver, integration, resolved, save, server};
use crate::world::{author, now, open_all, titled};

/// Asks for the curves of so many alerts.
async fn asked(store: &Store, count: usize) {
    save(store, server("http://prometheus:9090", None)).await;
    let integration = integration(store).await;
    let said: Vec<Signal> = (0..count)
        .map(|number| resolved(&format!("a{number}")))
        .collect();
    deliver(store, integration, 1, said).await;
}

async fn claim(store: &Store, most: usize, at: Moment) -> Vec<Claim> {
    store
        .claim_jobs(Lane::Inward, most, at, at.plus_minutes(1))
        .await
        .unwrap()
}

async fn one(store: &Store, at: Moment) -> Claim {
    let mut claims = claim(store, 10, at).await;
    assert_eq!(claims.len(), 1);
    claims.remove(0)
}

both! {
    async fn a_job_is_claimed_once_and_gone_when_it_is_done(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        asked(&store, 3).await;
        assert_eq!(store.next_job_due().await.unwrap(), Some(now()));
        let first = claim(&store, 2, now()).await;
        let second = claim(&store, 2, now()).await;
        assert_eq!((first.len(), second.len()), (2, 1));
        assert_eq!(claim(&store, 2, now()).await, []);
        let ids: BTreeSet<_> = first.iter().chain(&second).map(|claim| claim.id).collect();
        assert_eq!(ids.len(), 3);
        for claim in first.iter().chain(&second) {
            assert!(store.job_done(claim).await.unwrap());
            assert!(!store.job_done(claim).await.unwrap());
        }
        assert_eq!(store.next_job_due().await.unwrap(), None);
        assert_eq!(store.jobs(JobState::Waiting, 9).await.unwrap(), []);
    }

    async fn a_claim_that_is_over_goes_to_another_and_its_holder_changes_nothing(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        asked(&store, 1).await;
        let lost = one(&store, now()).await;
        assert!(store.hold_job(&lost, now().plus_minutes(5)).await.unwrap());
        assert_eq!(claim(&store, 1, now().plus_minutes(4)).await, []);
        let later = now().plus_minutes(5);
        let taken = one(&store, later).await;
        assert_eq!((taken.id, taken.tries), (lost.id, 2));
        assert!(!store.job_done(&lost).await.unwrap());
        assert!(!store.hold_job(&lost, later).await.unwrap());
        assert!(!store.job_put_off(&lost, later, "late").await.unwrap());
        assert!(!store.job_failed(&lost, "late").await.unwrap());
        assert!(!store.job_handed_back(&lost, later).await.unwrap());
        let running = store.jobs(JobState::Running, 9).await.unwrap();
        assert_eq!((running.len(), running[0].problem.as_deref()), (1, None));
        assert!(store.job_done(&taken).await.unwrap());
    }

    async fn what_failed_waits_its_time_and_says_why(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        asked(&store, 1).await;
        let later = now().plus_minutes(2);
        let first = one(&store, now()).await;
        store.job_put_off(&first, later, "no answer").await.unwrap();
        assert_eq!(claim(&store, 1, now().plus_minutes(1)).await, []);
        let waiting = store.jobs(JobState::Waiting, 9).await.unwrap();
        assert_eq!(waiting[0].problem.as_deref(), Some("no answer"));
        assert_eq!((waiting[0].due_at, waiting[0].tries), (later, 1));
        // A try that was handed back does not count.
        let second = one(&store, later).await;
        store.job_handed_back(&second, later).await.unwrap();
        let third = one(&store, later).await;
        assert_eq!(third.tries, 2);
        store.job_failed(&third, "refused").await.unwrap();
        assert_eq!(claim(&store, 1, later.plus_minutes(600)).await, []);
        assert_eq!(store.next_job_due().await.unwrap(), None);
        let counts = store.count_jobs().await.unwrap();
        assert_eq!((counts.waiting, counts.running, counts.failed), (0, 0, 1));
    }

    async fn what_was_given_up_is_tried_anew_or_dropped_and_the_log_says_who(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        asked(&store, 1).await;
        let first = one(&store, now()).await;
        let waiting = store.retry_job((&Sight::Everything, &author()), first.id, now()).await;
        assert!(matches!(waiting, Err(SaveError::NotFound)), "it is running");
        store.job_failed(&first, "refused").await.unwrap();
        store.retry_job((&Sight::Everything, &author()), first.id, now()).await.unwrap();
        let again = one(&store, now()).await;
        assert_eq!((&again.work, again.tries), (&first.work, 1));
        assert_ne!(again.id, first.id);
        store.job_failed(&again, "refused").await.unwrap();
        store.drop_job((&Sight::Everything, &author()), again.id, now()).await.unwrap();
        let gone = store.drop_job((&Sight::Everything, &author()), again.id, now()).await;
        assert!(matches!(gone, Err(SaveError::NotFound)));
        assert_eq!(store.jobs(JobState::Failed, 9).await.unwrap(), []);
        let log = store.changes(&Sight::Everything, 0, 1_000).await.unwrap().0;
        let names: Vec<_> = log.iter().map(|record| record.name.as_str()).collect();
        assert!(names.ends_with(&["failed_work.retried", "failed_work.dropped"]), "{names:?}");
    }

    async fn those_of_one_key_are_done_one_after_the_other(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        asked(&store, 2).await;
        let claims = claim(&store, 9, now()).await;
        for claim in &claims {
            store.job_failed(claim, "refused").await.unwrap();
        }
        // The same work again, behind itself: given up, and asked for twice more.
        store.retry_job((&Sight::Everything, &author()), claims[0].id, now()).await.unwrap();
        let running = one(&store, now()).await;
        store.ask_for_work(&[running.work.clone(), running.work.clone()], now(), now()).await.unwrap();
        assert_eq!(claim(&store, 9, now()).await, []);
        let later = now().plus_minutes(30);
        store.job_put_off(&running, later, "no answer").await.unwrap();
        assert_eq!(claim(&store, 9, now()).await, [], "one that waits keeps its place");
        let running = one(&store, later).await;
        assert!(store.job_done(&running).await.unwrap());
        let second = one(&store, later).await;
        assert!(store.job_done(&second).await.unwrap());
        assert!(one(&store, later).await.id > second.id);
    }

    async fn letters_and_all_else_are_claimed_apart(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let letter = Work::SendMessage { message: "msg_1".into() };
        let curve = Work::SampleCurve { signal: SignalId(1) };
        store.ask_for_work(&[letter.clone(), curve.clone()], now(), now()).await.unwrap();
        for (lane, work) in [(Lane::Outward, letter), (Lane::Inward, curve)] {
            assert_eq!(work.lane(), lane);
            let claims = store.claim_jobs(lane, 9, now(), now().plus_minutes(1)).await.unwrap();
            assert_eq!(claims.iter().map(|claim| &claim.work).collect::<Vec<_>>(), [&work]);
        }
    }

    async fn all_that_was_given_up_is_tried_again_or_left_at_once(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        asked(&store, 3).await;
        for claim in claim(&store, 9, now()).await {
            store.job_failed(&claim, "refused").await.unwrap();
        }
        let before = store.latest_seq().await.unwrap();
        assert_eq!(store.retry_failed_jobs((&Sight::Everything, &author()), now()).await.unwrap(), 3);
        assert_eq!(store.retry_failed_jobs((&Sight::Everything, &author()), now()).await.unwrap(), 0);
        let again = claim(&store, 9, now()).await;
        assert_eq!(again.iter().map(|claim| claim.tries).collect::<Vec<_>>(), [1, 1, 1]);
        for claim in again {
            store.job_failed(&claim, "refused again").await.unwrap();
        }
        assert_eq!(store.drop_failed_jobs((&Sight::Everything, &author()), now()).await.unwrap(), 3);
        assert_eq!(store.jobs(JobState::Failed, 9).await.unwrap(), []);
        assert_eq!(store.latest_seq().await.unwrap(), before + 6, "each is in the log");
    }

    async fn what_was_given_up_for_a_hidden_incident_is_left_alone(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let mut secret = titled("Salaries leaked");
        secret.visibility = Visibility::Restricted {
            people: BTreeSet::from([PersonId(1)]),
            teams: BTreeSet::new(),
        };
        let all = open_all(&store, vec![secret, titled("Checkout failed")]).await;
        let work = all.iter().map(|incident| Work::LookForRepeats { incident: *incident });
        let work: Vec<_> = work.collect();
        store.ask_for_work(&work, now(), now()).await.unwrap();
        for claim in claim(&store, 9, now()).await {
            store.job_failed(&claim, "refused").await.unwrap();
        }
        let of = |person| Sight::Of { person: PersonId(person), team: None };
        let failed = async || -> Vec<_> {
            let jobs = store.jobs(JobState::Failed, 9).await.unwrap();
            jobs.into_iter().map(|job| job.work).collect()
        };
        assert_eq!(store.retry_failed_jobs((&of(2), &author()), now()).await.unwrap(), 1);
        assert_eq!(failed().await, work[..1]);
        store.job_failed(&one(&store, now()).await, "refused").await.unwrap();
        assert_eq!(store.drop_failed_jobs((&of(2), &author()), now()).await.unwrap(), 1);
        assert_eq!(failed().await, work[..1]);
        assert_eq!(store.retry_failed_jobs((&of(1), &author()), now()).await.unwrap(), 1);
        store.job_failed(&one(&store, now()).await, "refused").await.unwrap();
        assert_eq!(store.drop_failed_jobs((&of(1), &author()), now()).await.unwrap(), 1);
        assert_eq!(failed().await, []);
    }

    async fn what_every_server_left_in_the_middle_is_known_by_its_tries(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        asked(&store, 1).await;
        let (mut at, mut tries) = (now(), 0);
        let last = loop {
            let left = one(&store, at).await;
            tries += 1;
            assert!(tries < 40);
            if left.was_left_too_often() {
                break left;
            }
            at = at.plus_minutes(2);
        };
        // Seven that its patience has, and five more.
        assert_eq!((last.tries, tries), (12, 12));
    }

    async fn many_workers_do_each_job_once(db: TestDb) {
        const WORKERS: usize = 6;
        const KEYS: u32 = 40;
        let store = Store::open(&db.url).await.unwrap();
        let work: Vec<_> = (0..400)
            .map(|number| Work::SampleCurve { signal: SignalId(number % KEYS) })
            .collect();
        store.ask_for_work(&work, now(), now()).await.unwrap();
        let workers = (0..WORKERS).map(|_| {
            let url = db.url.clone();
            tokio::spawn(async move {
                // Each as another server: with connections of its own.
                let store = Store::open(&url).await.unwrap();
                let mut done = Vec::new();
                while store.next_job_due().await.unwrap().is_some() {
                    for claim in claim(&store, 5, now()).await {
                        done.push((claim.id, claim.work.key()));
                        assert!(store.job_done(&claim).await.unwrap());
                    }
                }
                done
            })
        });
        let mut by_id = BTreeMap::new();
        for worker in workers.collect::<Vec<_>>() {
            for (id, key) in worker.await.unwrap() {
                assert_eq!(by_id.insert(id, key), None, "{id} was done twice");
            }
        }
        assert_eq!(by_id.len(), 400);
    }

    async fn what_follows_from_the_log_is_asked_for_once(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        asked(&store, 1).await;
        let mut tasks = Vec::new();
        for _ in 0..4 {
            let store = Store::open(&db.url).await.unwrap();
            tasks.push(tokio::spawn(async move {
                let follows = |record: &ChangeRecord| {
                    let signal = SignalId(1_000 + u32::try_from(record.seq).unwrap());
                    vec![(Work::SampleCurve { signal }, now())]
                };
                while store.follow_log(1, now(), follows).await.unwrap() > 0 {}
            }));
        }
        for task in tasks {
            task.await.unwrap();
        }
        let changes = store.changes(&Sight::Everything, 0, 1_000).await.unwrap().0;
        let waiting = store.jobs(JobState::Waiting, 1_000).await.unwrap();
        // One is the curve that the alert itself asked for.
        assert_eq!(waiting.len(), changes.len() + 1);
        assert!(changes.len() > 1);
    }
}
