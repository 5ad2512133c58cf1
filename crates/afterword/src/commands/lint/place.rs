//! Where an offset stands: lines from one, and columns from one in UTF-16 units, as SARIF and
//! editors count.

use std::ops::Range;

/// The beginnings of a text's lines.
pub(super) struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) line: usize,
    pub(super) column: usize,
}

impl<'t> Lines<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            text,
            starts: std::iter::once(0).chain(breaks).collect(),
        }
    }

    /// The place of a byte offset on a character boundary.
    pub(super) fn place(&self, at: usize) -> Place {
        let line = self.starts.partition_point(|start| *start <= at);
        let start = self.starts[line - 1];
        let units: usize = self.text[start..at].chars().map(char::len_utf16).sum();
        Place {
            line,
            column: units + 1,
        }
    }

    /// A range of the text on one line: breaks and what else is between words become a space.
    pub(super) fn on_one_line(&self, range: Range<usize>) -> String {
        let words: Vec<&str> = self.text[range].split_whitespace().collect();
        words.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_utf16_units() {
        let lines = Lines::new("one\n🙂 two\n");
        let at = "one\n🙂 ".len();
        assert_eq!(lines.place(0), Place { line: 1, column: 1 });
        assert_eq!(lines.place(at), Place { line: 2, column: 4 });
    }
}
