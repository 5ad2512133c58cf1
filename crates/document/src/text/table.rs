//! Markdown table rows, cut into cells.

use super::lines::Line;

/// Whether the line is the row of dashes under a table's header.
pub(crate) fn is_rule(line: &Line<'_>) -> bool {
    let text = line.text.trim();
    !line.fenced
        && text.contains('-')
        && text.contains('|')
        && text
            .bytes()
            .all(|byte| matches!(byte, b'|' | b'-' | b':' | b' ' | b'\t'))
}

/// Whether the line can be a row.
pub(crate) fn is_row(line: &Line<'_>) -> bool {
    !line.fenced && line.text.trim_start().starts_with('|')
}

/// The cells of a row, trimmed. A pipe after a backslash belongs to the cell, as does one in a
/// code span of a row that has more pipes than columns only if it is escaped: GitHub reads it so.
pub(crate) fn cells(text: &str) -> Vec<&str> {
    let text = text.trim();
    let text = text.strip_prefix('|').unwrap_or(text);
    let mut out = Vec::with_capacity(4);
    let mut start = 0;
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'|' => {
                out.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    if start < text.len() {
        out.push(text[start..].trim());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_escaped_pipe_is_no_border() {
        assert_eq!(cells(r"| a \| b | c |"), [r"a \| b", "c"]);
        assert_eq!(cells("| a | b"), ["a", "b"]);
        assert_eq!(cells("| a | |"), ["a", ""]);
    }
}
