//! Listening, the layers around every request, and stopping in good order.

use std::net::SocketAddr;
use std::time::Duration;

use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use axum::serve::{ListenerExt as _, TapIo};
use axum::{Json, Router};
use tokio::net::{TcpListener, TcpStream};
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, Predicate as _, SizeAbove};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

use crate::app::App;
use crate::auth::address::locate;
use crate::auth::limits::limit;
use crate::ending::Ending;
use crate::error::ApiError;
use crate::features::{audit, hooks, jobs, live, notices, operating, search_index, sign_in};
use crate::idempotency::Known;
use crate::{caller, embedded, envelope, idempotency, openapi, schema, sight};

/// The largest body of an ordinary request. Imports have a limit of their own.
const LARGEST_BODY: usize = 1024 * 1024;
/// In bytes.
const SMALLEST_COMPRESSED: u64 = 1400;
const LONGEST_REQUEST: Duration = Duration::from_mins(1);

const HEADERS: [(&str, &str); 6] = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    // Scripts and styles are governed by the policy that the page itself carries, with the hashes
    // of the build; a header can only add to it.
    (
        "content-security-policy",
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    ),
];

/// A year, in which browsers ask for nothing without https.
const STRICT: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// The whole service.
pub fn router(app: App) -> Router {
    let https = app.config.https;
    let (api, document) = openapi::api();
    let known = Known::new(openapi::writes(document));
    let api = api
        .clone()
        .route(
            "/api/v1/openapi.json",
            get(move || async move { Json(document) }),
        )
        .merge(sign_in::router())
        .merge(operating::guarded())
        .fallback(no_such_operation)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(from_fn_with_state(
            (app.clone(), known),
            idempotency::remember,
        ))
        .layer(from_fn_with_state(app.clone(), sight::let_in))
        .layer(from_fn_with_state(app.clone(), caller::identify))
        .layer(from_fn_with_state(app.clone(), limit))
        .layer(from_fn_with_state(app.clone(), locate));
    let measures = app.measures.clone();
    let router = Router::new()
        .merge(operating::open())
        .merge(hooks::router())
        .merge(api)
        .fallback(fallback)
        .layer(from_fn_with_state(measures, operating::count))
        .layer(from_fn(operating::trace))
        .with_state(app);
    strict(around(router, LONGEST_REQUEST), https)
}

/// Where the public address is https, browsers keep to it.
fn strict(router: Router, https: bool) -> Router {
    if !https {
        return router;
    }
    let name = header::STRICT_TRANSPORT_SECURITY;
    router.layer(SetResponseHeaderLayer::if_not_present(name, STRICT))
}

/// The layers around everything.
pub(crate) fn around(router: Router, longest: Duration) -> Router {
    let mut router = router
        .layer(CatchPanicLayer::new())
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            longest,
        ))
        // The span around every request is that of the envelope, which hides secrets of paths.
        .layer(TraceLayer::new_for_http().make_span_with(|_: &Request| tracing::Span::current()))
        .layer(from_fn(envelope::enclose))
        .layer(compression());
    for (name, value) in HEADERS {
        router = router.layer(SetResponseHeaderLayer::if_not_present(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        ));
    }
    router
}

/// Lists and documents are text that says much twice. The pages are compressed when they are built,
/// and pass through; what is smaller than a packet is not worth the work.
fn compression() -> CompressionLayer<impl tower_http::compression::predicate::Predicate> {
    CompressionLayer::new()
        .quality(CompressionLevel::Fastest)
        .compress_when(DefaultPredicate::new().and(SizeAbove::new(SMALLEST_COMPRESSED)))
}

async fn no_such_operation() -> ApiError {
    ApiError::not_found("such operation; see /api/v1/openapi.json")
}

async fn fallback(
    uri: axum::http::Uri,
    headers: axum::http::HeaderMap,
) -> axum::response::Response {
    use axum::response::IntoResponse;
    if uri.path().starts_with("/api/") {
        return no_such_operation().await.into_response();
    }
    embedded::page(&uri, &headers)
}

/// Serves until the process is told to stop, then lets requests in flight end.
///
/// # Errors
/// When the listener fails, or a newer server changed the schema: then this one ends as if told to.
pub async fn serve(app: App, listener: TcpListener) -> std::io::Result<()> {
    tokio::spawn(live::recover(app.clone()));
    tokio::spawn(hooks::keep_reading(app.clone()));
    tokio::spawn(jobs::keep_following(app.clone()));
    tokio::spawn(notices::keep_telling(app.clone()));
    tokio::spawn(audit::keep_short(app.clone()));
    let outgrown = tokio::spawn(schema::until_outgrown(app.clone()));
    let indexing = tokio::spawn(search_index::keep_index(app.clone()));
    let working = tokio::spawn(jobs::keep_working(app.clone()));
    let (ending, documents) = (app.ending.clone(), app.live.clone());
    let service = router(app).into_make_service_with_connect_info::<SocketAddr>();
    let told = until_told_to_stop(ending.clone());
    let serving = axum::serve(promptly(listener), service).with_graceful_shutdown(told);
    in_time(serving.into_future(), &ending, LONGEST_REQUEST).await?;
    documents.stop().await;
    if let Err(error) = working.await {
        tracing::error!(%error, "background work did not end as it should");
    }
    // Whatever it is at may be cut short: it goes on from its last commit.
    indexing.abort();
    match outgrown.await {
        Ok(Some(newer)) => Err(std::io::Error::other(newer)),
        Ok(None) => Ok(()),
        Err(error) => Err(std::io::Error::other(error)),
    }
}

/// Waits for what is served, and no longer than this after the server was told to stop: whoever reads
/// an answer slowly, or not at all, keeps documents from being settled and work from being handed
/// back.
async fn in_time(
    serving: impl Future<Output = std::io::Result<()>>,
    ending: &Ending,
    longest: Duration,
) -> std::io::Result<()> {
    let late = async {
        ending.wait().await;
        tokio::time::sleep(longest).await;
    };
    tokio::select! {
        ended = serving => ended,
        () = late => {
            tracing::warn!("stopping: answers that nobody read to their end are cut off");
            Ok(())
        }
    }
}

/// What is written leaves at once. Otherwise a small frame is held back until the other side has
/// confirmed the one before, which a browser that also sends takes 40 ms for.
pub(crate) fn promptly(
    listener: TcpListener,
) -> TapIo<TcpListener, impl FnMut(&mut TcpStream) + Send + 'static> {
    listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection delays small writes");
        }
    })
}

/// Returns when the process is told to stop, and passes it on; or when it ends by itself.
pub(crate) async fn until_told_to_stop(ending: Ending) {
    tokio::select! {
        () = told_to_stop() => ending.begin(),
        () = ending.wait() => {}
    }
}

async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = match signal(SignalKind::terminate()) {
        Ok(terminate) => terminate,
        Err(error) => {
            tracing::warn!(%error, "SIGTERM cannot be waited for");
            return std::future::pending().await;
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
    tracing::info!("stopping: requests in flight end first");
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::serve::Listener as _;
    use tower::ServiceExt as _;

    use super::*;

    async fn encoding(path: &str) -> Option<String> {
        let router = Router::new()
            .route("/long", get(|| async { "incident ".repeat(1000) }))
            .route("/short", get(|| async { "incident" }));
        let request = Request::get(path).header(header::ACCEPT_ENCODING, "gzip, br");
        let request = request.body(Body::empty()).unwrap();
        let response = around(router, LONGEST_REQUEST).oneshot(request).await;
        let headers = response.unwrap().headers().clone();
        let encoding = headers.get(header::CONTENT_ENCODING)?;
        Some(encoding.to_str().unwrap().to_owned())
    }

    #[tokio::test]
    async fn what_is_long_is_compressed() {
        assert_eq!(encoding("/long").await.as_deref(), Some("gzip"));
        assert_eq!(encoding("/short").await, None);
    }

    #[tokio::test]
    async fn every_answer_carries_the_headers() {
        let router = Router::new().route("/", get(|| async { "incident" }));
        for path in ["/", "/nothing"] {
            let request = Request::get(path).body(Body::empty()).unwrap();
            let response = around(router.clone(), LONGEST_REQUEST)
                .oneshot(request)
                .await;
            let headers = response.unwrap().headers().clone();
            for (name, value) in HEADERS {
                assert_eq!(headers[name], value, "{path}");
            }
            assert!(!headers.contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN));
        }
    }

    #[tokio::test]
    async fn with_https_browsers_are_told_to_keep_to_it() {
        let answered = async |https| {
            let router = Router::new().route("/", get(|| async { "incident" }));
            let request = Request::get("/").body(Body::empty()).unwrap();
            let response = strict(router, https).oneshot(request).await.unwrap();
            response
                .headers()
                .get(header::STRICT_TRANSPORT_SECURITY)
                .cloned()
        };
        assert_eq!(answered(true).await, Some(STRICT));
        assert_eq!(answered(false).await, None);
    }

    #[tokio::test]
    async fn an_answer_that_nobody_reads_does_not_keep_the_server() {
        let ending = Ending::default();
        let never = std::future::pending();
        let moment = Duration::from_millis(1);
        let running = in_time(never, &ending, moment);
        let early = tokio::time::timeout(Duration::from_millis(50), running);
        early.await.unwrap_err();
        ending.begin();
        in_time(std::future::pending(), &ending, moment)
            .await
            .unwrap();
        let failed = async { Err(std::io::Error::other("the listener failed")) };
        in_time(failed, &ending, LONGEST_REQUEST).await.unwrap_err();
    }

    #[tokio::test]
    async fn small_frames_are_not_held_back() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut listener = promptly(listener);
        let (theirs, (ours, _)) = tokio::join!(TcpStream::connect(address), listener.accept());
        theirs.unwrap();
        assert!(ours.nodelay().unwrap());
    }
}
