//! Findings as SARIF 2.1.0, which code scanning reads.

use std::fmt::Write as _;

use afterword_language::{Checker, Finding, Severity};
use serde_json::{Value, json};

use super::Checked;
use super::place::Lines;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

pub(super) fn log(checker: &Checker, files: &[Checked<'_>]) -> Value {
    let rules: Vec<Value> = checker
        .rules()
        .iter()
        .map(|rule| {
            json!({
                "id": rule.id,
                "shortDescription": { "text": rule.title },
                "fullDescription": { "text": rule.why },
                "help": { "text": rule.suggestion },
                "defaultConfiguration": {
                    "enabled": rule.severity != Severity::Off,
                    "level": level(rule.severity),
                },
            })
        })
        .collect();
    let results: Vec<Value> = files
        .iter()
        .flat_map(|file| results(checker, file))
        .collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "afterword",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "columnKind": "utf16CodeUnits",
            "results": results,
        }],
    })
}

fn results(checker: &Checker, file: &Checked<'_>) -> Vec<Value> {
    let lines = Lines::new(file.text.text());
    let result = |finding: &Finding<'_>| {
        let start = lines.place(finding.range.start);
        let end = lines.place(finding.range.end);
        let index = checker
            .rules()
            .iter()
            .position(|rule| rule.id == finding.rule.id);
        json!({
            "ruleId": finding.rule.id,
            "ruleIndex": index,
            "level": level(finding.severity),
            "message": { "text": format!("{} {}", finding.why, finding.suggestion) },
            "locations": [{ "physicalLocation": {
                "artifactLocation": { "uri": uri(&file.path) },
                "region": {
                    "startLine": start.line,
                    "startColumn": start.column,
                    "endLine": end.line,
                    "endColumn": end.column,
                    "snippet": { "text": &file.text.text()[finding.range.clone()] },
                },
            } }],
            "properties": { "confidence": finding.confidence },
        })
    };
    file.findings.iter().map(result).collect()
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Off => "none",
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

/// A path as a relative reference: what RFC 3986 does not let stand in a path is escaped.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_with_spaces_and_letters_beyond_ascii_is_a_uri() {
        assert_eq!(uri("reviews/é 1.md"), "reviews/%C3%A9%201.md");
    }
}
