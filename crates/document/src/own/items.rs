//! Entries as list items: text indented under a dash, derived lines after it, a comment at the end.

use serde_json::{Map, Value};

use super::marker::{self, ENTRY};
use crate::error::ReadError;

/// Writes one item. `head` stands before the text: a time, or a title on a line of its own.
pub(crate) fn push(
    out: &mut String,
    head: &str,
    text: &str,
    tail: &[String],
    data: Map<String, Value>,
) {
    out.push_str("- ");
    out.push_str(head);
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            out.push('\n');
        }
        push_line(out, line, at > 0);
    }
    if !tail.is_empty() {
        out.push('\n');
        for line in tail {
            out.push_str("\n  ");
            out.push_str(line);
        }
    }
    out.push_str("\n  ");
    out.push_str(&marker::comment("entry", data));
    out.push('\n');
}

fn push_line(out: &mut String, line: &str, indented: bool) {
    if line.is_empty() {
        return;
    }
    if indented {
        out.push_str("  ");
    }
    out.push_str(&marker::escape(line));
}

/// One item as it was found.
#[derive(Debug)]
pub(crate) struct Item {
    pub line: u32,
    /// Lines of text, without the dash and the indentation.
    pub lines: Vec<String>,
    /// Empty for an item that somebody added.
    pub data: Map<String, Value>,
}

impl Item {
    /// Takes the derived lines off the end, if they are as they were written.
    pub(crate) fn drop_tail(&mut self, tail: &[String]) {
        if tail.is_empty() || self.lines.len() < tail.len() + 1 {
            return;
        }
        let at = self.lines.len() - tail.len();
        if self.lines[at..] == *tail && self.lines[at - 1].is_empty() {
            self.lines.truncate(at - 1);
        }
    }

    pub(crate) fn text(&self) -> String {
        self.lines.join("\n")
    }
}

/// The items of a part, and the text at the margin that is none.
pub(crate) fn items(
    lines: &[&str],
    first_line: u32,
) -> Result<(Vec<Item>, Vec<String>), ReadError> {
    let mut out: Vec<Item> = Vec::new();
    let mut stray = Vec::new();
    let mut after_marker = false;
    let mut number = first_line;
    for line in lines {
        if let Some(first) = line
            .strip_prefix("- ")
            .or_else(|| (*line == "-").then_some(""))
        {
            out.push(Item {
                line: number,
                lines: vec![first.to_owned()],
                data: Map::new(),
            });
            after_marker = false;
        } else if let Some(item) = out.last_mut() {
            let text = line
                .strip_prefix("  ")
                .or_else(|| line.strip_prefix(' '))
                .unwrap_or(line);
            if text.starts_with(ENTRY) {
                let (data, rest) = marker::parse(text, number)?;
                item.data = data;
                if !rest.trim().is_empty() {
                    item.lines.push(rest.to_owned());
                }
                after_marker = true;
            } else if !(after_marker && text.trim().is_empty()) {
                item.lines.push(text.to_owned());
            }
        } else if !line.trim().is_empty() {
            stray.push(marker::unescape(line).to_owned());
        }
        number = number.saturating_add(1);
    }
    for item in &mut out {
        if item.data.is_empty() {
            let end = item
                .lines
                .iter()
                .rposition(|line| !line.trim().is_empty())
                .map_or(0, |at| at + 1);
            item.lines.truncate(end);
        }
        for line in &mut item.lines {
            let plain = marker::unescape(line);
            if plain.len() != line.len() {
                *line = plain.to_owned();
            }
        }
    }
    Ok((out, stray))
}
