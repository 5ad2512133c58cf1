//! Channels and threads of Slack, fetched from a stand-in that answers as Slack documents it.

use afterword_domain::person::Role;
use afterword_server::features::hooks::read_waiting;
use afterword_testbed::both;
use afterword_testbed::slack::{Slack, TOKEN};
use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};

use crate::util::stream::Events;
use crate::util::{Answer, Caller, TestApp};

/// 15:00, 15:10 and 15:20, an hour before now.
const FIRST: &str = "1791471600.000119";
const SECOND: &str = "1791472200.123457";
const THIRD: &str = "1791472800.000001";
const CHANNEL: &str = "https://northwind.slack.com/archives/C0INC4711";

/// An integration of Slack that is connected to the stand-in, and an incident without a service.
async fn begin(admin: &Caller<'_>, slack: &Slack) -> (u64, String, String) {
    let form = json!({ "kind": "slack", "name": "Slack" });
    let added = admin.post("/integrations", form).await.ok();
    let id = added.body["integration"]["id"].as_u64().unwrap();
    let api = json!({ "url": slack.url, "token": TOKEN });
    admin
        .put(&format!("/integrations/{id}/api"), api)
        .await
        .ok();
    let form = json!({ "title": "Checkout is down" });
    let incident = admin.post("/incidents", form).await.ok().reference();
    let hook = added.body["path"].as_str().unwrap().to_owned();
    (id, format!("/incidents/{incident}"), hook)
}

async fn bring(caller: &Caller<'_>, incident: &str, form: Value) -> Value {
    let path = format!("{incident}/slack-messages");
    let mut events = caller.follow_post(&path, &form).await;
    loop {
        let event = events.next().await;
        if event.as_ref().is_none_or(|event| event.name != "progress") {
            let report = Events::data(event, "done");
            assert_eq!(events.next().await, None);
            return report;
        }
    }
}

async fn refused(caller: &Caller<'_>, incident: &str, form: Value) -> Answer {
    caller
        .post(&format!("{incident}/slack-messages"), form)
        .await
}

async fn offered(caller: &Caller<'_>, incident: &str) -> Vec<(u64, String)> {
    let answer = caller.get(&format!("{incident}/signals")).await.ok();
    let offers = answer.body["offers"].as_array().unwrap().iter();
    let text = |offer: &Value| offer["signal"]["text"].as_str().unwrap().to_owned();
    offers
        .map(|offer| (offer["id"].as_u64().unwrap(), text(offer)))
        .collect()
}

async fn accept_all(caller: &Caller<'_>, incident: &str) -> Vec<String> {
    let ids: Vec<_> = offered(caller, incident)
        .await
        .into_iter()
        .map(|(id, _)| id)
        .collect();
    let form = json!({ "decision": "accept", "signals": ids });
    entries(&caller.post(&format!("{incident}/signals"), form).await.ok())
}

fn entries(incident: &Answer) -> Vec<String> {
    let entries = incident.body["timeline"].as_array().unwrap().iter();
    entries
        .map(|entry| entry["text"].as_str().unwrap().to_owned())
        .collect()
}

fn talk(slack: &Slack) {
    slack.say(FIRST, "U0ANA", "5xx on *checkout*");
    slack.say(SECOND, "U0BEN", "on it");
    slack.reply(FIRST, "1791471700.000300", "U0ANA", "rolling back");
    slack.say(THIRD, "U0ANA", "fine again");
}

/// Pulls in an export of one day of one channel.
async fn pull(caller: &Caller<'_>, (id, name): (&str, &str), day: Value) -> Answer {
    let files = [
        (
            "channels.json".to_owned(),
            json!([{ "id": id, "name": name }]),
        ),
        (format!("{name}/2026-10-08.json"), day),
    ];
    let parts = files.map(|(name, content)| {
        format!(
            "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{content}\r\n"
        )
    });
    let body = parts.concat() + "--x--\r\n";
    let form = caller.with("content-type", "multipart/form-data; boundary=x");
    let path = "/pulls?format=slack_export";
    form.send(Method::POST, path, Body::from(body)).await.ok()
}

both! {
    async fn what_was_said_is_offered_and_follows_what_becomes_of_it_in_slack(db: TestDb) {
        let (app, slack) = (TestApp::start(db).await, Slack::start().await);
        let admin = app.admin().await;
        let (_, incident, _) = begin(&admin, &slack).await;
        talk(&slack);
        let report = bring(&admin, &incident, json!({ "link": CHANNEL })).await;
        assert_eq!(report, json!({
            "what": "done", "channel_name": "inc-4711", "messages": 4, "new": 4, "revised": 0,
            "offered": 4, "gone": 0, "passed_over": {}
        }));
        let said = [
            "Ana wrote: 5xx on **checkout**",
            "Ana replied: rolling back",
            "U0BEN wrote: on it",
            "Ana wrote: fine again",
        ];
        assert_eq!(accept_all(&admin, &incident).await, said);
        assert_eq!(offered(&admin, &incident).await, []);

        // Fetched again it changes nothing.
        let report = bring(&admin, &incident, json!({ "link": CHANNEL })).await;
        assert_eq!([&report["new"], &report["revised"], &report["offered"]], [0, 0, 0]);
        let version = admin.get(&incident).await.ok().body["version"].clone();

        slack.put(json!({
            "type": "message", "ts": SECOND, "user": "U0BEN", "text": "looking at it",
            "edited": { "user": "U0BEN", "ts": "1791472300.000000" }
        }));
        slack.delete("1791471700.000300");
        let report = bring(&admin, &incident, json!({ "link": CHANNEL })).await;
        assert_eq!([&report["revised"], &report["gone"]], [1, 1]);
        let after = admin.get(&incident).await.ok();
        assert_eq!(entries(&after), [
            said[0], "U0BEN wrote: looking at it", said[3],
        ]);
        assert!(after.body["version"].as_u64() > version.as_u64());
        // Of a message with replies something is left in Slack, and nothing here.
        slack.reply(SECOND, "1791472250.000300", "U0ANA", "thanks");
        slack.put(json!({
            "type": "message", "subtype": "tombstone", "ts": SECOND, "user": "USLACKBOT",
            "text": "This message was deleted."
        }));
        let report = bring(&admin, &incident, json!({ "link": CHANNEL })).await;
        assert_eq!([&report["new"], &report["revised"], &report["gone"]], [1, 0, 1]);
        assert_eq!(entries(&admin.get(&incident).await.ok()), [said[0], said[3]]);
        // It stays so, whatever is fetched or comes late.
        let thread = format!("{CHANNEL}/p{}", FIRST.replace('.', ""));
        let report = bring(&admin, &incident, json!({ "link": thread })).await;
        assert_eq!([&report["gone"], &report["revised"]], [0, 0]);
    }

    async fn by_event_by_export_and_fetched_it_is_one_message(db: TestDb) {
        let (app, slack) = (TestApp::start(db).await, Slack::start().await);
        let admin = app.admin().await;
        let (_, incident, hook) = begin(&admin, &slack).await;
        talk(&slack);
        let event = json!({
            "type": "event_callback", "event_id": "Ev1", "event": {
                "type": "message", "channel": "C0INC4711", "ts": FIRST, "user": "U0ANA",
                "text": "5xx on *checkout*"
            }
        });
        let caller = app.anon().with("content-type", "application/json");
        caller.send(Method::POST, &hook, Body::from(event.to_string())).await.ok();
        read_waiting(&app.app).await.unwrap();
        let report = bring(&admin, &incident, json!({ "link": CHANNEL })).await;
        assert_eq!([&report["new"], &report["revised"], &report["offered"]], [3, 1, 4]);

        let day = json!([
            { "type": "message", "ts": SECOND, "user": "U0BEN", "text": "on it" },
            { "type": "message", "ts": "1791473400.000100", "user": "U0BEN", "text": "only exported" }
        ]);
        let pulled = pull(&admin, ("C0INC4711", "inc-4711"), day).await;
        assert_eq!(pulled.body["new"], 1, "{}", pulled.text);
        assert_eq!(offered(&admin, &incident).await.len(), 4);
    }

    async fn an_export_tells_whose_channel_it_is(db: TestDb) {
        let (app, slack) = (TestApp::start(db).await, Slack::start().await);
        let admin = app.admin().await;
        let (_, incident, hook) = begin(&admin, &slack).await;
        let event = |ts: &str, channel: &str| json!({
            "type": "event_callback", "event_id": format!("Ev{channel}{ts}"), "event": {
                "type": "message", "channel": channel, "ts": ts, "user": "U0ANA",
                "text": format!("said in {channel}")
            }
        });
        let caller = app.anon().with("content-type", "application/json");
        for one in [event(FIRST, "C0INC4711"), event(SECOND, "C0OTHER01")] {
            caller.send(Method::POST, &hook, Body::from(one.to_string())).await.ok();
        }
        read_waiting(&app.app).await.unwrap();
        assert_eq!(offered(&admin, &incident).await, []);

        let day = |text: &str| json!([
            { "type": "message", "ts": THIRD, "user": "U0BEN", "text": text }
        ]);
        let reference = incident.rsplit('/').next().unwrap();
        let other = format!("{}0-ledger", reference.to_lowercase());
        pull(&admin, ("C0OTHER01", &other), day("said elsewhere")).await;
        assert_eq!(offered(&admin, &incident).await, []);
        let named = format!("{}-checkout", reference.to_lowercase());
        pull(&admin, ("C0INC4711", &named), day("only exported")).await;
        let texts: Vec<_> = offered(&admin, &incident).await.into_iter().map(|(_, text)| text).collect();
        assert_eq!(texts, ["U0ANA wrote: said in C0INC4711", "U0BEN wrote: only exported"]);
        let answer = admin.get(&format!("{incident}/signals")).await.ok();
        assert_eq!(answer.body["more"], json!({ "happened": 0, "said": 0, "set_aside": 0 }));
    }

    async fn messages_of_any_time_are_offered_to_the_incident_that_asked(db: TestDb) {
        let (app, slack) = (TestApp::start(db).await, Slack::start().await);
        let admin = app.admin().await;
        let (_, incident, _) = begin(&admin, &slack).await;
        let other = admin.post("/incidents", json!({ "title": "Ledger is slow" })).await.ok();
        let other = format!("/incidents/{}", other.reference());
        slack.say("1788000000.000100", "U0ANA", "weeks before");
        talk(&slack);
        let sources = admin.get(&format!("{incident}/slack-messages")).await.ok();
        assert_eq!(sources.body["items"][0]["name"], "Slack");
        assert_eq!(sources.body["to"], "2026-10-08T16:00:00Z");
        bring(&admin, &incident, json!({ "link": CHANNEL })).await;
        assert_eq!(offered(&admin, &incident).await.len(), 4);
        assert_eq!(offered(&admin, &other).await, []);
        let early = json!({
            "link": "C0INC4711", "from": "2026-08-01T00:00:00Z", "to": "2026-09-01T00:00:00Z"
        });
        let report = bring(&admin, &incident, early).await;
        assert_eq!([&report["messages"], &report["offered"]], [1, 1]);
        assert_eq!(offered(&admin, &incident).await[0].1, "Ana wrote: weeks before");
        // What is known already is offered to another incident as well.
        let report = bring(&admin, &other, json!({ "link": CHANNEL })).await;
        assert_eq!([&report["new"], &report["offered"]], [0, 4]);
        assert_eq!(offered(&admin, &other).await.len(), 4);
    }

    async fn how_far_it_is_and_that_it_waits_is_told(db: TestDb) {
        let (app, slack) = (TestApp::start(db).await, Slack::start().await);
        let admin = app.admin().await;
        let (_, incident, _) = begin(&admin, &slack).await;
        talk(&slack);
        let limited = ("conversations.replies", 429, Some(0), json!({}));
        slack.kept().instead.push_back(limited);
        let path = format!("{incident}/slack-messages");
        let mut events = admin.follow_post(&path, &json!({ "link": CHANNEL })).await;
        assert_eq!(events.headers["content-type"], "text/event-stream");
        assert_eq!(events.headers["x-accel-buffering"], "no");
        let mut waits = Vec::new();
        let report = loop {
            let event = events.next().await.unwrap();
            if event.name == "done" {
                break event.data;
            }
            assert_eq!(event.name, "progress");
            waits.extend(event.data["wait_seconds"].as_u64());
        };
        assert_eq!(waits, [0]);
        assert_eq!(report["messages"], 4);
    }

    async fn what_breaks_off_later_is_told_in_the_stream_and_changes_nothing(db: TestDb) {
        let (app, slack) = (TestApp::start(db).await, Slack::start().await);
        let admin = app.admin().await;
        let (_, incident, _) = begin(&admin, &slack).await;
        talk(&slack);
        let broken = ("conversations.replies", 200, None, json!({ "ok": false, "error": "fatal_error" }));
        slack.kept().instead.push_back(broken);
        let path = format!("{incident}/slack-messages");
        let mut events = admin.follow_post(&path, &json!({ "link": CHANNEL })).await;
        events.expect("progress").await;
        let failed = events.expect("failed").await;
        assert_eq!((failed["code"].as_str(), failed["status"].as_u64()), (Some("slack_unreachable"), Some(422)));
        assert_eq!(events.next().await, None);
        assert_eq!(offered(&admin, &incident).await, []);
    }

    async fn a_server_that_stops_ends_what_is_fetched(db: TestDb) {
        let (app, slack) = (TestApp::start(db).await, Slack::start().await);
        let admin = app.admin().await;
        let (_, incident, _) = begin(&admin, &slack).await;
        talk(&slack);
        // It would wait for two minutes.
        let limited = ("conversations.replies", 429, Some(120), json!({}));
        slack.kept().instead.push_back(limited);
        let path = format!("{incident}/slack-messages");
        let mut events = admin.follow_post(&path, &json!({ "link": CHANNEL })).await;
        while events.expect("progress").await["wait_seconds"].is_null() {}
        app.app.ending.begin();
        assert_eq!(events.expect("failed").await["code"], "stopping");
        assert_eq!(events.next().await, None);
        refused(&admin, &incident, json!({ "link": CHANNEL })).await.refused(503, "stopping");
        assert_eq!(offered(&admin, &incident).await, []);
    }

    async fn what_is_wrong_from_the_beginning_is_an_ordinary_problem(db: TestDb) {
        let (app, slack) = (TestApp::start(db).await, Slack::start().await);
        let admin = app.admin().await;
        let unconnected = admin.post("/incidents", json!({ "title": "x" })).await.ok().reference();
        let form = || json!({ "link": CHANNEL });
        refused(&admin, &format!("/incidents/{unconnected}"), form()).await.refused(422, "no_slack");
        let (id, incident, _) = begin(&admin, &slack).await;
        for link in ["", "#inc-4711", "https://example.org/x"] {
            let answer = refused(&admin, &incident, json!({ "link": link })).await;
            answer.refused(422, "not_a_link");
            assert_eq!(answer.body["field"], "link");
        }
        let backwards = json!({
            "link": CHANNEL, "from": "2026-10-08T15:00:00Z", "to": "2026-10-08T15:00:00Z"
        });
        refused(&admin, &incident, backwards).await.refused(422, "not_a_range");
        refused(&admin, &incident, json!({ "link": CHANNEL, "integration": id + 1 })).await
            .refused(422, "no_slack");
        refused(&admin, "/incidents/INC-99", form()).await.refused(404, "not_found");
        refused(&admin, &incident, json!({ "link": CHANNEL, "channel": "x" })).await
            .refused(422, "wrong_shape");
        refused(&admin, &incident, json!({ "link": "C0UNKNOWN1" })).await
            .refused(422, "slack_no_channel");
        refused(&admin, &incident, json!({ "link": format!("{CHANNEL}/p1791471600000119") })).await
            .refused(422, "slack_no_message");
        slack.kept().channels.get_mut("C0INC4711").unwrap().member = false;
        refused(&admin, &incident, form()).await.refused(422, "slack_not_in_channel");
        slack.kept().scopes = vec!["users:read"];
        let answer = refused(&admin, &incident, form()).await;
        answer.refused(422, "slack_scope_missing");
        assert!(answer.text.contains("channels:history"), "{}", answer.text);
        let busy = ("conversations.info", 429, Some(600), json!({}));
        slack.kept().instead.push_back(busy);
        let answer = refused(&admin, &incident, form()).await;
        answer.refused(429, "slack_busy");
        assert_eq!(answer.headers["retry-after"], "600");
        let viewer = app.person("vera", Role::Viewer).await;
        refused(&app.session(&viewer).await, &incident, form()).await.refused(403, "role_too_low");
    }

    async fn the_token_is_tried_kept_and_never_shown(db: TestDb) {
        let (app, slack) = (TestApp::start(db).await, Slack::start().await);
        let admin = app.admin().await;
        let (id, _, _) = begin(&admin, &slack).await;
        let api = format!("/integrations/{id}/api");
        let test = format!("{api}/test");
        let tested = admin.post(&test, json!({ "url": slack.url })).await.ok();
        assert_eq!(tested.body["account"], "afterword in Northwind");
        assert_eq!(tested.body["lacks"][0]["scope"], "groups:history");
        let other = json!({ "url": slack.url, "token": "xoxb-other" });
        admin.post(&test, other).await.refused(422, "slack_token");
        slack.kept().scopes = vec!["users:read"];
        let answer = admin.post(&test, json!({ "url": slack.url })).await;
        answer.refused(422, "slack_scope_missing");
        // A token goes nowhere but where it was entered for.
        let elsewhere = || json!({ "url": "http://127.0.0.2:1/api" });
        admin.put(&api, elsewhere()).await.refused(422, "token_missing");
        admin.post(&test, elsewhere()).await.refused(422, "token_missing");
        let nobody = json!({ "url": "http://127.0.0.1:1/api", "token": "x" });
        admin.post(&test, nobody).await.refused(422, "slack_unreachable");
        admin.put(&api, json!({ "url": "slack", "token": "x" })).await.refused(422, "not_a_url");
        let grafana = json!({ "kind": "grafana", "name": "Grafana" });
        let grafana = admin.post("/integrations", grafana).await.ok();
        let grafana = format!("/integrations/{}/api", grafana.body["integration"]["id"]);
        admin.put(&grafana, json!({ "token": "x" })).await.refused(422, "not_asked");
        admin.put("/integrations/99/api", json!({ "token": "x" })).await.refused(404, "not_found");
        for shown in ["/integrations", "/changes", "/workspace"] {
            let text = admin.get(shown).await.ok().text;
            assert!(!text.contains(TOKEN), "{shown}: {text}");
        }
        let listed = admin.get("/integrations").await.ok();
        assert_eq!(listed.body["items"][0]["api"]["url"], slack.url);
        let member = app.person("petra", Role::Member).await;
        let member = app.session(&member).await;
        member.put(&api, json!({ "token": "x" })).await.refused(403, "role_too_low");
        admin.delete(&api).await.ok();
        admin.delete(&api).await.refused(404, "not_found");
        assert_eq!(admin.get("/integrations").await.ok().body["items"][0]["api"], Value::Null);
    }
}
