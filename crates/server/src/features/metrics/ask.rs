//! Asking the metrics server that is entered in the settings.

use afterword_domain::metrics::curve::CurveRequest;
use afterword_domain::metrics::{Access, KnownServer, MetricsError};
use afterword_integrations::http::{Limits, Named, Outbound};
use afterword_integrations::prometheus::{Credentials, Labels, Prometheus, PrometheusError, Range};
use axum::http::StatusCode;
use url::Url;

use crate::error::ApiError;

/// The server as it can be asked. An administrator entered it, so it may be in a private network.
pub(super) fn prometheus(known: KnownServer) -> Result<Prometheus, ApiError> {
    let url: Url = known.server.url.parse().map_err(|_| MetricsError::Url)?;
    let named = Named::of(&url).ok_or(MetricsError::Url)?;
    let secret = known.secret.unwrap_or_default();
    let outbound = Outbound::new([named], Limits::default());
    Ok(Prometheus {
        url,
        credentials: match known.server.access {
            Access::Nothing => Credentials::None,
            Access::Token => Credentials::Bearer(secret),
            Access::Password { user } => Credentials::Basic {
                user,
                password: secret,
            },
        },
        outbound: outbound.map_err(|error| told(&error.into()))?,
    })
}

/// Samples what a request asks for; of several series the one with the labels that are preferred.
pub(super) async fn sample(
    prometheus: &Prometheus,
    request: &CurveRequest,
    prefer: &Labels,
) -> Result<Vec<(i64, f64)>, PrometheusError> {
    let range = Range {
        query: &request.query,
        from: request.from,
        to: request.to,
        prefer,
    };
    prometheus.sample(range).await
}

/// What the server said no to, or why it cannot be asked. It is a fault of what was entered, or of
/// that server, and none of this one.
pub(super) fn told(error: &PrometheusError) -> ApiError {
    use PrometheusError as P;
    let (code, field) = match error {
        P::Query(_) => ("metric_query", Some("query")),
        P::Several { .. } => ("several_series", Some("query")),
        P::Nothing { .. } => ("no_samples", Some("query")),
        P::NotLetIn(_) => ("metrics_not_let_in", None),
        P::NotPrometheus(_) | P::NoSuchPath(_) | P::Redirects(_) => ("not_prometheus", None),
        P::Outbound(_) | P::Busy(..) | P::Status(..) => ("metrics_unreachable", None),
    };
    let answer = ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, code, error.to_string());
    match field {
        Some(field) => answer.field(field),
        None => answer,
    }
}

pub(super) fn no_server() -> ApiError {
    let detail = "there is no metrics server; an administrator enters it in the settings";
    ApiError::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "no_metrics_server",
        detail,
    )
}
