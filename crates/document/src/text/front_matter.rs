//! The block between `---` lines at the head of a file: flat keys with their lines.
//!
//! It knows `key: value` and leaves whatever stands under a key indented, or as a list, to that key.

use std::collections::HashMap;

use super::lines::Line;
use crate::error::ReadError;

/// One key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pair<'a> {
    pub key: &'a str,
    /// As written, quotes and all; further lines follow after a line break.
    pub raw: String,
    pub line: u32,
}

impl Pair<'_> {
    /// The value without its quotes.
    pub(crate) fn value(&self) -> String {
        let raw = self.raw.trim();
        if raw.starts_with('"')
            && let Ok(text) = serde_json::from_str::<String>(raw)
        {
            return text;
        }
        let quoted = |quote| {
            raw.strip_prefix(quote)
                .and_then(|rest| rest.strip_suffix(quote))
        };
        match (quoted('\''), quoted('"')) {
            (Some(inner), _) => inner.replace("''", "'"),
            (_, Some(inner)) => inner.into(),
            _ => raw.into(),
        }
    }
}

/// Reads the front matter, if there is any, and tells how many lines it takes.
///
/// A file whose first line is `---` and which has no second one begins with a rule, not with front
/// matter, unless the next line looks like a key.
pub(crate) fn read<'a>(lines: &[Line<'a>]) -> Result<(Vec<Pair<'a>>, usize), ReadError> {
    if lines
        .first()
        .is_none_or(|line| line.text.trim_end() != "---")
    {
        return Ok((Vec::new(), 0));
    }
    let close = lines[1..]
        .iter()
        .position(|line| matches!(line.text.trim_end(), "---" | "..."));
    let Some(close) = close else {
        let keyed = lines.get(1).is_some_and(|line| split(line.text).is_some());
        return if keyed {
            Err(ReadError::OpenFrontMatter { line: 1 })
        } else {
            Ok((Vec::new(), 0))
        };
    };
    let mut pairs: Vec<Pair<'a>> = Vec::new();
    let mut seen: HashMap<&str, u32> = HashMap::new();
    for line in &lines[1..=close] {
        let text = line.text;
        let under = text.starts_with([' ', '\t', '-']);
        if text.trim().is_empty() || text.starts_with('#') {
            continue;
        }
        if under && let Some(last) = pairs.last_mut() {
            last.raw.push('\n');
            last.raw.push_str(text);
            continue;
        }
        let Some((key, raw)) = split(text).filter(|_| !under) else {
            let found = text.chars().take(60).collect();
            return Err(ReadError::NotFrontMatter {
                line: line.number,
                found,
            });
        };
        if let Some(first) = seen.insert(key, line.number) {
            let second = line.number;
            return Err(ReadError::DuplicateKey {
                key: key.into(),
                first,
                second,
            });
        }
        pairs.push(Pair {
            key,
            raw: raw.into(),
            line: line.number,
        });
    }
    Ok((pairs, close + 2))
}

fn split(text: &str) -> Option<(&str, &str)> {
    let (key, value) = text.split_once(':')?;
    let fits = |c: char| c.is_alphanumeric() || " _-./".contains(c);
    let whole = value.is_empty() || value.starts_with([' ', '\t']);
    (whole && !key.is_empty() && key.chars().all(fits)).then(|| (key.trim(), value.trim()))
}

#[cfg(test)]
mod tests {
    use super::super::lines::lines;
    use super::*;

    #[test]
    fn a_key_that_comes_twice_names_both_lines() {
        let error = read(&lines("---\ntitle: a\nb: c\ntitle: d\n---\n")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "line 4: the front matter has title again; it is already on line 2"
        );
    }

    #[test]
    fn what_is_no_key_and_what_is_not_closed_is_refused() {
        assert!(matches!(
            read(&lines("---\nwhatever\n---\n")),
            Err(ReadError::NotFrontMatter { line: 2, .. })
        ));
        assert!(matches!(
            read(&lines("---\na: b\n")),
            Err(ReadError::OpenFrontMatter { line: 1 })
        ));
        assert_eq!(read(&lines("---\nA rule, then text.\n")).unwrap().1, 0);
    }
}
