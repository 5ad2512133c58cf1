//! Exports in which nobody is named, and published post-mortems that tell roles.

use afterword_domain::person::{Person, Role};
use afterword_testbed::both;
use serde_json::json;

use crate::util::{Caller, TestApp};

/// An incident that names Mika wherever it can, who leads its meeting.
async fn incident(app: &TestApp, ines: &Caller<'_>) -> Person {
    let mika = app.person("mika", Role::Member).await;
    let title = "Ledger failed after Mika’s change";
    let made = ines
        .post("/incidents", json!({ "title": title }))
        .await
        .ok();
    let event = json!({
        "occurred_at": "2026-10-08T09:12:00Z", "kind": "message",
        "text": "Mika restarts it, see https://forge.example/mika/ledger/7. Ben watches.",
        "evidence": [{
            "kind": "merge_request", "label": "mika/ledger!7", "url": "https://forge.example/mika/ledger/7",
        }],
    });
    let seen = ines
        .seen(&made)
        .post("/incidents/INC-1/timeline", event)
        .await
        .ok();
    let plan = json!({
        "scheduled_at": "2026-10-12T14:00:00Z", "minutes": 90, "facilitator": mika.id,
    });
    ines.seen(&seen)
        .put("/incidents/INC-1/meeting", plan)
        .await
        .ok();
    mika
}

fn has_name(text: &str) -> bool {
    let text = text.to_lowercase();
    text.split(|c: char| !c.is_alphanumeric())
        .any(|word| word == "mika")
}

both! {
    async fn nothing_of_a_name_is_left_in_the_file(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        incident(&app, &ines).await;
        let preview = ines.post("/incidents/INC-1/export/preview", json!({})).await.ok().body;
        assert_eq!(preview["people"][0]["role"], "facilitator");
        assert_eq!(preview["people"][0]["handle"], "mika");
        assert_eq!(preview["replacements"].as_array().unwrap().len(), 6);
        assert_eq!(preview["doubts"][0]["word"], "Ben");

        let wishes = json!({
            "roles": { "mika": "on-call engineer" }, "also": [{ "name": "Ben", "role": "vendor" }],
        });
        let settled = ines.post("/incidents/INC-1/export/preview", wishes.clone()).await.ok().body;
        assert_eq!(settled["doubts"], json!([]));
        for format in ["md", "json"] {
            let mut asked = wishes.clone();
            asked["format"] = json!(format);
            let file = ines.post("/incidents/INC-1/export", asked).await.ok();
            assert!(!has_name(&file.text) && !file.text.contains("Ben"), "{}", file.text);
            assert!(file.text.contains("The on-call engineer restarts it"), "{}", file.text);
            assert!(file.text.contains("The vendor watches"), "{}", file.text);
        }
        // What is kept is as it was.
        assert!(has_name(&ines.get("/incidents/INC-1").await.ok().text));
    }

    async fn wishes_that_say_nothing_are_refused(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        incident(&app, &ines).await;
        let path = "/incidents/INC-1/export/preview";
        ines.post(path, json!({ "roles": { "mika": " " } })).await.refused(422, "empty");
        ines.post(path, json!({ "also": [{ "name": "", "role": "x" }] })).await.refused(422, "empty");
        ines.post(path, json!({ "names": {} })).await.refused(422, "wrong_shape");
        ines.post("/incidents/INC-9/export", json!({})).await.refused(404, "not_found");
        app.anon().post(path, json!({})).await.refused(401, "not_signed_in");
    }

    async fn what_is_published_by_role_names_nobody_on_its_page(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let mika = incident(&app, &ines).await;
        let mut settings = ines.get("/workspace").await.ok().body["settings"].clone();
        settings["published_names"] = json!("roles");
        ines.put("/workspace/settings", settings).await.ok();
        let open = ines.get("/incidents/INC-1").await.ok();
        assert_eq!(open.body["shown_roles"], json!({}));
        let reason = json!({ "no_actions_reason": "nothing to change" });
        let published = ines.seen(&open).post("/incidents/INC-1/publish", reason).await.ok().body;
        let seen = ines.get("/incidents/INC-1").await.ok();
        assert_eq!(seen.body["shown_roles"][mika.id.to_string()], "facilitator");
        assert!(!has_name(&seen.text), "{}", seen.text);
        assert!(!has_name(&published.to_string()));
    }
}
