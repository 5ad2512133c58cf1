//! What is not believed.

use afterword_domain::ProviderId;
use afterword_domain::person::Role;
use afterword_domain::policy::Sight;
use afterword_testbed::{TestDb, both};
use serde_json::{Value, json};

use super::liar::{Describes, Liar, Signed};
use super::{HERE, Sent, enter, form, place, press, system, trouble, workplace};
use crate::util::{Answer, TestApp};

struct Scene {
    app: TestApp,
    liar: Liar,
    id: ProviderId,
}

impl Scene {
    async fn begin(db: TestDb) -> Self {
        let app = workplace(db).await;
        app.person("root", Role::Admin).await;
        let liar = Liar::start().await;
        let id = enter(&app, form(&liar.issuer)).await;
        Self { app, liar, id }
    }

    async fn press(&self) -> Sent<'_> {
        press(self.app.anon(), self.id, "").await
    }

    /// What a token says that is to be believed.
    fn truth(&self, sent: &Sent<'_>) -> Value {
        let now = self.app.app.now().micros() / 1_000_000;
        json!({
            "iss": self.liar.issuer, "aud": "afterword", "sub": "s-1", "exp": now + 60, "iat": now,
            "nonce": sent.asked("nonce"), "email": "mika@northwind.example", "email_verified": true,
            "name": "Mika", "groups": ["sre"],
        })
    }

    async fn arrive(&self, sent: &Sent<'_>, query: &str) -> Answer {
        let state = sent.asked("state");
        sent.browser
            .go(&format!("/oidc/{}/callback?state={state}{query}", self.id))
            .await
    }

    /// Signs in with what a token says, after somebody changed it.
    async fn with(&self, change: impl FnOnce(&mut Value)) -> Answer {
        let sent = self.press().await;
        let mut claims = self.truth(&sent);
        change(&mut claims);
        self.liar.lies.lock().unwrap().claims = claims;
        self.arrive(&sent, "&code=c").await
    }

    async fn people(&self) -> usize {
        self.app.app.store.workspace().await.unwrap().people.len()
    }
}

both! {
    async fn the_truth_is_believed_and_asked_for_with_pkce(db: TestDb) {
        let scene = Scene::begin(db).await;
        let sent = press(scene.app.anon(), scene.id, "?next=/actions").await;
        assert_eq!(sent.asked("code_challenge_method"), "S256");
        assert_eq!(sent.asked("response_type"), "code");
        assert_eq!(sent.asked("scope"), "openid profile email groups");
        assert_eq!(sent.asked("redirect_uri"), format!("{HERE}/oidc/{}/callback", scene.id));
        assert_eq!(sent.asked("client_id"), "afterword");
        assert!(sent.asked("state").len() >= 32 && sent.asked("nonce").len() >= 32);
        scene.liar.lies.lock().unwrap().claims = scene.truth(&sent);
        let answer = scene.arrive(&sent, "&code=c").await;
        assert_eq!(place(&answer), "/actions");
        let browser = sent.browser.carrying(&answer);
        let session = browser.get("/session").await.ok();
        assert_eq!(session.body["person"]["handle"], "mika");
        assert_eq!(session.body["person"]["role"], "member");
        let form = scene.liar.lies.lock().unwrap().form.clone();
        assert!(form.contains("code_verifier=") && form.contains("code=c"), "{form}");
        assert!(!form.contains("client_secret"), "it goes into a header: {form}");

        // What has been used once opens nothing a second time.
        let again = browser.go(&format!(
            "/oidc/{}/callback?state={}&code=c", scene.id, sent.asked("state")
        )).await;
        assert_eq!(trouble(&again), "sign_in_lost");
    }

    async fn no_part_of_a_token_may_be_wrong(db: TestDb) {
        let scene = Scene::begin(db).await;
        let now = scene.app.app.now().micros() / 1_000_000;
        let wrong: [(&str, Value); 13] = [
            ("nonce", "another".into()),
            ("nonce", Value::Null),
            ("aud", "another".into()),
            ("aud", json!(["afterword", "another"])),
            ("aud", json!([])),
            ("azp", "another".into()),
            ("iss", "https://id.example".into()),
            ("exp", (now - 61).into()),
            ("iat", (now + 120).into()),
            ("iat", (now - 3_600).into()),
            ("nbf", (now + 120).into()),
            ("sub", "".into()),
            ("at_hash", "another".into()),
        ];
        for (claim, value) in wrong {
            let told = format!("{claim}: {value}");
            let answer = scene.with(|claims| claims[claim] = value).await;
            assert_eq!(trouble(&answer), "not_believed", "{told}");
        }
        assert_eq!(scene.people().await, 1, "nobody got an account");
        let log = scene.app.app.store.changes(&Sight::Everything, 0, 99).await.unwrap().0;
        let failed = log.iter().filter(|row| row.name == "sign_in.failed");
        // Ever fewer of them, since whoever guesses shall not fill the log.
        assert!(failed.clone().count() == 6 && failed.clone().all(|row| row.author.address.is_some()));
        // A clock that is a little off is none of that.
        let skewed = scene.with(|claims| claims["iat"] = (now + 30).into()).await;
        assert_eq!(trouble(&skewed), "none at http://127.0.0.1:7117/");
    }

    async fn a_token_is_signed_by_the_provider_or_worth_nothing(db: TestDb) {
        let scene = Scene::begin(db).await;
        for signed in [
            Signed::ByNobody, Signed::WithItsPublicKey, Signed::ByAnother, Signed::AndChanged,
        ] {
            scene.liar.lies.lock().unwrap().signed = signed;
            let answer = scene.with(|_| {}).await;
            assert_eq!(trouble(&answer), "not_believed", "{signed:?}");
        }
        assert_eq!(scene.people().await, 1);
    }

    async fn a_provider_that_asked_nobody_proves_nothing(db: TestDb) {
        let scene = Scene::begin(db).await;
        let mut unmapped = form(&scene.liar.issuer);
        unmapped.roles.clear();
        unmapped.default_role = Role::Admin;
        let store = &scene.app.app.store;
        store.update_provider(&system(), scene.id, unmapped, scene.app.app.now()).await.unwrap();
        let now = scene.app.app.now().micros() / 1_000_000;
        for (shown, asked_again) in [
            (None, true),
            (Some(now - 8 * 60 * 60), true),
            (Some(now - 29 * 60), false),
            (Some(now + 30), false),
        ] {
            let sent = scene.press().await;
            let mut claims = scene.truth(&sent);
            if let Some(shown) = shown {
                claims["auth_time"] = shown.into();
            }
            scene.liar.lies.lock().unwrap().claims = claims;
            let answer = scene.arrive(&sent, "&code=c").await;
            let browser = sent.browser.carrying(&answer);
            let refused = browser.post("/people/1/sign-in-link", json!({})).await;
            if asked_again {
                refused.refused(403, "sign_in_again");
            } else {
                refused.ok();
            }
        }
    }

    async fn strangers_keep_nobody_out_who_came_before(db: TestDb) {
        let scene = Scene::begin(db).await;
        let sent = scene.press().await;
        scene.liar.lies.lock().unwrap().claims = scene.truth(&sent);
        let known = sent.browser.carrying(&scene.arrive(&sent, "&code=c").await);
        // Errors are written into addresses by anybody, and ask no provider: they are no tries.
        for _ in 0..40 {
            let sent = scene.press().await;
            let answer = scene.arrive(&sent, "&error=access_denied").await;
            assert_eq!(trouble(&answer), "provider_denied");
        }
        for _ in 0..30 {
            let answer = scene.with(|claims| claims["nonce"] = "another".into()).await;
            assert_eq!(trouble(&answer), "not_believed");
        }
        assert_eq!(trouble(&scene.with(|_| {}).await), "too_many_tries");
        let sent = press(known, scene.id, "").await;
        scene.liar.lies.lock().unwrap().claims = scene.truth(&sent);
        assert_eq!(place(&scene.arrive(&sent, "&code=c").await), "/");
    }

    async fn many_at_once_ask_a_provider_once(db: TestDb) {
        let scene = Scene::begin(db).await;
        let read = || {
            let lies = scene.liar.lies.lock().unwrap();
            (lies.described, lies.keys_read)
        };
        let path = format!("/oidc/{}/begin", scene.id);
        let presses = (0..8).map(|_| scene.app.anon()).collect::<Vec<_>>();
        let presses = presses.iter().map(|browser| browser.go(&path));
        for answer in futures_util::future::join_all(presses).await {
            assert_eq!(answer.status, 303);
        }
        assert_eq!(read(), (1, 1));
        // Everybody who comes just after the provider changed its keys gets in.
        scene.liar.change_keys("two");
        let mut sent = Vec::new();
        for _ in 0..4 {
            sent.push(scene.press().await);
        }
        let nonces: Vec<_> = sent.iter().map(|sent| sent.asked("nonce")).collect();
        let truth = scene.truth(&sent[0]);
        {
            let mut lies = scene.liar.lies.lock().unwrap();
            lies.by_code = nonces.iter().enumerate().map(|(at, nonce)| {
                let mut claims = truth.clone();
                claims["nonce"] = nonce.as_str().into();
                (format!("c{at}"), claims)
            }).collect();
        }
        let codes: Vec<_> = (0..4).map(|at| format!("&code=c{at}")).collect();
        let arriving = sent.iter().zip(&codes).map(|(sent, code)| scene.arrive(sent, code));
        for answer in futures_util::future::join_all(arriving).await {
            assert_eq!(trouble(&answer), "none at http://127.0.0.1:7117/");
        }
        assert_eq!(read(), (1, 2));
    }

    async fn new_keys_are_read_once_and_not_without_end(db: TestDb) {
        let scene = Scene::begin(db).await;
        let read = || scene.liar.lies.lock().unwrap().keys_read;
        scene.with(|_| {}).await;
        scene.with(|_| {}).await;
        assert_eq!(read(), 1, "they are kept");
        scene.liar.change_keys("two");
        assert_eq!(trouble(&scene.with(|_| {}).await), "none at http://127.0.0.1:7117/");
        assert_eq!(read(), 2);
        // Whoever names keys that nobody has does not have them read again and again.
        for kid in ["three", "four", "five"] {
            scene.liar.change_keys(kid);
            assert_eq!(trouble(&scene.with(|_| {}).await), "not_believed");
        }
        assert_eq!(read(), 2);
        scene.app.travel_seconds(61);
        assert_eq!(trouble(&scene.with(|_| {}).await), "none at http://127.0.0.1:7117/");
        assert_eq!(read(), 3);
    }

    async fn only_who_began_a_sign_in_ends_it(db: TestDb) {
        let scene = Scene::begin(db).await;
        let sent = scene.press().await;
        scene.liar.lies.lock().unwrap().claims = scene.truth(&sent);
        let state = sent.asked("state");
        let back = format!("/oidc/{}/callback?state={state}&code=c", scene.id);
        // Somebody was sent a link that an attacker began.
        assert_eq!(trouble(&scene.app.anon().go(&back).await), "sign_in_lost");
        let odd = format!("/oidc/{}/callback?state={}&code=c", scene.id, "0".repeat(64));
        assert_eq!(trouble(&sent.browser.go(&odd).await), "sign_in_lost");
        assert_eq!(trouble(&sent.browser.go("/oidc/1/callback").await), "sign_in_lost");
        let other = enter(&scene.app, form("https://id.example")).await;
        let mixed = format!("/oidc/{other}/callback?state={state}&code=c");
        assert_eq!(trouble(&sent.browser.go(&mixed).await), "sign_in_lost");
        let named = scene.arrive(&sent, "&code=c&iss=https://id.example").await;
        assert_eq!(trouble(&named), "not_believed");
        scene.app.travel_seconds(601);
        assert_eq!(trouble(&sent.browser.go(&back).await), "sign_in_lost");
        assert_eq!(scene.people().await, 1);
    }

    async fn an_error_of_the_provider_is_told_in_our_words(db: TestDb) {
        let scene = Scene::begin(db).await;
        for (error, code) in [
            ("access_denied", "provider_denied"),
            ("temporarily_unavailable", "provider_refused"),
            ("%3Cscript%3E", "provider_refused"),
        ] {
            let sent = scene.press().await;
            let query = format!("&error={error}&error_description=call+555+now");
            let answer = scene.arrive(&sent, &query).await;
            assert_eq!(trouble(&answer), code, "{error}");
            assert!(!place(&answer).contains("555") && !place(&answer).contains("script"));
        }
        let gone = scene.app.anon().go("/oidc/99/begin").await;
        assert_eq!(trouble(&gone), "no_such_provider");
    }

    async fn a_description_that_leads_elsewhere_is_followed_nowhere(db: TestDb) {
        let scene = Scene::begin(db).await;
        let secret_place = Liar::start().await;
        for (describes, code) in [
            (Describes::AnotherIssuer, "provider_misconfigured"),
            (Describes::WithoutEnd, "provider_unreachable"),
            (Describes::Elsewhere(secret_place.issuer.clone()), "provider_misconfigured"),
            (Describes::With("token_endpoint", "http://id.example/token".into()), "provider_misconfigured"),
            (Describes::With("token_endpoint", "https://127.0.0.1:1/token".into()), "none"),
            (Describes::With("jwks_uri", format!("{}/jwks", secret_place.issuer)), "provider_unreachable"),
        ] {
            // What went wrong is remembered for ten seconds.
            scene.app.travel_seconds(11);
            scene.app.travel_days(1);
            scene.liar.lies.lock().unwrap().describes = describes.clone();
            let answer = scene.app.anon().go(&format!("/oidc/{}/begin", scene.id)).await;
            if code == "none" {
                // It is asked only when there is a code to take there, and does not lie in public.
                let url = place(&answer).parse().unwrap();
                let sent = Sent { browser: scene.app.anon().carrying(&answer), url };
                let answer = scene.arrive(&sent, "&code=c").await;
                assert_eq!(trouble(&answer), "provider_unreachable", "{describes:?}");
            } else {
                assert_eq!(trouble(&answer), code, "{describes:?}");
            }
        }
        assert_eq!(secret_place.lies.lock().unwrap().keys_read, 0, "nobody asked there");
        assert_eq!(scene.people().await, 1);
    }

    async fn who_is_not_admitted_is_told_why(db: TestDb) {
        let scene = Scene::begin(db).await;
        let told = async |form| {
            let store = &scene.app.app.store;
            store.update_provider(&system(), scene.id, form, scene.app.app.now()).await.unwrap();
            trouble(&scene.with(|_| {}).await)
        };
        let usual = || form(&scene.liar.issuer);
        let mut closed = usual();
        closed.makes_accounts = false;
        assert_eq!(told(closed).await, "no_account");
        let mut group = usual();
        group.groups = vec!["leads".into()];
        assert_eq!(told(group).await, "group_not_admitted");
        let mut domain = usual();
        domain.domains = vec!["evil.example".into()];
        assert_eq!(told(domain).await, "domain_not_admitted");
        assert_eq!(scene.people().await, 1);
        assert_eq!(told(usual()).await, "none at http://127.0.0.1:7117/");
        assert_eq!(scene.people().await, 2);
    }
}
