//! How many requests one address and one token may send.

use afterword_domain::person::Role;
use afterword_server::auth::limits::PerSecond;
use afterword_testbed::both;
use serde_json::json;

use crate::util::{Caller, TestApp};

/// How many of so many requests were answered.
async fn answered(caller: &Caller<'_>, times: usize) -> usize {
    let mut fine = 0;
    for _ in 0..times {
        fine += usize::from(caller.get("/workspace").await.status == 200);
    }
    fine
}

both! {
    async fn an_address_is_held_to_its_limit_and_told_when_to_come_again(db: TestDb) {
        let limits = PerSecond { of_an_address: 5, of_a_token: 0 };
        let app = TestApp::start_limited(db, limits).await;
        let person = app.person("vic", Role::Viewer).await;
        let (here, cookie) = (app.session(&person).await, app.session(&person).await);
        let cookie = cookie.headers()[0].1.clone();
        assert_eq!(answered(&here, 30).await, 20, "four seconds' worth at once");
        let refused = here.get("/workspace").await;
        refused.refused(429, "too_many_requests");
        let refused = here.get("/workspace").await;
        assert_eq!(refused.headers["retry-after"], "1");
        assert_eq!(refused.headers["content-type"], "application/problem+json");
        assert_eq!(refused.body["retry_after_seconds"], 1);
        // Whoever comes from elsewhere is not held back, and neither is who asks whether it is well.
        let there = app.elsewhere("203.0.113.9:4000").with("cookie", cookie.clone());
        assert_eq!(answered(&there, 3).await, 3);
        assert_eq!(app.anon().go("/healthz").await.status, 200);
        // A net of IPv6 is one place.
        let nets = ["[2001:db8:1:2::1]:1", "[2001:db8:1:2:ffff::9]:1"];
        let [one, other] = nets.map(|address| app.elsewhere(address).with("cookie", cookie.clone()));
        assert_eq!(answered(&one, 15).await + answered(&other, 15).await, 20);
        app.travel_seconds(1);
        assert_eq!(answered(&here, 30).await, 5);
        app.travel_seconds(4);
        let metrics = here.go("/metrics").await.ok().text;
        let counted = metrics.lines().find(|line| line.starts_with("afterword_http_requests_refused_total"));
        assert_eq!(counted, Some("afterword_http_requests_refused_total{by=\"address\"} 47"));
    }

    async fn a_token_is_held_to_its_limit_wherever_it_is_used(db: TestDb) {
        let limits = PerSecond { of_an_address: 0, of_a_token: 2 };
        let app = TestApp::start_limited(db, limits).await;
        let admin = app.admin().await;
        let mut tokens = Vec::new();
        for name in ["one", "other"] {
            let made = admin.post("/tokens", json!({ "name": name, "scopes": ["read"] })).await.ok();
            tokens.push(made.body["secret"].as_str().unwrap().to_owned());
        }
        let token = |token: usize| format!("Bearer {}", tokens[token]);
        let here = app.anon().with("authorization", token(0));
        let there = app.elsewhere("203.0.113.9:4000").with("authorization", token(0));
        assert_eq!(answered(&here, 5).await + answered(&there, 5).await, 8);
        there.get("/workspace").await.refused(429, "too_many_requests");
        let other = app.anon().with("authorization", token(1));
        assert_eq!(answered(&other, 5).await, 5);
        assert_eq!(answered(&admin, 30).await, 30, "a session is no token");
    }
}
