//! The metrics server and its secret, and the curves that alerts ask for.

use std::collections::BTreeMap;

use afterword_domain::incident::EventKind;
use afterword_domain::integration::{IntegrationForm, Kind, Options};
use afterword_domain::job::{JobState, Work};
use afterword_domain::metrics::{Access, MetricsServerForm};
use afterword_domain::policy::Sight;
use afterword_domain::signal::{MetricQuery, Signal, Tells};
use afterword_domain::{EventId, IncidentRef, IntegrationId, SignalId};
use afterword_store::{NewDelivery, Outcome, SaveError, Store};
use afterword_testbed::both;

use crate::world::{author, now, with_key};

pub(crate) fn server(url: &str, secret: Option<&str>) -> MetricsServerForm {
    MetricsServerForm {
        url: url.into(),
        access: secret.map_or(Access::Nothing, |_| Access::Token),
        secret: secret.map(str::to_owned),
    }
}

pub(crate) async fn save(store: &Store, form: MetricsServerForm) {
    let saved = store.save_metrics_server(&author(), form, now()).await;
    saved.map(drop).unwrap();
}

/// The resolutions whose curves are asked for.
async fn asked(store: &Store) -> Vec<SignalId> {
    let jobs = store.jobs(JobState::Waiting, 10).await.unwrap();
    let asked = jobs.into_iter().filter_map(|job| match job.work {
        Work::SampleCurve { signal } => Some(signal),
        _ => None,
    });
    asked.collect()
}

/// The names in the log, and everything it says.
async fn log(store: &Store) -> (Vec<String>, String) {
    let rows = store.changes(&Sight::Everything, 0, 100).await.unwrap().0;
    let names = rows.iter().map(|row| row.name.clone()).collect();
    (names, format!("{rows:?}"))
}

fn alert(tells: Tells, key: &str, minute: i64) -> Signal {
    Signal {
        key: key.into(),
        revision: 0,
        occurred_at: now().plus_minutes(minute),
        kind: EventKind::Alert,
        text: key.into(),
        tells,
        service: None,
        labels: BTreeMap::from([("severity".into(), "critical".into())]),
        evidence: Vec::new(),
        query: Some(MetricQuery {
            expression: "up == 0".into(),
        }),
    }
}

pub(crate) fn fired(alert_name: &str) -> Signal {
    let tells = Tells::Firing {
        alert: alert_name.into(),
        title: "down".into(),
    };
    alert(tells, &format!("{alert_name} fired"), -30)
}

pub(crate) fn resolved(alert_name: &str) -> Signal {
    let tells = Tells::Resolved {
        alert: alert_name.into(),
    };
    alert(tells, &format!("{alert_name} resolved"), -10)
}

pub(crate) async fn integration(store: &Store) -> IntegrationId {
    let form = IntegrationForm {
        kind: Kind::Alertmanager,
        name: "Alerts".into(),
        active: true,
        options: Options::default(),
    };
    let added = store
        .add_integration(&author(), form, &[7; 32], now())
        .await;
    added.unwrap().id
}

pub(crate) async fn deliver(
    store: &Store,
    integration: IntegrationId,
    number: u8,
    signals: Vec<Signal>,
) {
    let delivery = NewDelivery {
        incident: None,
        integration,
        identity: [number; 32],
        received_at: now(),
        headers: BTreeMap::new(),
        body: Vec::new(),
    };
    store.keep_deliveries(vec![delivery]).await.unwrap();
    for waiting in store.waiting_deliveries(10).await.unwrap() {
        let outcome = Outcome::Signals(signals.clone());
        let outcomes = vec![(waiting.seq, integration, outcome)];
        store.take_in(outcomes, now()).await.unwrap();
    }
}

both! {
    async fn the_server_is_kept_and_its_secret_is_not_told(db: TestDb) {
        let store = with_key(&db.url).await;
        assert!(store.metrics_server().await.unwrap().is_none());
        let gone = store.remove_metrics_server(&author(), now()).await;
        assert!(matches!(gone, Err(SaveError::NotFound)));

        save(&store, server("http://prometheus:9090", Some("first-word"))).await;
        save(&store, server("http://prometheus:9090/", Some("second-word"))).await;
        save(&store, server("http://other:9090", None)).await;
        store.remove_metrics_server(&author(), now()).await.unwrap();
        let (names, said) = log(&store).await;
        assert_eq!(names, [
            "metrics_server.changed",
            "metrics_server.secret_replaced",
            "metrics_server.secret_replaced",
            "metrics_server.changed",
            "metrics_server.secret_replaced",
            "metrics_server.changed",
        ]);
        assert!(said.contains("http://prometheus:9090"), "{said}");
        assert!(!said.contains("-word"), "{said}");
        assert!(store.metrics_server().await.unwrap().is_none());
    }

    async fn the_secret_outlives_a_restart_and_a_change_beside_it(db: TestDb) {
        let store = with_key(&db.url).await;
        save(&store, server("http://prometheus:9090", Some("word"))).await;
        let beside = MetricsServerForm {
            secret: None,
            ..server("http://prometheus:9090/prefix", Some("")) };
        save(&store, beside.clone()).await;
        drop(store);
        let store = with_key(&db.url).await;
        let known = store.metrics_server().await.unwrap().unwrap();
        assert_eq!(known.server.url, "http://prometheus:9090/prefix");
        assert_eq!(known.secret.as_deref(), Some("word"));
        let elsewhere = MetricsServerForm { url: "http://elsewhere".into(), ..beside };
        let refused = store.save_metrics_server(&author(), elsewhere, now()).await;
        assert!(matches!(refused, Err(SaveError::Refused(_))));
    }

    async fn a_resolution_asks_for_the_curve_of_its_alert_once(db: TestDb) {
        let store = with_key(&db.url).await;
        let integration = integration(&store).await;
        deliver(&store, integration, 1, vec![fired("early"), resolved("early")]).await;
        // Without a server nothing can be asked.
        assert_eq!(asked(&store).await, []);

        save(&store, server("http://prometheus:9090", None)).await;
        deliver(&store, integration, 2, vec![fired("a")]).await;
        assert_eq!(asked(&store).await, []);
        deliver(&store, integration, 3, vec![fired("a"), resolved("a")]).await;
        deliver(&store, integration, 4, vec![fired("a"), resolved("a")]).await;
        let asked = asked(&store).await;
        assert_eq!(asked.len(), 1);
        let at = store.alert_curve(asked[0]).await.unwrap().unwrap();
        assert_eq!(at.firing, fired("a"));
        let incident = store.incident(&Sight::Everything, at.incident).await.unwrap().unwrap();
        let entry = incident.timeline.iter().find(|entry| entry.id == at.event);
        assert_eq!(entry.unwrap().text, "a fired");
    }

    async fn an_alert_that_never_came_has_no_curve(db: TestDb) {
        let store = with_key(&db.url).await;
        let integration = integration(&store).await;
        save(&store, server("http://prometheus:9090", None)).await;
        deliver(&store, integration, 1, vec![resolved("a")]).await;
        let asked = asked(&store).await;
        assert_eq!(store.alert_curve(asked[0]).await.unwrap(), None);
    }

    async fn signals_of_an_incident_come_with_their_entries(db: TestDb) {
        let store = with_key(&db.url).await;
        let integration = integration(&store).await;
        deliver(&store, integration, 1, vec![fired("a")]).await;
        let entered = store.entered_signals(&Sight::Everything, IncidentRef(1)).await.unwrap().unwrap();
        assert_eq!(entered, [(fired("a"), EventId(1))]);
        assert_eq!(store.entered_signals(&Sight::Everything, IncidentRef(9)).await.unwrap(), None);
    }
}
