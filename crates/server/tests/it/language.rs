//! The check of language, kept phrases and the trend, as their callers meet them.

use afterword_domain::person::Role;
use afterword_testbed::both;
use serde_json::{Value, json};

use crate::util::{Answer, Caller, TestApp};

const BLAME: &str = "🔥 It broke. The engineer forgot to raise the pool size.";

async fn opened(caller: &Caller<'_>, summary: &str) -> Answer {
    let opened = caller
        .post("/incidents", json!({"title": "Checkout failed"}))
        .await
        .ok();
    let path = format!("/incidents/{}/sections/summary", opened.reference());
    caller
        .seen(&opened)
        .put(&path, json!({"text": summary}))
        .await
        .ok()
}

async fn found(caller: &Caller<'_>, incident: &str) -> Value {
    caller
        .get(&format!("/incidents/{incident}/language"))
        .await
        .ok()
        .body
}

async fn checked(caller: &Caller<'_>, body: Value) -> Value {
    caller.post("/language/check", body).await.ok().body["findings"].clone()
}

fn keep(finding: &Value, reason: &str) -> Value {
    let part = |name: &str| finding[name].clone();
    json!({"rule": part("rule"), "phrase": part("phrase"), "sentence": part("sentence"), "reason": reason})
}

/// The part of a text that a finding speaks of, by UTF-16 units.
fn cut(text: &str, finding: &Value) -> String {
    let units: Vec<u16> = text.encode_utf16().collect();
    let at = |name: &str| usize::try_from(finding[name].as_u64().unwrap()).unwrap();
    String::from_utf16(&units[at("start")..at("end")]).unwrap()
}

both! {
    async fn a_text_is_checked_and_told_in_the_editors_units(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let findings = checked(&ines, json!({"text": BLAME})).await;
        let [finding] = findings.as_array().unwrap().as_slice() else { panic!("{findings}") };
        assert_eq!(finding["rule"], "person-as-cause");
        assert_eq!(finding["severity"], "warning");
        assert_eq!(finding["sentence"], "The engineer forgot to raise the pool size.");
        assert_eq!(cut(BLAME, finding), finding["phrase"]);
        assert!(finding["why"].as_str().unwrap().ends_with('.'));
        assert_eq!((&finding["kept"], &finding["replacement"]), (&Value::Null, &Value::Null));
        let fine = json!({"text": "The health check failed to notice. `engineer forgot`"});
        assert_eq!(checked(&ines, fine).await, json!([]));
    }
}

both! {
    async fn a_word_that_judges_comes_with_its_sentence_without_it(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let text = "They carelessly dropped the table.";
        let findings = checked(&ines, json!({"text": text})).await;
        let judged = findings.as_array().unwrap().iter().find(|it| it["rule"] == "judgement").unwrap();
        let replacement = &judged["replacement"];
        assert_eq!(replacement["sentence"], "They dropped the table.");
        assert_eq!((cut(text, replacement), &replacement["text"]), ("carelessly ".into(), &json!("")));
    }
}

both! {
    async fn what_cannot_be_checked_is_refused_and_says_why(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let long = json!({"text": "x".repeat(512 * 1024 + 1)});
        let answer = ines.post("/language/check", long).await;
        answer.refused(422, "too_long");
        assert_eq!(answer.body["field"], "text");
        ines.post("/language/check", json!({"text": 3})).await.refused(422, "wrong_shape");
        ines.post("/language/check", json!({"text": "x", "incident": "INC-9"})).await.refused(404, "not_found");
        ines.get("/incidents/INC-9/language").await.refused(404, "not_found");
        app.anon().post("/language/check", json!({"text": "x"})).await.refused(401, "not_signed_in");
    }
}

both! {
    async fn every_place_of_a_document_is_read(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let incident = opened(&ines, BLAME).await;
        let path = format!("/incidents/{}", incident.reference());
        let at = json!({"occurred_at": "2026-10-08T09:12:00Z", "text": "Human error."});
        let event = ines.post(&format!("{path}/timeline"), at).await.ok();
        let event = &event.body["timeline"][0]["id"];
        ines.post(&format!("{path}/timeline/{event}/questions"), json!({"text": "Why did you restart it?"})).await.ok();
        ines.post(&format!("{path}/factors"), json!({"group": "made_possible", "text": "The engineer ignored the alert."})).await.ok();
        ines.post(&format!("{path}/answers"), json!({"question": "slowed", "text": "Somebody should have checked."})).await.ok();
        ines.post(&format!("{path}/measures"), json!({"title": "Be more careful"})).await.ok();
        let report = found(&ines, &incident.reference()).await;
        let places: Vec<_> = report["places"].as_array().unwrap().iter()
            .map(|place| place["place"].as_str().unwrap().split(':').next().unwrap().to_owned())
            .collect();
        let expected = ["section", "timeline_event", "question", "contributing_factor", "answer", "measure_title"];
        assert_eq!(places, expected, "{report}");
        assert_eq!((&report["open"], &report["kept"]), (&json!(6), &json!(0)));
    }
}

both! {
    async fn a_phrase_is_kept_until_its_sentence_is_rewritten(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let incident = opened(&ines, BLAME).await;
        let reference = incident.reference();
        let path = format!("/incidents/{reference}");
        let report = found(&ines, &reference).await;
        let finding = &report["places"][0]["findings"][0];
        let kept = ines.post(&format!("{path}/kept-phrases"), keep(finding, "The provider's own words")).await.ok();
        assert_eq!(kept.body["kept_phrases"][0]["phrase"], "engineer forgot");
        let counts = |report: &Value| (report["open"].as_u64().unwrap(), report["kept"].as_u64().unwrap());
        let report = found(&ines, &reference).await;
        assert_eq!(counts(&report), (0, 1));
        assert_eq!(report["places"][0]["findings"][0]["kept"]["reason"], "The provider's own words");
        // Writing around it, and breaking its line elsewhere, leave it kept.
        let write = |text: String, seen: Answer| {
            let (ines, path) = (ines.seen(&seen), format!("{path}/sections/summary"));
            async move { ines.put(&path, json!({"text": text})).await.ok() }
        };
        let around = write(format!("More.\n\n{}", BLAME.replace("engineer forgot", "engineer\nforgot")), kept).await;
        assert_eq!(counts(&found(&ines, &reference).await), (0, 1));
        let anew = write(BLAME.replace("pool size", "limit"), around).await;
        assert_eq!(counts(&found(&ines, &reference).await), (1, 0));
        // The old sentence comes back, and its decision with it.
        write(BLAME.into(), anew).await;
        assert_eq!(counts(&found(&ines, &reference).await), (0, 1));
        let check = checked(&ines, json!({"text": BLAME, "incident": reference})).await;
        assert_eq!(check[0]["kept"]["by"], 1);
    }
}

both! {
    async fn keeping_is_logged_undone_and_let_go(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let incident = opened(&ines, BLAME).await;
        let reference = incident.reference();
        let path = format!("/incidents/{reference}");
        let report = found(&ines, &reference).await;
        let form = keep(&report["places"][0]["findings"][0], "quoted from the provider");
        let kept = ines.post(&format!("{path}/kept-phrases"), form.clone()).await.ok();
        let log = ines.get(&format!("{path}/changes")).await.ok();
        assert_eq!(log.body[0]["name"], "kept_phrase.added");
        assert_eq!(log.body[0]["change"]["entry"]["reason"], "quoted from the provider");
        let version = json!({"version": kept.body["version"]});
        ines.post(&format!("{path}/undo"), version).await.ok();
        assert_eq!(found(&ines, &reference).await["open"], 1);
        let again = ines.post(&format!("{path}/kept-phrases"), form).await.ok();
        let id = &again.body["kept_phrases"][0]["id"];
        let gone = ines.seen(&again).delete(&format!("{path}/kept-phrases/{id}")).await.ok();
        assert_eq!(gone.body["kept_phrases"], Value::Null);
        ines.seen(&gone).delete(&format!("{path}/kept-phrases/{id}")).await.refused(404, "no_such_kept_phrase");
        ines.delete(&format!("{path}/kept-phrases/{id}")).await.refused(428, "if_match_missing");
    }
}

both! {
    async fn what_cannot_be_kept_changes_nothing(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let incident = opened(&ines, BLAME).await;
        let path = format!("/incidents/{}/kept-phrases", incident.reference());
        let form = json!({"rule": "judgement", "phrase": "careless", "sentence": "A careless change.", "reason": "a name"});
        for (part, value, code) in [
            ("reason", json!("  "), "empty"),
            ("rule", json!("none-such"), "no_such_rule"),
            ("phrase", json!("sloppy"), "not_in_sentence"),
            ("reason", json!("x".repeat(301)), "too_long"),
        ] {
            let mut wrong = form.clone();
            wrong[part] = value;
            let answer = ines.post(&path, wrong).await;
            answer.refused(422, code);
            assert_eq!(answer.body["field"], part);
        }
        let viewer = app.person("vera", Role::Viewer).await;
        app.session(&viewer).await.post(&path, form).await.refused(403, "role_too_low");
        let now = ines.get(&format!("/incidents/{}", incident.reference())).await.ok();
        assert_eq!(now.body["version"], incident.body["version"]);
    }
}

/// The rules that find something in a text.
async fn rules(caller: &Caller<'_>, text: &str) -> Vec<String> {
    let findings = checked(caller, json!({"text": text})).await;
    let findings = findings.as_array().unwrap().iter();
    findings
        .map(|finding| finding["rule"].as_str().unwrap().to_owned())
        .collect()
}

async fn settings(caller: &Caller<'_>, part: &str, value: Value) -> Answer {
    let mut settings = caller.get("/workspace").await.ok().body["settings"].clone();
    settings["language"][part] = value;
    caller.put("/workspace/settings", settings).await
}

both! {
    async fn a_workspace_adds_names_roles_phrases_and_severities(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        // The name of a member comes by itself, and goes on being known after others are added.
        assert_eq!(rules(&ines, "INES forgot to raise the limit.").await, ["named-person"]);
        assert!(rules(&ines, "Zaphod failed to raise the limit.").await.is_empty());
        settings(&ines, "names", json!(["Zaphod Beeblebrox"])).await.ok();
        assert_eq!(rules(&ines, "Zaphod failed to raise the limit.").await, ["named-person"]);
        assert_eq!(rules(&ines, "INES forgot to raise the limit.").await, ["named-person"]);
        assert!(rules(&ines, "The flumper failed to raise the limit.").await.is_empty());
        settings(&ines, "roles", json!(["flumper"])).await.ok();
        assert_eq!(rules(&ines, "The flumper failed to raise the limit.").await, ["person-as-cause"]);
        settings(&ines, "allowed", json!(["human error budget"])).await.ok();
        assert!(rules(&ines, "The human error budget is spent.").await.is_empty());
        settings(&ines, "severities", json!({"human-error": "off", "collective-lapse": "note"})).await.ok();
        assert!(rules(&ines, "It was human error.").await.is_empty());
        assert_eq!(rules(&ines, "We should have checked.").await, ["collective-lapse"]);
        let listed = ines.get("/language/rules").await.ok();
        let rule = listed.body.as_array().unwrap().iter().find(|rule| rule["id"] == "human-error").unwrap();
        assert_eq!((&rule["severity"], &rule["usual_severity"]), (&json!("off"), &json!("warning")));
        let log = ines.get("/changes?limit=200").await.ok();
        let names = log.body["items"].as_array().unwrap().iter().filter(|it| it["name"] == "settings.changed");
        assert_eq!(names.count(), 4);
    }
}

both! {
    async fn additions_that_are_wrong_are_refused_by_their_field(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        for (part, value, code, field) in [
            ("names", json!([""]), "empty", "language.names"),
            ("roles", json!(["x".repeat(101)]), "too_long", "language.roles"),
            ("allowed", json!(["!?"]), "no_word", "language.allowed"),
            ("severities", json!({"none-such": "off"}), "no_such_rule", "language.severities"),
        ] {
            let answer = settings(&ines, part, value).await;
            answer.refused(422, code);
            assert_eq!(answer.body["field"], field);
        }
        settings(&ines, "severities", json!({"hindsight": "loud"})).await.refused(422, "wrong_shape");
    }
}

async fn published(caller: &Caller<'_>, summary: &str) -> Answer {
    let incident = opened(caller, summary).await;
    let path = format!("/incidents/{}/publish", incident.reference());
    caller
        .seen(&incident)
        .post(&path, json!({"no_actions_reason": "nothing to do"}))
        .await
        .ok()
}

fn latest(trend: &Answer) -> Value {
    assert_eq!(trend.body["state"], "ready", "{}", trend.text);
    trend.body["quarters"]
        .as_array()
        .unwrap()
        .last()
        .unwrap()
        .clone()
}

both! {
    async fn the_trend_counts_what_was_published_and_follows_it(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let empty = latest(&ines.get("/stats/language").await.ok());
        assert_eq!((&empty["words"], &empty["per_thousand"]), (&json!(0), &Value::Null));
        // Two words of the title and ten of the summary, one of which is a picture and counts not.
        let first = published(&ines, BLAME).await;
        opened(&ines, BLAME).await;
        let trend = ines.get("/stats/language?quarters=2").await.ok();
        assert_eq!(trend.body["quarters"].as_array().unwrap().len(), 2);
        let quarter = latest(&trend);
        assert_eq!(quarter["label"], "2026 Q4");
        let counts = ["documents", "words", "found", "kept"].map(|name| quarter[name].as_u64().unwrap());
        assert_eq!(counts, [1, 12, 1, 0]);
        assert!((quarter["per_thousand"].as_f64().unwrap() - 1_000.0 / 12.0).abs() < 1e-9);
        assert!(quarter["low"].as_f64() < quarter["per_thousand"].as_f64());
        assert_eq!(trend.body["rules"], json!([{"rule": "person-as-cause", "title": "A person as the cause", "found": 1}]));
        // It follows what is kept, taken back, and added to the check.
        let path = format!("/incidents/{}", first.reference());
        let report = found(&ines, &first.reference()).await;
        ines.post(&format!("{path}/kept-phrases"), keep(&report["places"][0]["findings"][0], "quoted")).await.ok();
        let quarter = latest(&ines.get("/stats/language").await.ok());
        assert_eq!((&quarter["found"], &quarter["kept"]), (&json!(0), &json!(1)));
        published(&ines, "The flumper forgot to raise it.").await;
        assert_eq!(latest(&ines.get("/stats/language").await.ok())["found"], 0);
        settings(&ines, "roles", json!(["flumper"])).await.ok();
        let quarter = latest(&ines.get("/stats/language").await.ok());
        assert_eq!((&quarter["documents"], &quarter["found"]), (&json!(2), &json!(1)));
        ines.get("/stats/language?quarters=0").await.refused(400, "quarters");
    }
}

both! {
    async fn an_import_says_how_many_phrases_of_each_file_read_as_blame(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let blaming = "# Checkout failed\n\n## Summary\n\nThe engineer forgot to raise the limit. It was human error.\n";
        let fine = "# Search was slow\n\n## Summary\n\nThe index was rebuilt twice.\n";
        let files = [("a.md", blaming), ("b.md", fine), ("c.md", "")].map(|(name, text)| {
            format!("--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{text}\r\n")
        });
        let body = format!("{}--x--\r\n", files.concat());
        let form = ines.with("content-type", "multipart/form-data; boundary=x");
        for path in ["/imports?timezone=UTC&dry_run=true", "/imports?timezone=UTC"] {
            let report = form.send(axum::http::Method::POST, path, body.clone().into()).await.ok();
            let phrases: Vec<_> = report.body["files"].as_array().unwrap().iter().map(|file| file["phrases"].clone()).collect();
            assert_eq!(phrases, [json!(2), json!(0), Value::Null], "{}", report.text);
        }
        assert_eq!(found(&ines, "INC-1").await["open"], 2);
    }
}
