//! Where in a body a value stands: `labels.severity`, `hosts[0].name`, or a JSON Pointer (RFC 6901)
//! such as `/labels/severity` for names with dots in them. A `$` before it begins at the body
//! rather than at the entry.

use serde_json::Value;

use super::super::Unreadable;
use super::super::json::At;

const PATH_MAX: usize = 200;

/// One path of a mapping.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Path {
    from_body: bool,
    steps: Vec<String>,
    /// As it was written, for errors.
    written: String,
}

impl Path {
    /// A path that stands somewhere in a mapping.
    pub(super) fn read(at: &At<'_>) -> Result<Self, Unreadable> {
        let written = at.value().as_str();
        let written = written.ok_or_else(|| at.wrong("it is not a path"))?;
        Self::parse(written).map_err(|problem| at.wrong(problem))
    }

    pub(super) fn parse(written: &str) -> Result<Self, String> {
        if written.len() > PATH_MAX {
            return Err(format!("a path has more than {PATH_MAX} bytes"));
        }
        let (from_body, path) = match written.strip_prefix('$') {
            Some(rest) => (true, rest.strip_prefix('.').unwrap_or(rest)),
            None => (false, written),
        };
        let steps = match path.strip_prefix('/') {
            Some(pointer) => Some(pointer.split('/').map(unescaped).collect()),
            None => dotted(path),
        };
        let steps: Vec<String> =
            steps.ok_or_else(|| format!("“{written}” is not a path such as a.b[0]"))?;
        Ok(Self {
            from_body,
            steps,
            written: written.to_owned(),
        })
    }

    /// What stands there; nothing and null are the same.
    pub(super) fn find<'a>(&self, entry: &At<'a>, body: &At<'a>) -> Option<At<'a>> {
        let start = if self.from_body { body } else { entry };
        let mut steps = self.steps.iter();
        let found = steps.try_fold(start.value(), |value, name| step(value, name))?;
        (!found.is_null()).then(|| At::placed(found, self.place(entry)))
    }

    pub(super) fn get<'a>(&self, entry: &At<'a>, body: &At<'a>) -> Result<At<'a>, Unreadable> {
        self.find(entry, body).ok_or_else(|| Unreadable {
            place: self.place(entry),
            problem: "it is missing".into(),
        })
    }

    fn place(&self, entry: &At<'_>) -> String {
        let own = self.written.trim_start_matches('$').trim_start_matches('.');
        if self.from_body || entry.place() == "body" {
            own.to_owned()
        } else if own.starts_with(['/', '[']) {
            format!("{}{own}", entry.place())
        } else {
            format!("{}.{own}", entry.place())
        }
    }
}

fn step<'a>(value: &'a Value, step: &str) -> Option<&'a Value> {
    match value {
        Value::Array(entries) => entries.get(step.parse::<usize>().ok()?),
        Value::Object(fields) => fields.get(step),
        _ => None,
    }
}

/// A part of a pointer, in which `~1` stands for `/` and `~0` for `~`.
fn unescaped(part: &str) -> String {
    part.replace("~1", "/").replace("~0", "~")
}

/// `a.b[0].c`, `[0].a`.
fn dotted(path: &str) -> Option<Vec<String>> {
    let mut steps = Vec::new();
    for (at, part) in path.split('.').enumerate() {
        let (name, indexes) = match part.find('[') {
            Some(bracket) => part.split_at(bracket),
            None => (part, ""),
        };
        // Only an index can be without a name, and only at the start.
        let nameless = at == 0 && !indexes.is_empty();
        if name.is_empty() && !nameless {
            return None;
        }
        if !name.is_empty() {
            steps.push(name.to_owned());
        }
        let mut rest = indexes;
        while !rest.is_empty() {
            let (index, after) = rest.strip_prefix('[')?.split_once(']')?;
            if index.is_empty() || index.contains(|c: char| !c.is_ascii_digit()) {
                return None;
            }
            steps.push(index.to_owned());
            rest = after;
        }
    }
    Some(steps)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_path_leads_to_a_value_and_names_its_place() {
        let body = json!({
            "v": 2,
            "alerts": [{"a": {"b": [{"c": "found"}]}, "x.y": {"/~": 1}, "none": null}],
        });
        let root = At::root(&body);
        let entry = root.list("alerts").unwrap().remove(0);
        let found = |written: &str| {
            let at = Path::parse(written).unwrap().find(&entry, &root)?;
            Some((at.value().to_string(), at.place().to_owned()))
        };
        let wanted = |value: &str, place: &str| Some((value.to_owned(), place.to_owned()));
        assert_eq!(found("a.b[0].c"), wanted("\"found\"", "alerts[0].a.b[0].c"));
        assert_eq!(found("/a/b/0/c"), wanted("\"found\"", "alerts[0]/a/b/0/c"));
        assert_eq!(found("/x.y/~1~0"), wanted("1", "alerts[0]/x.y/~1~0"));
        assert_eq!(found("$.v"), wanted("2", "v"));
        assert_eq!(found("$/v"), wanted("2", "/v"));
        for absent in ["none", "a.b[1]", "a.b.c", "v", "a.b[99999999999999999999]"] {
            assert_eq!(found(absent), None, "{absent}");
        }
    }

    #[test]
    fn what_is_no_path_is_said_to_be_none() {
        for written in [
            "", ".", "a.", ".a", "a..b", "a[", "a[x]", "a[0", "a[0]b", "a.[0]", "$",
        ] {
            let error = Path::parse(written).unwrap_err();
            assert_eq!(error, format!("“{written}” is not a path such as a.b[0]"));
        }
        assert!(Path::parse(&"a".repeat(201)).is_err());
    }
}
