//! Documents that several servers keep: numbers that another one took or settled, what came since,
//! who is present where, and that the others are told.

use std::time::Duration;

use afterword_domain::policy::Sight;
use afterword_domain::postmortem::prose::{Draft, passages};
use afterword_domain::{IncidentRef, Moment, PersonId};
use afterword_store::{
    Engine, LiveError, LiveNews, LivePresence, LiveSettlement, LiveUpdate, Store,
};
use afterword_testbed::both;
use tokio::sync::broadcast::Receiver;

use crate::world::{now, open_titled};

fn update(seq: u64) -> LiveUpdate {
    LiveUpdate {
        seq,
        person: Some(PersonId(1)),
        body: vec![0, u8::try_from(seq).unwrap(), 255],
    }
}

/// Settles everything up to an update, whatever it says.
async fn settle(store: &Store, incident: IncidentRef, upto: u64) {
    let document = store.live(incident).await.unwrap().unwrap();
    let drafts = passages(&document.incident)
        .into_iter()
        .map(|passage| Draft {
            place: passage.place,
            base: passage.text.clone(),
            text: passage.text,
        });
    let settlement = LiveSettlement {
        drafts: drafts.collect(),
        hands: std::collections::BTreeMap::new(),
        revision: document.revision,
        upto,
        state: b"settled".to_vec(),
    };
    store
        .settle_live(incident, settlement, now())
        .await
        .unwrap();
}

fn present(incident: IncidentRef, client: u64, clock: u64) -> LivePresence {
    LivePresence {
        incident,
        client,
        clock,
        state: Some(format!("{{\"clock\":{clock}}}")),
    }
}

fn gone(incident: IncidentRef, client: u64) -> LivePresence {
    LivePresence {
        incident,
        client,
        clock: 0,
        state: None,
    }
}

async fn until(news: &mut Receiver<LiveNews>, wanted: LiveNews) {
    let hearing = async { while news.recv().await.unwrap() != wanted {} };
    let heard = tokio::time::timeout(Duration::from_secs(5), hearing);
    heard.await.expect("the other server is told");
}

both! {
    async fn a_number_that_was_settled_is_never_taken_again(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let incident = open_titled(&store, "Orders late").await;
        let other = open_titled(&store, "Ledger down").await;
        for seq in 1..=3 {
            store.append_live(vec![(incident, update(seq))], now()).await.unwrap();
        }
        settle(&store, incident, 3).await;
        // Whoever still knows only the first one; and with it what is another document's.
        let late = vec![(other, update(1)), (incident, update(2))];
        let refused = store.append_live(late, now()).await;
        assert!(matches!(refused, Err(LiveError::Stale)), "{refused:?}");
        assert_eq!(store.live_since(other, 0).await.unwrap().updates, []);
        let since = store.live_since(incident, 1).await.unwrap();
        assert_eq!((since.revision, since.updates), (1, vec![]));
        store.append_live(vec![(incident, update(4)), (incident, update(5))], now()).await.unwrap();
        let since = store.live_since(incident, 4).await.unwrap();
        assert_eq!((since.revision, since.updates), (1, vec![update(5)]));
    }

    async fn what_came_since_is_known_before_anything_was_settled(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let incident = open_titled(&store, "Orders late").await;
        let since = store.live_since(incident, 0).await.unwrap();
        assert_eq!((since.revision, since.updates), (0, vec![]));
        store.append_live(vec![(incident, update(2)), (incident, update(1))], now()).await.unwrap();
        let since = store.live_since(incident, 0).await.unwrap();
        assert_eq!((since.revision, since.updates), (0, vec![update(1), update(2)]));
        let later = Moment::from_micros(now().micros() + 1).unwrap();
        assert_eq!(store.unsettled_since(now()).await.unwrap(), []);
        assert_eq!(store.unsettled_since(later).await.unwrap(), [incident]);
    }

    async fn who_is_present_is_known_elsewhere_until_it_is_old(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let incident = open_titled(&store, "Orders late").await;
        let seconds = |count: i64| Moment::from_micros(now().micros() + count * 1_000_000).unwrap();
        let elsewhere = async |server, since| store.presence_elsewhere(server, incident, since).await.unwrap();
        let told = vec![present(incident, 7, 1), present(incident, 8, 1), present(IncidentRef(9), 7, 1)];
        store.tell_presence(-1, told, now()).await.unwrap();
        assert_eq!(elsewhere(-1, now()).await, []);
        assert_eq!(elsewhere(2, now()).await, [present(incident, 7, 1), present(incident, 8, 1)]);
        // One comes over; what the server before says of them does not count any more.
        store.tell_presence(2, vec![present(incident, 7, 2)], now()).await.unwrap();
        store.tell_presence(-1, vec![gone(incident, 7)], now()).await.unwrap();
        assert_eq!(elsewhere(-1, now()).await, [present(incident, 7, 2)]);
        // One server goes on saying so, the other one does not.
        store.renew_presence(2, seconds(10), seconds(-10)).await.unwrap();
        assert_eq!(elsewhere(3, seconds(5)).await, [present(incident, 7, 2)]);
        store.renew_presence(2, seconds(20), seconds(10)).await.unwrap();
        assert_eq!(elsewhere(3, now()).await, [present(incident, 7, 2)], "the other row is gone");
        store.withdraw_presence(2).await.unwrap();
        assert_eq!(elsewhere(3, now()).await, []);
    }

    async fn other_servers_are_told(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let other = Store::open(&db.url).await.unwrap();
        let incident = open_titled(&store, "Orders late").await;
        let mut news = other.live_news();
        if other.engine() == Engine::Sqlite {
            store.append_live(vec![(incident, update(1))], now()).await.unwrap();
            assert!(news.try_recv().is_err(), "a file has one server");
            return;
        }
        // From here on somebody listens.
        until(&mut news, LiveNews::Missed).await;
        store.append_live(vec![(incident, update(1)), (incident, update(2))], now()).await.unwrap();
        until(&mut news, LiveNews::Grown { incident, upto: 2 }).await;
        store.tell_presence(-5, vec![present(incident, 7, 1)], now()).await.unwrap();
        until(&mut news, LiveNews::Presence { incident, server: -5 }).await;
        store.withdraw_presence(-5).await.unwrap();
        until(&mut news, LiveNews::Presence { incident, server: -5 }).await;
        assert_eq!(store.incident(&Sight::Everything, incident).await.unwrap().unwrap().version, 1);
    }

    async fn two_servers_that_append_to_the_same_documents_do_not_wait_for_each_other(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let other = Store::open(&db.url).await.unwrap();
        let (one, two) = (open_titled(&store, "Orders late").await, open_titled(&store, "Ledger down").await);
        for seq in 1..=40 {
            let here = store.append_live(vec![(one, update(seq)), (two, update(seq))], now());
            let there = other.append_live(vec![(two, update(seq)), (one, update(seq))], now());
            let came = tokio::join!(here, there);
            let kept = [came.0, came.1].into_iter().filter(|kept| match kept {
                Ok(()) => true,
                Err(error) => {
                    assert!(matches!(error, LiveError::Stale), "{error:?}");
                    false
                }
            });
            assert_eq!(kept.count(), 1, "one of them, and the other one is told");
        }
    }
}
