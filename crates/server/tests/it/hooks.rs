//! Webhooks, from the door to the timeline.

use afterword_domain::person::Role;
use afterword_integrations::inbound::signature::{hex, hmac_sha256};
use afterword_server::features::hooks::read_waiting;
use afterword_testbed::both;
use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};

use crate::util::{Answer, Caller, TestApp};

const LIMIT: usize = 1024 * 1024;
const SECRET: &str = "a secret of sixteen or more";

/// Adds an integration, and answers with its number and its address.
async fn add(admin: &Caller<'_>, kind: &str) -> (u64, String) {
    let form = json!({ "kind": kind, "name": kind, "active": true });
    let added = admin.post("/integrations", form).await.ok();
    let id = added.body["integration"]["id"].as_u64().unwrap();
    (id, added.body["path"].as_str().unwrap().to_owned())
}

async fn add_secret(admin: &Caller<'_>, id: u64, secret: &str) -> u64 {
    let path = format!("/integrations/{id}/secrets");
    let added = admin.post(&path, json!({ "secret": secret })).await.ok();
    added.body["id"].as_u64().unwrap()
}

async fn send(caller: &Caller<'_>, path: &str, body: impl Into<Body>) -> Answer {
    caller.send(Method::POST, path, body.into()).await
}

/// A delivery of GitHub with its signature.
async fn signed(app: &TestApp, path: &str, secret: &str, id: &str, body: &[u8]) -> Answer {
    let code = hex(&hmac_sha256(secret.as_bytes(), &[body]));
    let caller = app
        .anon()
        .with("x-github-event", "ping")
        .with("x-github-delivery", id)
        .with("x-hub-signature-256", format!("sha256={code}"));
    send(&caller, path, body.to_vec()).await
}

async fn deliveries(admin: &Caller<'_>) -> Vec<Value> {
    let page = admin.get("/deliveries").await.ok();
    page.body["items"].as_array().unwrap().clone()
}

fn firing(service: &str, ends_at: Option<&str>) -> Value {
    json!({
        "version": "4", "groupKey": "{}:{}", "truncatedAlerts": 0, "status": "firing",
        "receiver": "afterword", "groupLabels": {}, "commonLabels": {}, "commonAnnotations": {},
        "externalURL": "http://alerts.example.org",
        "alerts": [{
            "status": if ends_at.is_some() { "resolved" } else { "firing" },
            "labels": { "alertname": "TooManyErrors", "service": service, "severity": "critical" },
            "annotations": { "summary": "More than 2 % of requests fail" },
            "startsAt": "2026-10-08T15:02:11.123456Z",
            "endsAt": ends_at.unwrap_or("0001-01-01T00:00:00Z"),
            "generatorURL": "http://prometheus.example.org/graph?g0.expr=errors+%3E+0.02&g0.tab=1",
            "fingerprint": "b5f1a2c3d4e5f607"
        }]
    })
}

both! {
    async fn an_alert_opens_an_incident_and_its_end_is_the_recovery(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        admin.post("/services", json!({ "name": "checkout" })).await.ok();
        let (_, path) = add(&admin, "alertmanager").await;
        let body = firing("checkout", None).to_string();
        for _ in 0..3 {
            let kept = send(&app.anon(), &path, body.clone()).await;
            assert_eq!(kept.status, 202, "{}", kept.text);
        }
        assert_eq!(read_waiting(&app.app).await.unwrap(), 1);
        let incident = admin.get("/incidents/INC-1").await.ok();
        assert_eq!(incident.body["milestones"]["recovered_at"], Value::Null);
        let ended = firing("checkout", Some("2026-10-08T15:40:00Z")).to_string();
        send(&app.anon(), &path, ended).await.ok();
        assert_eq!(read_waiting(&app.app).await.unwrap(), 1);
        assert_eq!(read_waiting(&app.app).await.unwrap(), 0);

        let incident = admin.get("/incidents/INC-1").await.ok().body;
        assert_eq!(incident["milestones"]["recovered_at"], "2026-10-08T15:40:00Z");
        let timeline = incident["timeline"].as_array().unwrap();
        let times: Vec<_> = timeline.iter().map(|entry| entry["occurred_at"].as_str().unwrap()).collect();
        assert_eq!(times, ["2026-10-08T15:02:11.123456Z", "2026-10-08T15:40:00Z"]);
        assert_eq!(timeline[0]["source"], "alertmanager");
        let offers = admin.get("/incidents/INC-1/signals").await.ok().body;
        let names: Vec<_> = offers["milestones"].as_array().unwrap().iter().map(|one| &one["milestone"]).collect();
        assert_eq!(names, ["impact_started", "detected"]);
        let log = admin.get("/incidents/INC-1/changes").await.ok();
        assert_eq!(log.body[0]["author"]["via"], "webhook", "{}", log.text);
        assert_eq!(admin.get("/incidents/INC-2").await.status, 404);
    }

    async fn only_what_is_signed_with_one_of_the_secrets_is_kept(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        let (id, path) = add(&admin, "github").await;
        let old = add_secret(&admin, id, SECRET).await;
        let body = br#"{"zen":"Keep it logically awesome."}"#;
        send(&app.anon(), &path, body.to_vec()).await.refused(401, "not_genuine");
        signed(&app, &path, "another secret, long", "a", body).await.refused(401, "not_genuine");
        let altered = app.anon()
            .with("x-github-event", "ping")
            .with("x-github-delivery", "a")
            .with("x-hub-signature-256", format!("sha256={}", hex(&hmac_sha256(SECRET.as_bytes(), &[body]))));
        let mut changed = body.to_vec();
        changed[3] ^= 1;
        send(&altered, &path, changed).await.refused(401, "not_genuine");
        assert_eq!(deliveries(&admin).await, Vec::<Value>::new());

        let new = "a secret that comes after it";
        add_secret(&admin, id, new).await;
        signed(&app, &path, SECRET, "a", body).await.ok();
        signed(&app, &path, new, "b", body).await.ok();
        // Made again, it is the same.
        signed(&app, &path, new, "a", body).await.ok();
        assert_eq!(deliveries(&admin).await.len(), 2);
        admin.delete(&format!("/integrations/{id}/secrets/{old}")).await.ok();
        signed(&app, &path, SECRET, "c", body).await.refused(401, "not_genuine");
        signed(&app, &path, new, "c", body).await.ok();
    }

    async fn what_was_signed_too_long_ago_or_ahead_is_refused(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        let (id, path) = add(&admin, "slack").await;
        add_secret(&admin, id, SECRET).await;
        let now = app.app.now().timestamp().as_second();
        let body = br#"{"type":"url_verification","challenge":"3eZbrw1a","token":"x"}"#;
        let at = async |seconds: i64| {
            let signed_at = (now + seconds).to_string();
            let parts: [&[u8]; 4] = [b"v0:", signed_at.as_bytes(), b":", body];
            let code = hex(&hmac_sha256(SECRET.as_bytes(), &parts));
            let caller = app.anon()
                .with("content-type", "application/json")
                .with("x-slack-request-timestamp", signed_at)
                .with("x-slack-signature", format!("v0={code}"));
            send(&caller, &path, body.to_vec()).await
        };
        assert!(at(0).await.ok().text.contains("3eZbrw1a"));
        at(-299).await.ok();
        at(299).await.ok();
        at(-301).await.refused(401, "not_genuine");
        at(301).await.refused(401, "not_genuine");
        assert_eq!(deliveries(&admin).await, Vec::<Value>::new(), "a challenge tells nothing");
    }

    async fn bad_bodies_are_kept_with_what_is_wrong_and_read_again_after_a_fix(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        let (id, path) = add(&admin, "alertmanager").await;
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let bodies: [Vec<u8>; 6] = [
            b"{".to_vec(),
            b"\xff\xfe\x00".to_vec(),
            deep.into_bytes(),
            br#"{"version":"4","alerts":[{"status":"firing"}]}"#.to_vec(),
            br#"{"version":9007199254740993,"alerts":[]}"#.to_vec(),
            Vec::new(),
        ];
        for body in &bodies {
            assert_eq!(send(&app.anon(), &path, body.clone()).await.status, 202);
        }
        read_waiting(&app.app).await.unwrap();
        let listed = deliveries(&admin).await;
        assert_eq!(listed.len(), bodies.len());
        for delivery in &listed {
            assert_eq!(delivery["state"], "unreadable", "{delivery}");
            assert!(delivery["remark"].as_str().unwrap().len() > 10, "{delivery}");
        }
        let one = format!("/deliveries/{}", listed[5]["seq"]);
        assert_eq!(admin.get(&one).await.ok().body["body"], "{");
        let again = admin.post(&format!("/integrations/{id}/read-again"), json!({})).await.ok();
        assert_eq!(again.body["deliveries"], 6);
        assert_eq!(read_waiting(&app.app).await.unwrap(), 6);
        for unknown in ["/deliveries/0", "/deliveries/99", "/integrations/99"] {
            let again = admin.post(&format!("{unknown}/read-again"), json!({})).await;
            again.refused(404, "not_found");
        }
        assert_eq!(read_waiting(&app.app).await.unwrap(), 0);
        let again = admin.post(&format!("{one}/read-again"), json!({})).await.ok();
        assert_eq!(again.body["deliveries"], 1);
    }

    async fn a_mebibyte_is_taken_and_a_byte_more_is_not(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        let (_, path) = add(&admin, "alertmanager").await;
        send(&app.anon(), &path, vec![b' '; LIMIT]).await.ok();
        send(&app.anon(), &path, vec![b' '; LIMIT + 1]).await.refused(413, "too_large");
        assert_eq!(deliveries(&admin).await.len(), 1);
        assert_eq!(deliveries(&admin).await[0]["bytes"], LIMIT);
    }

    async fn an_address_leads_to_its_own_integration_only(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        let (id, path) = add(&admin, "alertmanager").await;
        let key = path.rsplit('/').next().unwrap();
        for wrong in [format!("/hooks/grafana/{key}"), format!("{path}0"), "/hooks/nothing/at-all".into()] {
            send(&app.anon(), &wrong, "{}").await.refused(404, "no_such_hook");
        }
        let off = json!({ "kind": "alertmanager", "name": "off", "active": false });
        admin.put(&format!("/integrations/{id}"), off).await.ok();
        send(&app.anon(), &path, "{}").await.refused(403, "switched_off");
        let on = json!({ "kind": "alertmanager", "name": "on", "active": true });
        admin.put(&format!("/integrations/{id}"), on).await.ok();
        let renewed = admin.post(&format!("/integrations/{id}/address"), json!({})).await.ok();
        send(&app.anon(), &path, "{}").await.refused(404, "no_such_hook");
        send(&app.anon(), renewed.body["path"].as_str().unwrap(), "{}").await.ok();
        let other = json!({ "kind": "grafana", "name": "on", "active": true });
        admin.put(&format!("/integrations/{id}"), other).await.refused(422, "kind_stays");
        let again = json!({ "kind": "grafana", "name": "ON", "active": true });
        assert_eq!(admin.post("/integrations", again).await.status, 409);
    }

    async fn only_administrators_see_integrations_and_what_they_sent(db: TestDb) {
        let app = TestApp::start(db).await;
        let member = app.person("petra", Role::Member).await;
        let member = app.session(&member).await;
        for path in ["/integrations", "/deliveries", "/deliveries/1"] {
            member.get(path).await.refused(403, "role_too_low");
        }
        let admin = app.admin().await;
        let (id, path) = add(&admin, "github").await;
        add_secret(&admin, id, SECRET).await;
        let key = path.rsplit('/').next().unwrap();
        for shown in ["/integrations", "/changes", "/workspace"] {
            let text = admin.get(shown).await.ok().text;
            assert!(!text.contains(SECRET) && !text.contains(key), "{shown}: {text}");
        }
    }

    async fn somebody_who_types_a_command_opens_an_incident(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        admin.post("/services", json!({ "name": "checkout" })).await.ok();
        let (_, path) = add(&admin, "slack").await;
        let typed = |text: &str| format!(
            "command=%2Fafterword&text={text}&user_name=ines&user_id=U1&channel_name=alerts&\
             channel_id=C1&team_id=T1&trigger_id=13345224609.738474920.8088930838d88f008e0"
        );
        let caller = app.anon().with("content-type", "application/x-www-form-urlencoded");
        let answer = send(&caller, &path, typed("open+checkout%3A+payments+fail")).await.ok();
        assert_eq!(answer.body["text"], "Afterword opens an incident for “payments fail”, or adds it to the open one of its service.");
        read_waiting(&app.app).await.unwrap();
        let incident = admin.get("/incidents/INC-1").await.ok().body;
        assert_eq!(incident["title"], "payments fail");
        assert_eq!(incident["timeline"][0]["text"], "ines reported: payments fail");
        let help = send(&caller, &path, typed("what")).await.ok();
        assert!(help.body["text"].as_str().unwrap().starts_with("Say “open"), "{}", help.text);
    }

    async fn what_sns_signs_is_held_against_its_certificate(db: TestDb) {
        const ALARM: &str = include_str!("../../../integrations/src/inbound/cloudwatch/fixtures/alarm.json");
        const CERTIFICATE: &[u8] =
            include_bytes!("../../../integrations/src/inbound/cloudwatch/fixtures/certificate.txt");
        const ADDRESS: &str = "https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-9c6465fa7f48f5cacd23014631ec1136.pem";
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        let (_, path) = add(&admin, "cloudwatch").await;
        app.app.hooks.know_certificate(ADDRESS, CERTIFICATE);
        let altered = ALARM.replacen("checkout-5xx-high", "checkout-5xx-hugh", 1);
        let elsewhere = ALARM.replacen("sns.eu-central-1.amazonaws.com/", "sns.example.org/", 1);
        for (body, says) in [
            (altered.as_str(), "signature"),
            (elsewhere.as_str(), "SigningCertURL is no https address of SNS"),
            ("{}", "SigningCertURL"),
            ("no JSON", "body"),
        ] {
            let refused = send(&app.anon(), &path, body.to_owned()).await;
            assert_eq!(refused.status, 401, "{}", refused.text);
            assert_eq!(refused.body["code"], "not_genuine");
            let detail = refused.body["detail"].as_str().unwrap();
            assert!(detail.contains(says), "{detail}");
        }
        assert!(deliveries(&admin).await.is_empty());
        let kept = send(&app.anon(), &path, ALARM).await;
        assert_eq!(kept.status, 202, "{}", kept.text);
        app.app.hooks.know_certificate(ADDRESS, b"no certificate");
        let refused = send(&app.anon(), &path, ALARM).await;
        assert_eq!(refused.status, 401, "{}", refused.text);
        assert_eq!(deliveries(&admin).await.len(), 1);
    }
}
