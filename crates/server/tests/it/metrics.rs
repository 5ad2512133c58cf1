//! Curves on the timeline, from a server that answers as Prometheus does.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use afterword_domain::incident::EventKind;
use afterword_domain::integration::{IntegrationForm, Kind, Options};
use afterword_domain::person::Role;
use afterword_domain::signal::{MetricQuery, Signal, Tells};
use afterword_server::features::jobs::work_due;
use afterword_store::{Author, NewDelivery, Outcome, Via};
use afterword_testbed::both;
use axum::extract::{Form, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::util::{Caller, TestApp};

/// What it is asked, and what it answers next.
#[derive(Clone)]
struct Stand {
    url: String,
    asked: Arc<Mutex<Vec<BTreeMap<String, String>>>>,
    answer: Arc<Mutex<(u16, Value)>>,
}

impl Stand {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let stand = Self {
            url: format!("http://{}", listener.local_addr().unwrap()),
            asked: Arc::default(),
            answer: Arc::new(Mutex::new((200, matrix(&json!([curve("a")]))))),
        };
        let router = Router::new()
            .route("/api/v1/query_range", post(answer))
            .route("/api/v1/query", post(answer))
            .with_state(stand.clone());
        tokio::spawn(async { axum::serve(listener, router).await });
        stand
    }

    fn answers(&self, status: u16, body: Value) {
        *self.answer.lock().unwrap() = (status, body);
    }

    fn last(&self) -> BTreeMap<String, String> {
        self.asked.lock().unwrap().last().unwrap().clone()
    }
}

type Asked = Form<BTreeMap<String, String>>;

async fn answer(
    State(stand): State<Stand>,
    headers: HeaderMap,
    Form(mut fields): Asked,
) -> (StatusCode, Json<Value>) {
    if let Some(word) = headers.get("authorization") {
        fields.insert("authorization".into(), word.to_str().unwrap().into());
    }
    stand.asked.lock().unwrap().push(fields);
    let (status, body) = stand.answer.lock().unwrap().clone();
    (StatusCode::from_u16(status).unwrap(), Json(body))
}

fn matrix(series: &Value) -> Value {
    json!({ "status": "success", "data": { "resultType": "matrix", "result": series } })
}

fn curve(job: &str) -> Value {
    let values = json!([
        [1_791_475_200, "0.01"],
        [1_791_475_260.5, "NaN"],
        [1_791_475_320, "0.4"]
    ]);
    json!({ "metric": { "__name__": "errors", "job": job }, "values": values })
}

async fn enter(admin: &Caller<'_>, stand: &Stand) {
    let form = json!({ "url": stand.url });
    admin.put("/metrics-server", form).await.ok();
}

/// The minutes count from an hour before now.
fn signal(app: &TestApp, tells: Tells, minute: i64) -> Signal {
    Signal {
        key: format!("{tells:?}"),
        revision: 0,
        occurred_at: app.app.now().plus_minutes(minute - 60),
        kind: EventKind::Alert,
        text: "An alert".into(),
        tells,
        service: None,
        labels: [
            ("alertname", "Errors"),
            ("job", "b"),
            ("severity", "critical"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into(),
        evidence: Vec::new(),
        query: Some(MetricQuery {
            expression: "errors{job=~\"a|b\"} > 0.02".into(),
        }),
    }
}

async fn alert(app: &TestApp, resolved: bool) {
    let store = &app.app.store;
    let author = Author {
        person: None,
        via: Via::System,
        request_id: None,
        address: None,
    };
    let form = IntegrationForm {
        kind: Kind::Alertmanager,
        name: "Alerts".into(),
        active: true,
        options: Options::default(),
    };
    let now = app.app.now();
    let added = store.add_integration(&author, form, &[7; 32], now).await;
    let integration = added.unwrap().id;
    let (alert, title) = ("a1".to_owned(), "Errors".to_owned());
    let firing = Tells::Firing {
        alert: alert.clone(),
        title,
    };
    let mut signals = vec![signal(app, firing, 0)];
    if resolved {
        signals.push(signal(app, Tells::Resolved { alert }, 20));
    }
    let delivery = NewDelivery {
        incident: None,
        integration,
        identity: [1; 32],
        received_at: now,
        headers: BTreeMap::new(),
        body: Vec::new(),
    };
    store.keep_deliveries(vec![delivery]).await.unwrap();
    let waiting = store.waiting_deliveries(1).await.unwrap();
    let outcomes = vec![(waiting[0].seq, integration, Outcome::Signals(signals))];
    store.take_in(outcomes, now).await.unwrap();
}

async fn evidence(caller: &Caller<'_>) -> Value {
    let incident = caller.get("/incidents/INC-1").await.ok();
    incident.body["timeline"][0]["evidence"].clone()
}

both! {
    async fn a_member_puts_a_curve_on_an_entry(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        let stand = Stand::start().await;
        alert(&app, false).await;
        let path = "/incidents/INC-1/timeline/1/metric";
        let form = json!({ "query": "errors" });
        admin.post(path, form.clone()).await.refused(422, "no_metrics_server");
        enter(&admin, &stand).await;
        let member = app.person("mo", Role::Member).await;
        let member = app.session(&member).await;
        let suggested = member.get("/incidents/INC-1/metric-suggestions").await.ok().body;
        assert_eq!(suggested["can_sample"], true);
        assert_eq!(suggested["items"], json!([{
            "event": 1, "query": "errors{job=~\"a|b\"}", "threshold": 0.02, "label": "Errors",
            "has_curve": false,
        }]));

        let form = json!({ "query": "errors", "threshold": 0.02, "unit": "share of requests" });
        member.post(path, form).await.ok();
        assert_eq!(evidence(&member).await, json!([{
            "kind": "metric", "label": "errors", "url": null, "unit": "share of requests",
            "threshold": 0.02, "series": [[1_791_475_200, 0.01], [1_791_475_320, 0.4]],
        }]));
        let asked = stand.last();
        assert_eq!(asked["query"], "errors");
        let stretch = [&asked["start"], &asked["end"], &asked["step"]];
        // Half past two to four, in steps of which 240 are enough.
        assert_eq!(stretch, ["1791469800", "1791475200", "23"]);
        let suggested = member.get("/incidents/INC-1/metric-suggestions").await.ok().body;
        assert_eq!(suggested["items"][0]["has_curve"], true);
    }

    async fn of_several_series_the_alerts_own_is_taken(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        let stand = Stand::start().await;
        alert(&app, false).await;
        enter(&admin, &stand).await;
        let path = "/incidents/INC-1/timeline/1/metric";
        stand.answers(200, matrix(&json!([curve("a"), curve("b"), curve("c")])));
        admin.post(path, json!({ "query": "errors" })).await.ok();
        stand.answers(200, matrix(&json!([curve("a"), curve("c")])));
        let refused = admin.post(path, json!({ "query": "errors" })).await;
        refused.refused(422, "several_series");
        assert!(refused.text.contains("errors{job=\\\"a\\\"}"), "{}", refused.text);
    }

    async fn what_the_server_says_no_to_is_told(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        let stand = Stand::start().await;
        alert(&app, false).await;
        enter(&admin, &stand).await;
        let ask = async |form: Value| {
            admin.post("/incidents/INC-1/timeline/1/metric", form).await
        };
        let up = || json!({ "query": "up" });
        stand.answers(400, json!({ "status": "error", "error": "1:3: parse error" }));
        let refused = ask(up()).await;
        refused.refused(422, "metric_query");
        assert!(refused.text.contains("1:3: parse error"));
        stand.answers(200, matrix(&json!([])));
        ask(up()).await.refused(422, "no_samples");
        stand.answers(503, Value::Null);
        ask(up()).await.refused(422, "metrics_unreachable");
        ask(json!({ "query": " " })).await.refused(422, "empty");
        ask(json!({ "query": "up", "step": 1 })).await.refused(422, "wrong_shape");
        let now = app.app.now();
        ask(json!({ "query": "up", "from": now, "to": now })).await.refused(422, "not_a_range");
        let nowhere = "/incidents/INC-1/timeline/77/metric";
        admin.post(nowhere, up()).await.refused(404, "no_such_event");
        admin.post("/incidents/INC-7/timeline/1/metric", up()).await.refused(404, "not_found");
        assert_eq!(evidence(&admin).await, json!([]));
    }

    async fn the_connection_is_tried_before_it_is_saved(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        let stand = Stand::start().await;
        let test = async |form: Value| admin.post("/metrics-server/test", form).await;
        let url = |url: &str| json!({ "url": url });
        test(url(&stand.url)).await.ok();
        assert_eq!(stand.last()["query"], "vector(1)");
        test(url(&format!("{}/prefix", stand.url))).await.refused(422, "not_prometheus");
        test(url("http://127.0.0.1:1")).await.refused(422, "metrics_unreachable");
        test(url("gopher://x")).await.refused(422, "not_a_url");
        test(url("http://a:99999")).await.refused(422, "not_a_url");
        stand.answers(401, Value::Null);
        test(url(&stand.url)).await.refused(422, "metrics_not_let_in");
        stand.answers(200, json!({ "hello": "world" }));
        test(url(&stand.url)).await.refused(422, "not_prometheus");
        assert_eq!(admin.get("/metrics-server").await.ok().body["server"], Value::Null);
    }

    async fn the_secret_is_sent_and_never_shown(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        let stand = Stand::start().await;
        let access = json!({ "by": "token" });
        let form = json!({ "url": stand.url, "access": access, "secret": "a-word-of-ours" });
        let saved = admin.put("/metrics-server", form).await.ok();
        let read = admin.get("/metrics-server").await.ok();
        assert_eq!(saved.body, read.body);
        assert_eq!(read.body, json!({
            "server": { "url": stand.url, "access": access }, "has_secret": true,
        }));
        let log = admin.get("/changes").await.ok();
        assert!(!log.text.contains("a-word-of-ours"), "{}", log.text);
        // The one that is kept goes where it was entered for, and nowhere else.
        let kept = json!({ "url": format!("{}/", stand.url), "access": access });
        admin.post("/metrics-server/test", kept).await.ok();
        assert_eq!(stand.last()["authorization"], "Bearer a-word-of-ours");
        let other = Stand::start().await;
        let moved = json!({ "url": other.url, "access": access });
        let refused = admin.post("/metrics-server/test", moved.clone()).await;
        refused.refused(422, "secret_missing");
        admin.put("/metrics-server", moved).await.refused(422, "secret_missing");
        assert!(other.asked.lock().unwrap().is_empty());
        let basic = json!({ "by": "password", "user": "me" });
        let form = json!({ "url": stand.url, "access": basic, "secret": "secret" });
        admin.post("/metrics-server/test", form).await.ok();
        assert_eq!(stand.last()["authorization"], "Basic bWU6c2VjcmV0");
        assert_eq!(admin.delete("/metrics-server").await.status, 204);
        assert_eq!(admin.get("/metrics-server").await.ok().body["has_secret"], false);
    }

    async fn the_curve_of_an_alert_is_kept_once_it_is_resolved(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        let stand = Stand::start().await;
        enter(&admin, &stand).await;
        stand.answers(503, Value::Null);
        alert(&app, true).await;
        work_due(&app.app).await.unwrap();
        work_due(&app.app).await.unwrap();
        assert_eq!(stand.asked.lock().unwrap().len(), 1);
        assert_eq!(evidence(&admin).await, json!([]));

        app.travel_seconds(60);
        stand.answers(200, matrix(&json!([curve("a"), curve("b")])));
        work_due(&app.app).await.unwrap();
        let kept = evidence(&admin).await;
        assert_eq!(kept[0]["label"], "Errors");
        assert_eq!(kept[0]["threshold"], 0.02);
        assert_eq!(kept[0]["series"], json!([[1_791_475_200, 0.01], [1_791_475_320, 0.4]]));
        assert_eq!(stand.last()["query"], "errors{job=~\"a|b\"}");
        app.travel_days(1);
        work_due(&app.app).await.unwrap();
        assert_eq!(stand.asked.lock().unwrap().len(), 2);
    }

    async fn what_never_gets_an_answer_is_given_up(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        let stand = Stand::start().await;
        enter(&admin, &stand).await;
        stand.answers(500, Value::Null);
        alert(&app, true).await;
        for _ in 0..20 {
            work_due(&app.app).await.unwrap();
            app.travel_days(1);
        }
        assert_eq!(stand.asked.lock().unwrap().len(), 7);
    }

    async fn a_query_that_is_refused_is_not_asked_again(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        let stand = Stand::start().await;
        enter(&admin, &stand).await;
        stand.answers(422, json!({ "status": "error", "error": "no" }));
        alert(&app, true).await;
        for _ in 0..3 {
            work_due(&app.app).await.unwrap();
            app.travel_days(1);
        }
        assert_eq!(stand.asked.lock().unwrap().len(), 1);
    }
}
