//! The body as parts: each has a comment at its head and the lines up to the next one.

use serde_json::{Map, Value};

use super::marker::{self, PART};
use crate::error::ReadError;

/// One part.
#[derive(Debug)]
pub(crate) struct Part<'a> {
    pub name: String,
    pub data: Map<String, Value>,
    /// The line after the comment.
    pub line: u32,
    pub lines: Vec<&'a str>,
}

impl<'a> Part<'a> {
    /// Text of the data.
    pub(crate) fn text_of(&self, key: &str) -> Option<&str> {
        self.data.get(key).and_then(Value::as_str)
    }

    /// Takes the heading off and returns its words.
    pub(crate) fn heading(&mut self) -> Option<&'a str> {
        let at = self.lines.iter().position(|line| !line.trim().is_empty())?;
        let line = self.lines[at];
        let level = line.bytes().take_while(|byte| *byte == b'#').count();
        if !(1..=6).contains(&level)
            || !line[level..].starts_with([' ', '\t']) && line.len() != level
        {
            return None;
        }
        self.lines.drain(..=at);
        self.line += u32::try_from(at + 1).unwrap_or(0);
        Some(line[level..].trim())
    }

    /// The lines as the text that was written: without the blank line at either end.
    pub(crate) fn prose(&self) -> String {
        let mut lines = self.lines.as_slice();
        if let Some((first, rest)) = lines.split_first()
            && first.is_empty()
        {
            lines = rest;
        }
        if let Some((last, rest)) = lines.split_last()
            && last.is_empty()
        {
            lines = rest;
        }
        let lines: Vec<&str> = lines.iter().map(|line| marker::unescape(line)).collect();
        lines.join("\n")
    }
}

/// Cuts the body. What stands before the first comment comes first, as a part without a name.
pub(crate) fn parts<'a>(body: &[&'a str], first_line: u32) -> Result<Vec<Part<'a>>, ReadError> {
    let mut out = vec![Part {
        name: String::new(),
        data: Map::new(),
        line: first_line,
        lines: Vec::new(),
    }];
    let mut number = first_line;
    for line in body {
        if line.starts_with(PART) {
            let (data, rest) = marker::parse(line, number)?;
            let name = data
                .get("name")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned();
            let lines = if rest.trim().is_empty() {
                Vec::new()
            } else {
                vec![rest]
            };
            out.push(Part {
                name,
                data,
                line: number + 1,
                lines,
            });
        } else if let Some(part) = out.last_mut() {
            part.lines.push(line);
        }
        number = number.saturating_add(1);
    }
    Ok(out)
}
