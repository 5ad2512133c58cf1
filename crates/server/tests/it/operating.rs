//! What whoever runs the server asks it.

use afterword_domain::person::Role;
use afterword_testbed::both;
use serde_json::json;

use crate::util::TestApp;

both! {
    async fn a_server_is_ready_until_it_stops(db: TestDb) {
        let app = TestApp::start(db).await;
        let ready = app.anon().go("/readyz").await;
        assert_eq!((ready.status.as_u16(), ready.text.as_str()), (200, "ready"));
        app.app.ending.begin();
        let stopping = app.anon().go("/readyz").await;
        assert_eq!((stopping.status.as_u16(), stopping.text.as_str()), (503, "the server is stopping"));
        let alive = app.anon().go("/healthz").await;
        assert_eq!((alive.status.as_u16(), alive.text.as_str()), (200, "ok"));
    }
}

both! {
    async fn metrics_count_by_route_and_name_nothing(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        let opened = admin.post("/incidents", json!({ "title": "Checkout is down" })).await.ok();
        let reference = opened.reference();
        admin.get(&format!("/incidents/{reference}")).await.ok();
        admin.get("/incidents/INC-999").await.refused(404, "not_found");

        assert_eq!(app.anon().go("/metrics").await.status, 401);
        let viewer = app.person("vic", Role::Viewer).await;
        let told = app.session(&viewer).await.go("/metrics").await.ok();
        let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
        assert_eq!(told.headers["content-type"], kind);
        let route = "method=\"GET\",route=\"/api/v1/incidents/{reference}\"";
        for line in [
            format!("afterword_http_requests_total{{{route},status=\"200\"}} 1"),
            format!("afterword_http_requests_total{{{route},status=\"404\"}} 1"),
            format!("afterword_http_request_duration_seconds_count{{{route}}} 2"),
            "afterword_http_requests_under_way 1".to_owned(),
            "afterword_jobs_failed 0".to_owned(),
        ] {
            assert!(told.text.lines().any(|one| one == line), "{line}\n{}", told.text);
        }
        assert!(!told.text.contains(&reference));
        assert!(told.text.ends_with("# EOF\n"));
    }
}
