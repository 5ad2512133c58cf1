//! `afterword stats`.

use std::process::ExitCode;
use std::sync::Arc;

use afterword_domain::learning::IncidentFacts;
use afterword_domain::stats::{AsOf, Figures, figures};
use afterword_domain::{Day, Moment};

use crate::cli::{Format, Global, Stats};
use crate::{folder, output, workplace};

pub(crate) async fn stats(global: &Global, options: &Stats) -> anyhow::Result<ExitCode> {
    let now = workplace::now();
    let (facts, review_days) = match &options.source.from {
        Some(from) => {
            let (workspace, incidents) =
                folder::incidents(from, options.source.timezone.clone(), now)?;
            let facts = incidents.iter().map(IncidentFacts::of).collect();
            (Arc::new(facts), workspace.settings.review_days)
        }
        None => {
            let store = workplace::open(global).await?;
            let review_days = store.workspace().await?.settings.review_days;
            (store.facts().await?, review_days)
        }
    };
    let from = options.since.map(|day| Day::from(day).start());
    // An incident of this very moment is part of "until now".
    let until_now = Moment::from_micros(now.micros() + 1).unwrap_or(now);
    let to = options
        .until
        .map_or(until_now, |day| Day::from(day).plus_days(1).start());
    let figures = figures(&facts, from, to, AsOf { now, review_days });
    match options.output.format {
        Format::Json => output::json(&figures)?,
        Format::Text => output::text(sentences(&figures))?,
    }
    Ok(ExitCode::SUCCESS)
}

fn sentences(figures: &Figures) -> String {
    let rate = &figures.repeat_incident_rate;
    let actions = &figures.actions;
    let mut lines = vec![format!(
        "{} incidents, {} reviewed.",
        figures.incidents, figures.reviewed
    )];
    lines.push(match (rate.value, rate.low, rate.high) {
        (Some(value), Some(low), Some(high)) => format!(
            "{} of {} repeated an earlier root cause: {:.0} % (95 % interval {:.0} to {:.0} %).",
            rate.repeats,
            rate.incidents,
            value * 100.0,
            low * 100.0,
            high * 100.0
        ),
        _ => {
            "No post-mortem of this time is published, so there is no Repeat Incident Rate.".into()
        }
    });
    lines.push(format!(
        "{} action items open, {} overdue.",
        actions.open, actions.overdue
    ));
    if actions.due > 0 {
        lines.push(format!(
            "{} of {} due were done by their date.",
            actions.done_on_time, actions.due
        ));
    }
    if figures.within_week.of > 0 {
        let week = figures.within_week;
        lines.push(format!(
            "{} of {} reviews were held within the week.",
            week.held, week.of
        ));
    }
    let minutes = |seconds: f64| format!("{:.0} min", seconds / 60.0);
    for (name, spread) in [
        ("detect", figures.detect_seconds),
        ("recover", figures.recover_seconds),
    ] {
        let Some(spread) = spread else { continue };
        lines.push(format!(
            "Time to {name}: median {}, middle half {} to {}, from {} incidents.",
            minutes(spread.median),
            minutes(spread.lower),
            minutes(spread.upper),
            spread.count
        ));
    }
    lines.join("\n")
}
