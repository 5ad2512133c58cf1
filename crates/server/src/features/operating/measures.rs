//! What is counted while requests are answered.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use super::standing::Standing;

/// In seconds: from what a kept answer takes to what a request may take.
const BOUNDS: [f64; 11] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0,
];

/// The pages and what belongs to them, all under one name: a stranger makes up paths.
pub(super) const PAGES: &str = "pages";

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Answered {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Route {
    method: &'static str,
    route: String,
}

/// Whose limit a request was over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusedBy {
    Address,
    Token,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Refused {
    by: &'static str,
}

/// Cheap to clone; all clones count together.
#[derive(Clone, Debug)]
pub struct Measures(Arc<Counted>);

#[derive(Debug)]
struct Counted {
    requests: Family<Answered, Counter>,
    seconds: Family<Route, Histogram, fn() -> Histogram>,
    under_way: Gauge,
    refused: Family<Refused, Counter>,
}

impl Default for Measures {
    fn default() -> Self {
        Self(Arc::new(Counted {
            requests: Family::default(),
            seconds: Family::new_with_constructor(|| Histogram::new(BOUNDS)),
            under_way: Gauge::default(),
            refused: Family::default(),
        }))
    }
}

impl Measures {
    /// Everything as text, with how the server stands now.
    pub(super) fn text(&self, standing: &Standing) -> String {
        let mut registry = Registry::with_prefix("afterword");
        let Counted {
            requests,
            seconds,
            under_way,
            refused,
        } = &*self.0;
        registry.register(
            "http_requests",
            "Requests that were answered",
            requests.clone(),
        );
        registry.register_with_unit(
            "http_request_duration",
            "How long answers took to begin",
            Unit::Seconds,
            seconds.clone(),
        );
        registry.register(
            "http_requests_under_way",
            "Requests whose answer has not begun",
            under_way.clone(),
        );
        registry.register(
            "http_requests_refused",
            "Requests over the limit of an address or a token",
            refused.clone(),
        );
        for (name, help, value) in standing.gauges() {
            let gauge: Gauge = Gauge::default();
            gauge.set(value);
            registry.register(name, help, gauge);
        }
        let mut written = String::new();
        // Writing to a string cannot fail.
        let _ = text::encode(&mut written, &registry);
        written
    }
}

impl Measures {
    /// A request was over a limit.
    pub(crate) fn refused(&self, by: RefusedBy) {
        let by = match by {
            RefusedBy::Address => "address",
            RefusedBy::Token => "token",
        };
        self.0.refused.get_or_create(&Refused { by }).inc();
    }
}

/// Takes one off again, also when whoever asked hangs up.
struct UnderWay<'m>(&'m Gauge);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// Counts a request by the route that it matched, never by its path: paths hold references, and
/// some of them secrets.
pub async fn count(State(measures): State<Measures>, request: Request, next: Next) -> Response {
    let counted = &measures.0;
    let matched = request.extensions().get::<MatchedPath>();
    let route = matched.map_or(PAGES, MatchedPath::as_str).to_owned();
    let method = name(request.method());
    counted.under_way.inc();
    let under_way = UnderWay(&counted.under_way);
    let begun = Instant::now();
    let response = next.run(request).await;
    drop(under_way);
    let seconds = begun.elapsed().as_secs_f64();
    let of = Route {
        method,
        route: route.clone(),
    };
    counted.seconds.get_or_create(&of).observe(seconds);
    let answered = Answered {
        method,
        route,
        status: response.status().as_u16(),
    };
    counted.requests.get_or_create(&answered).inc();
    response
}

/// A method as a label; of those that nobody has made up.
pub(super) fn name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
