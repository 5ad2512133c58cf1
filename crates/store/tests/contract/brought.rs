//! How sources are asked, and what somebody fetched for an incident.

use std::collections::BTreeMap;

use afterword_domain::incident::EventKind;
use afterword_domain::integration::api::SourceApiForm;
use afterword_domain::integration::{IntegrationForm, Kind, Options};
use afterword_domain::policy::Sight;
use afterword_domain::signal::{Signal, Tells};
use afterword_domain::{IncidentRef, IntegrationId, Moment, SignalId};
use afterword_store::{Decision, SaveError, Store};
use afterword_testbed::both;

use crate::world::{at, author, now, open_titled, with_key};

async fn integration(store: &Store, kind: Kind, name: &str) -> IntegrationId {
    let form = IntegrationForm {
        kind,
        name: name.into(),
        active: true,
        options: Options::default(),
    };
    let address = [name.len().try_into().unwrap(); 32];
    let me = author();
    let added = store.add_integration(&me, form, &address, now());
    added.await.unwrap().id
}

fn form(url: Option<&str>, token: Option<&str>) -> SourceApiForm {
    SourceApiForm {
        url: url.map(str::to_owned),
        token: token.map(str::to_owned),
    }
}

fn minute(minute: i64) -> Moment {
    at("2026-10-01T10:00:00Z").plus_minutes(minute)
}

fn said(minute_of: i64, revision: u64) -> Signal {
    Signal {
        key: format!("slack/C1/{minute_of}"),
        revision,
        occurred_at: minute(minute_of),
        kind: EventKind::Message,
        text: format!("said at {minute_of}"),
        tells: Tells::Said {
            channel: "C1".into(),
        },
        service: None,
        labels: BTreeMap::new(),
        evidence: Vec::new(),
        query: None,
    }
}

async fn offered(store: &Store, incident: IncidentRef) -> Vec<(SignalId, String)> {
    let offers = store
        .offers(&Sight::Everything, incident)
        .await
        .unwrap()
        .unwrap()
        .offers;
    let offers = offers.into_iter();
    offers.map(|offer| (offer.id, offer.signal.text)).collect()
}

async fn accept(store: &Store, incident: IncidentRef, ids: Vec<SignalId>) {
    let me = author();
    let decided = store.decide_signals(
        (&Sight::Everything, &me),
        incident,
        Decision::Accept(ids),
        now(),
    );
    decided.await.unwrap();
}

async fn log(store: &Store) -> (Vec<String>, String) {
    let rows = store.changes(&Sight::Everything, 0, 100).await.unwrap().0;
    let text = format!("{rows:?}");
    (rows.into_iter().map(|row| row.name).collect(), text)
}

both! {
    async fn how_a_source_is_asked_is_kept_and_its_token_is_not_told(db: TestDb) {
        let store = with_key(&db.url).await;
        let slack = integration(&store, Kind::Slack, "Slack").await;
        let grafana = integration(&store, Kind::Grafana, "Grafana").await;
        assert!(store.source_api(IntegrationId(9)).await.unwrap().is_none());
        assert!(store.source_api(slack).await.unwrap().unwrap().1.is_none());
        let me = author();
        let save = |id, form| store.save_source_api(&me, id, form, now());
        assert!(matches!(save(grafana, form(None, Some("x"))).await, Err(SaveError::Refused(_))));
        assert!(matches!(save(IntegrationId(9), form(None, Some("x"))).await, Err(SaveError::NotFound)));
        assert!(matches!(save(slack, form(None, None)).await, Err(SaveError::Refused(_))));
        for token in [Some("first-token"), Some("second-token"), None, Some("second-token")] {
            store.save_source_api(&me, slack, form(None, token), now()).await.unwrap();
        }
        let known = store.source_apis().await.unwrap();
        assert_eq!(known.len(), 1);
        assert_eq!((known[0].0.id, known[0].1.token.as_str()), (slack, "second-token"));
        let rows = store.integrations().await.unwrap();
        assert_eq!(rows[0].api.as_ref().unwrap().url, "https://slack.com/api");
        store.remove_source_api(&me, slack, now()).await.unwrap();
        let again = store.remove_source_api(&me, slack, now()).await;
        assert!(matches!(again, Err(SaveError::NotFound)));
        assert_eq!(store.source_apis().await.unwrap().len(), 0);
        let (names, text) = log(&store).await;
        assert_eq!(names[2..], [
            "integration.api_entered", "integration.api_entered", "integration.api_removed",
        ]);
        assert!(!text.contains("-token"), "{text}");
    }

    async fn what_was_fetched_is_offered_whenever_it_happened(db: TestDb) {
        let store = with_key(&db.url).await;
        let slack = integration(&store, Kind::Slack, "Slack").await;
        let one = open_titled(&store, "Checkout is down").await;
        let other = open_titled(&store, "Ledger is slow").await;
        let me = author();
        let bring = |incident, signals| store.bring_in((&Sight::Everything, &me), incident, (slack, signals), now());
        let (taken_in, offers) = bring(one, vec![said(0, 0), said(1, 0)]).await.unwrap();
        assert_eq!((taken_in.new, offers), (2, 2));
        assert_eq!(offered(&store, one).await.len(), 2);
        assert_eq!(offered(&store, other).await, []);

        // Again, and told later in the same words: nothing is new but to the other incident.
        let (taken_in, offers) = bring(one, vec![said(0, 7), said(1, 0)]).await.unwrap();
        assert_eq!((taken_in.new, taken_in.known, taken_in.revised, offers), (0, 2, 0, 0));
        let rows = log(&store).await.0.len();
        let (_, offers) = bring(other, vec![said(1, 0)]).await.unwrap();
        assert_eq!(offers, 1);
        assert_eq!(log(&store).await.0[rows..], ["signals.kept"]);

        // An entry and what was left out are not offered anew.
        let ids: Vec<_> = offered(&store, one).await.into_iter().map(|(id, _)| id).collect();
        accept(&store, one, vec![ids[0]]).await;
        let aside = Decision::SetAside { signals: vec![ids[1]], back: false };
        store.decide_signals((&Sight::Everything, &me), one, aside, now()).await.unwrap();
        let (_, offers) = bring(one, vec![said(0, 0), said(1, 0)]).await.unwrap();
        assert_eq!(offers, 0);
        let left = store.offers(&Sight::Everything, one).await.unwrap().unwrap().offers;
        assert!(left.len() == 1 && left[0].set_aside);
    }

    async fn what_is_taken_back_is_offered_no_more_and_loses_its_words(db: TestDb) {
        let store = with_key(&db.url).await;
        let slack = integration(&store, Kind::Slack, "Slack").await;
        let one = open_titled(&store, "Checkout is down").await;
        let me = author();
        store.bring_in((&Sight::Everything, &me), one, (slack, vec![said(0, 0), said(1, 0), said(9, 0)]), now()).await.unwrap();
        let ids: Vec<_> = offered(&store, one).await.into_iter().map(|(id, _)| id).collect();
        accept(&store, one, vec![ids[0]]).await;
        let within = store.said(slack, "C1", (minute(0), minute(5))).await.unwrap();
        assert_eq!(within, [said(0, 0), said(1, 0)]);
        assert_eq!(store.said(slack, "C", (minute(0), minute(5))).await.unwrap(), []);
        let gone = within.into_iter().map(|signal| Signal {
            revision: 9,
            text: "It was deleted.".into(),
            tells: Tells::Withdrawn,
            ..signal
        });
        let (taken_in, offers) = store.bring_in((&Sight::Everything, &me), one, (slack, gone.collect()), now()).await.unwrap();
        assert_eq!((taken_in.revised, offers), (2, 0));
        assert_eq!(offered(&store, one).await.len(), 1);
        let after = store.incident(&Sight::Everything, one).await.unwrap().unwrap();
        assert!(after.timeline.is_empty());
        assert_eq!(store.said(slack, "C1", (minute(0), minute(5))).await.unwrap(), []);
    }

    async fn what_is_named_twice_is_decided_on_once(db: TestDb) {
        let store = with_key(&db.url).await;
        let slack = integration(&store, Kind::Slack, "Slack").await;
        let one = open_titled(&store, "Checkout is down").await;
        let me = author();
        let all = (0..3).map(|minute| said(minute, 0)).collect();
        store.bring_in((&Sight::Everything, &me), one, (slack, all), now()).await.unwrap();
        let ids: Vec<_> = offered(&store, one).await.into_iter().map(|(id, _)| id).collect();
        accept(&store, one, vec![ids[1], ids[0], ids[1]]).await;
        let after = store.incident(&Sight::Everything, one).await.unwrap().unwrap();
        let texts: Vec<_> = after.timeline.iter().map(|entry| entry.text.as_str()).collect();
        assert_eq!(texts, ["said at 0", "said at 1"]);
        let twice = Decision::SetAside { signals: vec![ids[2], ids[2]], back: false };
        store.decide_signals((&Sight::Everything, &me), one, twice, now()).await.unwrap();
        let log = log(&store).await.1;
        assert!(log.contains(&format!("SetAside {{ signals: [{:?}]", ids[2])), "{log}");
    }
}
