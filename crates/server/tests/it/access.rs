//! Getting in.

use afterword_domain::person::Role;
use afterword_testbed::{TestDb, both};
use serde_json::json;

use crate::util::TestApp;

const PASSWORD: &str = "a long enough password";

both! {
    async fn the_first_administrator_comes_by_a_link_that_works_once(db: TestDb) {
        let app = TestApp::start_as(db, false).await;
        assert_eq!(app.anon().get("/instance").await.ok().body["needs_setup"], true);
        let link = app.setup_link().await;
        let form = |secret: &str, password: &str| json!({
            "secret": secret, "handle": "ines", "name": "Ines", "password": password,
        });
        app.anon().post("/setup", form("guess", PASSWORD)).await.refused(403, "setup_link");
        let short = app.anon().post("/setup", form(&link, "short")).await;
        short.refused(422, "password_length");
        let session = app.anon().post("/setup", form(&link, PASSWORD)).await.ok();
        assert_eq!(session.body["person"]["role"], "admin");
        let cookie = session.headers["set-cookie"].to_str().unwrap();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
        app.anon().post("/setup", form(&link, PASSWORD)).await.refused(403, "setup_link");
        assert_eq!(app.anon().get("/instance").await.ok().body["needs_setup"], false);
    }
}

both! {
    async fn a_session_begins_with_the_password_and_ends_with_the_sign_out(db: TestDb) {
        let app = TestApp::start(db).await;
        let link = app.setup_link().await;
        let form = json!({"secret": link, "handle": "ines", "name": "Ines", "password": PASSWORD});
        app.anon().post("/setup", form).await.ok();
        let wrong = json!({"name": "ines", "password": "not the password"});
        app.anon().post("/session", wrong).await.refused(401, "sign_in_failed");
        let nobody = json!({"name": "nobody", "password": PASSWORD});
        app.anon().post("/session", nobody).await.refused(401, "sign_in_failed");
        let right = json!({"name": "ines", "password": PASSWORD});
        let answer = app.anon().post("/session", right).await.ok();
        let cookie = answer.headers["set-cookie"].to_str().unwrap();
        let cookie = cookie.split(';').next().unwrap().to_owned();
        let browser = app.anon().with("cookie", cookie);
        assert_eq!(browser.get("/session").await.ok().body["person"]["handle"], "ines");
        browser.delete("/session").await.ok();
        browser.get("/session").await.refused(401, "not_signed_in");
    }
}

both! {
    async fn an_expired_session_is_nobody(db: TestDb) {
        let app = TestApp::start(db).await;
        let browser = app.admin().await;
        browser.get("/session").await.ok();
        app.travel_days(31);
        browser.get("/session").await.refused(401, "not_signed_in");
    }
}

both! {
    async fn one_click_is_for_the_demo_on_this_machine(db: TestDb) {
        let other = TestDb::fresh(db.engine);
        let app = TestApp::start_as(db, false).await;
        app.person("ines", Role::Admin).await;
        app.anon().post("/session/demo", json!({})).await.refused(403, "demo_only_on_loopback");
        let demo = TestApp::start_as(other, true).await;
        demo.person("ines", Role::Admin).await;
        demo.anon().post("/session/demo", json!({})).await.ok();
        let proxied = demo.addressed_as("afterword.example");
        proxied.post("/session/demo", json!({})).await.refused(403, "demo_only_on_loopback");
    }
}

both! {
    async fn a_token_does_what_its_scopes_say_until_it_is_revoked(db: TestDb) {
        let app = TestApp::start(db).await;
        let browser = app.admin().await;
        let form = json!({"name": "ci", "scopes": ["read"], "expires_in_days": 10});
        let made = browser.post("/tokens", form).await.ok();
        let token = app.token(made.body["secret"].as_str().unwrap());
        token.get("/incidents").await.ok();
        token.post("/incidents", json!({"title": "x"})).await.refused(403, "scope_missing");
        token.get("/tokens").await.refused(403, "not_by_token");
        let listed = browser.get("/tokens").await.ok();
        assert!(listed.body[0].get("secret").is_none());
        app.travel_days(11);
        token.get("/incidents").await.refused(401, "token_unknown");
        let path = format!("/tokens/{}", made.body["id"]);
        browser.delete(&path).await.ok();
        browser.delete(&path).await.refused(404, "not_found");
    }
}

both! {
    async fn who_guesses_has_to_wait_and_the_owner_elsewhere_does_not(db: TestDb) {
        let app = TestApp::start(db).await;
        let link = app.setup_link().await;
        let form = json!({"secret": link, "handle": "ines", "name": "Ines", "password": PASSWORD});
        app.anon().post("/setup", form).await.ok();
        let wrong = json!({"name": "ines", "password": "not the password"});
        let right = json!({"name": "Ines", "password": PASSWORD});
        let stranger = app.elsewhere("203.0.113.9:4000");
        for _ in 0..5 {
            stranger.post("/session", wrong.clone()).await.refused(401, "sign_in_failed");
        }
        for (wait, then) in [("1", 1), ("2", 2), ("4", 4)] {
            // Not even the right password is looked at before the time is up.
            let refused = stranger.post("/session", right.clone()).await;
            refused.refused(429, "too_many_tries");
            assert_eq!(refused.headers["retry-after"], wait);
            app.travel_seconds(then);
            stranger.post("/session", wrong.clone()).await.refused(401, "sign_in_failed");
        }
        app.anon().post("/session", right.clone()).await.ok();
        app.travel_seconds(60);
        stranger.post("/session", right).await.ok();
    }
}

both! {
    async fn guessing_the_present_password_of_a_session_is_slowed_too(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let guess = json!({"current": "not the password", "password": PASSWORD});
        for _ in 0..5 {
            ines.put("/session/password", guess.clone()).await.refused(422, "sign_in_failed");
        }
        ines.put("/session/password", guess).await.refused(429, "too_many_tries");
    }
}

both! {
    async fn a_person_is_made_with_what_is_known_and_all_at_once(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let unknown = json!({"handle": "mika", "name": "Mika", "rolle": "admin"});
        ines.post("/people", unknown).await.refused(422, "wrong_shape");
        let short = json!({"handle": "mika", "name": "Mika", "password": "short"});
        ines.post("/people", short).await.refused(422, "password_length");
        assert_eq!(app.app.store.password_hash("mika").await.unwrap(), None);
        let form = json!({"handle": "mika", "name": "Mika", "role": "admin", "password": PASSWORD});
        let mika = ines.post("/people", form).await.ok();
        app.anon().post("/session", json!({"name": "mika", "password": PASSWORD})).await.ok();
        let path = format!("/people/{}", mika.body["id"]);
        let forgetful = json!({"handle": "mika", "name": "Mika", "active": true});
        ines.put(&path, forgetful).await.refused(422, "wrong_shape");
        let extra = json!({"handle": "mika", "name": "Mika", "role": "admin", "active": true, "x": 1});
        ines.put(&path, extra).await.refused(422, "wrong_shape");
        let all = json!({"handle": "mika", "name": "Mika A.", "role": "admin", "active": true});
        assert_eq!(ines.put(&path, all).await.ok().body["role"], "admin");
    }
}

both! {
    async fn the_use_of_a_token_is_written_beside_the_request_and_once_a_minute(db: TestDb) {
        let app = TestApp::start(db).await;
        let browser = app.admin().await;
        let made = browser.post("/tokens", json!({"name": "ci", "scopes": ["read"]})).await.ok();
        let token = app.token(made.body["secret"].as_str().unwrap());
        let used = async |expected: &str| {
            loop {
                let listed = browser.get("/tokens").await.ok();
                if listed.body[0]["last_used_at"] == expected {
                    break;
                }
                tokio::task::yield_now().await;
            }
        };
        token.get("/incidents").await.ok();
        used("2026-10-08T16:00:00Z").await;
        app.travel_seconds(59);
        token.get("/incidents").await.ok();
        app.travel_seconds(1);
        token.get("/incidents").await.ok();
        // Had the one in between been written, this one had not.
        used("2026-10-08T16:01:00Z").await;
    }
}

both! {
    async fn reading_with_a_token_waits_for_no_writer(db: TestDb) {
        use std::sync::mpsc;
        let url = db.url.clone();
        let app = TestApp::start(db).await;
        let browser = app.admin().await;
        let made = browser.post("/tokens", json!({"name": "ci", "scopes": ["read"]})).await.ok();
        browser.post("/incidents", json!({"title": "x"})).await.ok();
        let token = app.token(made.body["secret"].as_str().unwrap());
        let (held, is_held) = mpsc::channel();
        let (let_go, may_go) = mpsc::channel::<()>();
        // Another program that writes, for as long as it is let.
        let writer = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let store = afterword_store::Store::open(&url).await.unwrap();
                let author = afterword_store::Author {
                    person: None, via: afterword_store::Via::System, request_id: None,
                };
                let now = crate::util::NOW.parse().unwrap();
                let decide = move |_: &_, _: &_, _: &_| {
                    held.send(()).unwrap();
                    let _ = may_go.recv();
                    Ok::<_, std::convert::Infallible>(Vec::new())
                };
                store.edit_incident(&author, afterword_domain::IncidentRef(1), None, now, decide).await
                    .unwrap();
            });
        });
        is_held.recv().unwrap();
        token.get("/incidents").await.ok();
        // It is still writing: the answer did not wait for its end.
        let_go.send(()).unwrap();
        writer.join().unwrap();
    }
}

both! {
    async fn another_sites_page_cannot_write_with_our_cookie(db: TestDb) {
        let app = TestApp::start(db).await;
        let browser = app.admin().await;
        let form = json!({"title": "x"});
        let evil = browser.with("origin", "https://evil.example");
        evil.post("/incidents", form.clone()).await.refused(403, "cross_origin");
        let framed = browser.with("sec-fetch-site", "cross-site");
        framed.post("/incidents", form.clone()).await.refused(403, "cross_origin");
        browser.with("origin", "http://127.0.0.1:7117").post("/incidents", form).await.ok();
    }
}
