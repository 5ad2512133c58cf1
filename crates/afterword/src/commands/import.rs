//! `afterword import`.

use std::collections::BTreeSet;
use std::process::ExitCode;

use afterword_domain::IncidentRef;
use afterword_domain::policy::Sight;
use afterword_integrations::pull;
use afterword_server::features::documents::importing::{
    FileOutcome, ImportError, ImportOptions, ImportOutcome, ImportReport, import as import_files,
};
use afterword_server::features::integrations::pull::{PullError, PullReport, pull as pull_files};
use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::{Format, Global, Import, ImportFormat};
use crate::output::{FINDINGS, WrongUse};
use crate::{folder, output, workplace};

pub(crate) async fn import(global: &Global, options: &Import) -> anyhow::Result<ExitCode> {
    if let Some(format) = exported_by(options.format) {
        return pull(global, options, format).await;
    }
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
    let sight = Sight::Everything;
    let report = import_files(
        &store,
        (&sight, &author),
        &files,
        &how,
        workplace::now(),
        |done| {
            bar.set_position(done as u64);
        },
    )
    .await;
    bar.finish_and_clear();
    let report = report.map_err(|error| match &error {
        ImportError::Zone(zone) => WrongUse(format!("--timezone: {zone}")).into(),
        _ => anyhow::Error::from(error),
    })?;
    match options.report {
        Format::Json => output::json(&report)?,
        Format::Text => tell(&report, options)?,
    }
    Ok(if report.failed > 0 {
        ExitCode::from(FINDINGS)
    } else {
        ExitCode::SUCCESS
    })
}

fn exported_by(format: ImportFormat) -> Option<pull::Format> {
    match format {
        ImportFormat::Documents => None,
        ImportFormat::SlackExport => Some(pull::Format::SlackExport),
        ImportFormat::Statuspage => Some(pull::Format::Statuspage),
        ImportFormat::Pagerduty => Some(pull::Format::Pagerduty),
        ImportFormat::Opsgenie => Some(pull::Format::Opsgenie),
    }
}

/// Pulls in what another program exported.
async fn pull(global: &Global, options: &Import, format: pull::Format) -> anyhow::Result<ExitCode> {
    let files = folder::exported_files(&options.paths)?;
    let store = workplace::open(global).await?;
    let (author, now) = (workplace::author(), workplace::now());
    let how = (format, options.dry_run);
    let report = match pull_files(&store, (&Sight::Everything, &author), &files, how, now).await {
        Ok(report) => report,
        Err(PullError::Unreadable(wrong)) => {
            output::text(format!("{wrong}. Nothing was changed."))?;
            return Ok(ExitCode::from(FINDINGS));
        }
        Err(error) => return Err(error.into()),
    };
    match options.report {
        Format::Json => output::json(&report)?,
        Format::Text => tell_pulled(&report, options.dry_run)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn tell_pulled(report: &PullReport, dry_run: bool) -> anyhow::Result<()> {
    let would = if dry_run { "would be " } else { "" };
    let listed = |references: &BTreeSet<IncidentRef>| {
        let shown = references.iter().take(20).map(ToString::to_string);
        let mut listed = shown.collect::<Vec<_>>().join(", ");
        if references.len() > 20 {
            listed.push_str(", …");
        }
        listed
    };
    output::text(format!(
        "{} entries {would}new, {} known, {} changed.",
        report.new, report.known, report.revised
    ))?;
    if !report.opened.is_empty() {
        let (count, which) = (report.opened.len(), listed(&report.opened));
        output::text(format!("{count} incidents {would}opened: {which}."))?;
    }
    for (why, count) in &report.passed_over {
        output::text(format!("{count} passed over: {why}"))?;
    }
    Ok(())
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
    let files = counted(report.files.len(), "file");
    output::text(format!("{files}: {}.", parts.join(", ")))?;
    let found = report.files.iter().filter_map(|file| file.phrases);
    let (files, phrases) = found
        .filter(|phrases| *phrases > 0)
        .fold((0, 0), |(files, sum), phrases| (files + 1, sum + phrases));
    if phrases > 0 {
        output::text(format!(
            "{} in {}; each document shows them in its margin, and none of them blocks anything.",
            as_blame(phrases),
            counted(files, "file"),
        ))?;
    }
    Ok(())
}

fn as_blame(phrases: usize) -> String {
    match phrases {
        1 => "1 phrase reads as blame".to_owned(),
        more => format!("{more} phrases read as blame"),
    }
}

fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
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
    if let Some(phrases) = file.phrases.filter(|phrases| *phrases > 0) {
        output::text(format!("{source}: {}", as_blame(phrases)))?;
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
