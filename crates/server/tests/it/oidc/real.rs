//! A certified provider, from the button to the sign-out.

use std::collections::BTreeMap;

use afterword_domain::person::Role;
use afterword_testbed::oidc::OpenIdProvider;
use afterword_testbed::{ask, both};
use serde_json::json;
use url::Url;

use super::{HERE, Sent, enter, form, place, press, system, trouble, workplace};
use crate::util::Answer;

/// What the first provider that is entered sends people back to.
const BACK: &str = "http://127.0.0.1:7117/oidc/1/callback";

fn start(alg: &str) -> OpenIdProvider {
    let people = json!({
        "m-1": {
            "name": "Mika Aalto", "preferred_username": "mika", "groups": ["sre"],
            "email": "mika@northwind.example", "email_verified": true,
        },
        "k-1": {"name": "Kai", "email": "kai@northwind.example", "email_verified": false},
    });
    OpenIdProvider::start(alg, &people, BACK)
}

/// Goes through the provider's pages and chooses a person there. Answers with what it sends back.
fn walk(url: &Url, login: &str) -> String {
    let port = url.port().unwrap();
    let mut cookies: BTreeMap<String, String> = BTreeMap::new();
    let mut path = url[url::Position::BeforePath..].to_owned();
    for _ in 0..9 {
        let carried: Vec<_> = cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let carried = carried.join("; ");
        let answer = ask(port, "GET", &path, &[("cookie", &carried)], "").unwrap();
        for set in answer.header("set-cookie") {
            let pair = set.split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            cookies.insert(name.into(), value.into());
        }
        let Some(next) = answer.header("location").next() else {
            assert!(path.starts_with("/interaction/"), "{path}: {}", answer.body);
            path = format!("{path}?login={login}");
            continue;
        };
        let next = url.join(next).unwrap();
        if next.as_str().starts_with(BACK) {
            return next[url::Position::BeforePath..].to_owned();
        }
        next[url::Position::BeforePath..].clone_into(&mut path);
    }
    panic!("the provider never sent anybody back")
}

async fn through(sent: &Sent<'_>, login: &str) -> Answer {
    let back = walk(&sent.url, login);
    sent.browser.go(&back).await
}

both! {
    async fn somebody_gets_an_account_comes_again_and_signs_out_there_too(db: TestDb) {
        let app = workplace(db).await;
        app.travel_to_the_present();
        let mut provider = start("RS256");
        let id = enter(&app, form(&provider.issuer)).await;
        let sent = press(app.anon().with("user-agent", "Firefox/132.0 (X11; Linux)"), id, "").await;
        let answer = through(&sent, "m-1").await;
        assert_eq!(place(&answer), "/", "{}", answer.text);
        let mika = sent.browser.carrying(&answer);
        let session = mika.get("/session").await.ok();
        let person = &session.body["person"];
        assert_eq!(
            (person["handle"].as_str(), person["role"].as_str(), person["email"].as_str()),
            (Some("mika"), Some("member"), Some("mika@northwind.example")),
        );
        let listed = mika.get("/sessions").await.ok();
        assert_eq!(listed.body[0]["way"], json!({"by": "provider", "provider": 1}));
        assert_eq!(listed.body[0]["browser"], "Firefox on Linux");
        assert_eq!(listed.body[0]["current"], true);

        // The provider signs with another key from now on.
        provider.change_keys();
        let sent = press(app.anon(), id, "").await;
        assert_eq!(place(&through(&sent, "m-1").await), "/");
        assert_eq!(app.app.store.workspace().await.unwrap().people.len(), 1, "the same account");

        let out = mika.delete("/session").await.ok();
        let url: Url = out.body["provider_url"].as_str().unwrap().parse().unwrap();
        assert!(url.as_str().starts_with(&format!("{}/session/end?", provider.issuer)), "{url}");
        let asked: BTreeMap<_, _> = url.query_pairs().collect();
        assert_eq!(asked["post_logout_redirect_uri"], format!("{HERE}/sign-in"));
        assert_eq!(asked["id_token_hint"].split('.').count(), 3);
        mika.get("/session").await.refused(401, "not_signed_in");
    }

    async fn an_elliptic_signature_is_as_good(db: TestDb) {
        let app = workplace(db).await;
        app.travel_to_the_present();
        let provider = start("ES256");
        let id = enter(&app, form(&provider.issuer)).await;
        let sent = press(app.anon(), id, "").await;
        assert_eq!(place(&through(&sent, "m-1").await), "/");
        let sent = press(app.anon(), id, "").await;
        assert_eq!(trouble(&through(&sent, "").await), "provider_denied");
    }

    async fn who_goes_through_the_provider_again_may_do_what_is_dangerous(db: TestDb) {
        let app = workplace(db).await;
        app.travel_to_the_present();
        app.travel_seconds(-3_600);
        let provider = start("RS256");
        let id = enter(&app, form(&provider.issuer)).await;
        let mika = app.person("mika", Role::Admin).await;
        let other = app.person("kai", Role::Admin).await;
        let store = &app.app.store;
        let stale = app.session(&mika).await;
        let theirs = app.session(&other).await;
        app.travel_to_the_present();
        let rules = json!({
            "password": true, "idle_hours": 24, "absolute_days": 30, "again_after_minutes": 30,
        });
        stale.put("/sign-in-rules", rules.clone()).await.refused(403, "sign_in_again");

        // The provider does not know yet who that is here.
        let unknown = press(stale.with("x-nothing", ""), id, "?again=1&next=/proved").await;
        assert_eq!(unknown.asked("prompt"), "login");
        assert_eq!(unknown.asked("max_age"), "0");
        let back = walk(&unknown.url, "m-1");
        assert_eq!(trouble(&unknown.browser.go(&back).await), "another_person");

        let claims = afterword_domain::sign_in::admit::Claims {
            subject: "m-1".into(),
            email: Some("mika@example.org".into()),
            email_verified: true,
            groups: ["sre".to_owned()].into(),
            ..Default::default()
        };
        let person = afterword_domain::person::PersonForm {
            handle: "mika".into(), name: "Mika".into(), email: Some("mika@example.org".into()),
            role: Role::Admin, team: None,
        };
        let now = app.app.now();
        store.update_person(&system(), mika.id, (person, true), now, |_, _| Ok(())).await.unwrap();
        let mut unmapped = form(&provider.issuer);
        unmapped.roles.clear();
        store.update_provider(&system(), id, unmapped, now).await.unwrap();
        assert_eq!(store.admit(&system(), id, &claims, now).await.unwrap().id, mika.id);

        let again = press(stale.with("x-nothing", ""), id, "?again=1&next=/proved").await;
        let back = walk(&again.url, "m-1");
        // In the browser of somebody else it proves nothing.
        let crossed = press(theirs.with("x-nothing", ""), id, "?again=1&next=/proved").await;
        let crossed_back = walk(&crossed.url, "m-1");
        assert_eq!(trouble(&crossed.browser.go(&crossed_back).await), "another_person");
        assert_eq!(place(&again.browser.go(&back).await), "/proved");
        stale.put("/sign-in-rules", rules.clone()).await.ok();
        theirs.put("/sign-in-rules", rules).await.refused(403, "sign_in_again");
    }
}
