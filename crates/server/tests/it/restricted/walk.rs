//! A walk over every operation that the API describes, with paths that are filled in: what an answer
//! tells of one incident is held against what it tells of one that was never there.
//!
//! Who walks, and where to, is handed in: whoever wants to know what somebody of another role gets
//! of an incident of another visibility walks the same way.

use std::collections::BTreeMap;

use afterword_server::openapi;
use axum::body::Body;
use axum::http::Method;
use serde_json::Value;

use crate::util::{Answer, Caller};

/// An operation of the API that needs somebody who is signed in.
#[derive(Clone, Debug)]
pub(crate) struct Operation {
    pub(crate) id: String,
    pub(crate) method: Method,
    /// `/api/v1/incidents/{reference}`
    pub(crate) path: String,
}

/// What stands in the paths of one incident, by what it stands behind: `actions/{id}`, `{event}`.
pub(crate) type Places = BTreeMap<&'static str, String>;

/// Streams and sockets do not end; they have tests of their own.
const ENDLESS: [&str; 2] = ["follow_changes", "join_document"];

pub(crate) fn operations() -> Vec<Operation> {
    let document = serde_json::to_value(openapi::document()).unwrap();
    let mut operations = Vec::new();
    for (path, verbs) in document["paths"].as_object().unwrap() {
        for (verb, operation) in verbs.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap().to_owned();
            if openapi::PUBLIC.contains(&id.as_str()) || ENDLESS.contains(&id.as_str()) {
                continue;
            }
            operations.push(Operation {
                id,
                method: verb.to_uppercase().parse().unwrap(),
                path: path.clone(),
            });
        }
    }
    assert!(operations.len() > 100, "{}", operations.len());
    operations
}

impl Operation {
    /// Whether its path names an incident.
    pub(crate) fn is_of_an_incident(&self) -> bool {
        self.path.contains("{reference}")
    }

    /// The path with everything filled in; 1 for what nobody named.
    pub(crate) fn at(&self, reference: &str, places: &Places) -> String {
        let mut filled = Vec::new();
        let mut before = "";
        for part in self.path.split('/') {
            let Some(name) = part
                .split_once('{')
                .and_then(|(_, rest)| rest.strip_suffix('}'))
            else {
                before = part;
                filled.push(part.to_owned());
                continue;
            };
            let behind = format!("{before}/{part}");
            let place = places.get(behind.as_str()).or_else(|| places.get(part));
            filled.push(match (name, place) {
                ("reference", _) => reference.to_owned(),
                (_, Some(place)) => place.clone(),
                ("scope", None) => "own_meetings".into(),
                ("message", None) => "msg_1_1".into(),
                _ => "1".into(),
            });
        }
        let path = filled.join("/");
        match self.id.as_str() {
            "pull_files" => format!("{path}?format=statuspage"),
            "list_jobs" => format!("{path}?state=waiting"),
            "compare_versions" => format!("{path}?from=1&to=2"),
            "list_considered" => {
                format!("{path}?title={}&incident={reference}", super::world::WORD)
            }
            "list_lessons" => format!("{path}?services=1&incident={reference}"),
            "search" => format!("{path}?q={}", super::world::WORD),
            "attach_file" => format!("{path}?name=a.txt"),
            _ => path,
        }
    }

    /// Carries it out, with a body that says nothing.
    pub(crate) async fn ask(&self, caller: &Caller<'_>, path: &str) -> Answer {
        let parts = ["/api/v1/imports", "/api/v1/pulls"];
        let (kind, body) = if parts.contains(&self.path.as_str()) {
            ("multipart/form-data; boundary=x", "--x--\r\n")
        } else if self.id == "attach_file" {
            ("application/octet-stream", "text")
        } else if self.method == Method::GET || self.method == Method::DELETE {
            ("text/plain", "")
        } else {
            ("application/json", "{}")
        };
        let caller = caller.with("content-type", kind).with("if-match", "\"1\"");
        caller
            .send(self.method.clone(), path, Body::from(body))
            .await
    }
}

/// An answer without what is another in each: its own name of the incident, and the request's id.
pub(crate) fn told(
    answer: &Answer,
    reference: &str,
) -> (u16, Vec<(String, String)>, Value, String) {
    let headers = answer.headers.iter();
    let headers = headers.filter(|(name, _)| !["x-request-id", "date"].contains(&name.as_str()));
    let mut headers: Vec<_> = headers
        .map(|(name, value)| {
            let value = value.to_str().unwrap().replace(reference, "INC-?");
            (name.to_string(), value)
        })
        .filter(|(name, _)| name != "content-length")
        .collect();
    headers.sort();
    let text = answer.text.replace(reference, "INC-?");
    let body = serde_json::from_str(&text).unwrap_or(Value::Null);
    (answer.status.as_u16(), headers, body, text)
}
