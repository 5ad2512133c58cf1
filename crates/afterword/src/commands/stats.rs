//! `afterword stats`.

mod patterns;

use std::process::ExitCode;
use std::sync::Arc;

use afterword_domain::learning::IncidentFacts;
use afterword_domain::policy::Sight;
use afterword_domain::stats::{AsOf, Figures, figures};
use afterword_domain::{Day, Moment};

use patterns::Learned;
use serde::Serialize;

use crate::cli::{Format, Global, Stats};
use crate::output::WrongUse;
use crate::{folder, output, workplace};

pub(crate) async fn stats(global: &Global, options: &Stats) -> anyhow::Result<ExitCode> {
    if let (Some(since), Some(until)) = (options.since, options.until)
        && since > until
    {
        let why = format!("--since {since} is after --until {until}");
        return Err(WrongUse(why).into());
    }
    let now = workplace::now();
    let (facts, workspace) = match &options.source.from {
        Some(from) => {
            let (workspace, incidents) =
                folder::incidents(from, options.source.timezone.clone(), now)?;
            let facts = incidents.iter().map(IncidentFacts::of).collect();
            (Arc::new(facts), Arc::new(workspace))
        }
        None => {
            let store = workplace::open_there(global).await?;
            (
                store.facts(&Sight::Everything).await?,
                store.workspace().await?,
            )
        }
    };
    let from = options.since.map(|day| Day::from(day).start());
    // An incident of this very moment is part of "until now".
    let until_now = Moment::from_micros(now.micros() + 1).unwrap_or(now);
    let to = options
        .until
        .map_or(until_now, |day| Day::from(day).plus_days(1).start());
    let review_days = workspace.settings.review_days;
    let told = Told {
        figures: figures(&facts, from, to, AsOf { now, review_days }),
        learned: options
            .patterns
            .then(|| Learned::of(&facts, &workspace, options.source.from.is_some(), now)),
    };
    match options.output.format {
        Format::Json => output::json(&told)?,
        Format::Text => {
            output::text(sentences(&told.figures, options.source.from.is_some()))?;
            if let Some(learned) = &told.learned {
                output::text(learned.sentences(&workspace))?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// What is told in JSON.
#[derive(Serialize)]
struct Told {
    #[serde(flatten)]
    figures: Figures,
    #[serde(flatten)]
    learned: Option<Learned>,
}

fn sentences(figures: &Figures, is_folder: bool) -> String {
    let rate = &figures.repeat_incident_rate;
    let actions = &figures.actions;
    let mut lines = vec![format!(
        "{} incidents, {} reviewed.",
        figures.incidents, figures.reviewed
    )];
    lines.push(match (rate.value, rate.low, rate.high) {
        (Some(_), _, _) if is_folder && rate.repeats == 0 => {
            "Which of them repeat an earlier one is not known: no file says that somebody confirmed \
             one."
                .into()
        }
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
