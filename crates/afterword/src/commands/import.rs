//! `afterword import`.

use std::process::ExitCode;

use afterword_server::features::documents::importing::{
    FileOutcome, ImportError, ImportOptions, ImportOutcome, ImportReport, import as import_files,
};
use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::{Format, Global, Import};
use crate::output::{FINDINGS, WrongUse};
use crate::{folder, output, workplace};

pub(crate) async fn import(global: &Global, options: &Import) -> anyhow::Result<ExitCode> {
    let files = folder::files(&options.paths)?;
    let store = workplace::open(global).await?;
    let bar = ProgressBar::new(files.len() as u64);
    bar.set_style(ProgressStyle::with_template(
        "{bar:40} {pos} of {len} files",
    )?);
    let how = ImportOptions {
        zone: options.timezone.clone(),
        dry_run: options.dry_run,
    };
    let author = workplace::author();
    let report = import_files(&store, &author, &files, &how, workplace::now(), |done| {
        bar.set_position(done as u64);
    })
    .await;
    bar.finish_and_clear();
    let report = report.map_err(|error| match &error {
        ImportError::Zone(zone) => WrongUse(format!("--timezone: {zone}")).into(),
        _ => anyhow::Error::from(error),
    })?;
    match options.output.format {
        Format::Json => output::json(&report)?,
        Format::Text => tell(&report, options)?,
    }
    Ok(if report.failed > 0 {
        ExitCode::from(FINDINGS)
    } else {
        ExitCode::SUCCESS
    })
}

fn tell(report: &ImportReport, options: &Import) -> anyhow::Result<()> {
    for file in &report.files {
        tell_file(file, options.verbose)?;
    }
    let would = if options.dry_run { "would be " } else { "" };
    let mut parts = vec![
        format!("{} {would}imported", report.created),
        format!("{} {would}updated", report.updated),
        format!("{} unchanged", report.unchanged),
    ];
    if report.edited_here > 0 {
        parts.push(format!(
            "{} left as they are, having been edited here",
            report.edited_here
        ));
    }
    if report.failed > 0 {
        parts.push(format!("{} could not be taken", report.failed));
    }
    output::text(format!(
        "{} files: {}.",
        report.files.len(),
        parts.join(", ")
    ))?;
    Ok(())
}

fn tell_file(file: &FileOutcome, verbose: bool) -> anyhow::Result<()> {
    let source = &file.source;
    if let Some(error) = &file.error {
        output::text(format!("{source}: {error}"))?;
        return Ok(());
    }
    if file.outcome == ImportOutcome::EditedHere {
        output::text(format!(
            "{source}: changed, but so was the incident here; left as it is"
        ))?;
    }
    let Some(report) = file.report.as_ref().filter(|_| verbose) else {
        return Ok(());
    };
    let reference = file
        .incident
        .map_or(String::new(), |reference| format!("{reference} "));
    output::text(format!("{source}: {reference}{}", report.title))?;
    for mapped in &report.mapped {
        output::text(format!(
            "  line {:>4}  {} → {}",
            mapped.line, mapped.heading, mapped.field
        ))?;
    }
    for kept in &report.kept {
        output::text(format!(
            "  line {:>4}  {} kept as prose: {}",
            kept.line, kept.heading, kept.section
        ))?;
    }
    for note in &report.notes {
        output::text(format!("  line {:>4}  {}", note.line, note.message))?;
    }
    Ok(())
}
