//! What holds for every request, whatever becomes of it: its id, in the answer and in every line of
//! the log, and that an error of the API is a problem document, also where no handler wrote it: a
//! wrong method, a body that is too large, a panic, a time that ran out.

use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tracing::Instrument as _;

use crate::auth::secret;
use crate::error::{ApiError, PROBLEM};

/// The id that stands in the log, in the change log and in the answer.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// Of an error that is not ours, no more than this is repeated.
const LONGEST_DETAIL: usize = 500;

pub async fn enclose(mut request: Request, next: Next) -> Response {
    let id = secret::request_id();
    request.extensions_mut().insert(RequestId(id.clone()));
    let path = request.uri().path();
    let is_api = path.starts_with("/api/") || path.starts_with(HOOKS);
    // A span of the highest level, so that no filter takes the id from a line that it lets through.
    let path = logged(path);
    let span =
        tracing::error_span!("request", request.id = %id, method = %request.method(), path = %path);
    let mut response = next.run(request).instrument(span).await;
    if is_api {
        response = in_our_form(response, &id).await;
        // The tag of an incident is its version, and its page shows more than that.
        response
            .headers_mut()
            .entry(header::CACHE_CONTROL)
            .or_insert(HeaderValue::from_static("no-store"));
    }
    if let Ok(value) = id.parse() {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

const HOOKS: &str = "/hooks/";

/// A path as the log shows it: programs that have no other place show their secret there.
fn logged(path: &str) -> &str {
    let secrets = ["/api/v1/calendar/", "/api/v1/postmortems/", HOOKS];
    let of_secret = secrets.into_iter().find(|start| path.starts_with(start));
    of_secret.unwrap_or(path)
}

async fn in_our_form(response: Response, id: &str) -> Response {
    let status = response.status();
    let is_ours = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind == PROBLEM);
    let fine = !status.is_client_error() && !status.is_server_error();
    if fine || (is_ours && !status.is_server_error()) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let known = is_ours.then(|| serde_json::from_slice(&body).ok());
    let mut error = known
        .flatten()
        .map_or_else(|| not_ours(status, &body), ApiError::of);
    if status.is_server_error() {
        error = error.request_id(id);
    }
    let mut response = error.into_response();
    for name in [header::CONTENT_TYPE, header::CONTENT_LENGTH] {
        parts.headers.remove(name);
    }
    response.headers_mut().extend(parts.headers);
    response
}

fn not_ours(status: StatusCode, body: &[u8]) -> ApiError {
    let (code, detail) = match status {
        StatusCode::NOT_FOUND => ("not_found", "there is no such thing"),
        StatusCode::METHOD_NOT_ALLOWED => (
            "method_not_allowed",
            "this path does not take this method; Allow lists those that it takes",
        ),
        StatusCode::REQUEST_TIMEOUT => {
            let detail = "this took too long and was given up; look at what became of it before \
                          you try again";
            ("timeout", detail)
        }
        StatusCode::PAYLOAD_TOO_LARGE => ("too_large", "the body is too large"),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            ("unsupported_media_type", "this is not taken in this form")
        }
        _ if status.is_server_error() => {
            let detail = "the server failed; the log says why, beside the request id";
            return ApiError::new(status, "internal", detail);
        }
        _ => ("unreadable_body", "the request cannot be read"),
    };
    let told: String = String::from_utf8_lossy(body)
        .chars()
        .take(LONGEST_DETAIL)
        .collect();
    let told = told.trim();
    ApiError::new(status, code, if told.is_empty() { detail } else { told })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::Router;
    use axum::body::Body;
    use axum::extract::DefaultBodyLimit;
    use axum::routing::{get, post};
    use serde_json::Value;
    use tower::ServiceExt as _;

    use super::*;
    use crate::serve::around;

    async fn broken() -> &'static str {
        tracing::warn!("a line of its own");
        panic!("the secret of the house")
    }

    async fn refused() -> ApiError {
        ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "database_unreachable", "x")
    }

    async fn ask(method: &str, path: &str, body: &'static str) -> (StatusCode, Value) {
        let router = Router::new()
            .route("/api/v1/panic", get(broken))
            .route("/api/v1/never", get(std::future::pending::<()>))
            .route("/api/v1/refused", get(refused))
            .route("/api/v1/small", post(|_: String| async {}))
            .layer(DefaultBodyLimit::max(3));
        let request = Request::builder().method(method).uri(path);
        let request = request.body(Body::from(body)).unwrap();
        let router = around(router, Duration::from_millis(5));
        let response = router.oneshot(request).await.unwrap();
        assert_eq!(response.headers()[header::CONTENT_TYPE], PROBLEM, "{path}");
        let id = response.headers()["x-request-id"].to_str().unwrap();
        let id = id.to_owned();
        let status = response.status();
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let body: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(body["status"], status.as_u16());
        assert_eq!(body["request_id"] == id.as_str(), status.is_server_error());
        (status, body)
    }

    #[derive(Clone, Default)]
    struct Lines(std::sync::Arc<std::sync::Mutex<Vec<u8>>>);

    impl std::io::Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    /// One test for both: a log that is listened to in one thread misses what another thread
    /// is the first to say.
    #[tokio::test]
    async fn every_error_is_a_problem_and_every_line_has_the_id_of_its_request() {
        let lines = Lines::default();
        let writer = lines.clone();
        let log = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::WARN)
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .finish();
        let _log = tracing::subscriber::set_default(log);
        for (method, path, body, status, code) in [
            ("GET", "/api/v1/panic", "", 500, "internal"),
            ("GET", "/api/v1/never", "", 408, "timeout"),
            ("GET", "/api/v1/refused", "", 503, "database_unreachable"),
            ("POST", "/api/v1/small", "four", 413, "too_large"),
            ("DELETE", "/api/v1/small", "", 405, "method_not_allowed"),
            ("GET", "/api/v1/nowhere", "", 404, "not_found"),
        ] {
            let (found, problem) = ask(method, path, body).await;
            let code_found = problem["code"].as_str().unwrap();
            assert_eq!((found.as_u16(), code_found), (status, code), "{path}");
            assert!(!problem.to_string().contains("secret"), "{problem}");
            if path.ends_with("/panic") {
                let lines = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
                let told = lines
                    .lines()
                    .find(|line| line.contains("a line of its own"));
                let id = problem["request_id"].as_str().unwrap();
                assert!(
                    told.unwrap().contains(&format!("request.id={id}")),
                    "{lines}"
                );
            }
        }
    }
}
