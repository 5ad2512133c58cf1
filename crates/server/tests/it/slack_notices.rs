//! Notices by Slack, and the buttons that people press there.

use afterword_domain::person::{Person, Role};
use afterword_integrations::inbound::signature::{hex, hmac_sha256};
use afterword_server::features::hooks::read_waiting;
use afterword_server::features::jobs::work_due;
use afterword_server::features::notices::tell_what_is_due;
use afterword_testbed::both;
use afterword_testbed::slack::{Member, Slack, TOKEN};
use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};

use crate::mail::{has_public_address, overdue, reachable, without_the_week};
use crate::util::{Answer, Caller, TestApp};

const SECRET: &str = "8f742231b10e8888abcd99yyyzzz85a5";

struct Begun<'a> {
    ines: Caller<'a>,
    person: Person,
    slack: Slack,
    integration: u64,
    hook: String,
}

/// Inès is in Slack, and its presses are signed.
async fn begin(app: &TestApp) -> Begun<'_> {
    let slack = Slack::start().await;
    {
        let mut kept = slack.kept();
        kept.scopes
            .extend(["users:read.email", "im:write", "chat:write"]);
        let member = Member::of("ines@example.org");
        kept.messages.members.insert("U0INES".into(), member);
    }
    let person = reachable(app, "ines", "ines@example.org", Role::Admin).await;
    let ines = app.session(&person).await;
    has_public_address(&ines).await;
    without_the_week(&ines).await;
    let form = json!({ "kind": "slack", "name": "Slack" });
    let added = ines.post("/integrations", form).await.ok();
    let integration = added.body["integration"]["id"].as_u64().unwrap();
    let api = json!({ "url": slack.url, "token": TOKEN });
    let at = format!("/integrations/{integration}");
    ines.put(&format!("{at}/api"), api).await.ok();
    let secret = json!({ "secret": SECRET });
    ines.post(&format!("{at}/secrets"), secret).await.ok();
    let hook = added.body["path"].as_str().unwrap().to_owned();
    Begun {
        ines,
        person,
        slack,
        integration,
        hook,
    }
}

async fn told(app: &TestApp) {
    tell_what_is_due(&app.app).await.unwrap();
    work_due(&app.app).await.unwrap();
}

/// A press, as Slack tells of it.
fn press(user: &str, button: &str, action: &str, reply_to: &str, trigger: &str) -> String {
    let payload = json!({
        "type": "block_actions", "trigger_id": trigger, "user": { "id": user, "team_id": "T0NORTH" },
        "team": { "id": "T0NORTH" }, "response_url": reply_to,
        "actions": [{
            "type": "button", "action_id": format!("afterword:{button}"), "value": format!("INC-1/{action}")
        }],
        "message": { "text": "The words of the notice itself" },
    });
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.append_pair("payload", &payload.to_string());
    form.finish()
}

async fn deliver(app: &TestApp, hook: &str, body: &str, secret: &str) -> Answer {
    let at = (app.app.now().micros() / 1_000_000).to_string();
    let signed: [&[u8]; 4] = [b"v0:", at.as_bytes(), b":", body.as_bytes()];
    let code = hex(&hmac_sha256(secret.as_bytes(), &signed));
    let caller = app
        .anon()
        .with("content-type", "application/x-www-form-urlencoded")
        .with("x-slack-request-timestamp", at)
        .with("x-slack-signature", format!("v0={code}"));
    caller
        .send(Method::POST, hook, Body::from(body.to_owned()))
        .await
}

/// Somebody presses a button, and it is done.
async fn pressed(
    app: &TestApp,
    begun: &Begun<'_>,
    user: &str,
    button: &str,
    action: &str,
) -> Value {
    let count = begun.slack.kept().messages.answers.len();
    let trigger = format!("{count}.{button}");
    let reply_to = begun.slack.answers_at("1");
    let body = press(user, button, action, &reply_to, &trigger);
    let answer = deliver(app, &begun.hook, &body, SECRET).await;
    assert_eq!((answer.status.as_u16(), answer.text.as_str()), (200, ""));
    read_waiting(&app.app).await.unwrap();
    work_due(&app.app).await.unwrap();
    let answers = begun.slack.kept().messages.answers.clone();
    assert_eq!(answers.len(), count + 1);
    answers[count].clone()
}

async fn action(caller: &Caller<'_>) -> Value {
    let incident = caller.get("/incidents/INC-1").await.ok();
    incident.body["postmortem"]["actions"][0].clone()
}

both! {
    async fn what_is_due_is_told_in_slack_with_buttons(db: TestDb) {
        let app = TestApp::start(db).await;
        let begun = begin(&app).await;
        overdue(&begun.ines, &begun.person).await;
        told(&app).await;
        told(&app).await;
        let posted = begun.slack.kept().messages.posted.clone();
        assert_eq!(posted.len(), 1);
        assert_eq!(posted[0]["channel"], "DU0INES");
        let blocks = &posted[0]["blocks"];
        assert!(blocks.contains("afterword:put_off") && blocks.contains("https://afterword.example.org/"));
        // Without a secret no press would be believed, so there is nothing to press.
        let at = format!("/integrations/{}/secrets/1", begun.integration);
        begun.ines.delete(&at).await.ok();
        overdue(&begun.ines, &begun.person).await;
        told(&app).await;
        let posted = begun.slack.kept().messages.posted.clone();
        assert!(!posted[1]["blocks"].contains("afterword:"), "{}", posted[1]["blocks"]);
    }

    async fn of_a_press_nothing_is_kept_but_what_is_carried_out(db: TestDb) {
        let app = TestApp::start(db).await;
        let begun = begin(&app).await;
        let id = overdue(&begun.ines, &begun.person).await;
        pressed(&app, &begun, "U0INES", "in_progress", &id).await;
        let otto = app.person("otto", Role::Admin).await;
        let otto = app.session(&otto).await;
        let listed = otto.get("/deliveries").await.ok();
        let seq = listed.body["items"][0]["seq"].as_u64().unwrap();
        let path = format!("/deliveries/{seq}");
        let kept = otto.get(&path).await.ok();
        assert!(!kept.text.contains("words"), "{}", kept.text);
        assert!(kept.text.contains("INC-1"), "{}", kept.text);
        assert_eq!(action(&begun.ines).await["state"], "in_progress");

        // Once its incident is hidden, so is the press.
        let seen = begun.ines.get("/incidents/INC-1").await.ok();
        let restricted = json!({"visibility": {"to": "restricted", "people": [begun.person.id]}});
        begun.ines.seen(&seen).patch("/incidents/INC-1", restricted).await.ok();
        otto.get(&path).await.refused(404, "not_found");
        otto.post(&format!("{path}/read-again"), json!({})).await.refused(404, "not_found");
        assert_eq!(otto.get("/deliveries").await.ok().body["items"], json!([]));
        begun.ines.get(&path).await.ok();
        begun.ines.post(&format!("{path}/read-again"), json!({})).await.ok();
    }

    async fn slack_that_takes_no_more_is_asked_again_when_it_says(db: TestDb) {
        let app = TestApp::start(db).await;
        let begun = begin(&app).await;
        overdue(&begun.ines, &begun.person).await;
        let limited = ("chat.postMessage", 429, Some(90), json!({}));
        begun.slack.kept().instead.push_back(limited);
        told(&app).await;
        app.travel_seconds(89);
        work_due(&app.app).await.unwrap();
        assert_eq!(begun.slack.calls("chat.postMessage"), 1);
        app.travel_seconds(1);
        work_due(&app.app).await.unwrap();
        assert_eq!(begun.slack.kept().messages.posted.len(), 1);
        // Whoever is not there gets nothing, and that is no failure.
        begun.slack.kept().messages.members.clear();
        overdue(&begun.ines, &begun.person).await;
        told(&app).await;
        begun.slack.kept().scopes.retain(|scope| *scope != "users:read.email");
        overdue(&begun.ines, &begun.person).await;
        told(&app).await;
        // An administrator can mend that, so it is tried again.
        let waiting = begun.ines.get("/jobs?state=waiting").await.ok();
        let problems = waiting.body["items"].as_array().unwrap();
        assert_eq!(problems.len(), 1);
        let problem = problems[0]["problem"].as_str().unwrap();
        assert!(problem.contains("lacks the scope users:read.email"), "{problem}");
    }

    async fn a_press_is_done_in_the_name_of_whoever_pressed(db: TestDb) {
        let app = TestApp::start(db).await;
        let begun = begin(&app).await;
        let id = overdue(&begun.ines, &begun.person).await;
        let answer = pressed(&app, &begun, "U0INES", "in_progress", &id).await;
        assert_eq!(answer["replace_original"], true);
        assert_eq!(action(&begun.ines).await["state"], "in_progress");
        let answer = pressed(&app, &begun, "U0INES", "put_off", &id).await;
        let due = action(&begun.ines).await["due_on"].as_str().unwrap().to_owned();
        assert!(due.as_str() > "2026-10-08", "{due}");
        assert!(answer.to_string().contains("the last day of the next sprint"), "{answer}");
        // Again changes nothing and says so as it is.
        pressed(&app, &begun, "U0INES", "put_off", &id).await;
        assert_eq!(action(&begun.ines).await["due_on"], due);
        let answer = pressed(&app, &begun, "U0INES", "done", &id).await;
        assert_eq!(action(&begun.ines).await["state"], "done");
        let text = answer["blocks"].to_string();
        assert!(text.contains("What shows it?") && text.contains("Say what shows it"), "{text}");
        assert!(!text.contains("afterword:"), "{text}");
        let log = begun.ines.get("/incidents/INC-1/changes").await.ok();
        assert_eq!(log.body[0]["author"]["person"], json!(begun.person.id));
        // An old message does not open what is done.
        let answer = pressed(&app, &begun, "U0INES", "in_progress", &id).await;
        assert_eq!(answer["response_type"], "ephemeral");
        assert_eq!(action(&begun.ines).await["state"], "done");
        let answer = pressed(&app, &begun, "U0INES", "done", "999").await;
        assert_eq!(answer["response_type"], "ephemeral");
    }

    async fn who_is_not_known_or_may_not_changes_nothing(db: TestDb) {
        let app = TestApp::start(db).await;
        let begun = begin(&app).await;
        let id = overdue(&begun.ines, &begun.person).await;
        reachable(&app, "vera", "vera@example.org", Role::Viewer).await;
        let odd = [
            ("U0BEN", Member::of("ben@example.org")),
            ("U0VERA", Member::of("vera@example.org")),
            ("U0FAR", Member { stranger: true, ..Member::of("ines@example.org") }),
            ("U0NEW", Member { confirmed: false, ..Member::of("ines@example.org") }),
        ];
        for (user, member) in odd {
            begun.slack.kept().messages.members.insert(user.into(), member);
            let answer = pressed(&app, &begun, user, "done", &id).await;
            assert_eq!(answer["response_type"], "ephemeral", "{answer}");
            assert!(answer["text"].as_str().unwrap().contains("Nothing was changed"), "{answer}");
            assert_eq!(action(&begun.ines).await["state"], "open", "{user}");
        }
    }

    async fn a_press_that_nobody_signed_or_that_comes_late_is_none(db: TestDb) {
        let app = TestApp::start(db).await;
        let begun = begin(&app).await;
        let id = overdue(&begun.ines, &begun.person).await;
        let body = press("U0INES", "done", &id, &begun.slack.answers_at("1"), "1");
        deliver(&app, &begun.hook, &body, "another secret, long").await.refused(401, "not_genuine");
        // Delivered twice it is one press; what is answered to an address of no Slack goes nowhere.
        for _ in 0..2 {
            let elsewhere = press("U0INES", "in_progress", &id, "https://evil.example/", "2");
            deliver(&app, &begun.hook, &elsewhere, SECRET).await.ok();
        }
        read_waiting(&app.app).await.unwrap();
        assert_eq!(work_due(&app.app).await.unwrap(), 1);
        assert_eq!(action(&begun.ines).await["state"], "in_progress");
        assert!(begun.slack.kept().messages.answers.is_empty());
        // One that waited too long is not what somebody means any more.
        deliver(&app, &begun.hook, &body, SECRET).await.ok();
        read_waiting(&app.app).await.unwrap();
        app.travel_seconds(31 * 60);
        work_due(&app.app).await.unwrap();
        assert_eq!(action(&begun.ines).await["state"], "in_progress");
        let failed = begun.ines.get("/jobs?state=failed").await.ok();
        assert_eq!(failed.body["items"].as_array().unwrap().len(), 1);
        // Without a secret nobody can tell who pressed.
        let at = format!("/integrations/{}/secrets/1", begun.integration);
        begun.ines.delete(&at).await.ok();
        deliver(&app, &begun.hook, &body, SECRET).await.refused(401, "not_genuine");
    }

    async fn an_answer_that_fails_is_tried_again_and_the_press_done_once(db: TestDb) {
        let app = TestApp::start(db).await;
        let begun = begin(&app).await;
        let id = overdue(&begun.ines, &begun.person).await;
        begun.slack.kept().messages.instead = vec![503];
        let body = press("U0INES", "done", &id, &begun.slack.answers_at("1"), "1");
        deliver(&app, &begun.hook, &body, SECRET).await.ok();
        read_waiting(&app.app).await.unwrap();
        work_due(&app.app).await.unwrap();
        let version = begun.ines.get("/incidents/INC-1").await.ok().body["version"].clone();
        app.travel_seconds(60);
        work_due(&app.app).await.unwrap();
        assert_eq!(begun.slack.kept().messages.answers.len(), 1);
        assert_eq!(begun.ines.get("/incidents/INC-1").await.ok().body["version"], version);
    }
}
