//! A span of OpenTelemetry around every request, beneath that of whoever asked when they say so
//! (`traceparent`). Who takes spans is for the program to say; while nobody does this costs nothing.

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use opentelemetry::global::get_text_map_propagator;
use opentelemetry::trace::TraceContextExt as _;
use opentelemetry_http::HeaderExtractor;
use tracing::Instrument as _;
use tracing::field::Empty;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

use super::measures::{PAGES, name};
use crate::envelope::RequestId;

/// Names are those of OpenTelemetry's semantic conventions for HTTP. No path stands in a span, only
/// its route: paths hold references, and some of them secrets.
pub async fn trace(request: Request, next: Next) -> Response {
    let extensions = request.extensions();
    let matched = extensions.get::<MatchedPath>();
    let route = matched.map_or(PAGES, MatchedPath::as_str);
    let id = extensions.get::<RequestId>();
    let method = name(request.method());
    let span = tracing::trace_span!(
        "answer",
        otel.name = %format_args!("{method} {route}"),
        otel.kind = "server",
        otel.status_code = Empty,
        http.request.method = method,
        http.route = route,
        http.response.status_code = Empty,
        afterword.request_id = id.map(|RequestId(id)| id.as_str()),
    );
    if span.is_disabled() {
        return next.run(request).await;
    }
    let from = get_text_map_propagator(|known| known.extract(&HeaderExtractor(request.headers())));
    if from.span().span_context().is_valid() {
        // It fails only where nobody takes spans, which the line above the last has seen.
        let _ = span.set_parent(from);
    }
    let response = next.run(request).instrument(span.clone()).await;
    let status = response.status();
    // A number is one to OpenTelemetry when it has a sign.
    span.record("http.response.status_code", i64::from(status.as_u16()));
    if status.is_server_error() {
        span.record("otel.status_code", "ERROR");
    }
    response
}
