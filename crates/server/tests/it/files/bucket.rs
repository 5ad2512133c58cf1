//! Files in a bucket, of a stand-in that keeps what is put and asks for signatures.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use afterword_store::{Blobs, Bucket};
use afterword_testbed::both;
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;

use super::{attach, entry, evidence, picture};
use crate::util::TestApp;

type Objects = Arc<Mutex<HashMap<String, Bytes>>>;

async fn answer(State(objects): State<Objects>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let signature = parts.headers.get(header::AUTHORIZATION);
    let signature = signature
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    if !signature.starts_with("AWS4-HMAC-SHA256 Credential=the-id/") {
        return StatusCode::FORBIDDEN.into_response();
    }
    let key = parts.uri.path().to_owned();
    if parts.method == Method::PUT {
        let content = to_bytes(body, usize::MAX).await.unwrap();
        objects.lock().unwrap().insert(key, content);
        return [(header::ETAG, "\"1\"")].into_response();
    }
    match objects.lock().unwrap().get(&key).cloned() {
        Some(content) => {
            let modified = "Thu, 08 Oct 2026 16:00:00 GMT";
            let headers = [(header::ETAG, "\"1\""), (header::LAST_MODIFIED, modified)];
            (headers, Body::from(content)).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

both! {
    async fn a_bucket_holds_files_as_a_folder_does(db: TestDb) {
        let objects = Objects::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let service = Router::new().fallback(answer).with_state(objects.clone());
        let serving = tokio::spawn(async move { axum::serve(listener, service).await });
        let bucket = Bucket {
            name: "evidence".into(),
            region: "eu-central-1".into(),
            endpoint: Some(endpoint),
            access_key_id: "the-id".into(),
            secret_access_key: "the-secret".into(),
        };
        let folder = tempfile::tempdir().unwrap();
        let app = TestApp::start_with(db, true, folder, Blobs::in_bucket(&bucket).unwrap()).await;
        let ines = app.admin().await;
        let place = entry(&ines).await;
        let attached = attach(&ines, &place, "pool.png", picture()).await.ok();
        let url = evidence(&attached)[0]["url"].as_str().unwrap();
        let read = ines.get(url).await.ok();
        let (key, held) = objects.lock().unwrap().iter().next().map(|(k, v)| (k.clone(), v.clone())).unwrap();
        assert_eq!(read.bytes, held);
        assert!(key.starts_with("/evidence/files/"), "{key}");
        objects.lock().unwrap().clear();
        ines.get(url).await.refused(404, "not_found");
        serving.abort();
    }
}
