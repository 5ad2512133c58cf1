//! What is offered to an incident: by its channel's name, and in parts when it is much.

use afterword_domain::incident::EventKind;
use afterword_domain::policy::Sight;
use afterword_domain::signal::{Outcome as Ended, Signal, Tells};
use afterword_domain::{IncidentRef, SignalId};
use afterword_store::{Decision, MoreOffers, Offer, Store};
use afterword_testbed::both;

use crate::intake::{alert, begin, deliver, signal};
use crate::world::{author, now};

/// The incident that the alert of checkout opens.
const INCIDENT: IncidentRef = IncidentRef(1);

/// What was said so many minutes after the alert, in a channel whose name may be told.
fn said(place: &str, name: Option<&str>, minute_of: i64) -> Signal {
    let channel = place.to_owned();
    let name = name.map(|name| ("channel_name".to_owned(), name.to_owned()));
    Signal {
        kind: EventKind::Message,
        service: None,
        labels: name.into_iter().collect(),
        ..signal(place, "said", minute_of, Tells::Said { channel })
    }
}

/// Signals with keys of their own.
fn each(signals: impl Iterator<Item = Signal>) -> Vec<Signal> {
    let numbered = signals.enumerate();
    let keyed = numbered.map(|(number, signal)| Signal {
        key: format!("{}/{number}", signal.key),
        ..signal
    });
    keyed.collect()
}

fn deployed(minute_of: i64) -> Signal {
    let outcome = Ended::Succeeded;
    Signal {
        kind: EventKind::Deploy,
        ..signal(
            "checkout",
            "release",
            minute_of,
            Tells::Deployed { outcome },
        )
    }
}

async fn offers(store: &Store) -> (Vec<Offer>, MoreOffers) {
    let offers = store
        .offers(&Sight::Everything, INCIDENT)
        .await
        .unwrap()
        .unwrap();
    (offers.offers, offers.more)
}

fn texts(offers: &[Offer], kind: EventKind) -> Vec<&str> {
    let of_kind = offers.iter().filter(|offer| offer.signal.kind == kind);
    of_kind.map(|offer| offer.signal.text.as_str()).collect()
}

async fn decide(store: &Store, decision: Decision) {
    let me = author();
    let decided = store.decide_signals((&Sight::Everything, &me), INCIDENT, decision, now());
    decided.await.unwrap();
}

both! {
    async fn what_is_said_in_its_channel_is_offered_whoever_told_what_that_is_called(db: TestDb) {
        let (store, integration) = begin(&db, &["checkout"]).await;
        deliver(&store, integration, alert("checkout", "errors", "critical", 0, Some(40))).await;
        deliver(&store, integration, each([
            said("C1", None, 1),
            said("C1/1.5", None, 2),
            said("C10", Some("inc-10-ledger"), 3),
            said("C11", None, 4),
            said("C2", Some("random"), 5),
        ].into_iter())).await;
        let of_messages = |offers: &[Offer]| {
            texts(offers, EventKind::Message).into_iter().map(str::to_owned).collect::<Vec<_>>()
        };
        assert!(of_messages(&offers(&store).await.0).is_empty(), "nobody told a name");

        let named = vec![said("C1/1.5", Some("INC-1-checkout"), 6)];
        deliver(&store, integration, named).await;
        let (offered, more) = offers(&store).await;
        assert_eq!(of_messages(&offered), ["said at 1", "said at 2", "said at 6"]);
        assert_eq!(more, MoreOffers::default());

        // What was said long after it is another matter.
        deliver(&store, integration, vec![said("C1", Some("inc-1-checkout"), 500)]).await;
        assert_eq!(of_messages(&offers(&store).await.0).len(), 3);
    }

    async fn what_is_much_comes_in_parts_and_talk_crowds_no_deploy_out(db: TestDb) {
        let (store, integration) = begin(&db, &["checkout"]).await;
        deliver(&store, integration, alert("checkout", "errors", "critical", 0, Some(600))).await;
        let talk = each((0..510).map(|minute| said("C1", Some("inc-1"), minute)));
        let deploys = each([-30, -20].into_iter().map(deployed));
        deliver(&store, integration, [talk, deploys].concat()).await;
        let (offered, more) = offers(&store).await;
        assert_eq!(texts(&offered, EventKind::Deploy), ["release at -30", "release at -20"]);
        let messages = texts(&offered, EventKind::Message);
        assert_eq!((messages.len(), messages[0]), (500, "said at 10"));
        assert_eq!(more, MoreOffers { said: 10, ..MoreOffers::default() });

        // What is decided on, either way, does not count.
        let ids: Vec<SignalId> = offered.iter().map(|offer| offer.id).collect();
        let (left, taken) = ids.split_at(300);
        decide(&store, Decision::Accept(taken.to_vec())).await;
        decide(&store, Decision::SetAside { signals: left.to_vec(), back: false }).await;
        let (offered, more) = offers(&store).await;
        let (set_aside, open): (Vec<_>, Vec<_>) = offered.into_iter().partition(|one| one.set_aside);
        assert_eq!((set_aside.len(), open.len()), (300, 10));
        assert_eq!(open[9].signal.text, "said at 9");
        assert_eq!(more, MoreOffers::default());
    }

    async fn of_many_deploys_those_that_led_to_it_come_first(db: TestDb) {
        let (store, integration) = begin(&db, &["checkout"]).await;
        deliver(&store, integration, alert("checkout", "errors", "critical", 0, Some(600))).await;
        deliver(&store, integration, each((-20..490).map(deployed))).await;
        let (offered, more) = offers(&store).await;
        assert_eq!((offered.len(), more.happened), (500, 10));
        assert_eq!(offered[0].signal.text, "release at -20");
        // What is left out at once is taken back at once, however much it is.
        let ids: Vec<SignalId> = offered.iter().map(|offer| offer.id).collect();
        decide(&store, Decision::SetAside { signals: ids.clone(), back: false }).await;
        let rest = offers(&store).await.0;
        let rest = rest.iter().filter(|offer| !offer.set_aside).map(|offer| offer.id);
        let rest: Vec<SignalId> = rest.collect();
        decide(&store, Decision::SetAside { signals: rest.clone(), back: false }).await;
        assert_eq!(offers(&store).await.1, MoreOffers { set_aside: 10, ..MoreOffers::default() });
        let all = [rest, ids].concat();
        decide(&store, Decision::SetAside { signals: all, back: true }).await;
        assert_eq!(offers(&store).await.1.happened, 10);
    }
}
