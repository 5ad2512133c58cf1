//! `afterword bench similar` and `afterword bench repeats`: how often the model of similar incidents
//! is right.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use afterword_learning::evaluate::{
    self, Document, Evaluation, Label, Measured, Ranked, Repeats, Replayed, fitted, replay,
};
use afterword_learning::model::{Described, Weights};
use anyhow::Context as _;

use crate::cli::{Format, Graded};
use crate::output::WrongUse;
use crate::{folder, output, workplace};

pub(super) fn similar(graded: &Graded, fit: Option<&Path>) -> anyhow::Result<ExitCode> {
    let (replayed, skipped) = replayed(graded)?;
    if let Some(path) = fit {
        let weights = fitted(&replayed);
        write(path, &weights)?;
    }
    let told = evaluate::evaluate(&replayed);
    match graded.output.format {
        Format::Json => output::json(&told)?,
        Format::Text => tell(&told, skipped)?,
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn repeats(graded: &Graded) -> anyhow::Result<ExitCode> {
    let (replayed, _) = replayed(graded)?;
    let told = evaluate::repeats(&replayed);
    match graded.output.format {
        Format::Json => output::json(&told)?,
        Format::Text => tell_repeats(&told)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// The documents in time order, and how many files of the folder could not be read.
fn replayed(graded: &Graded) -> anyhow::Result<(Replayed, usize)> {
    let wrong =
        |error: &dyn std::fmt::Display| WrongUse(format!("{}: {error}", graded.labels.display()));
    let text = fs::read_to_string(&graded.labels).map_err(|error| wrong(&error))?;
    let labels = Label::read_all(&text).map_err(|error| wrong(&error))?;
    let (told, skipped) = folder::readable(&graded.docs, &graded.timezone, workplace::now())?;
    let documents = told.into_iter().map(|(file, incident)| Document {
        name: file.name,
        began: incident.began(),
        described: Described::of(&incident),
        text: String::from_utf8_lossy(&file.bytes).into_owned(),
    });
    let replayed = replay(documents.collect(), &labels);
    if replayed.sources.is_empty() {
        let why = format!("no graded pair lies below {}", graded.docs.display());
        return Err(WrongUse(why).into());
    }
    Ok((replayed, skipped))
}

/// What stands behind the comments of a file of weights is replaced.
fn write(path: &Path, weights: &Weights) -> anyhow::Result<()> {
    let there = fs::read_to_string(path).unwrap_or_default();
    let comments = there
        .lines()
        .take_while(|line| line.is_empty() || line.starts_with('#'));
    let mut text: String = comments.flat_map(|line| [line, "\n"]).collect();
    text.push_str(&weights.write());
    fs::write(path, text).with_context(|| path.display().to_string())
}

fn tell(told: &Evaluation, skipped: usize) -> anyhow::Result<()> {
    let [nothing, alike, repeats] = told.graded;
    output::text(format!(
        "{} documents, {} sources; {repeats} pairs of one cause, {alike} alike, {nothing} with \
         nothing in common, {} that nobody graded.",
        told.documents,
        told.sources.len(),
        told.ungraded
    ))?;
    for (count, what) in [
        (
            told.missing,
            "graded pairs whose documents are not in one folder there",
        ),
        (
            told.turned,
            "graded pairs that are taken the other way round by their dates",
        ),
        (skipped, "files that were no post-mortem"),
    ] {
        if count > 0 {
            output::text(format!("{count} {what}."))?;
        }
    }
    let head = [
        "repeats",
        "queries",
        "MRR",
        "hit@1",
        "hit@5",
        "AUC to alike",
        "AUC to the rest",
    ];
    let rows = told.rankers.iter().map(|one| {
        let measures = [
            one.repeats.mrr,
            one.repeats.hit_at_1,
            one.repeats.hit_at_5,
            one.auc_repeat_against_alike,
            one.auc_repeat_against_rest,
        ];
        row(one, one.repeats.queries, &measures)
    });
    output::text(format!("\n{}", output::table(&head, &[1], rows)))?;
    let head = [
        "alike or more",
        "queries",
        "MRR",
        "hit@1",
        "hit@5",
        "nDCG@5",
    ];
    let rows = told.rankers.iter().map(|one| {
        let measures = [
            one.alike.mrr,
            one.alike.hit_at_1,
            one.alike.hit_at_5,
            one.ndcg_at_5,
        ];
        row(one, one.alike.queries, &measures)
    });
    output::text(format!("\n{}", output::table(&head, &[1], rows)))?;
    output::text(
        "\nIn brackets 95 % intervals by the bootstrap. The last line's weights have seen these \
         pairs unless they are others than those they were fitted on; the line before has not.",
    )?;
    Ok(())
}

fn row(one: &Ranked, queries: usize, measures: &[Option<Measured>]) -> Vec<String> {
    let tell = |measured: &Option<Measured>| {
        measured.map_or_else(
            || "–".into(),
            |told| format!("{:.2} ({:.2}–{:.2})", told.value, told.low, told.high),
        )
    };
    let mut cells = vec![one.name.clone(), queries.to_string()];
    cells.extend(measures.iter().map(tell));
    cells
}

fn tell_repeats(told: &Repeats) -> anyhow::Result<()> {
    let head = [
        "at odds of",
        "repeats",
        "alike",
        "nothing",
        "not graded",
        "precision",
        "recall",
    ];
    let share =
        |value: Option<f64>| value.map_or_else(|| "–".into(), |value| format!("{value:.2}"));
    let rows = told.at.iter().map(|at| {
        let suggested = &at.suggested;
        vec![
            format!("{}", at.odds),
            suggested.repeats.to_string(),
            suggested.alike.to_string(),
            suggested.nothing.to_string(),
            suggested.ungraded.to_string(),
            share(suggested.precision),
            share(suggested.recall),
        ]
    });
    output::text(output::table(&head, &[0, 1, 2, 3, 4, 5, 6], rows))?;
    output::text("")?;
    for repeat in &told.repeats {
        let place = repeat
            .place
            .map_or_else(|| "not found".into(), |place| format!("place {place}"));
        output::text(format!(
            "{place}, {:.2} sure: {} repeats {}",
            repeat.same_cause, repeat.later, repeat.earlier
        ))?;
    }
    Ok(())
}
