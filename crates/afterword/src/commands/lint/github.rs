//! Findings as workflow commands of GitHub Actions, which it shows beside the lines of a change.

use afterword_language::Severity;

use super::Checked;
use super::place::Lines;

pub(super) fn commands(files: &[Checked<'_>]) -> Vec<String> {
    let of_file = |file: &Checked<'_>| {
        let lines = Lines::new(file.text.text());
        let command = |finding: &afterword_language::Finding<'_>| {
            let kind = match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note | Severity::Off => "notice",
            };
            let start = lines.place(finding.range.start);
            let end = lines.place(finding.range.end);
            // Columns are only understood within one line.
            let columns = if start.line == end.line {
                format!(",col={},endColumn={}", start.column, end.column)
            } else {
                String::new()
            };
            format!(
                "::{kind} file={},line={},endLine={}{columns},title={}::{}",
                property(&file.path),
                start.line,
                end.line,
                property(&finding.rule.title),
                data(&format!("{} {}", finding.why, finding.suggestion)),
            )
        };
        file.findings.iter().map(command).collect::<Vec<_>>()
    };
    files.iter().flat_map(of_file).collect()
}

fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_command_or_a_property_is_escaped() {
        assert_eq!(property("a,b:c%\n"), "a%2Cb%3Ac%25%0A");
    }
}
