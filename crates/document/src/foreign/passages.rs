//! The blocks of a section: list items with all that hangs under them, paragraphs, tables, headings.

use crate::text::lines::{Line, dedent, join};
use crate::text::table;

/// One block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Block<'a> {
    Item {
        line: u32,
        text: String,
    },
    Text {
        line: u32,
        text: String,
    },
    Heading {
        line: u32,
        words: &'a str,
        raw: &'a str,
    },
    /// Header and rows as lines; the rule between them is left out.
    Table {
        rows: Vec<Line<'a>>,
    },
}

/// Cuts lines into blocks. An item is one of the outermost list; what is nested in it is its text.
pub(crate) fn blocks<'a>(lines: &[Line<'a>]) -> Vec<Block<'a>> {
    let base = lines
        .iter()
        .filter_map(Line::bullet)
        .map(|bullet| bullet.indent)
        .min();
    let mut out = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let line = &lines[at];
        if line.is_blank() {
            at += 1;
        } else if let Some((_, words)) = line.heading() {
            out.push(Block::Heading {
                line: line.number,
                words,
                raw: line.text.trim(),
            });
            at += 1;
        } else if table::is_row(line) && lines.get(at + 1).is_some_and(table::is_rule) {
            let end = run(lines, at, table::is_row);
            let rows = lines[at..end]
                .iter()
                .filter(|line| !table::is_rule(line))
                .copied()
                .collect();
            out.push(Block::Table { rows });
            at = end;
        } else if let Some(bullet) = line.bullet().filter(|bullet| Some(bullet.indent) == base) {
            let end = item_end(lines, at, bullet.indent);
            let mut text = String::from(bullet.content.trim_end());
            let rest = &lines[at + 1..end];
            let last = rest
                .iter()
                .rposition(|line| !line.is_blank())
                .map_or(0, |at| at + 1);
            for line in &rest[..last] {
                text.push('\n');
                text.push_str(dedent(line.text, bullet.inner).trim_end());
            }
            out.push(Block::Item {
                line: line.number,
                text,
            });
            at = end;
        } else {
            let end = paragraph_end(lines, at);
            out.push(Block::Text {
                line: line.number,
                text: join(&lines[at..end], 0),
            });
            at = end;
        }
    }
    out
}

fn run(lines: &[Line<'_>], from: usize, fits: impl Fn(&Line<'_>) -> bool) -> usize {
    from + lines[from..].iter().take_while(|line| fits(line)).count()
}

/// An item ends at the next item of its list or of an outer one, at a heading, or where a paragraph
/// begins that is not indented.
fn item_end(lines: &[Line<'_>], from: usize, indent: usize) -> usize {
    let mut after_blank = false;
    for (at, line) in lines.iter().enumerate().skip(from + 1) {
        if line.is_blank() && !line.fenced {
            after_blank = true;
            continue;
        }
        let outer = line.bullet().is_some_and(|bullet| bullet.indent <= indent);
        let apart = after_blank
            && !line.fenced
            && crate::text::lines::indent(line.text) <= indent
            && line.bullet().is_none();
        if outer || apart || line.heading().is_some() {
            return at;
        }
        after_blank = false;
    }
    lines.len()
}

fn paragraph_end(lines: &[Line<'_>], from: usize) -> usize {
    for (at, line) in lines.iter().enumerate().skip(from + 1) {
        let ends = line.is_blank() || line.heading().is_some() || line.bullet().is_some();
        if ends && !line.fenced {
            return at;
        }
    }
    lines.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::lines::lines;

    #[test]
    fn items_keep_what_is_nested_in_them() {
        let text = "intro\n\n- one\n  more\n\n  para\n  - deep\n- two\n```\ncode\n```\n\nafter\n";
        let found = blocks(&lines(text));
        let texts: Vec<_> = found
            .iter()
            .map(|block| match block {
                Block::Item { text, .. } => format!("item {text}"),
                Block::Text { text, .. } => format!("text {text}"),
                other => format!("{other:?}"),
            })
            .collect();
        assert_eq!(
            texts,
            [
                "text intro",
                "item one\nmore\n\npara\n- deep",
                "item two\n```\ncode\n```",
                "text after"
            ]
        );
    }
}
