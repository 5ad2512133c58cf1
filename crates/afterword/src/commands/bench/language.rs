//! `afterword bench language`: how often the checker of language is right.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use afterword_language::{
    Additions, Checker, Evaluation, LabelledSentence, Pack, Tally, cross_check,
};
use serde::Serialize;

use crate::cli::Format;
use crate::output::{self, WrongUse};

/// A tally with its shares; null where there is nothing to take a share of.
#[derive(Serialize)]
struct Shares {
    blame_found: usize,
    blame_missed: usize,
    fine_flagged: usize,
    fine_passed: usize,
    recall: Option<f64>,
    false_positive_rate: Option<f64>,
    precision: Option<f64>,
    f1: Option<f64>,
}

#[derive(Serialize)]
struct Report {
    total: Shares,
    /// Each part judged without the words that only it taught.
    cross_checked: Shares,
    folds: usize,
    /// Words that came into the pack after a labelled sentence was misread.
    taught: Vec<String>,
    by_subtype: Vec<(String, Shares)>,
    /// Lines of the file that came out other than labelled.
    wrong_lines: Vec<usize>,
}

pub(super) fn language(
    labels: &Path,
    apart: &[String],
    folds: usize,
    format: Format,
) -> anyhow::Result<ExitCode> {
    let wrong = |error: &dyn std::fmt::Display| WrongUse(format!("{}: {error}", labels.display()));
    let text = fs::read_to_string(labels).map_err(|error| wrong(&error))?;
    let sentences = LabelledSentence::read_all(&text).map_err(|error| wrong(&error))?;
    let apart: Vec<&str> = apart.iter().map(String::as_str).collect();
    let pack = Pack::english();
    let additions = Additions::default();
    let checker = Checker::new(&pack, &additions)?;
    let mut whole = Evaluation::default();
    for sentence in &sentences {
        whole.add(&checker, sentence, &apart);
    }
    let crossed = cross_check(&pack, &additions, &sentences, folds, &apart)?;
    let report = Report {
        total: shares(whole.total),
        cross_checked: shares(crossed.total),
        folds,
        taught: pack.taught(),
        by_subtype: whole
            .by_subtype
            .into_iter()
            .map(|(subtype, tally)| (subtype, shares(tally)))
            .collect(),
        wrong_lines: whole.wrong,
    };
    match format {
        Format::Json => output::json(&report)?,
        Format::Text => tell(&report)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn shares(tally: Tally) -> Shares {
    Shares {
        blame_found: tally.blame_found,
        blame_missed: tally.blame_missed,
        fine_flagged: tally.fine_flagged,
        fine_passed: tally.fine_passed,
        recall: tally.recall(),
        false_positive_rate: tally.false_positive_rate(),
        precision: tally.precision(),
        f1: tally.f1(),
    }
}

fn tell(report: &Report) -> anyhow::Result<()> {
    let head = [
        "",
        "found",
        "missed",
        "flagged",
        "passed",
        "recall",
        "fpr",
        "precision",
        "F1",
    ];
    let crossed = format!("{} parts, crossed", report.folds);
    let totals = [
        ("all".to_owned(), &report.total),
        (crossed, &report.cross_checked),
    ];
    let subtypes = report
        .by_subtype
        .iter()
        .map(|(subtype, shares)| (subtype.clone(), shares));
    let rows = totals
        .into_iter()
        .chain(subtypes)
        .map(|(name, shares)| row(name, shares));
    output::text(output::table(&head, &[1, 2, 3, 4, 5, 6, 7, 8], rows))?;
    output::text(format!(
        "\nWords that labelled sentences taught: {}.",
        report.taught.join(", ")
    ))?;
    let lines: Vec<String> = report.wrong_lines.iter().map(usize::to_string).collect();
    output::text(format!("Other than labelled: lines {}.", lines.join(", ")))?;
    Ok(())
}

fn row(name: String, shares: &Shares) -> Vec<String> {
    let share =
        |value: Option<f64>| value.map_or_else(|| "–".into(), |value| format!("{value:.2}"));
    vec![
        name,
        shares.blame_found.to_string(),
        shares.blame_missed.to_string(),
        shares.fine_flagged.to_string(),
        shares.fine_passed.to_string(),
        share(shares.recall),
        share(shares.false_positive_rate),
        share(shares.precision),
        share(shares.f1),
    ]
}
