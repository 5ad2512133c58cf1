//! Putting a curve on an entry of the timeline.

use afterword_domain::incident::edit::EventError;
use afterword_domain::metrics::curve::{self, CurveForm};
use afterword_domain::policy::Operation;
use afterword_domain::{EventId, IncidentRef};
use axum::extract::State;

use super::ask;
use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::{At, Body};
use crate::features::incidents::view::IncidentView;
use crate::features::incidents::{Answered, change};

const EDIT: Operation = Operation::EditIncident;

/// Samples a metric and keeps the curve on an entry. A query that finds several series takes the
/// one with the labels of the entry's alert, or is refused.
#[utoipa::path(
    post, path = "/api/v1/incidents/{reference}/timeline/{event}/metric", tag = "timeline",
    request_body = CurveForm, params(("reference" = IncidentRef, Path), ("event" = EventId, Path)),
    responses((status = 200, body = IncidentView), ApiError)
)]
pub async fn sample_metric(
    State(app): State<App>,
    caller: Caller,
    At((reference, event)): At<(IncidentRef, EventId)>,
    Body(form): Body<CurveForm>,
) -> Result<Answered, ApiError> {
    caller.may(EDIT)?;
    let incident = app
        .store
        .incident(&caller.sight(), reference)
        .await
        .map_err(error::store)?;
    let incident = incident.ok_or_else(|| ApiError::not_found(reference))?;
    if !incident.timeline.iter().any(|entry| entry.id == event) {
        return Err(EventError::NoEvent(event).into());
    }
    let request = form.checked(&incident, app.now())?;
    let known = app.store.metrics_server().await.map_err(error::store)?;
    let prometheus = ask::prometheus(known.ok_or_else(ask::no_server)?)?;
    let signals = app.store.entered_signals(&caller.sight(), reference).await;
    let signals = signals.map_err(error::store)?.unwrap_or_default();
    let alert = signals.into_iter().find(|(_, entry)| *entry == event);
    let labels = alert.map(|(signal, _)| signal.labels).unwrap_or_default();
    // Nothing is locked while the other server reckons.
    let series = ask::sample(&prometheus, &request, &labels).await;
    let series = series.map_err(|error| ask::told(&error))?;
    change(&app, &caller, EDIT, (reference, None), |incident, _, _| {
        curve::keep(incident, event, &request, series)
    })
    .await
}
