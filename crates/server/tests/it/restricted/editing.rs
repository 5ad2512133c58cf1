//! Restricting an incident, opening it again, and who may.

use afterword_testbed::both;
use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};

use super::world::{HIDDEN, WORD, World, tells_nothing};
use crate::util::{Answer, Caller};

async fn see(caller: &Caller<'_>, to: Value) -> Answer {
    let path = format!("/incidents/{HIDDEN}");
    let seen = caller.get(&path).await.ok();
    caller
        .seen(&seen)
        .patch(&path, json!({"visibility": to}))
        .await
}

/// Imports one file of this name.
async fn import(caller: &Caller<'_>, format: &str, text: &str) -> Answer {
    let body = format!(
        "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"old.{format}\"\r\n\r\n{text}\r\n--x--\r\n"
    );
    let caller = caller.with("content-type", "multipart/form-data; boundary=x");
    let sent = caller
        .send(Method::POST, "/imports", Body::from(body))
        .await;
    sent.ok()
}

both! {
    async fn it_is_an_edit_like_any_other(db: TestDb) {
        let (world, _) = World::start(db).await;
        let (ines, mara) = (world.of(&world.ines).await, world.of(&world.mara).await);
        let path = format!("/incidents/{HIDDEN}");
        let before = ines.get(&path).await.ok();
        assert_eq!(before.body["visibility"], world.visibility());
        let opened = see(&ines, json!({"to": "everyone"})).await.ok();
        assert!(mara.get(&path).await.ok().text.contains(WORD));
        let rows = mara.get("/incidents").await.ok();
        assert_eq!(rows.body["items"][0]["restricted"], json!(false));
        // Two at once, on one version: the second is told of both sides.
        let late = ines.seen(&before).patch(&path, json!({"visibility": {"to": "restricted", "teams": [1]}})).await;
        late.refused(409, "conflict");
        let back = ines.post(&format!("{path}/undo"), json!({"version": opened.body["version"]})).await.ok();
        assert_eq!(back.body["visibility"], world.visibility());
        mara.get(&path).await.refused(404, "not_found");
        let log = ines.get(&format!("{path}/changes")).await.ok();
        assert_eq!(log.body[0]["name"], "incident.visibility_changed");
    }

    async fn who_is_named_is_looked_at(db: TestDb) {
        let (world, _) = World::start(db).await;
        let ines = world.of(&world.ines).await;
        let only = |people: &[u32]| json!({"to": "restricted", "people": people});
        let (ines_id, mara_id) = (world.ines.id.0, world.mara.id.0);
        see(&ines, only(&[])).await.refused(422, "visible_to_nobody");
        see(&ines, only(&[ines_id, 4711])).await.refused(422, "no_such_person");
        see(&ines, json!({"to": "restricted", "people": [ines_id], "teams": [9]})).await.refused(422, "no_such_team");
        see(&ines, json!({"to": "some"})).await.refused(422, "wrong_shape");
        // Timo owns an action item of it, and is named by his team alone.
        let refused = see(&ines, only(&[ines_id])).await;
        refused.refused(422, "not_among_those_who_see_it");
        assert_eq!(refused.body["field"], "visibility");
        let refused = see(&ines, only(&[mara_id, world.timo.id.0])).await;
        refused.refused(422, "not_among_those_who_see_it");
        // Nobody is made an owner who does not see it, and nobody is asked to come.
        let action = json!({"title": "Another", "owner": mara_id});
        let path = format!("/incidents/{HIDDEN}/actions");
        let seen = ines.get(&format!("/incidents/{HIDDEN}")).await.ok();
        ines.seen(&seen).post(&format!("/incidents/{HIDDEN}/reopen"), json!({})).await.ok();
        ines.post(&path, action).await.refused(422, "not_among_those_who_see_it");
        see(&ines, json!({"to": "restricted", "people": [ines_id, mara_id], "teams": [1]})).await.ok();
        let action = json!({"title": "Another", "owner": mara_id});
        ines.post(&path, action).await.ok();
        let mara = world.of(&world.mara).await;
        assert_eq!(mara.get("/action-counts").await.ok().body["open"], 3);
    }

    async fn nobody_restricts_an_incident_away_from_themself(db: TestDb) {
        let world = World::begin(db).await;
        let mara = world.of(&world.mara).await;
        let away = json!({"title": "Away", "visibility": {"to": "restricted", "people": [world.ines.id]}});
        mara.post("/incidents", away).await.refused(422, "out_of_own_sight");
        let seen = mara.get("/incidents/INC-1").await.ok();
        let to = |people: Value| json!({"visibility": {"to": "restricted", "people": people}});
        // Timo owns nothing of it: there is no other reason to keep it in his sight.
        let timo = world.of(&world.timo).await;
        let away = to(json!([world.mara.id, world.otto.id]));
        timo.seen(&seen).patch("/incidents/INC-1", away).await.refused(422, "out_of_own_sight");
        mara.seen(&seen).patch("/incidents/INC-1", to(json!([world.mara.id]))).await.ok();
        let vera = world.of(&world.vera).await;
        assert_eq!(vera.get("/incidents").await.ok().body["total"], 0);
    }

    async fn a_repeat_of_it_is_no_repeat_to_whoever_does_not_see_it(db: TestDb) {
        let (world, _) = World::start(db).await;
        let (ines, mara) = (world.of(&world.ines).await, world.of(&world.mara).await);
        let later = json!({
            "title": "Checkout failed again", "services": [1],
            "milestones": {"impact_started_at": "2026-10-05T09:00:00Z"},
        });
        ines.post("/incidents", later).await.ok();
        let link = json!({"earlier": HIDDEN, "verdict": "confirmed", "reasons": ["same"]});
        ines.post("/incidents/INC-3/recurrences", link).await.ok();
        let said = json!({"outcome": "in_progress", "meeting_of": HIDDEN});
        let action = ines.get("/incidents/INC-1").await.ok().body["postmortem"]["actions"][0]["id"].to_string();
        ines.post(&format!("/incidents/INC-1/actions/{action}/reviews"), said).await.ok();
        for path in [
            "/incidents/INC-3", "/incidents/INC-3/changes", "/incidents/INC-3/versions", "/incidents/INC-3/versions/1",
            "/incidents/INC-3/compare?from=1&to=2", "/incidents/INC-3/similar", "/incidents?q=is:repeat",
            "/incidents/INC-3/export?format=json", "/incidents/INC-3/export?format=md", "/attention", "/patterns",
            "/incidents/INC-1", "/incidents/INC-1/changes", "/actions?state=all", "/incidents/INC-1/similar",
            "/stats/repeat-rate",
        ] {
            tells_nothing(path, &mara.get(path).await.ok());
            ines.get(path).await.ok();
        }
        // What she is not told of she does not take back.
        let made = ines.get("/incidents/INC-3/versions").await.ok().body["items"][0]["version"].clone();
        let undo = json!({"version": made});
        mara.post("/incidents/INC-3/undo", undo.clone()).await.refused(404, "nothing_to_undo");
        assert_eq!(ines.get("/incidents/INC-3").await.ok().body["recurrences"][0]["earlier"], HIDDEN);
        assert_eq!(mara.get("/incidents?q=is:repeat").await.ok().body["total"], 0);
        assert_eq!(ines.get("/incidents?q=is:repeat").await.ok().body["total"], 2);
        assert_eq!(ines.get("/incidents/INC-3").await.ok().body["recurrences"][0]["earlier"], HIDDEN);
    }

    async fn its_file_comes_back_restricted_and_no_import_finds_it(db: TestDb) {
        let (world, _) = World::start(db).await;
        let (ines, otto) = (world.of(&world.ines).await, world.of(&world.otto).await);
        for format in ["json", "md"] {
            let file = ines.get(&format!("/incidents/{HIDDEN}/export?format={format}")).await.ok();
            let mut text = file.text.replace("INC-2", "INC-900");
            let made = import(&ines, format, &text).await;
            let reference = made.body["files"][0]["incident"].as_str().unwrap_or_else(|| panic!("{}", made.text)).to_owned();
            let read = ines.get(&format!("/incidents/{reference}")).await.ok();
            assert_eq!(read.body["visibility"], world.visibility(), "{format}");
            otto.get(&format!("/incidents/{reference}")).await.refused(404, "not_found");
            // Whoever is not named does not bring it in, and hears of no file of that name.
            let away = import(&otto, format, &text).await;
            assert_eq!(away.body["files"][0]["code"], "out_of_own_sight", "{}", away.text);
            text = "# Something else\n\nAn outage of the shop.\n".into();
            if format == "md" {
                let other = import(&otto, format, &text).await;
                assert_eq!(other.body["files"][0]["outcome"], "created", "{}", other.text);
                // From then on the name is known, as that of any file: nothing tells that it also
                // stands for another incident.
                let again = import(&otto, format, &text).await;
                assert_eq!(again.body["files"][0]["outcome"], "unchanged", "{}", again.text);
                assert_eq!(again.body["files"][0]["incident"], other.body["files"][0]["incident"]);
                let theirs = import(&ines, format, &file.text.replace("INC-2", "INC-900")).await;
                assert_eq!(theirs.body["files"][0]["outcome"], "unchanged", "{}", theirs.text);
                assert_eq!(theirs.body["files"][0]["incident"], reference.as_str());
            }
        }
    }
}
