//! Sampling the curves of alerts once they are resolved. What cannot be sampled is tried again for
//! some hours; after that a person can still do it from the timeline.

use std::convert::Infallible;
use std::time::Duration;

use afterword_domain::metrics::curve::{self, CurveForm};
use afterword_domain::{Change, Incident, Moment};
use afterword_integrations::prometheus::{Prometheus, PrometheusError};
use afterword_store::{Author, CurveDue, DueAt, EditError, StoreError, Via};

use super::ask;
use super::suggestions::suggested;
use crate::app::App;

/// Another server may have left some, and some were put off.
const LOOK_AGAIN: Duration = Duration::from_secs(30);
/// Minutes to wait after each failure; after the last one it is given up.
const WAITS: [i64; 6] = [1, 2, 5, 15, 60, 180];

/// Samples as long as the program runs.
pub(crate) async fn keep_sampling(app: App) {
    loop {
        if let Err(error) = sample_due(&app).await {
            tracing::error!(%error, "the curves of alerts could not be looked after");
        }
        // An end of the time is as good as being called.
        let _ = tokio::time::timeout(LOOK_AGAIN, app.curves_due.called()).await;
    }
}

/// Samples what is due now.
///
/// # Errors
/// When the database fails.
pub async fn sample_due(app: &App) -> Result<(), StoreError> {
    let due = app.store.curves_due(app.now()).await?;
    if due.is_empty() {
        return Ok(());
    }
    let Some(known) = app.store.metrics_server().await? else {
        return Ok(());
    };
    let prometheus = match ask::prometheus(known) {
        Ok(prometheus) => prometheus,
        Err(error) => {
            tracing::error!(error = error.detail(), "the metrics server cannot be asked");
            return Ok(());
        }
    };
    for one in due {
        let again = match &one.at {
            Some(at) => try_one(app, &prometheus, &one, at).await?,
            // The incident that it belongs to may be opened later.
            None => wait(&one).map(|minutes| app.now().plus_minutes(minutes)),
        };
        match again {
            Some(until) => app.store.curve_put_off(one.signal, until).await?,
            None => app.store.curve_done(one.signal).await?,
        }
    }
    Ok(())
}

/// How many minutes to wait before the next try, if there is to be one.
fn wait(due: &CurveDue) -> Option<i64> {
    let tried = usize::try_from(due.attempts).unwrap_or(usize::MAX);
    WAITS.get(tried).copied()
}

/// Answers with when to try again, if that may help.
async fn try_one(
    app: &App,
    prometheus: &Prometheus,
    due: &CurveDue,
    at: &DueAt,
) -> Result<Option<Moment>, StoreError> {
    let now = app.now();
    let Some(incident) = app.store.incident(at.incident).await? else {
        return Ok(None);
    };
    // Somebody was faster.
    if curve::has_curve(&incident, at.event) {
        return Ok(None);
    }
    let Some(form) = form(at) else {
        return Ok(None);
    };
    let request = match form.checked(&incident, now) {
        Ok(request) => request,
        Err(error) => {
            tracing::warn!(%error, incident = %at.incident, "an alert's curve cannot be sampled");
            return Ok(None);
        }
    };
    let error = match ask::sample(prometheus, &request, &at.firing.labels).await {
        Ok(series) => {
            let kept = keep(app, at, |incident| {
                // Who put a curve there meanwhile chose what it shows.
                if curve::has_curve(incident, at.event) {
                    return Vec::new();
                }
                // An entry that was taken out needs none.
                curve::keep(incident, at.event, &request, series).unwrap_or_default()
            });
            kept.await?;
            return Ok(None);
        }
        Err(error) => error,
    };
    let wait = wait(due).filter(|_| may_pass(&error));
    tracing::warn!(
        %error, incident = %at.incident, try_again_in_minutes = ?wait,
        "an alert's curve was not sampled"
    );
    Ok(wait.map(|minutes| now.plus_minutes(minutes)))
}

fn form(at: &DueAt) -> Option<CurveForm> {
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
    at: &DueAt,
    decide: impl FnOnce(&Incident) -> Vec<Change> + Send,
) -> Result<(), StoreError> {
    let author = Author {
        person: None,
        via: Via::Webhook,
        request_id: None,
    };
    app.live.settle(at.incident).await;
    let decide = |incident: &Incident, _: &_, _: &_| Ok::<_, Infallible>(decide(incident));
    let kept = app
        .store
        .edit_incident(&author, at.incident, None, app.now(), decide)
        .await;
    match kept {
        Ok(_) => Ok(()),
        Err(EditError::Store(error)) => Err(error),
        Err(error) => {
            tracing::warn!(%error, incident = %at.incident, "an alert's curve was not kept");
            Ok(())
        }
    }
}
