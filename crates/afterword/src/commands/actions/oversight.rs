//! `afterword actions --oversight`: how they fare together.

use afterword_document::csv::{Cell, csv};
use afterword_domain::Moment;
use afterword_domain::action_item::oversight::{AgeWhenDone, QuarterCompletion};
use afterword_server::features::actions::oversight::OversightView;
use afterword_server::features::actions::view::ActionView;

use crate::cli::ActionFormat;
use crate::output;

const QUARTERS: u8 = 8;
const COLUMNS: [&str; 6] = ["quarter", "partial", "done_on_time", "due", "low", "high"];

pub(super) fn print(views: &[ActionView], format: ActionFormat, now: Moment) -> anyhow::Result<()> {
    let seen = OversightView::of(views, QUARTERS, now);
    match format {
        ActionFormat::Json => output::json(&seen)?,
        ActionFormat::Csv => {
            let rows = seen.oversight.completion.iter().map(cells);
            output::raw(&csv(&COLUMNS, rows))?;
        }
        ActionFormat::Text => output::text(sentences(&seen).join("\n"))?,
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
fn cells(quarter: &QuarterCompletion) -> Vec<Cell> {
    let completion = quarter.completion;
    vec![
        quarter.label.as_str().into(),
        if quarter.partial { "yes" } else { "no" }.into(),
        Cell::Number(completion.done_on_time as f64),
        Cell::Number(completion.due as f64),
        completion.low.into(),
        completion.high.into(),
    ]
}

fn sentences(seen: &OversightView) -> Vec<String> {
    let counts = &seen.counts;
    let mut lines = vec![
        format!(
            "{} open: {} overdue, {} carried over, {} without a ticket.",
            counts.open, counts.overdue, counts.carried_over, counts.without_ticket
        ),
        format!(
            "{} finished; proof is missing of {}.",
            counts.finished, counts.proof_missing
        ),
        format!(
            "{} stood open when a confirmed repeat began.",
            counts.behind_repeat
        ),
        String::new(),
        "Done by their date, of those due in the quarter (95 % Wilson interval):".into(),
    ];
    lines.extend(seen.oversight.completion.iter().map(completion));
    lines.push(String::new());
    lines.push(match &seen.oversight.age_when_done {
        None => "None was done in this time.".into(),
        Some(AgeWhenDone { days, points }) => format!(
            "Age when done, of {}: median {:.0} days, half of them {:.0} to {:.0}.",
            points.len(),
            days.median,
            days.lower,
            days.upper
        ),
    });
    lines
}

fn completion(quarter: &QuarterCompletion) -> String {
    let completion = quarter.completion;
    let percent = |share: f64| format!("{:.0}", share * 100.0);
    let label = &quarter.label;
    let so_far = if quarter.partial { " so far" } else { "" };
    match (completion.value, completion.low, completion.high) {
        (Some(value), Some(low), Some(high)) => format!(
            "  {label}  {} of {}, {} % ({} to {} %){so_far}",
            completion.done_on_time,
            completion.due,
            percent(value),
            percent(low),
            percent(high)
        ),
        _ => format!("  {label}  nothing was due{so_far}"),
    }
}
