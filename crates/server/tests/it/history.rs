//! Versions of an incident: listed, named, read, compared and restored.

use afterword_testbed::both;
use serde_json::{Value, json};

use crate::util::{Caller, TestApp};

async fn write(ines: &Caller<'_>, key: &str, text: &str) {
    let seen = ines.get("/incidents/INC-1").await.ok();
    let path = format!("/incidents/INC-1/sections/{key}");
    ines.seen(&seen)
        .put(&path, json!({"text": text}))
        .await
        .ok();
}

both! {
    async fn a_version_is_named_read_compared_and_restored(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        ines.post("/incidents", json!({"title": "Checkout failed"})).await.ok();
        write(&ines, "summary", "The pool of ledger was full.").await;
        app.travel_seconds(60);
        let named = ines.post("/incidents/INC-1/versions", json!({"name": "before the meeting"})).await.ok();
        assert_eq!((&named.body["version"], &named.body["name"]), (&json!(2), &json!("before the meeting")));
        write(&ines, "summary", "The pool of billing was full.").await;
        ines.post("/incidents/INC-1/actions", json!({"title": "Bound the retries"})).await.ok();

        let listed = ines.get("/incidents/INC-1/versions?limit=2").await.ok();
        let versions: Vec<_> = listed.body["items"].as_array().unwrap().iter()
            .map(|item| (item["version"].as_u64().unwrap(), item["changes"][0]["place"].as_str().unwrap()))
            .collect();
        assert_eq!(versions, [(5, "action_item:1"), (4, "section:summary")]);
        let older = ines.get("/incidents/INC-1/versions?before=4").await.ok();
        assert_eq!(listed.body["next"], 4);
        assert_eq!(older.body["items"][1]["name"], "before the meeting");
        assert_eq!(older.body["next"], Value::Null);
        assert_eq!(older.body["items"][1]["author"]["person"], 1);

        let then = ines.get("/incidents/INC-1/versions/2").await.ok();
        assert_eq!(then.body["postmortem"]["sections"][0]["text"], "The pool of ledger was full.");
        assert_eq!((&then.body["version"], &then.body["updated_at"]), (&json!(2), &json!("2026-10-08T16:00:00Z")));
        let compared = ines.get("/incidents/INC-1/compare?from=2&to=5").await.ok();
        assert_eq!(compared.body["texts"][0]["parts"], json!([
            {"kind": "same", "text": "The pool of "},
            {"kind": "removed", "text": "ledger"},
            {"kind": "added", "text": "billing"},
            {"kind": "same", "text": " was full."},
        ]));
        assert_eq!(compared.body["from"]["name"], "before the meeting");
        assert_eq!(compared.body["changes"].as_array().unwrap().len(), 3);

        let seen = ines.get("/incidents/INC-1").await.ok();
        let restored = ines.seen(&seen).post("/incidents/INC-1/restore", json!({"version": 2})).await.ok();
        assert_eq!(restored.body["restored"], json!(["section:summary"]));
        assert_eq!(restored.body["kept"][0]["what"], "action_items");
        let incident = &restored.body["incident"];
        assert_eq!(incident["postmortem"]["sections"][0]["text"], "The pool of ledger was full.");
        assert_eq!(incident["postmortem"]["actions"].as_array().unwrap().len(), 1);
        assert_eq!(restored.headers["etag"], "\"6\"");
        ines.delete("/incidents/INC-1/versions/2").await.ok();
        ines.delete("/incidents/INC-1/versions/2").await.refused(404, "no_such_version");
    }

    async fn what_cannot_come_back_is_refused(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        ines.post("/incidents", json!({"title": "Checkout failed"})).await.ok();
        write(&ines, "summary", "One").await;
        let restore = async |version: u32| {
            let seen = ines.get("/incidents/INC-1").await.ok();
            ines.seen(&seen).post("/incidents/INC-1/restore", json!({"version": version})).await
        };
        restore(2).await.refused(422, "nothing_to_restore");
        restore(9).await.refused(404, "no_such_version");
        restore(0).await.refused(404, "no_such_version");
        let unseen = ines.post("/incidents/INC-1/restore", json!({"version": 1})).await;
        unseen.refused(428, "if_match_missing");
        ines.post("/incidents/INC-1/meeting/start", json!({})).await.ok();
        restore(1).await.refused(422, "meeting_running");
        ines.post("/incidents/INC-1/meeting/end", json!({})).await.ok();
        let seen = ines.get("/incidents/INC-1").await.ok();
        let reason = json!({"no_actions_reason": "none is needed"});
        ines.seen(&seen).post("/incidents/INC-1/publish", reason).await.ok();
        restore(1).await.refused(422, "already_published");
        ines.get("/incidents/INC-1/versions/99").await.refused(404, "no_such_version");
        ines.get("/incidents/INC-1/compare?from=1").await.refused(400, "wrong_parameter");
        ines.get("/incidents/INC-1/versions?limit=0").await.refused(400, "limit");
        ines.get("/incidents/INC-7/versions").await.refused(404, "not_found");
        ines.post("/incidents/INC-1/versions", json!({"name": " "})).await.refused(422, "empty");
        let unknown = json!({"name": "x", "version": 99});
        ines.post("/incidents/INC-1/versions", unknown).await.refused(404, "no_such_version");
    }
}
