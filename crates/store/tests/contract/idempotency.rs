//! Keys of requests that may come twice.

use afterword_domain::PersonId;
use afterword_store::{KeptAnswer, Remembered, Store};

use crate::world::{at, now};

const REQUEST: [u8; 32] = [1; 32];
const ANOTHER: [u8; 32] = [2; 32];

fn created() -> KeptAnswer {
    KeptAnswer {
        status: 201,
        headers: vec![("etag".into(), "\"1\"".into())],
        body: "{\"a\":1}".into(),
    }
}

afterword_testbed::both! {
    async fn a_key_is_taken_answered_and_dropped_after_a_day(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let mika = PersonId(1);
        let ask = |person, request, now| {
            let store = store.clone();
            async move { store.remembered(person, "k", &request, now).await.unwrap() }
        };
        assert_eq!(ask(mika, REQUEST, now()).await, Remembered::New);
        assert_eq!(ask(mika, REQUEST, now()).await, Remembered::Running);
        assert_eq!(ask(mika, ANOTHER, now()).await, Remembered::Other);
        assert_eq!(ask(PersonId(2), ANOTHER, now()).await, Remembered::New);
        store.remember(mika, "k", now(), &created(), now()).await.unwrap();
        let same = Remembered::Same(created());
        assert_eq!(ask(mika, REQUEST, now()).await, same);
        assert_eq!(ask(mika, ANOTHER, now()).await, Remembered::Other);
        assert_eq!(ask(mika, REQUEST, at("2026-10-15T11:59:59Z")).await, same);
        assert_eq!(ask(mika, REQUEST, at("2026-10-15T12:00:00Z")).await, Remembered::New);
    }

    async fn a_key_that_came_to_nothing_is_free_again(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        store.remembered(PersonId(1), "k", &REQUEST, now()).await.unwrap();
        store.forget(PersonId(1), "k", now()).await.unwrap();
        let again = store.remembered(PersonId(1), "k", &ANOTHER, now()).await.unwrap();
        assert_eq!(again, Remembered::New);
    }

    async fn a_key_whose_request_never_ended_is_taken_over(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let mika = PersonId(1);
        let ask = |request, now| {
            let store = store.clone();
            async move { store.remembered(mika, "k", &request, now).await.unwrap() }
        };
        assert_eq!(ask(REQUEST, now()).await, Remembered::New);
        assert_eq!(ask(REQUEST, at("2026-10-14T12:01:59Z")).await, Remembered::Running);
        let later = at("2026-10-14T12:02:00Z");
        assert_eq!(ask(ANOTHER, later).await, Remembered::Other);
        assert_eq!(ask(REQUEST, later).await, Remembered::New);
        assert_eq!(ask(REQUEST, later).await, Remembered::Running);
        // Who comes back after all neither answers for the other nor frees the key.
        store.remember(mika, "k", now(), &created(), later).await.unwrap();
        store.forget(mika, "k", now()).await.unwrap();
        assert_eq!(ask(REQUEST, later).await, Remembered::Running);
        store.remember(mika, "k", later, &created(), later).await.unwrap();
        store.forget(mika, "k", later).await.unwrap();
        assert_eq!(ask(REQUEST, later).await, Remembered::Same(created()));
    }

    async fn of_many_at_once_one_has_the_key(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let tasks: Vec<_> = (0..8)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move {
                    store.remembered(PersonId(1), "k", &REQUEST, now()).await.unwrap()
                })
            })
            .collect();
        let mut new = 0;
        for task in tasks {
            new += u32::from(task.await.unwrap() == Remembered::New);
        }
        assert_eq!(new, 1);
    }
}
