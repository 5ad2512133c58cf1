//! `afterword lint`: which sentences of Markdown files make a person the cause.

pub(super) mod files;
mod github;
mod json;
mod place;
mod sarif;
mod text;

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::ExitCode;

use afterword_language::{Additions, Checker, Confidence, Finding, Lossy, Pack};

use crate::cli::{Lint, LintConfidence, LintFormat};
use crate::output::{self, WrongUse};

const CONFIG: &str = "afterword-language.toml";
const STDIN: &str = "stdin";

/// A file that was read, and what was found in it.
struct Checked<'f> {
    /// As it was named.
    path: String,
    text: &'f Lossy<'f>,
    findings: Vec<Finding<'f>>,
}

pub(crate) fn lint(options: &Lint) -> anyhow::Result<ExitCode> {
    let checker = checker(options.config.as_deref())?;
    let files = named(options)?;
    let texts: Vec<(&str, Lossy<'_>)> = files
        .iter()
        .map(|(path, bytes)| (path.as_str(), Lossy::new(bytes)))
        .collect();
    let least = match options.at_least {
        LintConfidence::Low => Confidence::Low,
        LintConfidence::Medium => Confidence::Medium,
        LintConfidence::High => Confidence::High,
    };
    let read: Vec<Checked<'_>> = texts
        .iter()
        .map(|(path, text)| {
            let mut findings = checker.check_markdown(text.text());
            findings.retain(|finding| finding.confidence >= least);
            Checked {
                path: (*path).to_owned(),
                text,
                findings,
            }
        })
        .collect();
    match options.format {
        LintFormat::Text => output::text(text::report(&read))?,
        LintFormat::Json => output::json(&json::report(&read))?,
        LintFormat::Sarif => output::json(&sarif::log(&checker, &read))?,
        LintFormat::Github => {
            for command in github::commands(&read) {
                output::text(command)?;
            }
        }
    }
    let is_fine = read.iter().all(|file| file.findings.is_empty());
    Ok(if is_fine {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(output::FINDINGS)
    })
}

/// The English pack with what the configuration adds. A file that was named must be there.
fn checker(config: Option<&Path>) -> anyhow::Result<Checker> {
    let path = config.unwrap_or(Path::new(CONFIG));
    let wrong = |error: &dyn std::fmt::Display| WrongUse(format!("{}: {error}", path.display()));
    let additions = match fs::read_to_string(path) {
        Ok(text) => Additions::parse(&text).map_err(|error| wrong(&error))?,
        Err(error) if config.is_none() && error.kind() == std::io::ErrorKind::NotFound => {
            Additions::default()
        }
        Err(error) => return Err(wrong(&error).into()),
    };
    Ok(Checker::new(&Pack::english(), &additions).map_err(|error| wrong(&error))?)
}

/// What was named, with its bytes. What a folder has without a Markdown ending is told of.
fn named(options: &Lint) -> anyhow::Result<Vec<files::File>> {
    if options.stdin {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes)?;
        return Ok(vec![(STDIN.to_owned(), bytes)]);
    }
    let named = files::named(&options.paths)?;
    if let Some(left_out) = named.left_out() {
        eprintln!("afterword: {left_out}");
    }
    Ok(named.files)
}
