//! The change feed, as an open page hears it.

use afterword_domain::person::Role;
use afterword_testbed::both;
use serde_json::json;

use crate::util::TestApp;
use crate::util::stream::Events;

both! {
    async fn a_page_hears_where_something_changed_and_misses_nothing(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        ines.post("/incidents", json!({"title": "Checkout failed"})).await.ok();
        let mut page = ines.with("accept-encoding", "gzip, br").follow("/feed").await;
        assert_eq!(page.headers["content-type"], "text/event-stream");
        assert!(!page.headers.contains_key("content-encoding"));
        let hello = page.expect("hello").await;
        assert_eq!(hello["now"], "2026-10-08T16:00:00Z");

        let seen = ines.get("/incidents/INC-1").await.ok();
        let text = json!({"text": "The secret of the ledger."});
        ines.seen(&seen).put("/incidents/INC-1/sections/summary", text).await.ok();
        let heard = page.next().await.unwrap();
        let seq = hello["seq"].as_u64().unwrap() + 1;
        assert_eq!(heard.id, Some(seq.to_string()));
        assert_eq!(heard.data, json!({
            "seq": seq, "now": "2026-10-08T16:00:00Z", "at": "2026-10-08T16:00:00Z",
            "incident": "INC-1", "version": 2, "name": "section.changed", "place": "section:summary",
        }));
        drop(page);

        // While nobody listens.
        ines.post("/services", json!({"name": "ledger"})).await.ok();
        ines.post("/tokens", json!({"name": "mine", "scopes": ["read"]})).await.ok();
        ines.post("/reader-links/own_meetings", json!({})).await.ok();
        ines.post("/incidents", json!({"title": "Ledger failed"})).await.ok();
        let mut back = ines.with("last-event-id", seq.to_string()).follow("/feed?after=1").await;
        assert_eq!(back.expect("hello").await["seq"], seq);
        let service = back.expect("change").await;
        assert_eq!((&service["place"], &service["incident"]), (&json!("service:1"), &json!(null)));
        let opened = back.expect("change").await;
        assert_eq!(opened["name"], "incident.opened", "a token and a calendar are their owner’s");
        assert_eq!(opened["seq"], seq + 4);
    }

    async fn a_place_that_is_not_known_is_said_to_be(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let mut page = ines.follow("/feed?after=999999").await;
        page.expect("hello").await;
        let reset = page.expect("reset").await;
        ines.post("/incidents", json!({"title": "Checkout failed"})).await.ok();
        let next = page.expect("change").await;
        assert_eq!(next["seq"].as_u64(), reset["seq"].as_u64().map(|seq| seq + 1));
        ines.get("/feed?after=soon").await.refused(400, "wrong_parameter");
        ines.with("last-event-id", "soon").get("/feed").await.refused(400, "wrong_parameter");
        app.anon().get("/feed").await.refused(401, "not_signed_in");
    }

    async fn a_page_ends_with_its_session_and_with_the_server(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let person = app.person("mika", Role::Member).await;
        let (mika, elsewhere) = (app.session(&person).await, app.session(&person).await);
        let mut pages = [mika.follow("/feed").await, elsewhere.follow("/feed").await];
        for page in &mut pages {
            page.expect("hello").await;
        }
        mika.delete("/session").await.ok();
        let [first, second] = &mut pages;
        assert_eq!(first.expect("end").await["code"], "not_signed_in");
        assert_eq!(first.next().await, None);
        ines.post("/incidents", json!({"title": "Checkout failed"})).await.ok();
        second.expect("change").await;
        let left = json!({
            "handle": "mika", "name": "Mika", "role": "member", "active": false,
        });
        ines.put(&format!("/people/{}", person.id), left).await.ok();
        let mut last = second.next().await.unwrap();
        if last.name == "change" {
            last = second.next().await.unwrap();
        }
        assert_eq!((last.name.as_str(), second.next().await), ("end", None));

        let mut page = ines.follow("/feed").await;
        page.expect("hello").await;
        app.app.ending.begin();
        assert_eq!(page.expect("end").await["code"], "stopping");
        assert_eq!(page.next().await, None);
    }

    async fn three_hundred_pages_hear_the_same(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let mut pages = Vec::new();
        for _ in 0..300 {
            let mut page = ines.follow("/feed").await;
            page.expect("hello").await;
            pages.push(page);
        }
        for title in ["One", "Two", "Three"] {
            ines.post("/incidents", json!({"title": title})).await.ok();
        }
        for page in &mut pages {
            let mut seqs = Vec::new();
            for _ in 0..3 {
                seqs.push(Events::data(page.next().await, "change")["seq"].as_u64().unwrap());
            }
            assert!(seqs.windows(2).all(|pair| pair[1] == pair[0] + 1), "{seqs:?}");
        }
    }
}
