//! HTML comments that hold data, and text that must not be taken for one.

use serde_json::{Map, Value};

use crate::error::ReadError;

/// Heads a part of the body.
pub(crate) const PART: &str = "<!--{\"part\":";
/// Ends an entry.
pub(crate) const ENTRY: &str = "<!--{\"entry\":";
const OPEN: &str = "<!--{\"";

/// The comment for an object. `--`, `>` and `|` are escaped, so that it ends neither itself nor a
/// table's cell, and every reader of Markdown takes it for a comment.
pub(crate) fn comment(kind: &str, data: Map<String, Value>) -> String {
    let object = Map::from_iter([(kind.to_owned(), Value::Object(data))]);
    let json = Value::Object(object).to_string();
    let json = json
        .replace('>', "\\u003e")
        .replace('|', "\\u007c")
        .replace("--", "-\\u002d");
    format!("<!--{json}-->")
}

/// What reading puts back for a key that is not there.
const USUAL: [(&str, &str); 3] = [
    ("kind", "observation"),
    ("precision", "minute"),
    ("state", "open"),
];

/// An object without what is null, empty, false or usual: reading puts those back.
pub(crate) fn lean(value: Value) -> Map<String, Value> {
    let Value::Object(mut map) = value else {
        return Map::new();
    };
    map.retain(|key, value| match value {
        Value::String(text) if USUAL.contains(&(key.as_str(), text.as_str())) => false,
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(list) => !list.is_empty(),
        _ => true,
    });
    map
}

/// The object in a comment that begins at the head of `text`, and what follows the comment.
pub(crate) fn parse(text: &str, line: u32) -> Result<(Map<String, Value>, &str), ReadError> {
    let bad = |reason: String| ReadError::BadMarker { line, reason };
    let body = text
        .strip_prefix("<!--")
        .ok_or_else(|| bad("it does not begin with <!--".into()))?;
    let (json, rest) = body
        .split_once("-->")
        .ok_or_else(|| bad("it does not end with -->".into()))?;
    let value: Value = serde_json::from_str(json).map_err(|error| bad(error.to_string()))?;
    let inner = match value {
        Value::Object(map) => map.into_iter().next().map(|(_, inner)| inner),
        _ => None,
    };
    match inner {
        Some(Value::Object(map)) => Ok((map, rest)),
        _ => Err(bad("it holds no object".into())),
    }
}

/// A line of text that would pass for a comment of ours gets a backslash, which Markdown shows as
/// none; one that has some gets one more.
pub(crate) fn escape(line: &str) -> String {
    if line.trim_start_matches('\\').starts_with(OPEN) {
        format!("\\{line}")
    } else {
        line.to_owned()
    }
}

/// Undoes [`escape`].
pub(crate) fn unescape(line: &str) -> &str {
    match line.strip_prefix('\\') {
        Some(rest) if rest.trim_start_matches('\\').starts_with(OPEN) => rest,
        _ => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_comment_comes_back_whatever_is_in_it() {
        let data = lean(json!({"a": "-->|--<!--", "b": [], "c": -1.5, "d": "---"}));
        let text = comment("entry", data.clone());
        assert!(!text[4..text.len() - 3].contains("--") && !text.contains('|'));
        assert_eq!(parse(&format!("{text} |"), 1), Ok((data, " |")));
    }

    #[test]
    fn text_like_a_comment_is_escaped() {
        for line in [
            "<!--{\"part\":1}-->",
            "\\<!--{\"x",
            "\\\\<!--{\"x",
            "plain",
            "\\plain",
        ] {
            assert_eq!(unescape(&escape(line)), line);
            assert!(!escape(line).starts_with(OPEN));
        }
    }
}
