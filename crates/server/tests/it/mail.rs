//! Mail: entering the server, trying it out, and what is told by letter, all against a real one.

use afterword_domain::person::{Person, PersonForm, Role};
use afterword_server::features::jobs::{follow, work_due};
use afterword_server::features::notices::tell_what_is_due;
use afterword_store::{Author, Via};
use afterword_testbed::both;
use afterword_testbed::smtp::{Encryption, PASSWORD, Shown, Smtp, USER};
use serde_json::{Value, json};

use crate::util::{Caller, TestApp};

/// Somebody who can be written to.
pub(crate) async fn reachable(app: &TestApp, handle: &str, email: &str, role: Role) -> Person {
    let form = PersonForm {
        handle: handle.into(),
        name: "Inès Ångström".into(),
        email: Some(email.into()),
        role,
        team: None,
    };
    let author = Author {
        person: None,
        via: Via::System,
        request_id: None,
        address: None,
    };
    let added = app.app.store.add_person(&author, form, app.app.now()).await;
    added.unwrap()
}

pub(crate) async fn has_public_address(admin: &Caller<'_>) {
    let mut settings = admin.get("/workspace").await.ok().body["settings"].take();
    settings["public_url"] = json!("https://afterword.example.org/");
    admin.put("/workspace/settings", settings).await.ok();
}

/// Does without the letter of the week, so that a reminder comes by itself.
pub(crate) async fn without_the_week(caller: &Caller<'_>) {
    let mut notices = caller.get("/me/notices").await.ok().body;
    notices["preferences"]["without"] = json!(["week"]);
    let preferences = notices["preferences"].take();
    caller.put("/me/notices", preferences).await.ok();
}

/// An action item of a new incident that was due yesterday.
pub(crate) async fn overdue(admin: &Caller<'_>, owner: &Person) -> String {
    let form = json!({ "title": "Checkout is down" });
    let incident = admin.post("/incidents", form).await.ok().reference();
    let form = json!({ "title": "Bound the retries", "owner": owner.id, "due_on": "2026-10-07" });
    let path = format!("/incidents/{incident}/actions");
    let made = admin.post(&path, form).await.ok();
    made.body["postmortem"]["actions"][0]["id"].to_string()
}

fn form(smtp: &Smtp) -> Value {
    json!({
        "host": "127.0.0.1", "port": smtp.port, "security": "starttls", "user": USER,
        "password": PASSWORD, "from": "afterword@example.org", "from_name": "Afterword",
        "authority": smtp.authority,
    })
}

async fn failed(admin: &Caller<'_>) -> Vec<Value> {
    let jobs = admin.get("/jobs?state=failed").await.ok();
    jobs.body["items"].as_array().unwrap().clone()
}

both! {
    async fn what_is_due_is_told_by_letter_once(db: TestDb) {
        let (app, smtp) = (TestApp::start(db).await, Smtp::start(Encryption::Starttls, Shown::Certified));
        let person = reachable(&app, "ines", "ines@example.org", Role::Admin).await;
        let ines = app.session(&person).await;
        has_public_address(&ines).await;
        ines.put("/mail-server", form(&smtp)).await.ok();
        without_the_week(&ines).await;
        let action = overdue(&ines, &person).await;
        for _ in 0..3 {
            tell_what_is_due(&app.app).await.unwrap();
            work_due(&app.app).await.unwrap();
        }
        let letters = smtp.letters(1);
        assert_eq!(letters.len(), 1);
        let letter = &letters[0];
        assert_eq!(letter["subject"], "“Bound the retries” was due yesterday");
        assert_eq!(letter["to"][0]["name"], "Inès Ångström");
        let link = format!("https://afterword.example.org/incidents/INC-1#action-{action}");
        assert!(letter["text"].as_str().unwrap().contains(&link), "{}", letter["text"]);
        assert_eq!(letter["calls_itself"], "afterword.example.org");
        assert_eq!(letter["date"], "2026-10-08T16:00:00.000Z");
        assert_eq!(failed(&ines).await, Vec::<Value>::new());
    }

    async fn who_is_asked_to_come_again_does_and_what_is_refused_is_shown(db: TestDb) {
        let (app, smtp) = (TestApp::start(db).await, Smtp::start(Encryption::Starttls, Shown::Certified));
        let grey = reachable(&app, "grey", "grey@example.org", Role::Admin).await;
        let nobody = reachable(&app, "nobody", "nobody@example.org", Role::Member).await;
        let admin = app.session(&grey).await;
        has_public_address(&admin).await;
        admin.put("/mail-server", form(&smtp)).await.ok();
        without_the_week(&admin).await;
        without_the_week(&app.session(&nobody).await).await;
        overdue(&admin, &grey).await;
        overdue(&admin, &nobody).await;
        tell_what_is_due(&app.app).await.unwrap();
        work_due(&app.app).await.unwrap();
        let waiting = admin.get("/jobs?state=waiting").await.ok();
        let problem = waiting.body["items"][0]["problem"].as_str().unwrap();
        assert!(problem.contains("451 4.7.1 greylisted"), "{problem}");
        let failed = failed(&admin).await;
        let problem = failed[0]["problem"].as_str().unwrap();
        assert!(problem.contains("no letters for nobody@example.org: “550 5.1.1"), "{problem}");
        assert_eq!(failed.len(), 1);
        app.travel_seconds(60);
        work_due(&app.app).await.unwrap();
        assert_eq!(smtp.letters(1)[0]["for"][0], "grey@example.org");
    }

    async fn letters_of_a_server_that_lets_nobody_in_go_out_when_it_is_mended(db: TestDb) {
        let (app, smtp) = (TestApp::start(db).await, Smtp::start(Encryption::Starttls, Shown::Certified));
        let person = reachable(&app, "ines", "ines@example.org", Role::Admin).await;
        let ines = app.session(&person).await;
        let mut wrong = form(&smtp);
        wrong["password"] = json!("an old one");
        ines.put("/mail-server", wrong).await.ok();
        without_the_week(&ines).await;
        overdue(&ines, &person).await;
        tell_what_is_due(&app.app).await.unwrap();
        let told = ines.get("/me/notices").await.ok().body["told"].take();
        assert_eq!(told, json!([]), "links have nothing to begin with yet");
        has_public_address(&ines).await;
        tell_what_is_due(&app.app).await.unwrap();
        work_due(&app.app).await.unwrap();
        let waiting = ines.get("/jobs?state=waiting").await.ok();
        let problem = waiting.body["items"][0]["problem"].as_str().unwrap();
        assert!(problem.contains("535"), "{problem}");
        assert_eq!(failed(&ines).await, Vec::<Value>::new());
        // Nobody mends it until the Monday after the next.
        for _ in 0..11 * 24 {
            app.travel_seconds(3600);
            work_due(&app.app).await.unwrap();
        }
        // A session that nobody used for so long has ended.
        let ines = app.session(&person).await;
        assert_eq!(failed(&ines).await.len(), 1);
        ines.put("/mail-server", form(&smtp)).await.ok();
        work_due(&app.app).await.unwrap();
        assert_eq!(smtp.letters(1)[0]["subject"], "“Bound the retries” was due on Wednesday 7 October");
        assert_eq!(failed(&ines).await, Vec::<Value>::new());
    }

    async fn a_publication_is_told_to_those_who_were_in_the_meeting(db: TestDb) {
        let (app, smtp) = (TestApp::start(db).await, Smtp::start(Encryption::Starttls, Shown::Certified));
        let admin = app.session(&reachable(&app, "ines", "ines@example.org", Role::Admin).await).await;
        let there = reachable(&app, "mika", "mika@example.org", Role::Member).await;
        reachable(&app, "noor", "noor@example.org", Role::Member).await;
        has_public_address(&admin).await;
        admin.put("/mail-server", form(&smtp)).await.ok();
        let team = admin.post("/teams", json!({ "name": "Payments" })).await.ok().body["id"].clone();
        let service = json!({ "name": "checkout", "team": team });
        let service = admin.post("/services", service).await.ok().body["id"].clone();
        let incident = json!({ "title": "Checkout is down", "services": [service] });
        let incident = admin.post("/incidents", incident).await.ok().reference();
        let path = format!("/incidents/{incident}/meeting");
        let held = json!({
            "scheduled_at": "2026-10-08T15:00:00Z", "held_at": "2026-10-08T15:00:00Z",
            "facilitator": there.id, "minutes": 30,
        });
        let seen = admin.get(&format!("/incidents/{incident}")).await.ok();
        let met = admin.seen(&seen).put(&path, held).await.ok();
        let publish = json!({ "no_actions_reason": "Nothing could be done." });
        let path = format!("/incidents/{incident}/publish");
        admin.seen(&met).post(&path, publish).await.ok();
        follow(&app.app).await.unwrap();
        for _ in 0..2 {
            work_due(&app.app).await.unwrap();
            app.travel_seconds(24 * 3600);
        }
        let letters = smtp.letters(1);
        let to: Vec<_> = letters.iter().map(|letter| (&letter["for"][0], &letter["subject"])).collect();
        assert_eq!(to, [(&json!("mika@example.org"), &json!("Published: INC-1 “Checkout is down”"))]);
    }

    async fn who_has_said_nothing_is_told_in_the_hours_of_the_workspace(db: TestDb) {
        let app = TestApp::start(db).await;
        let person = reachable(&app, "ines", "ines@example.org", Role::Admin).await;
        let ines = app.session(&person).await;
        let mut settings = ines.get("/workspace").await.ok().body["settings"].take();
        settings["time_zone"] = json!("Mars/Olympus");
        ines.put("/workspace/settings", settings.clone()).await.refused(422, "unknown_zone");
        settings["time_zone"] = json!("America/Los_Angeles");
        ines.put("/workspace/settings", settings).await.ok();
        let notices = ines.get("/me/notices").await.ok().body;
        assert_eq!((&notices["own"], &notices["preferences"]["hours"]["zone"]),
            (&json!(false), &json!("America/Los_Angeles")));
        // Saying the usual is saying something.
        ines.put("/me/notices", notices["preferences"].clone()).await.ok();
        assert_eq!(ines.get("/me/notices").await.ok().body["own"], true);
    }

    async fn a_server_is_tried_out_with_a_letter_to_oneself(db: TestDb) {
        let (app, smtp) = (TestApp::start(db).await, Smtp::start(Encryption::Starttls, Shown::Certified));
        let person = reachable(&app, "ines", "ines@example.org", Role::Admin).await;
        let ines = app.session(&person).await;
        let test = async |form: Value| ines.post("/mail-server/test", form).await;
        test(form(&smtp)).await.refused(422, "no_public_url");
        has_public_address(&ines).await;
        let sent = test(form(&smtp)).await.ok();
        assert_eq!(sent.body, json!({ "to": "ines@example.org" }));
        assert_eq!(smtp.letters(1)[0]["subject"], "A letter of Afterword, to see whether it arrives");
        let with = |field: &str, value: Value| {
            let mut form = form(&smtp);
            form[field] = value;
            form
        };
        let wrong = test(with("password", json!("wrong"))).await;
        wrong.refused(422, "mail_login");
        assert_eq!(wrong.body["field"], "password");
        test(with("from", json!("stranger@example.org"))).await.refused(422, "mail_sender");
        test(with("host", json!("no.such.invalid"))).await.refused(422, "mail_unreachable");
        test(with("security", json!("tls"))).await.refused(422, "mail_not_encrypted");
        test(with("security", json!("none"))).await.refused(422, "unprotected");
        test(with("port", json!(0))).await.refused(422, "not_a_port");
        let stranger = test(with("authority", Value::Null)).await;
        stranger.refused(422, "mail_untrusted");
        let told = stranger.body["detail"].as_str().unwrap();
        assert!(told.contains("of “CN=127.0.0.1”, issued by “CN=Northwind mail authority”"), "{told}");
        let nobody = app.person("ada", Role::Admin).await;
        let ada = app.session(&nobody).await;
        ada.post("/mail-server/test", form(&smtp)).await.refused(422, "no_address");
        let read = ines.get("/mail-server").await.ok();
        assert_eq!(read.body, json!({ "server": null, "has_password": false }), "nothing is saved");
    }

    async fn a_password_is_never_shown_and_goes_nowhere_else(db: TestDb) {
        let (app, smtp) = (TestApp::start(db).await, Smtp::start(Encryption::Nothing, Shown::Certified));
        let admin = app.admin().await;
        let saved = admin.put("/mail-server", form(&smtp)).await.ok();
        assert_eq!(saved.body["has_password"], true);
        let read = admin.get("/mail-server").await.ok();
        let log = admin.get("/changes").await.ok();
        for answer in [&saved, &read, &log] {
            assert!(!answer.text.contains(PASSWORD), "{}", answer.text);
        }
        let mut kept = form(&smtp);
        kept["password"] = Value::Null;
        admin.put("/mail-server", kept.clone()).await.ok();
        kept["host"] = json!("mail.example.org");
        admin.put("/mail-server", kept.clone()).await.refused(422, "secret_missing");
        admin.post("/mail-server/test", kept).await.refused(422, "secret_missing");
        let mut member = form(&smtp);
        member["password"] = json!("x");
        let jon = app.person("jon", Role::Member).await;
        let jon = app.session(&jon).await;
        jon.get("/mail-server").await.refused(403, "role_too_low");
        jon.put("/mail-server", member.clone()).await.refused(403, "role_too_low");
        jon.post("/mail-server/test", member).await.refused(403, "role_too_low");
        jon.delete("/mail-server").await.refused(403, "role_too_low");
        admin.delete("/mail-server").await.ok();
        admin.delete("/mail-server").await.refused(404, "not_found");
    }
}
