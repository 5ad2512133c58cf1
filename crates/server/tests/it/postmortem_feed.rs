//! Published post-mortems as a reader of feeds reads them.

use afterword_domain::person::Role;
use afterword_testbed::both;
use serde_json::{Value, json};

use crate::util::{Answer, Caller, TestApp};

const OWN: &str = "/reader-links/postmortems";

async fn address(by: &Caller<'_>) -> String {
    let made = by.post(OWN, json!({})).await.ok();
    made.body["path"].as_str().unwrap().to_owned()
}

/// An incident whose post-mortem is published, with what was learned.
async fn published(by: &Caller<'_>, title: &str, lesson: &str) -> Answer {
    let opened = by
        .post("/incidents", json!({"title": title, "severity": "sev2"}))
        .await
        .ok();
    let path = format!("/incidents/{}", opened.body["reference"].as_str().unwrap());
    let section = json!({"text": lesson});
    let seen = by
        .seen(&opened)
        .put(&format!("{path}/sections/lessons"), section)
        .await
        .ok();
    let milestones = json!({"milestones": {
        "impact_started_at": "2026-10-07T09:00:00Z", "detected_at": "2026-10-07T09:04:00Z",
        "recovered_at": "2026-10-07T09:40:00Z",
    }});
    let seen = by.seen(&seen).patch(&path, milestones).await.ok();
    let reason = json!({"no_actions_reason": "What it showed is mended already."});
    by.seen(&seen)
        .post(&format!("{path}/publish"), reason)
        .await
        .ok()
}

fn titles(feed: &str) -> Vec<&str> {
    let entries = feed.split("<entry>").skip(1);
    entries
        .map(|entry| {
            let (_, rest) = entry.split_once("<title>").unwrap();
            rest.split_once("</title>").unwrap().0
        })
        .collect()
}

both! {
    async fn what_is_published_is_followed(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let path = address(&ines).await;
        let anybody = app.addressed_as("afterword.example.org");
        let empty = anybody.get(&path).await.ok();
        assert_eq!(empty.headers["content-type"], "application/atom+xml; charset=utf-8");
        assert_eq!(titles(&empty.text), Vec::<&str>::new());
        assert!(empty.text.contains("<updated>2026-10-08T16:00:00Z</updated>"), "{}", empty.text);

        ines.post("/incidents", json!({"title": "Not published"})).await.ok();
        published(&ines, "Ledger & checkout failed", "Retries need a bound.\n\nMore.").await;
        app.travel_seconds(60);
        let last = published(&ines, "Search failed", "").await;
        let feed = anybody.get(&path).await.ok();
        assert_eq!(titles(&feed.text), ["INC-3: Search failed", "INC-2: Ledger &amp; checkout failed"]);
        assert!(feed.text.contains("<summary>Retries need a bound.</summary>"), "{}", feed.text);
        assert!(feed.text.contains("<category term=\"sev2\""), "{}", feed.text);
        let page = "<link rel=\"alternate\" href=\"http://afterword.example.org/incidents/INC-3\"/>";
        assert!(feed.text.contains(page), "{}", feed.text);

        let id = |text: &str| text.split("<id>").nth(2).unwrap().split_once("</id>").unwrap().0.to_owned();
        app.travel_seconds(60);
        let renamed = json!({"title": "Search was slow"});
        ines.seen(&last).patch("/incidents/INC-3", renamed).await.ok();
        let edited = anybody.get(&path).await.ok();
        assert_eq!(titles(&edited.text)[0], "INC-3: Search was slow");
        assert_eq!(id(&edited.text), id(&feed.text), "it stays, so that it is not read as another");
        assert!(edited.text.contains("<updated>2026-10-08T16:02:00Z</updated>"), "{}", edited.text);
    }

    async fn drills_and_duplicates_are_left_out(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let path = address(&ines).await;
        for title in ["One", "Two", "Three"] {
            published(&ines, title, "").await;
        }
        let change = async |incident: &str, patch: Value| {
            let seen = ines.get(incident).await.ok();
            ines.seen(&seen).patch(incident, patch).await.ok();
        };
        change("/incidents/INC-1", json!({"mode": "drill"})).await;
        change("/incidents/INC-3", json!({"duplicate_of": "INC-2"})).await;
        let feed = app.anon().get(&path).await.ok();
        assert_eq!(titles(&feed.text), ["INC-2: Two"]);
    }

    async fn the_last_fifty_are_read(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let path = address(&ines).await;
        for number in 1..=51 {
            app.travel_seconds(1);
            published(&ines, &format!("Failure {number}"), "").await;
        }
        let feed = app.anon().get(&path).await.ok();
        let titles = titles(&feed.text);
        assert_eq!((titles.len(), titles[0]), (50, "INC-51: Failure 51"));
        assert_eq!(titles[49], "INC-2: Failure 2");
    }

    async fn what_is_known_is_not_sent_again(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let path = address(&ines).await;
        let last = published(&ines, "Search failed", "").await;
        let anybody = app.anon();
        let in_that_second = anybody.get(&path).await.ok();
        assert!(!in_that_second.headers.contains_key("last-modified"));
        app.travel_seconds(1);
        let first = anybody.get(&path).await.ok();
        assert_eq!(first.headers["last-modified"], "Thu, 08 Oct 2026 16:00:00 GMT");
        let tag = first.headers["etag"].to_str().unwrap();
        let with = async |name, value: &str| anybody.with(name, value).get(&path).await.status.as_u16();
        assert_eq!(with("if-none-match", tag).await, 304);
        assert_eq!(with("if-none-match", &format!("\"x\", W/{tag}")).await, 304);
        assert_eq!(with("if-none-match", "\"x\"").await, 200);
        let since = "if-modified-since";
        assert_eq!(with(since, "Thu, 08 Oct 2026 16:00:00 GMT").await, 304);
        assert_eq!(with(since, "Thu, 08 Oct 2026 15:59:59 GMT").await, 200);
        assert_eq!(with(since, "yesterday").await, 200);
        let both = anybody.with("if-none-match", "\"x\"").with(since, "Thu, 08 Oct 2026 16:00:00 GMT");
        assert_eq!(both.get(&path).await.status, 200, "the tag decides");
        let renamed = json!({"title": "Search was slow"});
        ines.seen(&last).patch("/incidents/INC-1", renamed).await.ok();
        assert_eq!(with("if-none-match", tag).await, 200);
        assert_eq!(with(since, "Thu, 08 Oct 2026 16:00:00 GMT").await, 200);
    }

    async fn a_wrong_address_reads_nothing(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let mika = app.person("mika", Role::Viewer).await;
        let page = app.session(&mika).await;
        let (first, second) = (address(&page).await, address(&page).await);
        let calendar = page.post("/reader-links/meetings", json!({})).await.ok();
        let calendar = calendar.body["path"].as_str().unwrap().to_owned();
        let anybody = app.anon();
        anybody.get(&first).await.refused(404, "not_found");
        anybody.get(&second).await.ok();
        let swapped = |path: &str, from: &str, to: &str| path.replace(from, to).replace(
            if to == "calendar" { ".atom" } else { ".ics" },
            if to == "calendar" { ".ics" } else { ".atom" },
        );
        let as_calendar = swapped(&second, "postmortems", "calendar");
        anybody.get(&as_calendar).await.refused(404, "not_found");
        let as_feed = swapped(&calendar, "calendar", "postmortems");
        anybody.get(&as_feed).await.refused(404, "not_found");
        for guess in ["guess.atom", "guess", ".atom", "%00.atom"] {
            let path = format!("/api/v1/postmortems/{guess}");
            anybody.get(&path).await.refused(404, "not_found");
        }
        let known = page.get("/reader-links").await.ok();
        assert_eq!(known.body["postmortems"], json!({"created_at": "2026-10-08T16:00:00Z"}));
        assert!(!known.text.contains(second.split('/').next_back().unwrap()));
        let left = json!({"handle": "mika", "name": "Mika", "role": "viewer", "active": false});
        ines.put(&format!("/people/{}", mika.id), left).await.ok();
        anybody.get(&second).await.refused(404, "not_found");
    }
}
