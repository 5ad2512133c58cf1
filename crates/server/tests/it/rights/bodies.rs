//! A body for each operation that has the shape which the API describes: what is refused of it is
//! refused for a rule, and never because it could not be read.

use axum::body::Body;
use serde_json::{Map, Value, json};

/// What is sent: its media type, and itself.
pub(super) struct Sent {
    pub(super) kind: &'static str,
    pub(super) text: String,
}

impl Sent {
    pub(super) fn body(&self) -> Body {
        Body::from(self.text.clone())
    }
}

const FILE: &str = "--x\r\ncontent-disposition: form-data; name=\"file\"; \
                    filename=\"a.md\"\r\n\r\n# An outage\r\n--x--\r\n";

/// The body of an operation; none where it takes none.
pub(super) fn of(document: &Value, method: &str, path: &str) -> Sent {
    let operation = &document["paths"][path][method.to_lowercase()];
    let content = operation["requestBody"]["content"].as_object();
    let Some((kind, body)) = content.and_then(|content| content.iter().next()) else {
        return Sent {
            kind: "text/plain",
            text: String::new(),
        };
    };
    match kind.as_str() {
        "application/json" => Sent {
            kind: "application/json",
            text: sample(document, &body["schema"], "", 0).to_string(),
        },
        "multipart/form-data" => Sent {
            kind: "multipart/form-data; boundary=x",
            text: FILE.into(),
        },
        "application/octet-stream" => Sent {
            kind: "application/octet-stream",
            text: "text".into(),
        },
        other => panic!("{method} {path} takes {other}, which nobody here can write"),
    }
}

/// The least that fits a schema.
fn sample(document: &Value, schema: &Value, name: &str, depth: u8) -> Value {
    assert!(depth < 20, "{name} holds itself: {schema}");
    let inner = |schema: &Value, name: &str| sample(document, schema, name, depth + 1);
    if let Some(place) = schema["$ref"].as_str() {
        let name = place.trim_start_matches("#/components/schemas/");
        return inner(&document["components"]["schemas"][name], name);
    }
    if let Some(only) = schema.get("const") {
        return only.clone();
    }
    if let Some(first) = schema["enum"].get(0) {
        return first.clone();
    }
    if let Some(parts) = schema["allOf"].as_array() {
        let mut whole = Map::new();
        for part in parts {
            if let Value::Object(part) = inner(part, name) {
                whole.extend(part);
            }
        }
        return Value::Object(whole);
    }
    for one in ["oneOf", "anyOf"] {
        let mut choices = schema[one].as_array().into_iter().flatten();
        if let Some(choice) = choices.find(|choice| choice["type"] != "null") {
            return inner(choice, name);
        }
    }
    let kind = &schema["type"];
    let kind = kind.as_str().or_else(|| kind[0].as_str());
    match kind.unwrap_or("object") {
        "object" => {
            let required = schema["required"].as_array().into_iter().flatten();
            let required = required.map(|name| name.as_str().unwrap());
            let fields = required.map(|name| {
                let value = inner(&schema["properties"][name], name);
                (name.to_owned(), value)
            });
            Value::Object(fields.collect())
        }
        "array" => {
            let least = schema["minItems"].as_u64().unwrap_or(1).max(1);
            let entries = (0..least).map(|_| inner(&schema["items"], name));
            Value::Array(entries.collect())
        }
        "boolean" => json!(false),
        "integer" | "number" => schema.get("minimum").cloned().unwrap_or(json!(1)),
        "string" => json!(text(schema, name)),
        other => panic!("{name} is a {other}"),
    }
}

fn text<'a>(schema: &'a Value, name: &str) -> &'a str {
    if let Some(example) = schema["example"].as_str() {
        return example;
    }
    match (schema["format"].as_str(), name) {
        (Some("date-time"), _) => "2026-10-08T16:00:00Z",
        (Some("date"), _) => "2026-10-08",
        (_, "IncidentRef") => "INC-1",
        (_, "currency" | "Currency") => "EUR",
        _ => "x",
    }
}
