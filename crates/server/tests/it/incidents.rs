//! Opening, reading, editing, taking back.

use afterword_domain::person::Role;
use afterword_domain::policy::Sight;
use afterword_testbed::both;
use serde_json::json;

use crate::util::TestApp;

both! {
    async fn an_incident_is_opened_with_one_sentence(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let opened = ines.post("/incidents", json!({"title": "  Checkout   failed "})).await.ok();
        assert_eq!(opened.status, 201);
        assert_eq!(opened.body["reference"], "INC-1");
        assert_eq!(opened.body["title"], "Checkout failed");
        assert_eq!(opened.headers["location"], "/api/v1/incidents/INC-1");
        assert_eq!(opened.headers["etag"], "\"1\"");
        let read = ines.get("/incidents/inc-1").await.ok();
        assert_eq!(read.body, opened.body);
        // The page shows more than the version tells of: it is not to be kept.
        assert_eq!(read.headers["cache-control"], "no-store");
        let again = ines.with("if-none-match", "\"1\"").get("/incidents/INC-1").await;
        assert_eq!(again.status, 200);
        ines.get("/incidents/INC-2").await.refused(404, "not_found");
    }
}

both! {
    async fn an_edit_carries_the_version_it_saw(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let mika = app.person("mika", Role::Member).await;
        let mika = app.session(&mika).await;
        let seen = ines.post("/incidents", json!({"title": "Checkout failed"})).await.ok();
        let unversioned = ines.patch("/incidents/INC-1", json!({"title": "x"})).await;
        unversioned.refused(428, "if_match_missing");

        let path = "/incidents/INC-1/sections/summary";
        mika.seen(&seen).put(path, json!({"text": "Mika's words"})).await.ok();
        // Another place: both are kept.
        let merged = ines.seen(&seen).patch("/incidents/INC-1", json!({"severity": "sev1"})).await.ok();
        assert_eq!(merged.body["severity"], "sev1");
        assert_eq!(merged.body["html"]["section:summary"], "<p>Mika's words</p>\n");
        // The same place: the later one is told, with both sides, and nothing is lost.
        let late = ines.seen(&seen).put(path, json!({"text": "Ines's words"})).await;
        late.refused(409, "conflict");
        let conflict = &late.body["conflict"];
        assert_eq!(conflict["theirs"][0]["to"]["text"], "Mika's words");
        assert_eq!(conflict["yours"][0]["to"]["text"], "Ines's words");
        assert_eq!((&conflict["seen"], &conflict["version"]), (&json!(1), &json!(3)));
        let kept = ines.get("/incidents/INC-1").await.ok();
        assert_eq!(kept.body["version"], 3);
    }
}

both! {
    async fn what_was_done_is_taken_back(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        ines.post("/incidents", json!({"title": "Checkout failed"})).await.ok();
        let entry = json!({"occurred_at": "2026-10-08T09:19:00Z", "kind": "alert", "text": "5xx above 2 %"});
        let added = ines.post("/incidents/INC-1/timeline", entry).await.ok();
        let event = added.body["timeline"][0]["id"].clone();
        let gone = ines.seen(&added).delete(&format!("/incidents/INC-1/timeline/{event}")).await.ok();
        assert_eq!(gone.body["timeline"], json!([]));
        let version = gone.body["version"].clone();
        let back = ines.post("/incidents/INC-1/undo", json!({"version": version})).await.ok();
        assert_eq!(back.body["timeline"], added.body["timeline"]);
        let history = ines.get("/incidents/INC-1/changes").await.ok();
        let names: Vec<_> = history.body.as_array().unwrap().iter().map(|c| c["name"].as_str().unwrap()).collect();
        let expected =
            ["timeline_event.added", "timeline_event.removed", "timeline_event.added", "incident.opened"];
        assert_eq!(names, expected);
        let never = ines.post("/incidents/INC-1/undo", json!({"version": 9})).await;
        never.refused(404, "nothing_to_undo");
    }
}

both! {
    async fn an_edit_is_taken_back_however_long_ago_it_was(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let opened = ines.post("/incidents", json!({"title": "Checkout failed"})).await.ok();
        let edit = json!({"title": "Checkout down"});
        let edited = ines.seen(&opened).patch("/incidents/INC-1", edit).await.ok();
        let store = &app.app.store;
        let author = afterword_store::Author {
            person: None, via: afterword_store::Via::System, request_id: None,
        address: None,
        };
        for round in 0..201 {
            let text = format!("round {round}");
            let decide = move |incident: &afterword_domain::Incident, _: &_, _: &_| {
                afterword_domain::postmortem::edit::write_section(incident, "summary", &text)
            };
            let reference = afterword_domain::IncidentRef(1);
            store.edit_incident((&Sight::Everything, &author), reference, None, app.app.now(), decide).await.unwrap();
        }
        let undo = json!({"version": edited.body["version"]});
        let undone = ines.post("/incidents/INC-1/undo", undo).await.ok();
        assert_eq!(undone.body["title"], "Checkout failed");
    }
}

both! {
    async fn what_is_not_there_is_404_where_the_path_names_it(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let seen = ines.post("/incidents", json!({"title": "Checkout failed"})).await.ok();
        ines.get("/incidents/INC-9999/changes").await.refused(404, "not_found");
        let inside = [
            ("timeline/99", "no_such_event"),
            ("sections/nowhere", "no_such_section"),
            ("factors/99", "no_such_contributing_factor"),
            ("answers/99", "no_such_answer"),
            ("measures/99", "no_such_measure"),
            ("actions/99", "no_such_action_item"),
        ];
        for (path, code) in inside {
            let path = format!("/incidents/INC-1/{path}");
            ines.seen(&seen).delete(&path).await.refused(404, code);
        }
        let review = json!({"outcome": "done"});
        let review = ines.post("/incidents/INC-1/actions/99/reviews", review).await;
        review.refused(404, "no_such_action_item");
        // Here the body names it.
        let chosen = ines.post("/incidents/INC-1/actions", json!({"measure": 99})).await;
        chosen.refused(422, "no_such_measure");
        assert_eq!(chosen.body["field"], "measure");
    }
}

both! {
    async fn the_change_log_is_read_page_by_page(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let mika = app.person("mika", Role::Member).await;
        for title in ["one", "two", "three"] {
            ines.post("/incidents", json!({"title": title})).await.ok();
        }
        let first = ines.get("/changes?limit=3").await.ok();
        assert_eq!((&first.body["items"][2]["seq"], &first.body["next"]), (&json!(3), &json!(3)));
        // Two people, a session, and three incidents.
        let last = ines.get("/changes?limit=2&after=4").await.ok();
        assert_eq!(last.body["items"][1]["incident"], "INC-3");
        assert_eq!(last.body["next"], json!(null));
        assert_eq!(ines.get("/changes?after=6").await.ok().body["items"], json!([]));
        ines.get("/changes?limit=201").await.refused(400, "limit");
        app.session(&mika).await.get("/changes").await.refused(403, "role_too_low");
    }
}

both! {
    async fn lists_are_filtered_by_the_query_language(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        for (title, severity) in [("Ledger slow", "sev1"), ("Search stale", "sev3"), ("Ledger down", "sev2")] {
            ines.post("/incidents", json!({"title": title, "severity": severity})).await.ok();
        }
        let found = ines.get("/incidents?q=sev:1,2%20ledger&order=oldest").await.ok();
        assert_eq!(found.body["total"], 2);
        assert_eq!(found.body["items"][0]["title"], "Ledger slow");
        let first = ines.get("/incidents?limit=2").await.ok();
        let next = first.body["next"].as_str().unwrap();
        ines.post("/incidents", json!({"title": "Arrives meanwhile"})).await.ok();
        let rest = ines.get(&format!("/incidents?limit=2&cursor={next}")).await.ok();
        assert_eq!(rest.body["items"].as_array().unwrap().len(), 1);
        assert_eq!(rest.body["items"][0]["title"], "Ledger slow");
        let tabs = ines.get("/incident-tabs").await.ok();
        assert_eq!(tabs.body[0]["count"], 4);
    }
}

both! {
    async fn a_list_is_counted_by_quarter_over_all_its_rows(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        for (began, severity, mode) in [
            ("2026-10-01", "sev1", "standard"), ("2026-09-30", "sev1", "standard"),
            ("2026-08-01", "sev2", "standard"), ("2026-07-01", "sev1", "drill"),
        ] {
            let milestones = json!({"impact_started_at": format!("{began}T00:00:00Z")});
            let opened = ines.post("/incidents", json!({"title": "x", "severity": severity})).await.ok();
            let path = format!("/incidents/{}", opened.body["reference"].as_str().unwrap());
            ines.seen(&opened).patch(&path, json!({"milestones": milestones, "mode": mode})).await.ok();
        }
        let counted = |body: &serde_json::Value| -> Vec<(String, u64)> {
            let quarters = body.as_array().unwrap().iter();
            let one = |quarter: &serde_json::Value| {
                (quarter["label"].as_str().unwrap().to_owned(), quarter["listed"].as_u64().unwrap())
            };
            quarters.map(one).collect()
        };
        let all = ines.get("/incident-quarters").await.ok();
        assert_eq!(counted(&all.body), [("2026 Q4".into(), 1), ("2026 Q3".into(), 3)]);
        assert_eq!((&all.body[0]["partial"], &all.body[1]["partial"]), (&json!(true), &json!(false)));
        let some = ines.get("/incident-quarters?q=sev:1%20-is:drill").await.ok();
        assert_eq!(counted(&some.body), [("2026 Q4".into(), 1), ("2026 Q3".into(), 1)]);
        let none = ines.get("/incident-quarters?q=sev:4").await.ok();
        assert_eq!(none.body, json!([]));
        // A page begins as many rows further on as asked.
        let leapt = ines.get("/incidents?limit=2&skip=3").await.ok();
        assert_eq!((leapt.body["items"].as_array().unwrap().len(), &leapt.body["total"]), (1, &json!(4)));
        assert_eq!(leapt.body["items"][0]["mode"], "drill");
    }
}

both! {
    async fn what_people_write_is_shown_without_their_scripts(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let seen = ines.post("/incidents", json!({"title": "x"})).await.ok();
        let text = "**bold** [x](javascript:alert(1)) <img src=x onerror=alert(1)>\n\n<script>alert(1)</script>";
        let body = json!({"text": text});
        let written = ines.seen(&seen).put("/incidents/INC-1/sections/summary", body).await.ok();
        let html = written.body["html"]["section:summary"].as_str().unwrap();
        assert!(html.contains("<strong>bold</strong>"), "{html}");
        assert!(!html.contains("script") && !html.contains("onerror"), "{html}");
    }
}
