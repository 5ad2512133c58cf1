//! Webhooks: what is genuine is read, what is not is turned away, and nothing panics.

use std::collections::BTreeMap;

use afterword_domain::Moment;
use afterword_domain::tracker::TicketState;
use afterword_integrations::inbound::Delivery;
use afterword_integrations::inbound::signature::NotGenuine;
use afterword_integrations::outbound::hook::{Change, Heard};
use afterword_integrations::outbound::{Told, Tracker as _, hook};
use afterword_testbed::trackers::{SECRET, Stage};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::bench::Bench;
use crate::for_each;

for_each![
    a_ticket_that_is_closed_is_heard_of,
    a_ticket_that_is_deleted_is_heard_of,
    an_altered_delivery_is_turned_away,
    whatever_comes_nothing_panics,
    a_webhook_that_is_lost_is_found_by_the_poll,
];

struct Sent {
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
    now: Moment,
}

impl Sent {
    fn of(bench: &Bench, number: u64) -> Self {
        let sent = bench.standin.delivery(number, "Ana");
        let headers = sent
            .headers
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value));
        Self {
            headers: headers.collect(),
            body: sent.body,
            now: bench.standin.desk().now().into(),
        }
    }

    fn delivery(&self) -> Delivery<'_> {
        Delivery {
            headers: &self.headers,
            body: &self.body,
            received_at: self.now,
        }
    }

    fn verified(&self, bench: &Bench, secret: &str, later: i64) -> Result<(), NotGenuine> {
        let secrets = ["an-older-secret-of-it".to_owned(), secret.to_owned()];
        let now = Moment::from_micros(self.now.micros() + later * 1_000_000).unwrap();
        hook(bench.kind).verify(&self.delivery(), &secrets, now)
    }

    fn told(&self, bench: &Bench) -> Told {
        match hook(bench.kind).read(&self.delivery()).unwrap() {
            Heard::Told(told) => told,
            Heard::Nothing(why) => panic!("{why}"),
        }
    }
}

async fn a_ticket_that_is_closed_is_heard_of(bench: Bench) {
    let key = bench.standin.open("Made by hand");
    bench.standin.moves(1, Stage::Done, "Ana").await;
    let sent = Sent::of(&bench, 1);
    assert_eq!(sent.verified(&bench, SECRET, 30), Ok(()));
    let needed = hook(bench.kind).headers();
    assert!(needed.iter().all(|name| *name == name.to_lowercase()));
    let told = sent.told(&bench);
    assert_eq!(told.key, key);
    assert_eq!(told.by.as_deref(), Some("Ana"));
    assert_eq!(
        told.at,
        bench.standin.desk().ticket(1).unwrap().updated.into()
    );
    let closed = matches!(
        told.change,
        Change::State {
            state: TicketState::Closed,
            dropped: false,
            ..
        }
    );
    assert!(closed, "{told:?}");
    assert!(hook(bench.kind).identity(&sent.delivery()).is_some());
    bench.standin.moves(1, Stage::Open, "Ana").await;
    let told = Sent::of(&bench, 1).told(&bench);
    let open = matches!(
        told.change,
        Change::State {
            state: TicketState::Open,
            ..
        }
    );
    assert!(open, "{told:?}");
}

async fn a_ticket_that_is_deleted_is_heard_of(bench: Bench) {
    if bench.standin.which.word() == "gitlab" {
        // GitLab tells nobody of it; the next look at the ticket does.
        return;
    }
    let key = bench.standin.open("To be deleted");
    bench.standin.delete(1, "Ana").await;
    let told = Sent::of(&bench, 1).told(&bench);
    assert_eq!((told.key, told.change), (key, Change::Deleted));
}

async fn an_altered_delivery_is_turned_away(bench: Bench) {
    let _ = bench.standin.open("Made by hand");
    let good = Sent::of(&bench, 1);
    assert_eq!(
        good.verified(&bench, "another-secret-of-it", 0),
        Err(NotGenuine::Wrong)
    );
    assert_eq!(
        hook(bench.kind).verify(&good.delivery(), &[], good.now),
        Ok(())
    );
    let names = [
        "x-hub-signature",
        "x-hub-signature-256",
        "x-gitlab-token",
        "linear-signature",
    ];
    let mut unsigned = Sent::of(&bench, 1);
    unsigned
        .headers
        .retain(|name, _| !names.contains(&name.as_str()));
    let refused = unsigned.verified(&bench, SECRET, 0);
    assert!(
        matches!(refused, Err(NotGenuine::Missing(_))),
        "{refused:?}"
    );
    let mut altered = Sent::of(&bench, 1);
    altered.body.push(b' ');
    match bench.standin.which.word() {
        // Its token is no signature: what was altered on the way cannot be told.
        "gitlab" => assert_eq!(altered.verified(&bench, SECRET, 0), Ok(())),
        _ => assert_eq!(altered.verified(&bench, SECRET, 0), Err(NotGenuine::Wrong)),
    }
    if bench.standin.which.word() == "linear" {
        assert_eq!(good.verified(&bench, SECRET, 60), Ok(()));
        assert_eq!(
            good.verified(&bench, SECRET, 61),
            Err(NotGenuine::Stale { seconds: 61 })
        );
        assert_eq!(
            good.verified(&bench, SECRET, -61),
            Err(NotGenuine::Early { seconds: 61 })
        );
    }
}

async fn whatever_comes_nothing_panics(bench: Bench) {
    let _ = bench.standin.open("Made by hand");
    let sent = Sent::of(&bench, 1);
    let whole = sent.body.clone();
    let changed = (
        any::<prop::sample::Index>(),
        0_usize..30,
        prop::collection::vec(any::<u8>(), 0..6),
    );
    let changed = changed.prop_map(move |(at, taken, put)| {
        let mut bytes = whole.clone();
        let start = at.index(bytes.len());
        let end = (start + taken).min(bytes.len());
        bytes.splice(start..end, put);
        bytes
    });
    let bodies = prop_oneof![1 => prop::collection::vec(any::<u8>(), 0..64), 3 => changed];
    let mut runner = TestRunner::new(Config {
        failure_persistence: None,
        ..Config::with_cases(1_500)
    });
    let tested = runner.run(&bodies, |body| {
        let delivery = Delivery {
            body: &body,
            ..sent.delivery()
        };
        let hook = hook(bench.kind);
        let _ = hook.verify(&delivery, &[SECRET.to_owned()], sent.now);
        let _ = hook.identity(&delivery);
        let _ = hook.read(&delivery);
        Ok(())
    });
    tested.unwrap();
}

async fn a_webhook_that_is_lost_is_found_by_the_poll(bench: Bench) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/hooks/tracker", listener.local_addr().unwrap());
    let heard = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut head = vec![0; 1_024];
        let read = stream.read(&mut head).await.unwrap();
        stream
            .write_all(b"HTTP/1.1 202 Accepted\r\n\r\n")
            .await
            .unwrap();
        String::from_utf8_lossy(&head[..read]).into_owned()
    });
    let key = bench.standin.open("Made by hand");
    bench.standin.desk().hook = Some(address);
    bench.standin.desk().conduct.withhold = true;
    bench.standin.moves(1, Stage::Done, "Ana").await;
    assert!(!heard.is_finished());
    let page = bench
        .tracker
        .changed(&bench.place, bench.now, None)
        .await
        .unwrap();
    let found: Vec<_> = page
        .issues
        .iter()
        .map(|issue| (&issue.key, issue.state))
        .collect();
    assert_eq!(found, [(&key, TicketState::Closed)]);
    bench.standin.desk().conduct.withhold = false;
    bench.standin.moves(1, Stage::Open, "Ana").await;
    assert!(heard.await.unwrap().starts_with("POST /hooks/tracker "));
}
