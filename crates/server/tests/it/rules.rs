//! Rules that hold whatever the door: an edit, an undo, an entry on the timeline.

use afterword_domain::person::Role;
use afterword_testbed::both;
use serde_json::{Value, json};

use crate::util::{Answer, Caller, TestApp};

async fn read(caller: &Caller<'_>, reference: &str) -> Answer {
    caller.get(&format!("/incidents/{reference}")).await.ok()
}

fn complete(title: &str, owner: &Value) -> Value {
    json!({
        "title": title, "owner": owner, "priority": "p1", "due_on": "2026-10-16",
        "ticket": {"key": "PAY-1"},
    })
}

both! {
    async fn what_is_published_stays_fit_to_be_published(db: TestDb) {
        let app = TestApp::start(db).await;
        let person = app.person("ines", Role::Admin).await;
        let ines = app.session(&person).await;
        let owner = json!(person.id);
        ines.post("/incidents", json!({"title": "Ledger slow"})).await.ok();
        let ready = ines.post("/incidents/INC-1/actions", complete("Bound the retries", &owner)).await.ok();
        let published = ines.seen(&ready).post("/incidents/INC-1/publish", json!({})).await.ok();
        let id = &published.body["postmortem"]["actions"][0]["id"];
        let path = format!("/incidents/INC-1/actions/{id}");
        let cleared = json!({"owner": null, "ticket": null});
        let refused = ines.seen(&published).patch(&path, cleared.clone()).await;
        refused.refused(422, "publish_conditions");
        assert_eq!(refused.body["errors"].as_array().unwrap().len(), 2);
        let bare = ines.post("/incidents/INC-1/actions", json!({"title": "One more"})).await;
        bare.refused(422, "publish_conditions");
        ines.seen(&published).patch(&path, json!({"state": "done"})).await.ok();

        // Reopened it may lack things, and undoing the reopening does not publish it so.
        let seen = read(&ines, "INC-1").await;
        let reopened = ines.seen(&seen).post("/incidents/INC-1/reopen", json!({})).await.ok();
        ines.seen(&reopened).patch(&path, cleared).await.ok();
        let version = reopened.body["version"].clone();
        let undone = ines.post("/incidents/INC-1/undo", json!({"version": version})).await;
        undone.refused(422, "publish_conditions");
        assert_eq!(read(&ines, "INC-1").await.body["postmortem"]["status"], "in_review");
    }
}

both! {
    async fn an_undo_does_not_unpublish_or_orphan(db: TestDb) {
        let app = TestApp::start(db).await;
        let person = app.person("ines", Role::Admin).await;
        let ines = app.session(&person).await;
        let seen = ines.post("/incidents", json!({"title": "Ledger slow"})).await.ok();
        let meeting = json!({"scheduled_at": "2026-10-09T14:00:00Z", "minutes": 60});
        let scheduled = ines.seen(&seen).put("/incidents/INC-1/meeting", meeting).await.ok();
        let reason = json!({"no_actions_reason": "none is needed"});
        let published = ines.seen(&scheduled).post("/incidents/INC-1/publish", reason.clone()).await.ok();
        let reopened = ines.seen(&published).post("/incidents/INC-1/reopen", json!({})).await.ok();
        ines.seen(&reopened).post("/incidents/INC-1/publish", reason).await.ok();
        let undo = json!({"version": published.body["version"]});
        ines.post("/incidents/INC-1/undo", undo).await.refused(409, "conflict");
        // An invitation that was sent is changed or taken back by the next one.
        let undo = json!({"version": scheduled.body["version"]});
        ines.post("/incidents/INC-1/undo", undo).await.refused(422, "nothing_to_undo");

        ines.post("/incidents", json!({"title": "Ledger slower"})).await.ok();
        let measured = ines.post("/incidents/INC-2/measures", json!({"title": "Bound it"})).await.ok();
        let measure = &measured.body["postmortem"]["measures"][0]["id"];
        ines.post("/incidents/INC-2/actions", json!({"measure": measure})).await.ok();
        let undo = json!({"version": measured.body["version"]});
        ines.post("/incidents/INC-2/undo", undo).await.refused(422, "measure_chosen");
    }
}

both! {
    async fn an_entry_on_the_timeline_moves_no_start_past_its_repeat(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        ines.post("/incidents", json!({"title": "First"})).await.ok();
        app.travel_days(1);
        ines.post("/incidents", json!({"title": "Again"})).await.ok();
        let link = json!({"earlier": "INC-1", "verdict": "confirmed"});
        ines.post("/incidents/INC-2/recurrences", link).await.ok();
        let entry = json!({
            "occurred_at": "2027-01-01T00:00:00Z", "text": "it began", "milestone": "impact_started",
        });
        let refused = ines.post("/incidents/INC-1/timeline", entry).await;
        refused.refused(422, "repeats_a_later_incident");
        assert_eq!(read(&ines, "INC-1").await.body["timeline"], json!([]));
    }
}

both! {
    async fn a_duplicate_has_one_original_that_counts(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let mut seen = Vec::new();
        for title in ["One", "Two", "Three"] {
            seen.push(ines.post("/incidents", json!({"title": title})).await.ok());
        }
        let of = |reference: &str| json!({"duplicate_of": reference});
        let nowhere = ines.seen(&seen[0]).patch("/incidents/INC-1", of("INC-9999")).await;
        nowhere.refused(422, "no_such_incident");
        ines.seen(&seen[1]).patch("/incidents/INC-2", of("INC-1")).await.ok();
        ines.seen(&seen[0]).patch("/incidents/INC-1", of("INC-2")).await.refused(422, "duplicate_chain");
        ines.seen(&seen[2]).patch("/incidents/INC-3", of("INC-2")).await.refused(422, "duplicate_chain");
        ines.seen(&seen[0]).patch("/incidents/INC-1", of("INC-3")).await.refused(422, "duplicate_chain");
    }
}

both! {
    async fn a_patch_keeps_what_it_leaves_out(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let form = json!({
            "title": "Ledger slow",
            "milestones": {"impact_started_at": "2026-10-08T09:12:00Z"},
            "impact": {"description": "slow", "responders": 3},
        });
        let seen = ines.post("/incidents", form).await.ok();
        let patch = json!({
            "milestones": {"recovered_at": "2026-10-08T09:59:00Z"},
            "impact": {"users_affected": 5, "responders": null},
        });
        let after = ines.seen(&seen).patch("/incidents/INC-1", patch).await.ok();
        assert_eq!(after.body["milestones"]["impact_started_at"], "2026-10-08T09:12:00Z");
        assert_eq!(after.body["duration_seconds"], 47 * 60);
        let impact = &after.body["impact"];
        assert_eq!((&impact["description"], &impact["users_affected"]), (&json!("slow"), &json!(5)));
        assert_eq!(impact["responders"], Value::Null);
    }
}

both! {
    async fn a_version_that_is_not_there_yet_is_no_version(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        ines.post("/incidents", json!({"title": "Ledger slow"})).await.ok();
        let ahead = ines.with("if-match", "\"4000000\"").patch("/incidents/INC-1", json!({"title": "x"})).await;
        ahead.refused(409, "version_ahead");
    }
}

both! {
    async fn what_is_named_must_be_there(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let seen = ines.post("/incidents", json!({"title": "Ledger slow"})).await.ok();
        let unknown = json!({"title": "x", "factor": 999});
        ines.post("/incidents/INC-1/actions", unknown).await.refused(422, "no_such_factor");
        let meeting = json!({"scheduled_at": "2026-10-09T14:00:00Z", "minutes": 60, "facilitator": 999});
        ines.seen(&seen).put("/incidents/INC-1/meeting", meeting).await.refused(422, "no_such_person");
        let early = json!({"title": "x", "due_on": "0001-01-01"});
        ines.post("/incidents/INC-1/actions", early).await.refused(422, "wrong_shape");
    }
}

both! {
    async fn no_undo_brings_a_fourth_vote(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        ines.post("/incidents", json!({"title": "Ledger slow"})).await.ok();
        let mut measures = Vec::new();
        for title in ["a", "b", "c", "d"] {
            let made = ines.post("/incidents/INC-1/measures", json!({"title": title})).await.ok();
            let all = made.body["postmortem"]["measures"].as_array().unwrap();
            measures.push(all.last().unwrap()["id"].clone());
        }
        let vote = async |at: usize| {
            ines.post(&format!("/incidents/INC-1/measures/{}/vote", measures[at]), json!({})).await
        };
        for at in 0..3 {
            vote(at).await.ok();
        }
        let taken_back = vote(0).await.ok();
        vote(3).await.ok();
        let undo = json!({"version": taken_back.body["version"]});
        ines.post("/incidents/INC-1/undo", undo).await.refused(422, "too_many_votes");
    }
}

both! {
    async fn no_end_leads_around_the_open_actions_and_no_meeting_is_published(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        ines.post("/services", json!({"name": "ledger"})).await.ok();
        for title in ["Ledger slow", "Ledger slow again"] {
            ines.post("/incidents", json!({"title": title, "services": [1]})).await.ok();
        }
        let action = json!({"title": "Bound the retries", "due_on": "2026-10-16"});
        ines.post("/incidents/INC-1/actions", action).await.ok();
        let meeting = async |path: &str, body: Value| {
            ines.post(&format!("/incidents/INC-2/meeting/{path}"), body).await
        };
        meeting("start", json!({})).await.ok();
        let seen = read(&ines, "INC-2").await;
        let reason = json!({"no_actions_reason": "none is needed"});
        let published = ines.seen(&seen).post("/incidents/INC-2/publish", reason).await;
        published.refused(422, "meeting_running");
        for step in ["check_in", "open_actions"] {
            meeting("step", json!({"to": step})).await.ok();
            let refused = meeting("end", json!({})).await;
            refused.refused(422, "open_actions_left");
            assert_eq!(refused.body["errors"], json!(["“Bound the retries” of INC-1"]));
        }
        meeting("put-off", json!({"note": "nobody of ledger is here"})).await.ok();
        let ended = meeting("end", json!({})).await.ok();
        assert_eq!(ended.body["status"], "in_review");
    }
}
