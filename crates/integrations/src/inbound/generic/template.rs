//! Texts with values in them: `Alert {name} fired on {host|an unknown host}`. `{{` and `}}` stand
//! for braces.

use serde_json::Value;

use super::super::json::At;
use super::super::{Unreadable, markdown};
use super::path::Path;

const TEMPLATE_MAX: usize = 4_000;
const PLACES_MAX: usize = 40;
/// What is put in of one value, in bytes.
const VALUE_MAX: usize = 10_000;

/// One template of a mapping.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Template {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq)]
enum Part {
    Words(String),
    Place {
        path: Path,
        /// What stands there when the value is missing.
        otherwise: Option<String>,
    },
}

impl Template {
    /// A template that stands somewhere in a mapping.
    pub(super) fn read(at: &At<'_>) -> Result<Self, Unreadable> {
        let written = at.value().as_str();
        let written = written.ok_or_else(|| at.wrong("it is not a text"))?;
        if written.trim().is_empty() {
            return Err(at.wrong("it is empty"));
        }
        Self::parse(written).map_err(|problem| at.wrong(problem))
    }

    fn parse(written: &str) -> Result<Self, String> {
        if written.len() > TEMPLATE_MAX {
            return Err(format!("it has more than {TEMPLATE_MAX} bytes"));
        }
        let mut parts = Vec::new();
        let mut words = String::new();
        let mut rest = written;
        while let Some(at) = rest.find(['{', '}']) {
            words.push_str(&rest[..at]);
            let from = &rest[at..];
            if let Some(after) = from.strip_prefix("{{").or_else(|| from.strip_prefix("}}")) {
                words.push_str(&from[..1]);
                rest = after;
                continue;
            }
            let within = from.strip_prefix('{').and_then(|from| from.split_once('}'));
            let (place, after) = within
                .ok_or_else(|| "a brace stands alone; write it twice to have one".to_owned())?;
            parts.push(Part::Words(std::mem::take(&mut words)));
            parts.push(Part::parse(place)?);
            rest = after;
        }
        words.push_str(rest);
        parts.push(Part::Words(words));
        if parts.len() > 2 * PLACES_MAX + 1 {
            return Err(format!("it has more than {PLACES_MAX} places for values"));
        }
        Ok(Self { parts })
    }

    /// The text with the entry's values in it.
    pub(super) fn fill(&self, entry: &At<'_>, body: &At<'_>) -> Result<String, Unreadable> {
        self.with(entry, body, str::to_owned)
    }

    /// In Markdown: the words are, the values are not.
    pub(super) fn fill_markdown(
        &self,
        entry: &At<'_>,
        body: &At<'_>,
    ) -> Result<String, Unreadable> {
        self.with(entry, body, markdown::inline)
    }

    /// `None` when a value is missing that has nothing in its stead.
    pub(super) fn fill_maybe(&self, entry: &At<'_>, body: &At<'_>) -> Option<String> {
        let filled = self.fill(entry, body).ok()?;
        let filled = filled.trim();
        (!filled.is_empty()).then(|| filled.to_owned())
    }

    fn with(
        &self,
        entry: &At<'_>,
        body: &At<'_>,
        escape: fn(&str) -> String,
    ) -> Result<String, Unreadable> {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Words(words) => text.push_str(words),
                Part::Place { path, otherwise } => match (path.find(entry, body), otherwise) {
                    (Some(found), _) => text.push_str(&escape(&plain(&found)?)),
                    (None, Some(otherwise)) => text.push_str(otherwise),
                    (None, None) => {
                        path.get(entry, body)?;
                    }
                },
            }
        }
        Ok(text)
    }
}

impl Part {
    fn parse(place: &str) -> Result<Self, String> {
        let (path, otherwise) = match place.split_once('|') {
            Some((path, otherwise)) => (path, Some(otherwise.to_owned())),
            None => (place, None),
        };
        let path = Path::parse(path.trim())?;
        Ok(Self::Place { path, otherwise })
    }
}

/// A value that is a text, a number or a truth.
pub(super) fn plain(at: &At<'_>) -> Result<String, Unreadable> {
    let mut text = match at.value() {
        Value::Bool(truth) => truth.to_string(),
        Value::String(_) | Value::Number(_) => at.as_id()?,
        _ => return Err(at.wrong("it is neither a text nor a number")),
    };
    text.truncate(text.floor_char_boundary(VALUE_MAX));
    Ok(text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn filled(template: &str) -> Result<String, String> {
        let body = json!({"name": "a_b*", "n": 9_007_199_254_740_993_u64, "ok": true, "list": []});
        let at = At::root(&body);
        let template = Template::parse(template)?;
        let text = template.fill_markdown(&at, &at);
        text.map_err(|error| error.to_string())
    }

    #[test]
    fn values_stand_where_their_paths_stood() {
        let told = |text: &str| Ok(text.to_owned());
        assert_eq!(
            filled("*{name}* {n} {ok}"),
            told(r"*a_b\** 9007199254740993 true")
        );
        assert_eq!(
            filled("{{name}} {gone|none} {gone|}."),
            told("{name} none .")
        );
        assert_eq!(filled("{gone}"), Err("gone: it is missing".into()));
        assert_eq!(
            filled("{list}"),
            Err("list: it is neither a text nor a number".into())
        );
    }

    #[test]
    fn what_is_no_template_is_refused() {
        for template in ["{", "}", "a } b", "{a", "{}", "{a..b}"] {
            assert!(Template::parse(template).is_err(), "{template}");
        }
        assert!(Template::parse(&"{a}".repeat(41)).is_err());
        assert!(Template::parse(&"a".repeat(4_001)).is_err());
    }
}
