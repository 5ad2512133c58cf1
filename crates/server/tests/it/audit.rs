//! The audit log as administrators read it, and what is in it of reading and taking out.

use afterword_domain::person::{Person, Role};
use afterword_server::features::audit::shorten;
use afterword_server::features::jobs;
use afterword_testbed::both;
use serde_json::{Value, json};

use crate::util::{Answer, Caller, TestApp};

fn names(page: &Answer) -> Vec<&str> {
    let items = page.body["items"].as_array().unwrap();
    items
        .iter()
        .map(|entry| entry["name"].as_str().unwrap())
        .collect()
}

async fn audit(caller: &Caller<'_>, query: &str) -> Answer {
    caller.get(&format!("/audit?{query}")).await.ok()
}

async fn count(caller: &Caller<'_>, query: &str) -> usize {
    names(&audit(caller, query).await).len()
}

/// An incident that only these people see.
async fn restricted(caller: &Caller<'_>, people: &[&Person]) -> String {
    let people: Vec<_> = people.iter().map(|person| person.id).collect();
    let visibility = json!({"to": "restricted", "people": people, "teams": []});
    let form = json!({"title": "Salaries leaked", "visibility": visibility});
    caller.post("/incidents", form).await.ok().reference()
}

both! {
    async fn who_did_what_when_and_from_where_is_told_with_both_sides(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.person("ines", Role::Admin).await;
        let admin = app.session(&ines).await;
        let mika = app.person("mika", Role::Member).await;
        let form = json!({"handle": "mika", "name": "MIKA", "role": "viewer", "email": null, "team": null,
            "active": true});
        admin.put(&format!("/people/{}", mika.id), form).await.ok();
        let page = audit(&admin, "kind=person.changed").await;
        let [entry] = page.body["items"].as_array().unwrap().as_slice() else {
            panic!("one entry: {}", page.text);
        };
        assert_eq!(entry["author"]["person"], json!(ines.id));
        assert_eq!(entry["author"]["via"], "web");
        assert_eq!(entry["author"]["address"], "127.0.0.1");
        assert_eq!(entry["change"]["from"]["role"], "member");
        assert_eq!(entry["change"]["to"]["role"], "viewer");
        assert_eq!(entry["hash"].as_str().unwrap().len(), 64);
        assert_eq!(entry["at"], crate::util::NOW);
    }

    async fn only_administrators_read_it(db: TestDb) {
        let app = TestApp::start(db).await;
        for role in [Role::Viewer, Role::Member] {
            let person = app.person(&role.to_string(), role).await;
            let caller = app.session(&person).await;
            caller.get("/audit").await.refused(403, "role_too_low");
            caller.get("/audit.jsonl").await.refused(403, "role_too_low");
        }
        app.anon().get("/audit").await.refused(401, "not_signed_in");
        let admin = app.admin().await;
        for scope in ["read", "write", "admin"] {
            let form = json!({"name": scope, "scopes": [scope]});
            let token = admin.post("/tokens", form).await.ok();
            let caller = app.token(token.body["secret"].as_str().unwrap());
            if scope == "admin" {
                caller.get("/audit").await.ok();
            } else {
                caller.get("/audit").await.refused(403, "scope_missing");
                caller.get("/audit.jsonl").await.refused(403, "scope_missing");
            }
        }
    }

    async fn what_cannot_be_meant_is_refused(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        for (query, code) in [
            ("limit=0", "limit"),
            ("limit=201", "limit"),
            ("cursor=x", "cursor"),
            ("cursor=-1", "cursor"),
            ("kind=TOKEN", "kind"),
            ("kind=a.b.c", "kind"),
            ("kind=%25", "kind"),
            ("from=yesterday", "wrong_parameter"),
            ("incident=INC-x", "wrong_parameter"),
            ("person=ines", "wrong_parameter"),
            ("of=me", "wrong_parameter"),
        ] {
            admin.get(&format!("/audit?{query}")).await.refused(400, code);
        }
        admin.get("/audit.jsonl?kind=TOKEN").await.refused(400, "kind");
        admin.get("/audit.jsonl?after=x").await.refused(400, "wrong_parameter");
        let names = audit(&admin, "kind=export").await;
        assert_eq!(names.body["items"], json!([]), "what was refused was not given out");
    }

    async fn it_is_read_page_by_page_and_line_by_line(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        for number in 0..7 {
            let form = json!({"title": format!("Ledger down {number}")});
            admin.post("/incidents", form).await.ok();
        }
        let mut seqs = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = audit(&admin, &format!("limit=3{cursor}")).await;
            let items = page.body["items"].as_array().unwrap();
            seqs.extend(items.iter().map(|entry| entry["seq"].as_u64().unwrap()));
            match page.body["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        let every: Vec<_> = (1..=app.app.store.latest_seq().await.unwrap()).rev().collect();
        assert_eq!(seqs, every);
        let lines = admin.get("/audit.jsonl").await.ok();
        assert_eq!(lines.headers["content-type"], "application/x-ndjson");
        let read = |text: &str| -> Vec<Value> {
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
        };
        let told = read(&lines.text);
        assert_eq!(told.last().unwrap()["name"], "export.made", "that it was asked for is in it");
        let known: Vec<_> = told.iter().map(|entry| entry["seq"].as_u64().unwrap()).collect();
        assert_eq!(known, (1..=every[0] + 1).collect::<Vec<_>>());
        let after = every[0];
        let rest = admin.get(&format!("/audit.jsonl?after={after}")).await.ok();
        assert_eq!(read(&rest.text).len(), 2);
        let tokens = admin.get("/audit.jsonl?kind=token").await.ok();
        assert_eq!(tokens.text, "");
    }

    async fn who_opens_a_restricted_incident_is_written_down(db: TestDb) {
        let app = TestApp::start(db).await;
        let (ines, mika) = (app.person("ines", Role::Admin).await, app.person("mika", Role::Member).await);
        let (dana, other) = (app.person("dana", Role::Admin).await, app.person("otto", Role::Member).await);
        let admin = app.session(&ines).await;
        let secret = restricted(&admin, &[&ines, &mika]).await;
        let open = admin.post("/incidents", json!({"title": "Ledger down"})).await.ok().reference();
        let viewed = format!("kind=incident.viewed&incident={secret}");
        let before = count(&admin, &viewed).await;
        let member = app.session(&mika).await;
        for path in ["", "/changes", "/versions", "/agenda"] {
            member.get(&format!("/incidents/{secret}{path}")).await.ok();
            member.get(&format!("/incidents/{open}{path}")).await.ok();
        }
        assert_eq!(count(&admin, &viewed).await, before + 1, "once an hour, whatever was read");
        app.travel_seconds(3_601);
        member.get(&format!("/incidents/{secret}")).await.ok();
        assert_eq!(count(&admin, &viewed).await, before + 2);
        let page = audit(&admin, &viewed).await;
        assert_eq!(page.body["items"][0]["author"]["person"], json!(mika.id));
        assert_eq!(page.body["items"][0]["change"]["incident"], json!(secret));
        assert_eq!(count(&admin, &format!("kind=incident.viewed&incident={open}")).await, 0);
        // Whoever does not see it is told of nothing, and leaves no trace.
        let stranger = app.session(&other).await;
        stranger.get(&format!("/incidents/{secret}")).await.refused(404, "not_found");
        assert_eq!(count(&admin, &viewed).await, before + 2);
        let outside = app.session(&dana).await;
        assert_eq!(count(&outside, &viewed).await, 0);
        let all = audit(&outside, "limit=200").await;
        assert!(!all.text.contains(&secret) && !all.text.contains("Salaries"), "{}", all.text);
        let lines = outside.get("/audit.jsonl").await.ok();
        assert!(!lines.text.contains(&secret) && !lines.text.contains("Salaries"));
        // A look is no edit: nothing of it is in the incident's history.
        let history = member.get(&format!("/incidents/{secret}/changes")).await.ok();
        assert!(!history.text.contains("viewed"), "{}", history.text);
    }

    async fn what_is_taken_out_is_written_down(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        let one = admin.post("/incidents", json!({"title": "Ledger down"})).await.ok().reference();
        admin.get(&format!("/incidents/{one}/export")).await.ok();
        admin.post(&format!("/incidents/{one}/export"), json!({})).await.ok();
        admin.get("/actions.csv").await.ok();
        admin.get("/audit.jsonl").await.ok();
        let page = audit(&admin, "kind=export").await;
        let told: Vec<_> = page.body["items"].as_array().unwrap().iter()
            .map(|entry| (entry["change"]["export"].as_str().unwrap(), entry["change"]["incident"].as_str()))
            .collect();
        assert_eq!(told, [
            ("audit_log", None),
            ("action_items", None),
            ("document_by_role", Some(one.as_str())),
            ("document", Some(one.as_str())),
        ]);
        assert_eq!(count(&admin, &format!("kind=export&incident={one}")).await, 2);
        admin.get("/incidents/INC-99/export").await.refused(404, "not_found");
        assert_eq!(count(&admin, "kind=export").await, 4);
    }

    async fn sign_ins_and_tokens_are_in_it(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.person("ines", Role::Admin).await;
        let admin = app.session(&ines).await;
        let wrong = json!({"name": "ines", "password": "not the right one"});
        app.anon().post("/session", wrong).await.refused(401, "sign_in_failed");
        let form = json!({"name": "ci", "scopes": ["read"]});
        let token = admin.post("/tokens", form).await.ok();
        admin.delete(&format!("/tokens/{}", token.body["id"])).await.ok();
        let of_ines = audit(&admin, &format!("person={}", ines.id)).await;
        for name in ["session.began", "sign_in.failed", "token.added", "token.removed"] {
            assert!(names(&of_ines).contains(&name), "{name}: {}", of_ines.text);
        }
    }

    async fn old_entries_go_when_the_workspace_wants_it(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        let one = admin.post("/incidents", json!({"title": "Ledger down"})).await.ok().reference();
        for _ in 0..3 {
            admin.get("/actions.csv").await.ok();
        }
        jobs::follow(&app.app).await.unwrap();
        app.travel_days(40);
        let admin = app.session(&app.person("dana", Role::Admin).await).await;
        assert_eq!(shorten(&app.app).await.unwrap(), 0, "it is off to begin with");
        let mut settings = admin.get("/workspace").await.ok().body["settings"].clone();
        settings["audit_days"] = json!(29);
        let refused = admin.put("/workspace/settings", settings.clone()).await;
        refused.refused(422, "audit_days_out_of_range");
        assert_eq!(refused.body["field"], "audit_days");
        settings["audit_days"] = json!(30);
        admin.put("/workspace/settings", settings).await.ok();
        let history = admin.get(&format!("/incidents/{one}/changes")).await.ok();
        assert!(shorten(&app.app).await.unwrap() >= 3);
        assert_eq!(shorten(&app.app).await.unwrap(), 0);
        assert_eq!(count(&admin, "kind=export").await, 0);
        let page = audit(&admin, "kind=audit").await;
        assert_eq!(names(&page), ["audit.shortened"]);
        let after = admin.get(&format!("/incidents/{one}/changes")).await.ok();
        assert_eq!(after.body, history.body, "history is made of what stays");
        assert_eq!(app.app.store.verify_log(None).await.unwrap().fault, None);
        assert_eq!(app.app.store.check().await.unwrap(), Vec::<String>::new());
    }
}
