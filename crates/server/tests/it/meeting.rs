//! A meeting as the people in it meet it, from its plan to its minutes.

use afterword_domain::person::{Person, Role};
use afterword_testbed::both;
use serde_json::{Value, json};

use crate::util::{Answer, Caller, TestApp};

const KEY: &str = "a key that a page made once";

/// INC-1 with an open action item, and INC-2 that is like it.
async fn two_incidents(ines: &Caller<'_>) {
    ines.post("/services", json!({"name": "ledger"})).await.ok();
    for title in ["Ledger failed", "Ledger failed again"] {
        let milestones = json!({
            "impact_started_at": "2026-10-07T09:00:00Z", "recovered_at": "2026-10-07T10:00:00Z",
        });
        let form = json!({"title": title, "services": [1], "milestones": milestones});
        ines.post("/incidents", form).await.ok();
    }
    let action = json!({"title": "Bound the retries", "due_on": "2026-10-16"});
    ines.post("/incidents/INC-1/actions", action).await.ok();
}

async fn post(caller: &Caller<'_>, path: &str, body: Value) -> Answer {
    caller
        .post(&format!("/incidents/INC-2/meeting{path}"), body)
        .await
}

async fn meeting(caller: &Caller<'_>) -> Value {
    caller.get("/incidents/INC-2/meeting").await.ok().body
}

async fn step(caller: &Caller<'_>, to: &str) -> Answer {
    post(caller, "/step", json!({"to": to, "because": "a short one"})).await
}

async fn people(app: &TestApp) -> (Person, Person) {
    let ines = app.person("ines", Role::Admin).await;
    let mika = app.person("mika", Role::Member).await;
    (ines, mika)
}

both! {
    async fn it_goes_through_its_steps_and_ends_in_minutes(db: TestDb) {
        let app = TestApp::start(db).await;
        let (first, second) = people(&app).await;
        let (ines, mika) = (app.session(&first).await, app.session(&second).await);
        two_incidents(&ines).await;
        let seen = ines.get("/incidents/INC-2").await.ok();
        let plan = json!({
            "scheduled_at": "2026-10-08T16:00:00Z", "minutes": 45, "facilitator": first.id,
            "scribe": second.id, "attendees": [second.id], "location": "Room 3",
        });
        ines.seen(&seen).put("/incidents/INC-2/meeting", plan).await.ok();
        let started = post(&ines, "/start", json!({})).await.ok();
        assert_eq!(started.body["now"], "2026-10-08T16:00:00Z");
        assert_eq!(started.body["run"]["steps"][2]["minutes"], 15, "a third of 45 minutes");
        post(&mika, "/start", json!({})).await.refused(422, "meeting_running");
        post(&mika, "/join", json!({})).await.ok();
        post(&mika, "/words", json!({"phase": "check_in", "text": "tired"})).await.ok();

        app.travel_seconds(300);
        step(&mika, "open_actions").await.refused(422, "not_facilitating");
        step(&ines, "open_actions").await.ok();
        let held = step(&ines, "timeline").await;
        held.refused(422, "open_actions_left");
        assert_eq!(held.body["errors"], json!(["“Bound the retries” of INC-1"]));
        let done = json!({"outcome": "done", "meeting_of": "INC-2"});
        mika.post("/incidents/INC-1/actions/1/reviews", done).await.ok();
        let now = meeting(&mika).await;
        assert_eq!(now["agenda"]["near"][0]["said"]["outcome"], "done");
        assert_eq!(now["held_back"], json!([]));
        assert_eq!(now["run"]["steps"][0]["spent_us"], 300_000_000);

        post(&ines, "/lead", json!({"person": second.id})).await.ok();
        step(&ines, "timeline").await.refused(422, "not_facilitating");
        step(&mika, "timeline").await.ok();
        let moment = "2026-10-07T09:05:00Z";
        let event = json!({"occurred_at": moment, "text": "The pool was full."});
        let event = ines.post("/incidents/INC-2/timeline", event).await.ok();
        let event = &event.body["timeline"][0]["id"];
        let place = json!({"place": {"at": "timeline_event", "event": event}});
        post(&mika, "/place", place).await.ok();
        let note = post(&ines, "/notes", json!({"text": "/question Who saw it first?"})).await.ok();
        assert_eq!(note.body["notes"][0]["became"]["event"], *event);
        post(&ines, "/notes", json!({"text": "/factor No limit on retries"})).await.ok();

        let ended = post(&mika, "/end", json!({})).await.ok();
        assert_eq!(ended.body["status"], "in_review");
        assert!(!ended.body["missing"].as_array().unwrap().is_empty());
        let changed = ended.body["changed"].as_array().unwrap();
        let names: Vec<_> = changed.iter().map(|one| one["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["contributing_factor.added", "section.added", "timeline_event.added", "timeline_event.changed"]);
        let after = ines.get("/incidents/INC-2").await.ok();
        let minutes = after.body["postmortem"]["sections"].as_array().unwrap().last().unwrap();
        let text = minutes["text"].as_str().unwrap();
        assert!(text.contains("INC-1 “Bound the retries”: done") && text.contains("MIKA “tired”"), "{text}");
        assert!(after.body["postmortem"].get("proceedings").is_none());
        post(&ines, "/notes", json!({"text": "late"})).await.refused(422, "meeting_not_running");
        post(&ines, "/start", json!({})).await.refused(422, "meeting_ended");
        let again = post(&ines, "/reopen", json!({})).await.ok();
        assert_eq!(again.body["run"]["step"], "timeline");
    }

    async fn silence_and_open_votes_are_seen_by_nobody_else(db: TestDb) {
        let app = TestApp::start(db).await;
        let (first, second) = people(&app).await;
        let (ines, mika) = (app.session(&first).await, app.session(&second).await);
        two_incidents(&ines).await;
        post(&ines, "/start", json!({})).await.ok();
        post(&ines, "/put-off", json!({"note": ""})).await.refused(422, "empty");
        post(&ines, "/put-off", json!({"note": "no time today"})).await.ok();
        step(&ines, "four_questions").await.ok();
        let secret = json!({"question": "helped", "text": "The quiet merchant"});
        mika.post("/incidents/INC-2/answers", secret.clone()).await.refused(422, "written_in_silence");
        let own = post(&mika, "/answers", secret).await.ok();
        assert_eq!(own.body["silent"]["answers"][0]["text"], "The quiet merchant");
        let id = &own.body["silent"]["answers"][0]["id"];
        let others = meeting(&ines).await;
        assert_eq!(others["silent"], json!({"shown": false, "answers": [], "count": 1, "people": 1}));
        let measure = json!({"title": "Bound the retries"});
        let measured = ines.post("/incidents/INC-2/measures", measure).await.ok();
        let measure = &measured.body["postmortem"]["measures"][0]["id"];
        post(&ines, "/voting", json!({"open": true})).await.ok();
        let ballot = json!({"measures": [measure]});
        mika.put("/incidents/INC-2/meeting/ballot", ballot).await.ok();
        let voting = &meeting(&ines).await["voting"];
        assert_eq!((&voting["yours"], &voting["voters"]), (&json!([]), &json!(1)));

        let stale = ines.with("if-match", "\"1\"").patch("/incidents/INC-2", json!({"title": "x"})).await.ok();
        let late = ines.with("if-match", "\"1\"").patch("/incidents/INC-2", json!({"title": "y"})).await;
        late.refused(409, "conflict");
        for told in [
            stale.text, late.text,
            ines.get("/incidents/INC-2").await.text,
            ines.get("/incidents/INC-2/changes").await.text,
            ines.get("/changes").await.text,
            ines.get("/incidents/INC-2/versions").await.text,
            ines.get("/incidents/INC-2/compare?from=1&to=3").await.text,
            ines.get("/incidents/INC-2/export").await.text,
            ines.get("/search?q=merchant").await.text,
        ] {
            assert!(!told.contains("quiet merchant") && !told.contains("\"measures\":[1"), "{told}");
        }
        let theirs = format!("/incidents/INC-2/meeting/answers/{id}");
        let words = json!({"question": "helped", "text": "x"});
        ines.put(&theirs, words).await.refused(404, "no_such_answer");
        post(&ines, "/show-answers", json!({})).await.ok();
        let shown = ines.get("/incidents/INC-2").await.ok();
        assert_eq!(shown.body["postmortem"]["answers"][0]["by"], json!(second.id));
        assert_eq!(shown.body["postmortem"]["measures"][0]["votes"], json!([]));
        post(&ines, "/voting", json!({"open": false})).await.ok();
        let counted = ines.get("/incidents/INC-2").await.ok();
        assert_eq!(counted.body["postmortem"]["measures"][0]["votes"], json!([second.id]));
    }

    async fn without_names_nobody_knows_who_wrote(db: TestDb) {
        let app = TestApp::start(db).await;
        let (first, second) = people(&app).await;
        let (ines, mika) = (app.session(&first).await, app.session(&second).await);
        two_incidents(&ines).await;
        let mut settings = ines.get("/workspace").await.ok().body["settings"].take();
        settings["meeting"]["anonymous"] = json!(true);
        ines.put("/workspace/settings", settings).await.ok();
        let started = post(&ines, "/start", json!({})).await.ok();
        assert_eq!(started.body["run"]["anonymous"], true);
        let word = json!({"phase": "check_in", "text": "tired"});
        post(&mika, "/words", word.clone()).await.refused(422, "meeting_key_missing");
        let short = mika.with("meeting-key", "short");
        post(&short, "/words", word.clone()).await.refused(400, "meeting_key");
        let sealed = mika.with("meeting-key", KEY).with("idempotency-key", "once");
        let said = post(&sealed, "/words", word).await.ok();
        assert_eq!((&said.body["words"][0]["by"], &said.body["words"][0]["yours"]), (&json!(null), &json!(true)));
        let seen = &meeting(&ines).await["words"][0];
        assert_eq!((&seen["text"], &seen["yours"]), (&json!("tired"), &json!(false)));
        assert!(seen.get("seal").is_none());
        let log = ines.get("/incidents/INC-2/changes").await.ok();
        let row = &log.body[0];
        assert_eq!(row["name"], "meeting_word.added");
        assert_eq!((&row["author"]["person"], &row["author"]["request_id"]), (&json!(null), &json!(null)));
        assert!(!log.text.contains("seal"), "{}", log.text);
        // The same key for something else is no reuse: of what bears no name, nothing is kept.
        let other = json!({"phase": "check_in", "text": "better"});
        let again = post(&sealed, "/words", other).await.ok();
        assert_eq!(again.body["words"].as_array().unwrap().len(), 1);
        assert_eq!(again.body["words"][0]["text"], "better");
    }

    async fn everybody_may_come_and_members_hold_it(db: TestDb) {
        let app = TestApp::start(db).await;
        let (first, second) = people(&app).await;
        let lena = app.person("lena", Role::Viewer).await;
        let (ines, lena_page) = (app.session(&first).await, app.session(&lena).await);
        two_incidents(&ines).await;
        let coming = json!({"coming": true});
        post(&lena_page, "/attendance", coming.clone()).await.refused(422, "no_meeting");
        let seen = ines.get("/incidents/INC-2").await.ok();
        let plan = json!({"scheduled_at": "2026-10-20T12:00:00Z", "minutes": 60, "facilitator": second.id});
        let planned = ines.seen(&seen).put("/incidents/INC-2/meeting", plan).await.ok();
        let view = post(&lena_page, "/attendance", coming).await.ok();
        assert_eq!(view.body["plan"]["attendees"], json!([lena.id]));
        assert_eq!(view.body["warnings"][0]["code"], "after_the_week");
        let gone = post(&lena_page, "/attendance", json!({"coming": false})).await.ok();
        assert_eq!((&gone.body["plan"]["attendees"], &gone.body["plan"]["cannot_come"]), (&json!([]), &json!([lena.id])));
        post(&lena_page, "/start", json!({})).await.refused(403, "role_too_low");
        let listed = ines.get("/meetings").await.ok();
        assert_eq!(listed.body[0]["reference"], "INC-2");
        assert_eq!(listed.body[0]["meeting"]["facilitator"], json!(second.id));
        assert_eq!(ines.get("/meetings?until=2026-10-10T00:00:00Z").await.ok().body, json!([]));
        let proposed = ines.get("/incidents/INC-2/meeting/proposals").await.ok();
        assert_eq!(proposed.body["due_at"], "2026-10-14T10:00:00Z");
        let times = proposed.body["times"].as_array().unwrap();
        assert_eq!(times.len(), 8);
        assert_eq!(times[0]["at"], "2026-10-09T10:00:00Z");
        drop(planned);
    }

    async fn every_door_says_what_is_wrong(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        two_incidents(&ines).await;
        for path in ["/skip", "/extend", "/notes", "/words", "/step"] {
            post(&ines, path, json!({"colour": "red"})).await.refused(422, "wrong_shape");
        }
        for path in ["/show-answers", "/end", "/reopen", "/join", "/lead"] {
            post(&ines, path, json!({})).await.refused(422, "meeting_not_running");
        }
        post(&ines, "/put-off", json!({"note": "x"})).await.refused(422, "meeting_not_running");
        ines.get("/incidents/INC-9/meeting").await.refused(404, "not_found");
        ines.post("/incidents/INC-9/meeting/start", json!({})).await.refused(404, "not_found");
        post(&ines, "/start", json!({"kind": "loud"})).await.refused(422, "wrong_shape");
        post(&ines, "/start", json!({"kind": "solo"})).await.ok();
        for (path, body, code, field) in [
            ("/extend", json!({"minutes": 61}), "not_a_length", "minutes"),
            ("/skip", json!({"because": " "}), "empty", "because"),
            ("/step", json!({"to": "why"}), "open_actions_left", ""),
            ("/lead", json!({"person": 99}), "no_such_person", "person"),
            ("/notes", json!({"text": "/fix it"}), "unknown_command", "text"),
            ("/notes", json!({"text": "/question Why?"}), "no_event_for_question", "event"),
            ("/words", json!({"phase": "check_in", "text": "x".repeat(81)}), "too_long", "text"),
            ("/place", json!({"place": {"at": "measure", "measure": 99}}), "no_such_place", "place"),
            ("/answers", json!({"question": "helped", "text": "x"}), "answers_shown", ""),
        ] {
            let answer = post(&ines, path, body).await;
            answer.refused(422, code);
            assert_eq!(answer.body["field"].as_str().unwrap_or_default(), field, "{path}");
        }
        ines.delete("/incidents/INC-2/meeting/notes/99").await.refused(404, "no_such_note");
        let ballot = json!({"measures": [1]});
        ines.put("/incidents/INC-2/meeting/ballot", ballot).await.refused(422, "voting_closed");
        let seen = ines.get("/incidents/INC-2").await.ok();
        let path = "/incidents/INC-2/meeting";
        let plan = json!({"scheduled_at": "2026-10-20T12:00:00Z", "minutes": 60});
        ines.seen(&seen).put(path, plan).await.refused(422, "meeting_running");
        ines.seen(&seen).delete(path).await.refused(422, "meeting_running");
        let mut settings = ines.get("/workspace").await.ok().body["settings"].take();
        settings["meeting"]["step_minutes"] = json!([5, 10, 30, 10, 10, 10, 10, 0]);
        let wrong = ines.put("/workspace/settings", settings).await;
        wrong.refused(422, "not_a_length");
        assert_eq!(wrong.body["field"], "meeting.step_minutes");
    }
}
