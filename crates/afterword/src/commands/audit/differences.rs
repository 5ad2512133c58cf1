//! What a change says of before and after, on one line: `role: member → admin`.

use afterword_domain::Change;
use serde_json::{Map, Value};

/// What tells the kinds of changes apart, and not what they say.
const TAGS: [&str; 3] = ["part", "edit", "at"];

pub(super) fn of(change: &Change) -> serde_json::Result<String> {
    let mut parts = Vec::new();
    if let Value::Object(fields) = serde_json::to_value(change)? {
        told(&fields, &mut parts);
    }
    Ok(parts.join("; "))
}

fn told(fields: &Map<String, Value>, parts: &mut Vec<String>) {
    if let (Some(from), Some(to)) = (fields.get("from"), fields.get("to")) {
        return differing("", from, to, parts);
    }
    let name = ["what", "edit"].iter().find_map(|tag| fields.get(*tag));
    if let Some(entry) = fields.get("entry") {
        let (from, to) = if name.is_some_and(|edit| edit == "removed") {
            (entry, &Value::Null)
        } else {
            (&Value::Null, entry)
        };
        return differing("", from, to, parts);
    }
    for (field, value) in fields {
        if let Value::Object(inner) = value {
            told(inner, parts);
        } else if !TAGS.contains(&field.as_str()) {
            parts.push(format!("{field}: {}", plain(value)));
        }
    }
}

/// The fields that are not what they were, by their path.
fn differing(path: &str, from: &Value, to: &Value, parts: &mut Vec<String>) {
    let (before, after) = (from.as_object(), to.as_object());
    if from == to {
        return;
    }
    if before.is_none() && after.is_none() {
        let change = match (from, to) {
            (Value::Null, to) => plain(to),
            (from, to) => format!("{} → {}", plain(from), plain(to)),
        };
        parts.push(if path.is_empty() {
            change
        } else {
            format!("{path}: {change}")
        });
        return;
    }
    let none = Map::new();
    let (before, after) = (before.unwrap_or(&none), after.unwrap_or(&none));
    let fields = before
        .keys()
        .chain(after.keys().filter(|key| !before.contains_key(*key)));
    for field in fields {
        let path = if path.is_empty() {
            field.clone()
        } else {
            format!("{path}.{field}")
        };
        let of = |side: &Map<String, Value>| side.get(field).cloned().unwrap_or_default();
        differing(&path, &of(before), &of(after), parts);
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => "nothing".into(),
        Value::String(text) => text.replace('\n', " "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use afterword_domain::audit::AuditChange;
    use afterword_domain::{IncidentRef, Set};

    use super::*;

    #[test]
    fn what_changed_is_told_with_both_sides() {
        let title = Change::Title(Set {
            from: "Ledger".into(),
            to: "Ledger\ndown".into(),
        });
        assert_eq!(of(&title).unwrap(), "Ledger → Ledger down");
        let viewed = Change::Audit(AuditChange::Viewed {
            incident: IncidentRef(57),
        });
        assert_eq!(of(&viewed).unwrap(), "incident: INC-57; what: viewed");
    }
}
