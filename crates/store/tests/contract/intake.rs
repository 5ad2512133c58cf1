//! What other programs send: kept once, and the same incident in whatever order it comes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};

use afterword_domain::incident::{EventKind, Incident};
use afterword_domain::integration::{IntegrationForm, Kind, Options};
use afterword_domain::policy::Sight;
use afterword_domain::service::ServiceForm;
use afterword_domain::signal::{Outcome as Ended, Signal, Tells};
use afterword_domain::{EventId, IntegrationId, Moment};
use afterword_store::{Decision, EditError, NewDelivery, Outcome, Store};
use afterword_testbed::{TestDb, both};

use crate::world::{at, author, now, open_titled, with_key};

const ADDRESS: [u8; 32] = [7; 32];

pub(crate) async fn begin(db: &TestDb, services: &[&str]) -> (Store, IntegrationId) {
    let store = with_key(&db.url).await;
    for name in services {
        let form = ServiceForm {
            name: (*name).into(),
            aliases: vec![format!("{name}-repository")],
            ..ServiceForm::default()
        };
        store.add_service(&author(), form, now()).await.unwrap();
    }
    let form = IntegrationForm {
        kind: Kind::Alertmanager,
        name: "Alerts".into(),
        active: true,
        options: Options::default(),
    };
    let added = store
        .add_integration(&author(), form, &ADDRESS, now())
        .await;
    (store, added.unwrap().id)
}

pub(crate) fn minute(minute: i64) -> Moment {
    at("2026-10-14T10:00:00Z").plus_minutes(minute)
}

pub(crate) fn signal(service: &str, key: &str, minute_of: i64, tells: Tells) -> Signal {
    Signal {
        key: format!("{service}/{key}"),
        revision: 0,
        occurred_at: minute(minute_of),
        kind: EventKind::Alert,
        text: format!("{key} at {minute_of}"),
        tells,
        service: Some(service.into()),
        labels: BTreeMap::new(),
        evidence: Vec::new(),
        query: None,
    }
}

/// Fires, and is resolved when it ends.
pub(crate) fn alert(
    service: &str,
    name: &str,
    severity: &str,
    from: i64,
    to: Option<i64>,
) -> Vec<Signal> {
    let id = format!("{service}/{name}");
    let firing = Tells::Firing {
        alert: id.clone(),
        title: format!("{name} of {service}"),
    };
    let mut told = vec![signal(service, &format!("{name} fired"), from, firing)];
    if let Some(to) = to {
        let resolved = Tells::Resolved { alert: id };
        told.push(signal(service, &format!("{name} resolved"), to, resolved));
    }
    for one in &mut told {
        one.labels.insert("severity".into(), severity.into());
    }
    told
}

pub(crate) async fn deliver(store: &Store, integration: IntegrationId, signals: Vec<Signal>) {
    static LAST: AtomicU64 = AtomicU64::new(0);
    let mut identity = [0; 32];
    identity[..8].copy_from_slice(&LAST.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    let delivery = NewDelivery {
        incident: None,
        integration,
        identity,
        received_at: now(),
        headers: BTreeMap::new(),
        body: b"{}".to_vec(),
    };
    store.keep_deliveries(vec![delivery]).await.unwrap();
    for waiting in store.waiting_deliveries(10).await.unwrap() {
        let outcome = Outcome::Signals(signals.clone());
        let outcomes = vec![(waiting.seq, waiting.integration, outcome)];
        store.take_in(outcomes, now()).await.unwrap();
    }
}

/// What an incident says, whatever its number and the numbers of its entries: its title, its
/// entries and when it recovered.
pub(crate) type Story = (String, Vec<(Moment, String)>, Option<Moment>);

fn told(incident: &Incident) -> Story {
    let mut entries: Vec<_> = incident
        .timeline
        .iter()
        .map(|entry| (entry.occurred_at, entry.text.clone()))
        .collect();
    entries.sort();
    (
        incident.title.clone(),
        entries,
        incident.milestones.recovered_at,
    )
}

pub(crate) async fn incidents(store: &Store, service: &str) -> BTreeSet<Story> {
    let workspace = store.workspace().await.unwrap();
    let id = workspace.service_named(service).unwrap().id;
    let mut found = BTreeSet::new();
    for number in 1.. {
        let reference = afterword_domain::IncidentRef(number);
        let Some(incident) = store.incident(&Sight::Everything, reference).await.unwrap() else {
            return found;
        };
        if incident.services.contains(&id) && incident.duplicate_of.is_none() {
            found.insert(told(&incident));
        }
    }
    found
}

/// Another order each time, the same in every run.
pub(crate) fn shuffled<T>(mut list: Vec<T>, seed: &mut u64) -> Vec<T> {
    for place in (1..list.len()).rev() {
        list.swap(place, below(place + 1, seed));
    }
    list
}

/// A number below `end`, another one each time.
pub(crate) fn below(end: usize, seed: &mut u64) -> usize {
    *seed = seed
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    usize::try_from(*seed >> 33).unwrap() % end
}

both! {
    async fn an_alert_that_is_called_the_same_each_time_opens_an_incident_each_time(db: TestDb) {
        let (store, integration) = begin(&db, &["checkout", "search"]).await;
        let mut seed = 5;
        for service in ["checkout", "search"] {
            let mut all = Vec::new();
            for (round, from) in [0, 600, 1200].into_iter().enumerate() {
                for mut one in alert(service, "errors", "critical", from, Some(from + 20)) {
                    one.key = format!("{}/{round}", one.key);
                    all.push(one);
                }
            }
            if service == "search" {
                all = shuffled(all, &mut seed);
            }
            for one in all {
                deliver(&store, integration, vec![one]).await;
            }
            let ends: Vec<_> = incidents(&store, service).await.into_iter().map(|(_, entries, end)| (entries.len(), end)).collect();
            let expected: Vec<_> = [20, 620, 1220].map(|end| (2, Some(minute(end)))).into();
            assert_eq!(ends, expected, "{service}");
        }
    }

    async fn a_delivery_that_is_made_twice_or_twice_at_once_is_kept_once(db: TestDb) {
        let (store, integration) = begin(&db, &["checkout"]).await;
        let delivery = |byte| NewDelivery {
            incident: None,
            integration,
            identity: [byte; 32],
            received_at: now(),
            headers: [("x-event".to_owned(), "a".to_owned())].into(),
            body: vec![0, 255, byte],
        };
        store.keep_deliveries(vec![delivery(1), delivery(1), delivery(2)]).await.unwrap();
        let again = (0..8).map(|_| store.keep_deliveries(vec![delivery(1), delivery(3)]));
        for kept in futures_all(again).await {
            kept.unwrap();
        }
        let waiting = store.waiting_deliveries(10).await.unwrap();
        let bodies: BTreeSet<_> = waiting.iter().map(|one| one.body.clone()).collect();
        assert_eq!(waiting.len(), 3);
        assert_eq!(bodies, [vec![0, 255, 1], vec![0, 255, 2], vec![0, 255, 3]].into());
        assert_eq!(waiting[0].headers["x-event"], "a");
    }

    async fn what_could_not_be_read_is_read_again_and_changes_nothing_twice(db: TestDb) {
        let (store, integration) = begin(&db, &["checkout"]).await;
        let delivery = NewDelivery {
            incident: None,
            integration,
            identity: [1; 32],
            received_at: now(),
            headers: BTreeMap::new(),
            body: b"{".to_vec(),
        };
        store.keep_deliveries(vec![delivery]).await.unwrap();
        let seq = store.waiting_deliveries(1).await.unwrap()[0].seq;
        let broken = Outcome::Unreadable("body: it is not JSON".into());
        store.take_in(vec![(seq, integration, broken)], now()).await.unwrap();
        let listed = store.deliveries(&Sight::Everything, Some(integration), Some("unreadable"), None, 10).await.unwrap();
        assert_eq!(listed[0].remark.as_deref(), Some("body: it is not JSON"));
        assert_eq!(store.integrations().await.unwrap()[0].unreadable, 1);

        for round in 0..3 {
            if round == 0 {
                assert_eq!(store.read_unreadable_again(integration).await.unwrap(), 1);
                assert_eq!(store.read_again(&Sight::Everything, seq).await.unwrap(), Some(false), "it waits");
            } else {
                assert_eq!(store.read_again(&Sight::Everything, seq).await.unwrap(), Some(true));
            }
            let signals = Outcome::Signals(alert("checkout", "errors", "critical", 0, Some(9)));
            store.take_in(vec![(seq, integration, signals)], now()).await.unwrap();
        }
        let found = incidents(&store, "checkout").await;
        assert_eq!(found.len(), 1);
        assert_eq!(found.first().unwrap().1.len(), 2);
        assert_eq!(store.read_unreadable_again(integration).await.unwrap(), 0);
        for unknown in [0, seq + 1, u64::MAX] {
            assert_eq!(store.read_again(&Sight::Everything, unknown).await.unwrap(), None);
        }
        let nowhere = Some(IntegrationId(0));
        assert_eq!(store.deliveries(&Sight::Everything, nowhere, None, None, 10).await.unwrap(), []);
    }

    async fn what_a_person_wrote_stands_whatever_alerts_say_later(db: TestDb) {
        let (store, integration) = begin(&db, &["checkout"]).await;
        deliver(&store, integration, alert("checkout", "errors", "critical", 0, Some(40))).await;
        let reference = afterword_domain::IncidentRef(1);
        let patch = afterword_domain::incident::edit::IncidentPatch {
            title: Some("Nobody could pay".into()),
            milestones: Some(afterword_domain::incident::milestones::MilestonesPatch {
                recovered_at: Some(Some(minute(45))),
                ..Default::default()
            }),
            ..Default::default()
        };
        let author = author();
        let edited = store.edit_incident((&Sight::Everything, &author), reference, None, now(), |incident, workspace, links| {
            afterword_domain::incident::edit::edit(incident, workspace, links, patch)
        });
        edited.await.unwrap();
        deliver(&store, integration, alert("checkout", "saturation", "critical", -5, Some(60))).await;
        let incident = store.incident(&Sight::Everything, reference).await.unwrap().unwrap();
        assert_eq!(incident.title, "Nobody could pay");
        assert_eq!(incident.milestones.recovered_at, Some(minute(45)));
        assert_eq!(incident.timeline.len(), 4);
        assert!(store.incident(&Sight::Everything, afterword_domain::IncidentRef(2)).await.unwrap().is_none());
    }

    async fn deploys_nearby_are_offered_and_become_entries_only_when_somebody_says_so(db: TestDb) {
        let (store, integration) = begin(&db, &["checkout", "search"]).await;
        let deployed = |key: &str, service: &str, minute_of| {
            let tells = Tells::Deployed { outcome: Ended::Succeeded };
            Signal {
                kind: EventKind::Deploy,
                ..signal(service, key, minute_of, tells)
            }
        };
        deliver(&store, integration, vec![
            deployed("release 41", "checkout-repository", -30),
            deployed("release 40", "checkout", -121),
            deployed("index", "search", -10),
            deployed("fix", "checkout", 35),
        ]).await;
        deliver(&store, integration, alert("checkout", "errors", "critical", 0, Some(40))).await;
        let kept = store.changes(&Sight::Everything, 0, 100).await.unwrap().0;
        let kept = kept.iter().filter(|one| one.name == "signals.kept");
        let places: Vec<_> = kept.map(|one| one.change.place()).collect();
        assert_eq!(places, ["signals:1,2", "signals:1"], "each delivery tells of which services");
        let reference = afterword_domain::IncidentRef(1);
        let offers = store.offers(&Sight::Everything, reference).await.unwrap().unwrap();
        let texts = |offers: &afterword_store::Offers| {
            let shown = offers.offers.iter().filter(|offer| !offer.set_aside);
            shown.map(|offer| offer.signal.text.clone()).collect::<Vec<_>>()
        };
        assert_eq!(texts(&offers), ["release 41 at -30", "fix at 35"]);
        let ids: Vec<_> = offers.offers.iter().map(|offer| offer.id).collect();
        let accept = Decision::Accept(vec![ids[1]]);
        let incident = store.decide_signals((&Sight::Everything, &author()), reference, accept, now()).await.unwrap();
        assert_eq!(incident.timeline.len(), 3);
        let aside = |back| Decision::SetAside { signals: vec![ids[0]], back };
        store.decide_signals((&Sight::Everything, &author()), reference, aside(false), now()).await.unwrap();
        let offers = store.offers(&Sight::Everything, reference).await.unwrap().unwrap();
        assert_eq!(texts(&offers), Vec::<String>::new());
        store.decide_signals((&Sight::Everything, &author()), reference, aside(true), now()).await.unwrap();
        let offers = store.offers(&Sight::Everything, reference).await.unwrap().unwrap();
        assert_eq!(texts(&offers), ["release 41 at -30"]);
        let milestones: Vec<_> = offers.milestones.iter().map(|one| (one.milestone.field(), one.at)).collect();
        assert_eq!(milestones, [
            ("impact_started_at", minute(0)),
            ("detected_at", minute(0)),
            ("mitigated_at", minute(35)),
        ]);
        let twice = Decision::Accept(vec![ids[1]]);
        let refused = store.decide_signals((&Sight::Everything, &author()), reference, twice, now()).await;
        assert!(matches!(refused, Err(EditError::Refused(_))), "it is an entry already");
    }

    async fn an_edited_message_changes_its_entry_unless_a_person_did(db: TestDb) {
        let (store, integration) = begin(&db, &["checkout"]).await;
        let reference = open_titled(&store, "Slow").await;
        let said = |text: &str, revision| Signal {
            kind: EventKind::Message,
            text: text.into(),
            revision,
            service: None,
            labels: [("channel_name".into(), "inc-1-slow".into())].into(),
            ..signal("chat", "1", -1, Tells::Said { channel: "C1".into() })
        };
        let mut late = said("It is the cache", 5);
        deliver(&store, integration, vec![late.clone()]).await;
        let offers = store.offers(&Sight::Everything, reference).await.unwrap();
        let offers = offers.unwrap().offers;
        assert!(offers.is_empty(), "it was said long before the incident was opened");
        late.occurred_at = now();
        late.revision = 6;
        deliver(&store, integration, vec![late, said("what it said before", 2)]).await;
        let offers = store.offers(&Sight::Everything, reference).await.unwrap().unwrap().offers;
        let accept = Decision::Accept(vec![offers[0].id]);
        store.decide_signals((&Sight::Everything, &author()), reference, accept, now()).await.unwrap();
        let entry = |incident: &Incident| incident.timeline[0].text.clone();
        let mut newest = said("It is not the cache", 9);
        newest.occurred_at = now();
        newest.key.clone_from(&said("", 0).key);
        let mut again = vec![newest];
        again.push(signal("chat", "2", 1, Tells::Noted));
        deliver(&store, integration, again).await;
        let incident = store.incident(&Sight::Everything, reference).await.unwrap().unwrap();
        assert_eq!(entry(&incident), "It is not the cache");
        assert_eq!(incident.timeline[0].id, EventId(1));
        let mut gone = said("", 10);
        gone.tells = Tells::Withdrawn;
        deliver(&store, integration, vec![gone, signal("chat", "3", 1, Tells::Noted)]).await;
        let incident = store.incident(&Sight::Everything, reference).await.unwrap().unwrap();
        assert_eq!(incident.timeline, []);
    }

    async fn a_secret_is_told_by_its_end_and_the_address_by_nothing(db: TestDb) {
        let (store, integration) = begin(&db, &[]).await;
        let first = store.add_secret(&author(), integration, "a first secret, long".into(), now()).await.unwrap();
        assert_eq!(first.ends_with, "long");
        let short = store.add_secret(&author(), integration, "short".into(), now()).await;
        assert!(short.is_err());
        store.add_secret(&author(), integration, "a second secret, new".into(), now()).await.unwrap();
        let door = store.door(&ADDRESS).await.unwrap().unwrap();
        assert_eq!(door.secrets, ["a first secret, long", "a second secret, new"]);
        store.remove_secret(&author(), integration, first.id, now()).await.unwrap();
        store.replace_address(&author(), integration, &[8; 32], now()).await.unwrap();
        assert!(store.door(&ADDRESS).await.unwrap().is_none());
        let door = store.door(&[8; 32]).await.unwrap().unwrap();
        assert_eq!(door.secrets, ["a second secret, new"]);
        let log = store.changes(&Sight::Everything, 0, 100).await.unwrap().0;
        let log = serde_json::to_string(&log).unwrap();
        assert!(!log.contains("secret, "), "{log}");
        store.remove_integration(&author(), integration, now()).await.unwrap();
        assert!(store.integrations().await.unwrap().is_empty());
    }
}

async fn futures_all<F: Future>(futures: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut done = Vec::new();
    let mut waiting: Vec<_> = futures.map(Box::pin).collect();
    std::future::poll_fn(|context| {
        waiting.retain_mut(|future| match future.as_mut().poll(context) {
            std::task::Poll::Ready(output) => {
                done.push(output);
                false
            }
            std::task::Poll::Pending => true,
        });
        if waiting.is_empty() {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    done
}
