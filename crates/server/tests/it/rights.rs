//! Who may do what, over every operation that the API describes.

use afterword_domain::person::Role;
use afterword_domain::policy::Sight;
use afterword_server::openapi;
use afterword_testbed::both;
use axum::body::Body;
use axum::http::Method;

use crate::util::TestApp;

/// What a viewer may write: what is their own, and that they come to a meeting or are there.
const ONES_OWN: [&str; 13] = [
    "/api/v1/incidents/{reference}/meeting/attendance",
    "/api/v1/incidents/{reference}/meeting/join",
    "/api/v1/incidents/{reference}/meeting/leave",
    "/api/v1/me/notices",
    "/api/v1/reader-links/{scope}",
    "/api/v1/session/password",
    "/api/v1/session/proof",
    "/api/v1/sessions",
    "/api/v1/sessions/{id}",
    "/api/v1/tokens",
    "/api/v1/tokens/{id}",
    "/api/v1/views",
    "/api/v1/views/{id}",
];

/// Asked by POST, and nothing is changed.
const ASKING: [&str; 2] = [
    "/api/v1/incidents/{reference}/export",
    "/api/v1/incidents/{reference}/export/preview",
];

fn operations() -> Vec<(Method, String)> {
    let document = serde_json::to_value(openapi::document()).unwrap();
    let mut operations = Vec::new();
    for (path, verbs) in document["paths"].as_object().unwrap() {
        for (verb, operation) in verbs.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap();
            let is_public = openapi::PUBLIC.contains(&id);
            let security = operation.get("security");
            assert_eq!(
                security.is_some_and(|list| list == &serde_json::json!([])),
                is_public,
                "{id}"
            );
            if !is_public {
                operations.push((verb.to_uppercase().parse().unwrap(), path.clone()));
            }
        }
    }
    assert!(operations.len() > 40, "{operations:?}");
    operations
}

fn concrete(path: &str) -> String {
    path.replace("{reference}", "INC-1")
        .replace("{key}", "summary")
        .replace("{event}", "1")
        .replace("{question}", "1")
        .replace("{id}", "1")
        .replace("{secret}", "1")
        .replace("{seq}", "1")
        .replace("{message}", "msg_1_1")
        .replace("/pulls", "/pulls?format=statuspage")
        .replace("{version}", "1")
        .replace("{scope}", "own_meetings")
}

fn body_for(method: &Method, path: &str) -> (&'static str, &'static str) {
    if ["/api/v1/imports", "/api/v1/pulls"].contains(&path) {
        ("multipart/form-data; boundary=x", "--x--\r\n")
    } else if *method == Method::GET || *method == Method::DELETE {
        ("text/plain", "")
    } else {
        ("application/json", "{}")
    }
}

both! {
    async fn nothing_is_done_for_somebody_who_is_not_signed_in(db: TestDb) {
        let app = TestApp::start(db).await;
        for (method, path) in operations() {
            let (kind, body) = body_for(&method, &path);
            let caller = app.anon().with("content-type", kind).with("if-match", "\"1\"");
            let answer = caller.send(method.clone(), &concrete(&path), Body::from(body)).await;
            assert_eq!(answer.status, 401, "{method} {path}: {}", answer.text);
        }
    }
}

both! {
    async fn a_viewer_changes_nothing(db: TestDb) {
        let app = TestApp::start(db).await;
        let opened = serde_json::json!({"title": "Checkout failed"});
        app.admin().await.post("/incidents", opened).await.ok();
        let viewer = app.person("vera", Role::Viewer).await;
        let viewer = app.session(&viewer).await;
        for (method, path) in operations() {
            if method == Method::GET || ONES_OWN.contains(&path.as_str()) || ASKING.contains(&path.as_str()) {
                continue;
            }
            let (kind, body) = body_for(&method, &path);
            let caller = viewer.with("content-type", kind).with("if-match", "\"1\"");
            let answer = caller.send(method.clone(), &concrete(&path), Body::from(body)).await;
            // A body that does not fit is refused before the policy is asked; nothing is changed.
            let refused = matches!(answer.status.as_u16(), 403 | 422);
            assert!(refused, "{method} {path}: {} {}", answer.status, answer.text);
        }
        let store = &app.app.store;
        assert!(store.workspace().await.unwrap().services.is_empty());
        let kept = store.incident(&Sight::Everything, afterword_domain::IncidentRef(1)).await.unwrap();
        assert_eq!(kept.unwrap().version, 1);
    }
}
