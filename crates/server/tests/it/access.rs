//! Getting in.

use afterword_domain::person::Role;
use afterword_domain::policy::Sight;
use afterword_testbed::{TestDb, both};
use serde_json::json;

use crate::util::TestApp;

pub(crate) const PASSWORD: &str = "a long enough password";

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
        let ines = app.app.store.workspace().await.unwrap().people[0].clone();
        let browser = app.session(&ines).await;
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
                address: None,
                };
                let now = crate::util::NOW.parse().unwrap();
                let decide = move |_: &_, _: &_, _: &_| {
                    held.send(()).unwrap();
                    let _ = may_go.recv();
                    Ok::<_, std::convert::Infallible>(Vec::new())
                };
                store.edit_incident((&Sight::Everything, &author), afterword_domain::IncidentRef(1), None, now, decide).await
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

/// Somebody with a password, signed in with it in a browser of their own.
pub(crate) async fn signed_in<'a>(
    app: &'a TestApp,
    handle: &str,
    from: &str,
) -> crate::util::Caller<'a> {
    let browser = app
        .elsewhere(from)
        .with("user-agent", "Firefox/132.0 (X11; Linux x86_64)");
    let form = json!({"name": handle, "password": PASSWORD});
    let answer = browser.post("/session", form).await.ok();
    browser.carrying(&answer)
}

pub(crate) async fn with_ines(db: TestDb) -> TestApp {
    let app = TestApp::start_as(db, false).await;
    let link = app.setup_link().await;
    let form = json!({"secret": link, "handle": "ines", "name": "Ines", "password": PASSWORD});
    app.anon().post("/setup", form).await.ok();
    app
}

both! {
    async fn a_session_is_seen_and_ended_from_another(db: TestDb) {
        let app = with_ines(db).await;
        app.travel_seconds(60);
        let office = signed_in(&app, "ines", "203.0.113.9:4000").await;
        app.travel_seconds(60);
        let home = signed_in(&app, "ines", "198.51.100.7:4000").await;
        let listed = home.get("/sessions").await.ok();
        let told: Vec<_> = listed.body.as_array().unwrap().iter().map(|one| {
            (one["address"].as_str().unwrap(), one["browser"].as_str().unwrap(), one["current"].as_bool().unwrap())
        }).collect();
        assert_eq!(told[..2], [
            ("198.51.100.7", "Firefox on Linux", true),
            ("203.0.113.9", "Firefox on Linux", false),
        ]);
        assert!(!listed.text.contains("secret"));
        let id = listed.body[1]["id"].as_str().unwrap();
        home.delete(&format!("/sessions/{id}")).await.ok();
        home.delete(&format!("/sessions/{id}")).await.refused(404, "not_found");
        office.get("/session").await.refused(401, "not_signed_in");

        let office = signed_in(&app, "ines", "203.0.113.9:4000").await;
        let ended = home.delete("/sessions").await.ok();
        assert_eq!(ended.body["ended"], 2, "the one of the set-up, too");
        office.get("/session").await.refused(401, "not_signed_in");
        home.get("/session").await.ok();
    }

    async fn an_administrator_ends_the_sessions_of_somebody(db: TestDb) {
        let app = with_ines(db).await;
        let ines = signed_in(&app, "ines", "203.0.113.9:4000").await;
        let mika = app.person("mika", Role::Member).await;
        let theirs = app.session(&mika).await;
        let path = format!("/people/{}/sessions", mika.id);
        assert_eq!(ines.get(&path).await.ok().body.as_array().unwrap().len(), 1);
        theirs.delete(&path).await.refused(403, "role_too_low");
        assert_eq!(ines.delete(&path).await.ok().body["ended"], 1);
        theirs.get("/session").await.refused(401, "not_signed_in");
    }

    async fn the_secret_of_a_session_is_new_with_every_sign_in(db: TestDb) {
        let app = with_ines(db).await;
        let first = signed_in(&app, "ines", "203.0.113.9:4000").await;
        // A secret that somebody else put there is not taken over, and what it opened is shut.
        let again = first.post("/session", json!({"name": "ines", "password": PASSWORD})).await.ok();
        let second = first.carrying(&again);
        second.get("/session").await.ok();
        first.get("/session").await.refused(401, "not_signed_in");
    }

    async fn what_is_dangerous_asks_again_after_a_while(db: TestDb) {
        let app = with_ines(db).await;
        let ines = signed_in(&app, "ines", "203.0.113.9:4000").await;
        let mika = app.person("mika", Role::Member).await;
        let path = format!("/people/{}", mika.id);
        let named = |name: &str, role: &str| json!({
            "handle": "mika", "name": name, "role": role, "active": true,
        });
        ines.put(&path, named("Mika", "viewer")).await.ok();
        app.travel_seconds(31 * 60);
        let admin = json!({"name": "all", "scopes": ["admin"]});
        let secret = json!({"secret": "whsec_0123456789"});
        for refused in [
            ines.put(&path, named("Mika", "admin")).await,
            ines.post("/tokens", admin.clone()).await,
            ines.post(&format!("{path}/sign-in-link"), json!({})).await,
            ines.post("/integrations/1/secrets", secret).await,
            ines.delete("/trackers/1").await,
        ] {
            refused.refused(403, "sign_in_again");
        }
        // What is not is done as before.
        ines.put(&path, named("Mika A.", "viewer")).await.ok();
        ines.post("/tokens", json!({"name": "ci", "scopes": ["read"]})).await.ok();

        let ways = ines.get("/session/proof").await.ok();
        assert_eq!(ways.body, json!({"password": true, "providers": []}));
        let wrong = json!({"password": "not the password"});
        ines.post("/session/proof", wrong).await.refused(422, "sign_in_failed");
        ines.post("/session/proof", json!({"password": PASSWORD})).await.ok();
        ines.put(&path, named("Mika", "admin")).await.ok();
        let token = ines.post("/tokens", admin).await.ok();
        // A token shows with each request what it is.
        app.travel_seconds(31 * 60);
        let token = app.token(token.body["secret"].as_str().unwrap());
        token.put(&path, named("Mika", "viewer")).await.ok();
        token.post("/session/proof", json!({"password": PASSWORD})).await.refused(403, "not_by_token");
    }

    async fn who_signed_in_before_is_not_kept_out_by_strangers(db: TestDb) {
        let app = with_ines(db).await;
        let ines = signed_in(&app, "ines", "203.0.113.9:4000").await;
        let wrong = json!({"name": "ines", "password": "not the password"});
        // From everywhere at once: the name itself has to wait.
        for host in 0..25 {
            let stranger = app.elsewhere(&format!("198.51.100.{host}:1"));
            for _ in 0..4 {
                stranger.post("/session", wrong.clone()).await.refused(401, "sign_in_failed");
            }
        }
        let right = json!({"name": "ines", "password": PASSWORD});
        let fresh = app.elsewhere("192.0.2.1:1");
        fresh.post("/session", right.clone()).await.refused(429, "too_many_tries");
        // Their own browser has a count of its own, wherever it is.
        let known: Vec<_> = ines.headers().iter().filter(|(name, _)| *name == "cookie").collect();
        let moved = app.elsewhere("192.0.2.2:1").with("cookie", known[0].1.clone());
        moved.post("/session", right.clone()).await.ok();
        app.travel_seconds(61);
        fresh.post("/session", right).await.ok();
    }

    async fn one_place_guesses_slowly_whatever_the_names(db: TestDb) {
        let app = with_ines(db).await;
        let stranger = app.elsewhere("[2001:db8:1:2::7]:1");
        for name in 0..50 {
            let form = json!({"name": format!("nobody-{name}"), "password": PASSWORD});
            stranger.post("/session", form).await.refused(401, "sign_in_failed");
        }
        let neighbour = app.elsewhere("[2001:db8:1:2:9::1]:1");
        let right = json!({"name": "ines", "password": PASSWORD});
        neighbour.post("/session", right.clone()).await.refused(429, "too_many_tries");
        app.elsewhere("[2001:db8:1:3::7]:1").post("/session", right).await.ok();
    }

    async fn a_restart_forgives_nothing(db: TestDb) {
        let app = with_ines(db).await;
        let wrong = json!({"name": "ines", "password": "not the password"});
        for _ in 0..5 {
            app.anon().post("/session", wrong.clone()).await.refused(401, "sign_in_failed");
        }
        let app = app.started_again().await;
        app.anon().post("/session", wrong).await.refused(429, "too_many_tries");
    }

    async fn without_passwords_a_link_of_the_server_still_lets_in(db: TestDb) {
        let app = with_ines(db).await;
        let ines = signed_in(&app, "ines", "203.0.113.9:4000").await;
        let rules = |password| json!({
            "password": password, "idle_hours": 168, "absolute_days": 30, "again_after_minutes": 30,
        });
        ines.put("/sign-in-rules", rules(false)).await.refused(422, "no_other_way_in");
        let provider = json!({
            "name": "Northwind ID", "issuer": "https://id.example", "client_id": "afterword",
            "client_secret": "between us",
        });
        let entered = ines.post("/providers", provider).await.ok();
        assert!(!entered.text.contains("between us"));
        assert_eq!(entered.body["has_secret"], true);
        ines.put("/sign-in-rules", rules(false)).await.ok();
        let door = app.anon().get("/instance").await.ok();
        assert_eq!(door.body["password"], false);
        assert_eq!(door.body["providers"], json!([{"id": 1, "name": "Northwind ID"}]));
        let right = json!({"name": "ines", "password": PASSWORD});
        app.anon().post("/session", right).await.refused(403, "password_sign_in_off");
        ines.delete("/providers/1").await.refused(422, "no_other_way_in");

        let made = ines.post("/people/1/sign-in-link", json!({})).await.ok();
        let secret = made.body["path"].as_str().unwrap().strip_prefix("/setup#").unwrap().to_owned();
        let chosen = json!({"secret": secret, "password": "another long password"});
        let answer = app.anon().post("/setup/password", chosen).await.ok();
        app.anon().carrying(&answer).put("/sign-in-rules", rules(true)).await.ok();
        ines.get("/session").await.refused(401, "not_signed_in");
    }

    async fn the_log_says_who_came_in_from_where_and_who_did_not(db: TestDb) {
        let app = with_ines(db).await;
        let stranger = app.elsewhere("198.51.100.7:1");
        let typed = "my secret password by mistake";
        stranger.post("/session", json!({"name": typed, "password": "x"})).await.refused(401, "sign_in_failed");
        let wrong = json!({"name": "ines", "password": "not the password"});
        stranger.post("/session", wrong).await.refused(401, "sign_in_failed");
        let ines = signed_in(&app, "ines", "203.0.113.9:4000").await;
        let made = ines.post("/tokens", json!({"name": "ci", "scopes": ["read"]})).await.ok();
        ines.delete(&format!("/workspace/tokens/{}", made.body["id"])).await.ok();
        ines.delete("/session").await.ok();
        let root = signed_in(&app, "ines", "203.0.113.9:4000").await;
        let log = root.get("/changes?limit=100").await.ok();
        assert!(!log.text.contains("mistake"));
        let told: Vec<_> = log.body["items"].as_array().unwrap().iter()
            .map(|row| (row["name"].as_str().unwrap(), row["author"]["address"].as_str().unwrap_or_default()))
            .filter(|(name, _)| !name.starts_with("person."))
            .collect();
        assert_eq!(told, [
            ("session.began", "127.0.0.1"),
            ("sign_in.failed", "198.51.100.7"),
            ("sign_in.failed", "198.51.100.7"),
            ("session.began", "203.0.113.9"),
            ("token.added", "203.0.113.9"),
            ("token.removed", "203.0.113.9"),
            ("session.ended", "203.0.113.9"),
            ("session.began", "203.0.113.9"),
        ]);
    }
}
