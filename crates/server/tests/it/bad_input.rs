//! Input that cannot be: a clear error that names the field, and nothing changed.

use afterword_testbed::both;
use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};

use crate::util::TestApp;

both! {
    async fn each_is_refused_by_name_and_changes_nothing(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let before = ines.post("/incidents", json!({"title": "Checkout failed"})).await.ok();
        let edits: [(Value, u16, &str, &str); 7] = [
            (
                json!({"milestones": {
                    "impact_started_at": "2026-10-08T09:12:00Z", "recovered_at": "2026-10-08T09:00:00Z",
                }}),
                422, "milestones_out_of_order", "recovered_at",
            ),
            (json!({"zone": "Europe/Atlantis"}), 422, "unknown_zone", "zone"),
            (json!({"title": "x".repeat(700_000)}), 422, "too_long", "title"),
            (json!({"title": " "}), 422, "empty", "title"),
            (json!({"services": [99]}), 422, "no_such_service", "services"),
            (json!({"impact": {"failing_share": 2.0}}), 422, "not_a_share", "impact.failing_share"),
            (json!({"duplicate_of": "INC-1"}), 422, "duplicate_of_itself", "duplicate_of"),
        ];
        for (edit, status, code, field) in edits {
            let answer = ines.seen(&before).patch("/incidents/INC-1", edit).await;
            answer.refused(status, code);
            assert_eq!(answer.body["field"], field);
        }
        let unknown = ines.seen(&before).patch("/incidents/INC-1", json!({"colour": "red"})).await;
        unknown.refused(422, "wrong_shape");
        assert!(unknown.body["detail"].as_str().unwrap().contains("colour"), "{}", unknown.text);

        let late = json!({"title": "x", "due_on": "2027-06-01"});
        let late = ines.post("/incidents/INC-1/actions", late).await;
        late.refused(422, "due_after_next_sprint");
        assert!(late.body["detail"].as_str().unwrap().contains("latest date it may have"), "{}", late.text);

        let after = ines.get("/incidents/INC-1").await.ok();
        assert_eq!(after.body, before.body);
    }
}

both! {
    async fn a_body_that_is_no_json_is_told_where_it_breaks(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let json = ines.with("content-type", "application/json");
        let answer = json.send(Method::POST, "/incidents", Body::from("{\"title\": ")).await;
        answer.refused(400, "malformed_json");
        assert!(answer.body["detail"].as_str().unwrap().contains("line 1 column"), "{}", answer.text);
        let answer = ines.send(Method::POST, "/incidents", Body::from("title=x")).await;
        answer.refused(415, "not_json");
        let large = Body::from(format!("{{\"title\": \"{}\"}}", "x".repeat(2 << 20)));
        json.send(Method::POST, "/incidents", large).await.refused(413, "too_large");

        // Also where no handler writes the answer.
        ines.post("/incidents", json!({"title": "Checkout failed"})).await.ok();
        let large = Body::from(vec![b' '; 2 << 20]);
        let publish = "/incidents/INC-1/publish";
        let seen = json.with("if-match", "\"1\"");
        seen.send(Method::POST, publish, large).await.refused(413, "too_large");
        seen.send(Method::POST, publish, Body::from("{")).await.refused(400, "malformed_json");
        let shape = Body::from("{\"no_actions_reason\": 1}");
        seen.send(Method::POST, publish, shape).await.refused(422, "wrong_shape");
        ines.send(Method::POST, "/imports", Body::from("x")).await.refused(400, "unreadable_body");
        let method = ines.delete("/incidents").await;
        method.refused(405, "method_not_allowed");
        assert!(method.headers["allow"].to_str().unwrap().contains("GET"));
        app.token("wrong").get("/incidents").await.refused(401, "token_unknown");
    }
}

both! {
    async fn a_query_names_the_token_it_does_not_know(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let answer = ines.get("/incidents?q=pool%20colour:red").await;
        answer.refused(422, "query");
        assert_eq!(answer.body["field"], "q");
        assert!(answer.body["detail"].as_str().unwrap().starts_with("at character 6: “colour:red”"));
        for query in ["a%20".repeat(999), "owner:,".into(), "owner:@".into(), "left:%3C12h".into()] {
            ines.get(&format!("/incidents?q={query}")).await.refused(422, "query");
        }
        ines.get(&format!("/incidents?q={}", "a%20".repeat(20))).await.ok();
        ines.get("/incidents?cursor=garbage").await.refused(400, "cursor");
        ines.get("/incidents?limit=0").await.refused(400, "limit");
        ines.get("/incidents?skip=1000001").await.refused(400, "skip");
        ines.get("/incidents?skip=-1").await.refused(400, "wrong_parameter");
        ines.get("/incident-quarters?q=colour:red").await.refused(422, "query");
        ines.get("/incidents?limt=5").await.refused(400, "wrong_parameter");
        ines.get("/incidents/banana").await.refused(404, "not_found");
        ines.get("/no-such-thing").await.refused(404, "not_found");
    }
}
