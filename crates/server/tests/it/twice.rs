//! The same write sent twice.

use afterword_testbed::both;
use serde_json::json;

use crate::util::TestApp;

both! {
    async fn a_key_carries_a_write_out_once(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let keyed = ines.with("idempotency-key", "retry-1");
        let first = keyed.post("/incidents", json!({"title": "Checkout failed"})).await.ok();
        let second = keyed.post("/incidents", json!({"title": "Checkout failed"})).await.ok();
        assert_eq!(second.status, first.status);
        assert_eq!(second.reference(), first.reference());
        for name in ["etag", "location", "content-type", "cache-control"] {
            assert_eq!(second.headers[name], first.headers[name]);
        }
        let other = keyed.post("/incidents", json!({"title": "Something else"})).await;
        other.refused(422, "idempotency_key_reused");
        assert_eq!(ines.get("/incidents").await.ok().body["total"], 1);
        app.travel_days(2);
        let later = keyed.post("/incidents", json!({"title": "Checkout failed"})).await.ok();
        assert_ne!(later.reference(), first.reference());
    }
}
