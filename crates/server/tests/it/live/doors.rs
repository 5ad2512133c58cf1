//! Who is let in to a live document, and who is cut off with which reason.

use afterword_domain::person::Role;
use afterword_domain::policy::Sight;
use afterword_testbed::both;
use afterword_testbed::yjs::frame;
use serde_json::json;

use super::prose::presence;
use super::socket::{Line, listen};
use super::typist::SUMMARY;
use crate::util::TestApp;

both! {
    async fn nobody_comes_in_without_a_session_from_our_own_pages(db: TestDb) {
        let app = TestApp::start(db).await;
        let address = listen(&app).await;
        let ines = app.admin().await;
        ines.post("/incidents", json!({"title": "Checkout failed"})).await.ok();
        let refused = |caller, path| async move {
            Line::open(address, &caller, path, 1).await.err().map(|status| status.as_u16())
        };
        assert_eq!(refused(app.anon(), "INC-1").await, Some(401));
        assert_eq!(refused(app.token("wrong"), "INC-1").await, Some(401));
        assert_eq!(refused(ines.with("origin", "https://evil.example"), "INC-1").await, Some(403));
        let here = format!("http://{address}");
        assert_eq!(refused(ines.with("origin", here), "INC-1").await, None);
        assert_eq!(refused(app.session(&app.person("mika", Role::Member).await).await, "INC-9").await, Some(404));
        ines.get("/live/INC-1").await.refused(400, "unreadable_body");
        let made = ines.post("/tokens", json!({"name": "bot", "scopes": ["read"]})).await.ok();
        let bot = app.token(made.body["secret"].as_str().unwrap());
        let mut reading = Line::synced(address, &bot, "INC-1", 5).await;
        reading.write(SUMMARY, 0.0, "x").await;
        assert_eq!(reading.closed().await, 4403, "a token that may only read");
    }

    async fn a_viewer_reads_and_is_present_and_does_not_write(db: TestDb) {
        let app = TestApp::start(db).await;
        let address = listen(&app).await;
        let ines = app.admin().await;
        ines.post("/incidents", json!({"title": "Checkout failed"})).await.ok();
        let person = app.person("vera", Role::Viewer).await;
        let vera = app.session(&person).await;
        let mut viewing = Line::synced(address, &vera, "INC-1", 1).await;
        let mut typing = Line::synced(address, &ines, "INC-1", 2).await;
        typing.write(SUMMARY, 0.0, "Said.").await;
        viewing.until_says(SUMMARY, "Said.").await;
        let state = format!(r#"{{"user":{{"id":{}}}}}"#, person.id);
        viewing.send(presence(1, 1, &state)).await;
        assert_eq!(typing.until(|frame| frame[0] == 1).await.unwrap(), presence(1, 1, &state));
        viewing.write(SUMMARY, 1.0, "Doubted.").await;
        assert_eq!(viewing.closed().await, 4403);
        assert_eq!(typing.until(|frame| frame[0] == 1).await.unwrap(), presence(1, 1, "null"));
        let read = ines.get("/incidents/INC-1").await.ok();
        assert!(!read.text.contains("Doubted"));
    }

    async fn whoever_misbehaves_is_cut_off_and_nobody_else(db: TestDb) {
        let app = TestApp::start(db).await;
        let address = listen(&app).await;
        let ines = app.admin().await;
        ines.post("/incidents", json!({"title": "Checkout failed"})).await.ok();
        let mut well = Line::synced(address, &ines, "INC-1?acknowledge=true", 1).await;
        let cases = [
            (vec![0, 2, 3, 9, 9, 9], 4400),
            (vec![0, 7], 4400),
            (vec![], 4400),
            (vec![0, 0, 2, 0xff, 0xff], 4400),
            (vec![1, 1, 5], 4400),
            (frame(&[0, 2], &vec![0; 300_000]), 4413),
            (presence(9, 1, &format!("{{\"x\":\"{}\"}}", "x".repeat(5_000))), 4413),
            (presence(9, 1, r#"{"user":{"id":77}}"#), 4410),
        ];
        for (sent, code) in cases {
            let mut bad = Line::synced(address, &ines, "INC-1", 9).await;
            bad.send(sent.clone()).await;
            assert_eq!(bad.closed().await, code, "{:?}", &sent[..sent.len().min(8)]);
        }
        let mut bad = Line::synced(address, &ines, "INC-1", 9).await;
        bad.send_text("hello").await;
        assert_eq!(bad.closed().await, 4400);
        let mut fast = Line::synced(address, &ines, "INC-1", 9).await;
        for _ in 0..2_000 {
            fast.send(vec![9]).await;
        }
        assert_eq!(fast.closed().await, 4429);
        well.write(SUMMARY, 0.0, "Still here.").await;
        well.until_saved().await;
    }

    async fn an_update_that_builds_on_nothing_is_told(db: TestDb) {
        let app = TestApp::start(db).await;
        let address = listen(&app).await;
        let ines = app.admin().await;
        ines.post("/incidents", json!({"title": "Checkout failed"})).await.ok();
        let mut gap = Line::synced(address, &ines, "INC-1", 3).await;
        gap.typist.write(SUMMARY, 0.0, 0, "never sent");
        gap.write(SUMMARY, 1.0, "sent").await;
        assert_eq!(gap.closed().await, 4409);
    }

    async fn who_signs_out_or_may_less_is_cut_off(db: TestDb) {
        let app = TestApp::start(db).await;
        let address = listen(&app).await;
        let ines = app.admin().await;
        ines.post("/incidents", json!({"title": "Checkout failed"})).await.ok();
        let person = app.person("mika", Role::Member).await;
        let (here, there) = (app.session(&person).await, app.session(&person).await);
        let mut first = Line::synced(address, &here, "INC-1", 1).await;
        let mut second = Line::synced(address, &there, "INC-1", 2).await;
        here.delete("/session").await.ok();
        assert_eq!(first.closed().await, 4401);
        let lower = json!({"handle": "mika", "name": "Mika", "role": "viewer", "active": true});
        ines.put(&format!("/people/{}", person.id), lower).await.ok();
        assert_eq!(second.closed().await, 4403);
        let mut third = Line::synced(address, &there, "INC-1", 3).await;
        let gone = json!({"handle": "mika", "name": "Mika", "role": "viewer", "active": false});
        ines.put(&format!("/people/{}", person.id), gone).await.ok();
        assert_eq!(third.closed().await, 4401);
    }

    async fn the_server_says_when_it_stops_and_has_settled(db: TestDb) {
        let app = TestApp::start(db).await;
        let address = listen(&app).await;
        let ines = app.admin().await;
        ines.post("/incidents", json!({"title": "Checkout failed"})).await.ok();
        let mut typing = Line::synced(address, &ines, "INC-1?acknowledge=true", 1).await;
        typing.write(SUMMARY, 0.0, "Last words.").await;
        typing.until_saved().await;
        app.app.live.stop().await;
        assert_eq!(typing.closed().await, 1012);
        let stored = app.app.store.incident(&Sight::Everything, "INC-1".parse().unwrap()).await.unwrap();
        assert_eq!(stored.unwrap().postmortem.section("summary"), "Last words.");
        let refused = Line::open(address, &ines, "INC-1", 2).await.err();
        assert_eq!(refused.map(|status| status.as_u16()), Some(503));
    }
}
