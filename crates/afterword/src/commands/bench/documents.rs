//! `afterword bench language --docs`: what the checker of language finds in each document.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use afterword_language::{Additions, Checker, Lossy, Pack};
use serde::Serialize;

use crate::cli::Format;
use crate::commands::lint::files;
use crate::output;

#[derive(Serialize)]
struct Report {
    documents: Vec<Document>,
    /// Over all documents.
    total: Count,
    documents_with_findings: usize,
}

#[derive(Serialize)]
struct Document {
    path: String,
    #[serde(flatten)]
    count: Count,
}

#[derive(Default, Serialize)]
struct Count {
    /// Words that are read: without code, quotations and front matter.
    words: usize,
    findings: usize,
    /// By the rule's id.
    by_rule: BTreeMap<String, usize>,
}

impl Count {
    fn add(&mut self, other: &Self) {
        self.words += other.words;
        self.findings += other.findings;
        for (rule, findings) in &other.by_rule {
            *self.by_rule.entry(rule.clone()).or_default() += findings;
        }
    }
}

pub(super) fn documents(paths: &[PathBuf], format: Format) -> anyhow::Result<ExitCode> {
    let named = files::named(paths)?;
    if let Some(left_out) = named.left_out() {
        eprintln!("afterword: {left_out}");
    }
    let checker = Checker::new(&Pack::english(), &Additions::default())?;
    let documents: Vec<Document> = named
        .files
        .into_iter()
        .map(|(path, bytes)| Document {
            path,
            count: count(&checker, Lossy::new(&bytes).text()),
        })
        .collect();
    let mut total = Count::default();
    for document in &documents {
        total.add(&document.count);
    }
    let found = documents.iter().filter(|one| one.count.findings > 0);
    let report = Report {
        documents_with_findings: found.count(),
        documents,
        total,
    };
    match format {
        Format::Json => output::json(&report)?,
        Format::Text => tell(&report)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn count(checker: &Checker, text: &str) -> Count {
    let mut by_rule = BTreeMap::new();
    let found = checker.check_markdown(text);
    for finding in &found {
        *by_rule.entry(finding.rule.id.clone()).or_default() += 1;
    }
    Count {
        words: checker.count_words(text),
        findings: found.len(),
        by_rule,
    }
}

fn tell(report: &Report) -> anyhow::Result<()> {
    let head = ["document", "findings", "by rule", "words"];
    let rows = report
        .documents
        .iter()
        .map(|document| row(document.path.clone(), &document.count))
        .chain([row("all".to_owned(), &report.total)]);
    output::text(output::table(&head, &[1, 3], rows))?;
    output::text(format!(
        "\n{} of {} documents with findings.",
        report.documents_with_findings,
        report.documents.len()
    ))?;
    Ok(())
}

fn row(name: String, count: &Count) -> Vec<String> {
    let rules: Vec<String> = count
        .by_rule
        .iter()
        .map(|(rule, findings)| format!("{rule} {findings}"))
        .collect();
    vec![
        name,
        count.findings.to_string(),
        rules.join(", "),
        count.words.to_string(),
    ]
}
