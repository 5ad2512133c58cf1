//! Findings for programs; docs/language.md describes the fields.

use afterword_language::{Confidence, Finding, Severity};
use serde::Serialize;

use super::Checked;
use super::place::Lines;

#[derive(Serialize)]
pub(super) struct Report<'f> {
    findings: usize,
    files: Vec<File<'f>>,
}

#[derive(Serialize)]
struct File<'f> {
    path: &'f str,
    /// Every byte was part of a character.
    utf8: bool,
    findings: Vec<Found<'f>>,
}

#[derive(Serialize)]
struct Found<'f> {
    rule: &'f str,
    title: &'f str,
    severity: Severity,
    confidence: Confidence,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    /// In bytes of the file as it lies on disk.
    start: usize,
    end: usize,
    text: String,
    sentence: String,
    why: &'f str,
    suggestion: &'f str,
}

pub(super) fn report<'f>(files: &'f [Checked<'f>]) -> Report<'f> {
    Report {
        findings: files.iter().map(|file| file.findings.len()).sum(),
        files: files.iter().map(of_file).collect(),
    }
}

fn of_file<'f>(file: &'f Checked<'f>) -> File<'f> {
    let lines = Lines::new(file.text.text());
    let found = |finding: &'f Finding<'f>| {
        let start = lines.place(finding.range.start);
        let end = lines.place(finding.range.end);
        Found {
            rule: &finding.rule.id,
            title: &finding.rule.title,
            severity: finding.severity,
            confidence: finding.confidence,
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            start: file.text.byte_offset(finding.range.start),
            end: file.text.byte_offset(finding.range.end),
            text: lines.on_one_line(finding.range.clone()),
            sentence: lines.on_one_line(finding.sentence.clone()),
            why: finding.why,
            suggestion: finding.suggestion,
        }
    };
    File {
        path: &file.path,
        utf8: file.text.is_exact(),
        findings: file.findings.iter().map(found).collect(),
    }
}
