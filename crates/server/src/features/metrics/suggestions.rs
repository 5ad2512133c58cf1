//! Curves that the alerts of an incident suggest, taken from their own expressions.

use afterword_domain::metrics::curve;
use afterword_domain::policy::Operation;
use afterword_domain::signal::{Signal, Tells};
use afterword_domain::{EventId, IncidentRef, Moment};
use afterword_integrations::prometheus::expression;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::At;

/// A curve that could be sampled.
#[derive(Debug, Serialize, ToSchema)]
pub struct MetricSuggestion {
    /// The entry that tells of the alert.
    pub event: EventId,
    /// The alert's expression without what it is compared with.
    pub query: String,
    /// What it is compared with, when that is a number.
    pub threshold: Option<f64>,
    /// What the alert is called.
    pub label: String,
    /// The entry has a curve already.
    pub has_curve: bool,
}

/// The curves of an incident.
#[derive(Debug, Serialize, ToSchema)]
pub struct MetricSuggestions {
    /// A metrics server is entered.
    pub can_sample: bool,
    /// The stretch that is sampled unless another is named.
    pub from: Moment,
    pub to: Moment,
    /// One for each alert whose expression is known, in the order of their entries' times.
    pub items: Vec<MetricSuggestion>,
}

/// Reads which curves the alerts of an incident suggest.
#[utoipa::path(
    get, path = "/api/v1/incidents/{reference}/metric-suggestions", tag = "timeline",
    params(("reference" = IncidentRef, Path)),
    responses((status = 200, body = MetricSuggestions), ApiError)
)]
pub async fn list_metric_suggestions(
    State(app): State<App>,
    caller: Caller,
    At(reference): At<IncidentRef>,
) -> Result<Json<MetricSuggestions>, ApiError> {
    caller.may(Operation::ReadIncidents)?;
    let incident = app
        .store
        .incident(&caller.sight(), reference)
        .await
        .map_err(error::store)?;
    let incident = incident.ok_or_else(|| ApiError::not_found(reference))?;
    let signals = app.store.entered_signals(&caller.sight(), reference).await;
    let mut signals = signals.map_err(error::store)?.unwrap_or_default();
    signals.sort_by_key(|(signal, event)| (signal.occurred_at, *event));
    let known = app.store.metrics_server().await.map_err(error::store)?;
    let (from, to) = curve::around(&incident, app.now());
    let suggested = signals.iter().filter_map(|(signal, event)| {
        let (curve, label) = suggested(signal)?;
        Some(MetricSuggestion {
            event: *event,
            query: curve.query,
            threshold: curve.threshold,
            label,
            has_curve: curve::has_curve(&incident, *event),
        })
    });
    Ok(Json(MetricSuggestions {
        can_sample: known.is_some(),
        from,
        to,
        items: suggested.collect(),
    }))
}

/// The curve of an alert that fired, and its name.
pub(super) fn suggested(signal: &Signal) -> Option<(expression::Curve, String)> {
    if !matches!(signal.tells, Tells::Firing { .. }) {
        return None;
    }
    let curve = expression::curve(&signal.query.as_ref()?.expression);
    let name = signal.labels.get("alertname");
    let label = name.unwrap_or(&curve.query).clone();
    Some((curve, label))
}
