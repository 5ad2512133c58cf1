//! Findings for people: the place, the sentence, why it matters and what to ask instead.

use std::fmt::Write as _;

use super::Checked;
use super::place::Lines;

pub(super) fn report(files: &[Checked<'_>]) -> String {
    let mut out = String::new();
    let mut count = 0;
    for file in files {
        let lines = Lines::new(file.text.text());
        for finding in &file.findings {
            let at = lines.place(finding.range.start);
            count += 1;
            let _ = writeln!(
                out,
                "{}:{}:{}: {} [{}]\n    “{}”\n    {}\n    → {}\n",
                file.path,
                at.line,
                at.column,
                finding.rule.title,
                finding.rule.id,
                lines.on_one_line(finding.range.clone()),
                finding.why,
                finding.suggestion,
            );
        }
    }
    let files = match files.len() {
        1 => "1 file".to_owned(),
        files => format!("{files} files"),
    };
    let _ = match count {
        0 => write!(out, "{files}, nothing to say."),
        1 => write!(out, "{files}, 1 finding."),
        count => write!(out, "{files}, {count} findings."),
    };
    out
}
