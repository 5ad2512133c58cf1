//! An incident that a webhook opened, and what is said of it: suggested, recorded, or neither.

use afterword_server::features::hooks::read_waiting;
use afterword_server::features::jobs::{follow, work_due};
use afterword_testbed::both;
use serde_json::{Value, json};

use crate::util::{Answer, Caller, TestApp};

const CAUSE: &str = "The connection pool of ledger was drained because the batch job \
    `settlement-export` kept its transactions open: FATAL 53300, remaining connection slots are \
    reserved.";

/// An incident whose document tells its cause; answers its reference.
async fn earlier(admin: &Caller<'_>) -> String {
    let title = "Ledger ran out of connections during settlement";
    let opened = json!({"title": title, "services": [1],
        "milestones": {"impact_started_at": "2026-09-08T09:00:00Z"}});
    let reference = admin.post("/incidents", opened).await.ok().reference();
    let path = format!("/incidents/{reference}/sections/root_cause");
    let seen = admin.get(&format!("/incidents/{reference}")).await.ok();
    let text = json!({"text": CAUSE});
    admin.seen(&seen).put(&path, text).await.ok();
    reference
}

async fn ledger(app: &TestApp) -> Caller<'_> {
    let admin = app.admin().await;
    admin
        .post("/services", json!({"name": "ledger"}))
        .await
        .ok();
    admin
}

/// An alert of Alertmanager comes in and is read; answers the incident that it opened.
async fn alerted(app: &TestApp, admin: &Caller<'_>) -> Answer {
    let form = json!({"kind": "alertmanager", "name": "alerts", "active": true});
    let added = admin.post("/integrations", form).await.ok();
    let labels = json!({"alertname": "LedgerConnectionPoolDrained", "service": "ledger", "severity": "critical"});
    let delivery = json!({
        "version": "4", "groupKey": "{}:{}", "truncatedAlerts": 0, "status": "firing",
        "receiver": "afterword", "groupLabels": {}, "commonLabels": {}, "commonAnnotations": {},
        "externalURL": "http://alerts.example.org",
        "alerts": [{
            "status": "firing", "labels": labels, "fingerprint": "b5f1a2c3d4e5f607",
            "annotations": {"summary": "Ledger ran out of connections during settlement", "description": CAUSE},
            "startsAt": "2026-10-08T15:02:11Z", "endsAt": "0001-01-01T00:00:00Z",
            "generatorURL": "http://prometheus.example.org/graph?g0.expr=pool&g0.tab=1"
        }]
    });
    let door = added.body["path"].as_str().unwrap().to_owned();
    let kept = app
        .anon()
        .send(axum::http::Method::POST, &door, delivery.to_string().into())
        .await;
    assert_eq!(kept.status, 202, "{}", kept.text);
    assert_eq!(read_waiting(&app.app).await.unwrap(), 1);
    admin.get("/incidents/INC-2").await.ok()
}

async fn turn(admin: &Caller<'_>, mode: &str) {
    let workspace = admin.get("/workspace").await.ok();
    let mut settings = workspace.body["settings"].clone();
    settings["repeat_suggestions"] = json!(mode);
    admin.put("/workspace/settings", settings).await.ok();
}

async fn work(app: &TestApp) {
    follow(&app.app).await.unwrap();
    work_due(&app.app).await.unwrap();
}

/// What is told of the earlier incident.
async fn match_of(admin: &Caller<'_>, reference: &str) -> Value {
    let found = admin.get("/incidents/INC-2/similar").await.ok();
    let items = found.body["items"].as_array().unwrap();
    let is_it = |item: &&Value| item["incident"]["reference"] == reference;
    items
        .iter()
        .find(is_it)
        .unwrap_or_else(|| panic!("{}", found.text))
        .clone()
}

async fn decide(admin: &Caller<'_>, earlier: &str, verdict: &str) -> Answer {
    let decision = json!({"earlier": earlier, "verdict": verdict});
    admin
        .post("/incidents/INC-2/recurrences", decision)
        .await
        .ok()
}

both! {
    async fn what_a_webhook_opened_is_told_what_it_may_repeat(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = ledger(&app).await;
        let first = earlier(&admin).await;
        alerted(&app, &admin).await;
        let found = match_of(&admin, &first).await;
        assert_eq!((&found["verdict"], &found["confirmed"]), (&json!("same_cause"), &json!(false)));
        let kinds: Vec<_> = found["reasons"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect();
        assert!(kinds.contains(&"service") && kinds.contains(&"mechanism"), "{kinds:?}");
        // It is told and counts nowhere.
        assert_eq!(admin.get("/incidents/INC-2").await.ok().body["recurrences"], json!([]));
        let stats = admin.get("/repeat-suggestions").await.ok().body;
        assert_eq!(stats, json!({"mode": "live", "shadow": null}));
    }
}

both! {
    async fn without_suggestions_it_is_alike_and_no_more(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = ledger(&app).await;
        let first = earlier(&admin).await;
        turn(&admin, "off").await;
        alerted(&app, &admin).await;
        work(&app).await;
        assert_eq!(match_of(&admin, &first).await["verdict"], "similar");
        let text = json!({"text": format!("Ledger ran out of connections\n\n{CAUSE}"), "services": [1]});
        let found = admin.post("/similar", text).await.ok();
        assert!(found.body["items"].as_array().unwrap().iter().all(|item| item["verdict"] != "same_cause"), "{}", found.text);
        assert_eq!(admin.get("/repeat-suggestions").await.ok().body["shadow"], Value::Null);
        // What a person says is told all the same.
        decide(&admin, &first, "confirmed").await;
        let found = match_of(&admin, &first).await;
        assert_eq!((&found["verdict"], &found["confirmed"]), (&json!("same_cause"), &json!(true)));
    }
}

both! {
    async fn in_the_shadow_it_is_recorded_and_compared_with_what_people_decide(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = ledger(&app).await;
        let first = earlier(&admin).await;
        work(&app).await;
        turn(&admin, "shadow").await;
        let version = alerted(&app, &admin).await.body["version"].clone();
        work(&app).await;
        assert_eq!(match_of(&admin, &first).await["verdict"], "similar");
        let shadow = admin.get("/repeat-suggestions").await.ok().body["shadow"].clone();
        assert_eq!((&shadow["incidents"], &shadow["suggestions"]), (&json!(1), &json!(1)));
        assert_eq!((&shadow["precision"]["of"], &shadow["recall"]["of"]), (&json!(0), &json!(0)));
        // The incident itself was not touched, and its page is told of nothing.
        let incident = admin.get("/incidents/INC-2").await.ok();
        assert_eq!((&incident.body["version"], &incident.body["recurrences"]), (&version, &json!([])));
        let log = admin.get("/changes?limit=200").await.ok();
        let looks: Vec<_> = log.body["items"].as_array().unwrap().iter().filter(|row| row["name"] == "shadow_look.changed").collect();
        assert_eq!(looks.len(), 1);
        assert_eq!((&looks[0]["author"]["via"], &looks[0]["change"]["incident"]), (&json!("system"), &json!("INC-2")));

        app.travel_seconds(60);
        decide(&admin, &first, "confirmed").await;
        let shadow = admin.get("/repeat-suggestions").await.ok().body["shadow"].clone();
        for share in ["precision", "recall"] {
            assert_eq!((&shadow[share]["hits"], &shadow[share]["of"]), (&json!(1), &json!(1)), "{share}");
            assert!(shadow[share]["low"].as_f64().unwrap() < 0.3, "one is few");
        }
        assert_eq!(shadow["cases"][0]["confirmed"], json!([first]));
        decide(&admin, &first, "similar").await;
        let shadow = admin.get("/repeat-suggestions").await.ok().body["shadow"].clone();
        assert_eq!((&shadow["precision"]["hits"], &shadow["precision"]["of"]), (&json!(0), &json!(1)));
        assert_eq!(shadow["recall"]["of"], 0);
        turn(&admin, "live").await;
        let ended = admin.get("/repeat-suggestions").await.ok().body;
        assert!(ended["shadow"]["period"]["until"].is_string(), "{ended}");
        // Whoever said that it has another cause is not asked again.
        assert_eq!(match_of(&admin, &first).await["verdict"], "similar");
    }
}

both! {
    async fn lessons_of_the_latest_on_the_same_services(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = ledger(&app).await;
        admin.post("/services", json!({"name": "search"})).await.ok();
        for number in 1..=5 {
            let title = format!("Incident {number}");
            let service = if number == 5 { 2 } else { 1 };
            let opened = admin.post("/incidents", json!({"title": title, "services": [service]})).await.ok();
            let path = format!("/incidents/INC-{number}");
            let seen = match number {
                2 => {
                    let answer = json!({"question": "known_now", "text": "The pool has **no** bound.\n\nMore."});
                    admin.post(&format!("{path}/answers"), answer).await.ok()
                }
                4 => opened,
                _ => {
                    let lessons = json!({"text": format!("Lesson {number}.")});
                    admin.seen(&opened).put(&format!("{path}/sections/lessons"), lessons).await.ok()
                }
            };
            app.travel_seconds(60);
            if number != 3 {
                let reason = json!({"no_actions_reason": "it is only a test"});
                admin.seen(&seen).post(&format!("{path}/publish"), reason).await.ok();
            }
        }
        let told = async |query: &str| {
            let found = admin.get(&format!("/lessons?{query}")).await.ok().body;
            let told = found.as_array().unwrap().iter();
            told.map(|one| (one["incident"].as_str().unwrap().to_owned(), one["lesson"].as_str().unwrap().to_owned())).collect::<Vec<_>>()
        };
        let pair = |reference: &str, lesson: &str| (reference.to_owned(), lesson.to_owned());
        let second = pair("INC-2", "The pool has no bound.");
        assert_eq!(told("services=1").await, [second.clone(), pair("INC-1", "Lesson 1.")]);
        assert_eq!(told("services=1,2&incident=INC-1").await, [pair("INC-5", "Lesson 5."), second]);
        assert_eq!(told("services=").await, []);
        admin.get("/lessons?services=ledger").await.refused(400, "services");
        admin.get("/lessons").await.refused(400, "wrong_parameter");
        app.anon().get("/lessons?services=1").await.refused(401, "not_signed_in");
    }
}
