//! What is typed together becomes the incident's, and the other way round.

use afterword_domain::person::Role;
use afterword_testbed::both;
use afterword_testbed::yjs::frame;
use serde_json::json;

use super::socket::{Line, listen};
use super::typist::SUMMARY;
use crate::util::TestApp;

both! {
    async fn two_write_and_the_api_reads_what_they_wrote(db: TestDb) {
        let app = TestApp::start(db).await;
        let address = listen(&app).await;
        let ines = app.admin().await;
        ines.post("/incidents", json!({"title": "Checkout failed"})).await.ok();
        let mika = app.person("mika", Role::Member).await;
        let mika_here = app.session(&mika).await;
        let path = "INC-1?acknowledge=true";
        let mut first = Line::synced(address, &ines, path, 1).await;
        let mut second = Line::synced(address, &mika_here, path, 2).await;
        first.write(SUMMARY, 0.0, "The queue filled. ").await;
        second.until_says(SUMMARY, "The queue filled. ").await;
        second.write(SUMMARY, 1.0, "Nobody saw it for an hour: no alert looks there.").await;
        second.write("section:lessons", 0.0, "Watch it.").await;
        second.until_saved().await;
        first.until_says("section:lessons", "Watch it.").await;

        let read = ines.get("/incidents/INC-1").await.ok();
        let texts: Vec<_> = read.body["postmortem"]["sections"].as_array().unwrap().iter()
            .map(|section| section["text"].as_str().unwrap().to_owned()).collect();
        assert!(texts.contains(&"The queue filled. Nobody saw it for an hour: no alert looks there.".into()), "{texts:?}");
        assert!(texts.contains(&"Watch it.".into()));
        let changes = ines.get("/incidents/INC-1/changes").await.ok();
        let summary = changes.body.as_array().unwrap().iter()
            .find(|change| change["change"]["to"]["key"] == "summary").unwrap();
        assert_eq!(summary["author"]["person"], mika.id.0, "Mika wrote most of it");
        assert_eq!(summary["with"], json!([1]));
        let found = ines.get("/search?q=nobody").await.ok();
        assert_eq!(found.body["incidents"][0]["incident"]["reference"], "INC-1");
    }

    async fn what_the_api_writes_merges_into_what_is_typed(db: TestDb) {
        let app = TestApp::start(db).await;
        let address = listen(&app).await;
        let ines = app.admin().await;
        ines.post("/incidents", json!({"title": "Checkout failed"})).await.ok();
        let seen = ines.get("/incidents/INC-1").await.ok();
        let text = json!({"text": "The queue filled."});
        ines.seen(&seen).put("/incidents/INC-1/sections/summary", text).await.ok();
        let mut typing = Line::synced(address, &ines, "INC-1?acknowledge=true", 1).await;
        assert_eq!(typing.typist.text(SUMMARY), "The queue filled.");
        typing.write(SUMMARY, 1.0, " Nobody saw it.").await;
        typing.until_saved().await;
        let seen = ines.get("/incidents/INC-1").await.ok();
        let text = json!({"text": "The order queue filled. Nobody saw it."});
        ines.seen(&seen).put("/incidents/INC-1/sections/summary", text).await.ok();
        typing.until_says(SUMMARY, "The order queue filled. Nobody saw it.").await;
        // A place that is new has its text at once, and is one to write in.
        let added = json!({"title": "What customers saw", "text": "Nothing."});
        ines.post("/incidents/INC-1/sections", added).await.ok();
        let place = "section:what_customers_saw";
        typing.until_says(place, "Nothing.").await;
        typing.write(place, 1.0, " Then late orders.").await;
        typing.until_saved().await;
        let read = ines.get("/incidents/INC-1").await.ok();
        assert!(read.text.contains("Nothing. Then late orders."), "{}", read.text);
    }

    async fn what_is_typed_just_now_belongs_to_what_is_named_begun_and_restored(db: TestDb) {
        let app = TestApp::start(db).await;
        let address = listen(&app).await;
        let ines = app.admin().await;
        ines.post("/incidents", json!({"title": "Checkout failed"})).await.ok();
        let mut typing = Line::synced(address, &ines, "INC-1?acknowledge=true", 1).await;
        let summary = async |version: &serde_json::Value| {
            let then = ines.get(&format!("/incidents/INC-1/versions/{version}")).await.ok();
            let sections = then.body["postmortem"]["sections"].as_array().unwrap().clone();
            let found = sections.into_iter().find(|section| section["key"] == "summary");
            found.map_or_else(String::new, |section| section["text"].as_str().unwrap().to_owned())
        };
        typing.write(SUMMARY, 0.0, "The queue filled.").await;
        typing.until_saved().await;
        let named = ines.post("/incidents/INC-1/versions", json!({"name": "first"})).await.ok();
        assert_eq!(summary(&named.body["version"]).await, "The queue filled.");

        typing.write(SUMMARY, 1.0, " Nobody saw it.").await;
        typing.until_saved().await;
        let begun = ines.post("/incidents/INC-1/meeting/start", json!({})).await.ok();
        let before = &begun.body["run"]["started_version"];
        assert_eq!(summary(before).await, "The queue filled. Nobody saw it.");
        ines.post("/incidents/INC-1/meeting/end", json!({})).await.ok();

        let seen = ines.get("/incidents/INC-1").await.ok();
        typing.write(SUMMARY, 1.0, " Unsaid.").await;
        typing.until_saved().await;
        let back = json!({"version": named.body["version"]});
        let late = ines.seen(&seen).post("/incidents/INC-1/restore", back.clone()).await;
        late.refused(409, "conflict");
        let seen = ines.get("/incidents/INC-1").await.ok();
        ines.seen(&seen).post("/incidents/INC-1/restore", back).await.ok();
        typing.until_says(SUMMARY, "The queue filled.").await;
    }

    async fn a_version_names_everybody_who_wrote_it(db: TestDb) {
        let app = TestApp::start(db).await;
        let address = listen(&app).await;
        let ines = app.admin().await;
        ines.post("/incidents", json!({"title": "Checkout failed"})).await.ok();
        let mika = app.person("mika", Role::Member).await;
        let mika_here = app.session(&mika).await;
        let path = "INC-1?acknowledge=true";
        let mut first = Line::synced(address, &ines, path, 1).await;
        let mut second = Line::synced(address, &mika_here, path, 2).await;
        first.write(SUMMARY, 0.0, "The queue filled.").await;
        second.write("section:lessons", 0.0, "Watch it.").await;
        second.write("section:root_cause", 0.0, "No alert looks there.").await;
        first.until_saved().await;
        second.until_saved().await;
        ines.post("/incidents/INC-1/versions", json!({"name": "as written"})).await.ok();
        let listed = ines.get("/incidents/INC-1/versions").await.ok();
        let version = listed.body["items"].as_array().unwrap().iter()
            .find(|version| version["name"] == "as written").unwrap();
        assert_eq!(version["changes"].as_array().unwrap().len(), 3);
        assert_eq!((&version["author"]["person"], &version["with"]), (&json!(mika.id), &json!([1])));
    }

    async fn a_document_that_nobody_holds_is_put_away(db: TestDb) {
        let app = TestApp::start(db).await;
        let address = listen(&app).await;
        let ines = app.admin().await;
        ines.post("/incidents", json!({"title": "Checkout failed"})).await.ok();
        let mut typing = Line::synced(address, &ines, "INC-1?acknowledge=true", 1).await;
        typing.write(SUMMARY, 0.0, "Said with a NUL\0.").await;
        typing.until_saved().await;
        assert_eq!(app.app.live.open_documents(), 1);
        drop(typing);
        while app.app.live.open_documents() > 0 {
            tokio::task::yield_now().await;
        }
        let read = ines.get("/incidents/INC-1").await.ok();
        assert!(read.text.contains("Said with a NUL\u{fffd}."), "{}", read.text);
        let back = Line::synced(address, &ines, "INC-1", 2).await;
        assert_eq!(back.typist.text(SUMMARY), "Said with a NUL\u{fffd}.");
    }

    async fn who_is_here_is_seen_until_they_leave(db: TestDb) {
        let app = TestApp::start(db).await;
        let address = listen(&app).await;
        let ines = app.admin().await;
        ines.post("/incidents", json!({"title": "Checkout failed"})).await.ok();
        let mut first = Line::synced(address, &ines, "INC-1", 1).await;
        let mut second = Line::synced(address, &ines, "INC-1", 2).await;
        let state = r#"{"user":{"id":1,"name":"Ines"},"place":"section:summary"}"#;
        first.send(presence(1, 1, state)).await;
        assert_eq!(second.until(|frame| frame[0] == 1).await.unwrap(), presence(1, 1, state));
        let mut third = Line::synced(address, &ines, "INC-1", 3).await;
        third.send(vec![3]).await;
        assert_eq!(third.until(|frame| frame[0] == 1).await.unwrap(), presence(1, 1, state));
        drop(first);
        assert_eq!(second.until(|frame| frame[0] == 1).await.unwrap(), presence(1, 1, "null"));
    }
}

pub(super) fn presence(client: u8, clock: u8, state: &str) -> Vec<u8> {
    let mut states = vec![1, client, clock];
    states.extend(frame(&[], state.as_bytes()));
    frame(&[1], &states)
}
