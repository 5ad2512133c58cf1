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
