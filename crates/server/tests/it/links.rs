//! One-time links: what they open, for whom, and how long.

use afterword_domain::person::Role;
use afterword_testbed::both;
use serde_json::{Value, json};

use crate::util::{Answer, TestApp};

const PASSWORD: &str = "a long enough password";

fn secret(link: &Answer) -> String {
    let path = link.body["path"].as_str().unwrap();
    path.strip_prefix("/setup#").unwrap().to_owned()
}

fn chosen(secret: &str, password: &str) -> Value {
    json!({"secret": secret, "password": password})
}

both! {
    async fn a_person_chooses_a_password_by_a_link_that_works_once(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let mika = app.person("mika", Role::Member).await;
        let browser = app.session(&mika).await;
        let link = ines.post("/people/2/sign-in-link", json!({})).await.ok();
        assert_eq!(link.body["expires_at"], "2026-10-09T16:00:00Z");
        let secret = secret(&link);
        let read = app.anon().post("/setup/link", json!({"secret": secret})).await.ok();
        assert_eq!(read.body, json!({"purpose": "password", "handle": "mika", "name": "MIKA"}));
        let short = app.anon().post("/setup/password", chosen(&secret, "short")).await;
        short.refused(422, "password_length");
        let signed_in = app.anon().post("/setup/password", chosen(&secret, PASSWORD)).await.ok();
        assert_eq!(signed_in.body["person"]["handle"], "mika");
        assert!(signed_in.headers["set-cookie"].to_str().unwrap().contains("HttpOnly"));
        // Whoever was signed in as them before is not any more.
        browser.get("/session").await.refused(401, "not_signed_in");
        let again = app.anon().post("/setup/password", chosen(&secret, PASSWORD)).await;
        again.refused(403, "setup_link");
        app.anon().post("/setup/link", json!({"secret": secret})).await.refused(403, "setup_link");
        app.anon().post("/session", json!({"name": "mika", "password": PASSWORD})).await.ok();

        let log = ines.get("/changes").await.ok();
        let rows = log.body["items"].as_array().unwrap();
        let names: Vec<_> = rows.iter().map(|row| row["name"].as_str().unwrap()).collect();
        let of_person = names.iter().filter(|name| name.starts_with("person.")).rev().take(2);
        assert_eq!(of_person.collect::<Vec<_>>(), [&"person.password_set", &"person.sign_in_link_made"]);
        // By the link, and then by the password.
        assert!(names.ends_with(&["session.began", "session.began"]), "{names:?}");
        assert_eq!(rows.last().unwrap()["author"]["person"], 2);
        assert!(!log.text.contains(&secret));
    }
}

both! {
    async fn a_newer_link_a_day_or_a_farewell_void_it(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        app.person("mika", Role::Member).await;
        let make = async || secret(&ines.post("/people/2/sign-in-link", json!({})).await.ok());
        let refused = async |secret: &str| {
            app.anon().post("/setup/link", json!({"secret": secret})).await.refused(403, "setup_link");
            let chosen = app.anon().post("/setup/password", chosen(secret, PASSWORD)).await;
            chosen.refused(403, "setup_link");
        };
        let first = make().await;
        let second = make().await;
        refused(&first).await;
        app.anon().post("/setup/link", json!({"secret": second})).await.ok();
        app.travel_days(1);
        refused(&second).await;
        let third = make().await;
        let left = json!({"handle": "mika", "name": "Mika", "role": "member", "active": false});
        ines.put("/people/2", left).await.ok();
        refused(&third).await;
        ines.post("/people/2/sign-in-link", json!({})).await.refused(422, "person_has_left");
        let back = json!({"handle": "mika", "name": "Mika", "role": "member", "active": true});
        ines.put("/people/2", back).await.ok();
        refused(&third).await;
    }
}

both! {
    async fn only_an_administrator_makes_one_and_only_signed_in(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let mika = app.person("mika", Role::Member).await;
        let mika = app.session(&mika).await;
        mika.post("/people/1/sign-in-link", json!({})).await.refused(403, "role_too_low");
        let form = json!({"name": "ci", "scopes": ["admin"]});
        let token = ines.post("/tokens", form).await.ok();
        let token = app.token(token.body["secret"].as_str().unwrap());
        token.post("/people/2/sign-in-link", json!({})).await.refused(403, "not_by_token");
        ines.post("/people/9/sign-in-link", json!({})).await.refused(404, "not_found");
        // Its answer holds a secret: none is kept for a repetition.
        let keyed = ines.with("idempotency-key", "k");
        let one = keyed.post("/people/2/sign-in-link", json!({})).await.ok();
        let two = keyed.post("/people/2/sign-in-link", json!({})).await.ok();
        assert_ne!(one.body["path"], two.body["path"]);
    }
}

both! {
    async fn the_first_administrators_link_says_what_it_is_for(db: TestDb) {
        let app = TestApp::start_as(db, false).await;
        let link = app.setup_link().await;
        let read = app.anon().post("/setup/link", json!({"secret": link})).await.ok();
        assert_eq!(read.body, json!({"purpose": "first_administrator"}));
        // It is nobody's: no password is chosen by it.
        let chosen = app.anon().post("/setup/password", chosen(&link, PASSWORD)).await;
        chosen.refused(403, "setup_link");
        let form = json!({"secret": link, "handle": "ines", "name": "Ines", "password": PASSWORD});
        app.anon().post("/setup", form).await.ok();
        app.anon().post("/setup/link", json!({"secret": link})).await.refused(403, "setup_link");
    }
}
