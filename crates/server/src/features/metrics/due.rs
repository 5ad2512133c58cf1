//! Sampling the curve of an alert once it is resolved. What cannot be sampled is tried again for some
//! hours; after that a person can still do it from the timeline.

use std::convert::Infallible;

use afterword_domain::metrics::curve::{self, CurveForm};
use afterword_domain::policy::Sight;
use afterword_domain::{Change, Incident, SignalId};
use afterword_integrations::prometheus::PrometheusError;
use afterword_store::{AlertCurve, Author, EditError, StoreError, Via};

use super::ask;
use super::suggestions::suggested;
use crate::app::App;
use crate::features::jobs::Tried;

/// Samples the curve of the alert that a signal resolves.
pub(crate) async fn sample_alert_curve(
    app: &App,
    resolved: SignalId,
    last_try: bool,
) -> Result<Tried, StoreError> {
    let now = app.now();
    let Some(known) = app.store.metrics_server().await? else {
        return Ok(Tried::Done);
    };
    let Some(at) = app.store.alert_curve(resolved).await? else {
        // The incident that it belongs to may be opened later, or never, which is no fault.
        if last_try {
            return Ok(Tried::Done);
        }
        return Ok(Tried::again("the alert is part of no incident so far"));
    };
    let Some(incident) = app.store.incident(&Sight::Everything, at.incident).await? else {
        return Ok(Tried::Done);
    };
    // Somebody was faster.
    if curve::has_curve(&incident, at.event) {
        return Ok(Tried::Done);
    }
    let Some(form) = form(&at) else {
        return Ok(Tried::Done);
    };
    let request = match form.checked(&incident, now) {
        Ok(request) => request,
        Err(error) => return Ok(Tried::Failed(error.to_string())),
    };
    let prometheus = match ask::prometheus(known) {
        Ok(prometheus) => prometheus,
        Err(error) => return Ok(Tried::again(error.detail())),
    };
    match ask::sample(&prometheus, &request, &at.firing.labels).await {
        Ok(series) => {
            let kept = keep(app, &at, |incident| {
                // Who put a curve there meanwhile chose what it shows.
                if curve::has_curve(incident, at.event) {
                    return Vec::new();
                }
                // An entry that was taken out needs none.
                curve::keep(incident, at.event, &request, series).unwrap_or_default()
            });
            kept.await
        }
        Err(error) if may_pass(&error) => Ok(Tried::again(error)),
        Err(error) => Ok(Tried::Failed(error.to_string())),
    }
}

fn form(at: &AlertCurve) -> Option<CurveForm> {
    let (curve, label) = suggested(&at.firing)?;
    Some(CurveForm {
        query: curve.query,
        label: Some(label),
        threshold: curve.threshold,
        ..CurveForm::default()
    })
}

/// Whether it may be otherwise in a while.
fn may_pass(error: &PrometheusError) -> bool {
    !matches!(
        error,
        PrometheusError::Query(_) | PrometheusError::Several { .. }
    )
}

async fn keep(
    app: &App,
    at: &AlertCurve,
    decide: impl FnOnce(&Incident) -> Vec<Change> + Send,
) -> Result<Tried, StoreError> {
    let author = Author {
        person: None,
        via: Via::Webhook,
        request_id: None,
        address: None,
    };
    app.live.settle(at.incident).await;
    let decide = |incident: &Incident, _: &_, _: &_| Ok::<_, Infallible>(decide(incident));
    let kept = app
        .store
        .edit_incident(
            (&Sight::Everything, &author),
            at.incident,
            None,
            app.now(),
            decide,
        )
        .await;
    match kept {
        Ok(_) => Ok(Tried::Done),
        Err(EditError::Store(error)) => Err(error),
        Err(error) => Ok(Tried::Failed(error.to_string())),
    }
}
