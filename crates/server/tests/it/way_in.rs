//! Who gives others a way in, or takes one away: asked again who they are, told in the log, and by
//! nothing that somebody else put down.

use afterword_domain::ProviderId;
use afterword_domain::person::Role;
use afterword_domain::policy::Sight;
use afterword_domain::sign_in::admit::Claims;
use afterword_store::{Author, Via};
use afterword_testbed::both;
use serde_json::json;

use crate::access::{PASSWORD, signed_in, with_ines};
use crate::util::{Answer, TestApp};

both! {
    async fn who_gives_a_way_in_shows_again_who_they_are(db: TestDb) {
        let app = TestApp::start_as(db, false).await;
        let ines = app.admin().await;
        ines.post("/teams", json!({"name": "Platform"})).await.ok();
        let mika = json!({"handle": "mika", "name": "Mika", "role": "member"});
        let mika = ines.post("/people", mika).await.ok();
        let path = format!("/people/{}", mika.body["id"]);
        app.travel_seconds(31 * 60);
        for (field, value) in [
            ("email", json!("kai@example.org")), ("team", json!(1)), ("password", json!(PASSWORD)),
            ("role", json!("admin")),
        ] {
            let mut form = json!({"handle": "kai", "name": "Kai"});
            form[field] = value;
            ines.post("/people", form).await.refused(403, "sign_in_again");
        }
        for (field, value) in [
            ("email", json!("mika@example.org")), ("team", json!(1)), ("handle", json!("mika.a")),
            ("role", json!("viewer")), ("active", json!(false)),
        ] {
            let mut form = json!({"handle": "mika", "name": "Mika", "role": "member", "active": true});
            form[field] = value;
            ines.put(&path, form).await.refused(403, "sign_in_again");
        }
        let named = json!({"handle": " mika ", "name": "Mika Aalto", "role": "member", "active": true});
        ines.put(&path, named).await.ok();
        ines.post("/people", json!({"handle": "kai", "name": "Kai"})).await.ok();
        assert_eq!(app.app.store.workspace().await.unwrap().people.len(), 3);
    }

    async fn a_key_that_was_refused_is_free_once_one_has_shown_who_one_is(db: TestDb) {
        let app = with_ines(db).await;
        let ines = signed_in(&app, "ines", "127.0.0.1:50000").await;
        let form = json!({"name": "Pager", "url": "https://a.example/x", "events": ["incident.opened"]});
        let added = ines.post("/subscriptions", form).await.ok();
        let path = format!("/subscriptions/{}", added.body["subscription"]["id"]);
        app.travel_seconds(31 * 60);
        let keyed = ines.with("idempotency-key", "once");
        keyed.delete(&path).await.refused(403, "sign_in_again");
        ines.post("/session/proof", json!({"password": PASSWORD})).await.ok();
        keyed.delete(&path).await.ok();
    }

    async fn guesses_at_a_proof_are_told_in_the_log(db: TestDb) {
        let app = with_ines(db).await;
        let ines = signed_in(&app, "ines", "127.0.0.1:50000").await;
        let guess = json!({"password": "not the password"});
        ines.post("/session/proof", guess).await.refused(422, "sign_in_failed");
        let change = json!({"current": "not the password", "password": PASSWORD});
        ines.put("/session/password", change).await.refused(422, "sign_in_failed");
        let log = app.app.store.changes(&Sight::Everything, 0, 99).await.unwrap().0;
        let failed = log.iter().filter(|row| row.name == "sign_in.failed");
        let whose: Vec<_> = failed.map(|row| row.author.person.map(|id| id.0)).collect();
        assert_eq!(whose, [Some(1), Some(1)]);
    }

    async fn a_browser_is_known_by_what_was_made_here(db: TestDb) {
        let app = with_ines(db).await;
        let right = json!({"name": "ines", "password": PASSWORD});
        let value = |answer: &Answer| {
            let set = answer.headers.get_all("set-cookie").iter();
            let set: Vec<_> = set.map(|one| one.to_str().unwrap().to_owned()).collect();
            let set = set.iter().find_map(|one| one.strip_prefix("afterword_browser="));
            set.unwrap().split(';').next().unwrap().to_owned()
        };
        let planted = "7".repeat(64);
        let browser = app.anon().with("cookie", format!("afterword_browser={planted}"));
        let first = browser.post("/session", right.clone()).await.ok();
        assert_ne!(value(&first), planted, "somebody put it there");
        let again = app.anon().carrying(&first).post("/session", right).await.ok();
        assert_eq!(value(&again), value(&first));
    }

    async fn an_account_is_taken_from_a_provider_again(db: TestDb) {
        let app = TestApp::start_as(db, false).await;
        let ines = app.admin().await;
        let vera = app.person("vera", Role::Viewer).await;
        let form = json!({
            "name": "Northwind ID", "issuer": "https://id.example", "client_id": "a", "makes_accounts": true,
        });
        ines.post("/providers", form).await.ok();
        let claims = Claims {
            subject: "s-1".into(),
            email: Some("kai@example.org".into()),
            email_verified: true,
            ..Default::default()
        };
        let (store, now) = (&app.app.store, app.app.now());
        let author = Author {
            person: None, via: Via::System, request_id: None, address: None,
        };
        let provider = ProviderId(1);
        let kai = store.admit(&author, provider, &claims, now).await.unwrap();
        let path = format!("/people/{}/identities", kai.id);
        let listed = ines.get(&path).await.ok();
        assert_eq!(listed.body, json!([{"id": 1, "name": "Northwind ID"}]));
        let taken = format!("{path}/1");
        app.session(&vera).await.delete(&taken).await.refused(403, "role_too_low");
        ines.delete(&taken).await.ok();
        ines.delete(&taken).await.refused(404, "not_found");
        assert_eq!(ines.get(&path).await.ok().body, json!([]));
        // Somebody else over there has the address now, and is that person here.
        let other = Claims { subject: "s-2".into(), ..claims };
        assert_eq!(store.admit(&author, provider, &other, now).await.unwrap().id, kai.id);
        app.travel_seconds(31 * 60);
        ines.delete(&taken).await.refused(403, "sign_in_again");
    }
}
