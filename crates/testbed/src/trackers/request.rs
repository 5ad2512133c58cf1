//! A request as a stand-in reads it, and what it answers.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::{HeaderMap, Method, Uri};
use axum::response::Response;
use serde_json::Value;

/// One request.
pub(super) struct Request {
    pub(super) method: String,
    /// The parts of the path, decoded one by one.
    pub(super) path: Vec<String>,
    pub(super) query: BTreeMap<String, String>,
    pub(super) authorization: String,
    /// `Null` where there is none.
    pub(super) body: Value,
}

impl Request {
    pub(super) fn new(method: &Method, uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Self {
        let parts = uri.path().split('/').filter(|part| !part.is_empty());
        let query = uri.query().unwrap_or_default().split('&');
        let query = query.filter_map(|pair| {
            let (name, value) = pair.split_once('=')?;
            Some((decoded(name), decoded(&value.replace('+', " "))))
        });
        let authorization = headers.get("authorization");
        let authorization = authorization.and_then(|value| value.to_str().ok());
        Self {
            method: method.to_string(),
            path: parts.map(decoded).collect(),
            query: query.collect(),
            authorization: authorization.unwrap_or_default().to_owned(),
            body: serde_json::from_slice(body).unwrap_or_default(),
        }
    }

    /// The method and the parts of the path, behind those of the API's own address.
    pub(super) fn route(&self, behind: usize) -> (&str, Vec<&str>) {
        let parts = self.path.iter().skip(behind).map(String::as_str);
        (self.method.as_str(), parts.collect())
    }

    pub(super) fn asks(&self, name: &str) -> &str {
        self.query.get(name).map_or("", String::as_str)
    }

    pub(super) fn number(&self, name: &str) -> Option<usize> {
        self.asks(name).parse().ok()
    }
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        let code = behind.get(..2).filter(|_| first == b'%');
        let code = code.and_then(|code| std::str::from_utf8(code).ok());
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &behind[2..];
            }
            None => {
                bytes.push(first);
                rest = behind;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What is answered.
pub(super) struct Reply {
    pub(super) status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Reply {
    #[expect(
        clippy::needless_pass_by_value,
        reason = "made at the call, as a body is"
    )]
    pub(super) fn new(status: u16, body: Value) -> Self {
        let body = if body.is_null() {
            Vec::new()
        } else {
            body.to_string().into_bytes()
        };
        Self {
            status,
            headers: vec![("content-type", "application/json".to_owned())],
            body,
        }
    }

    pub(super) fn text(status: u16, text: &str) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: text.as_bytes().to_vec(),
        }
    }

    pub(super) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    pub(super) fn into_response(self) -> Response {
        let mut response = Response::builder().status(self.status);
        for (name, value) in self.headers {
            response = response.header(name, value);
        }
        response.body(Body::from(self.body)).unwrap_or_default()
    }
}

/// A page of entries, and whether there are more behind it.
pub(super) fn cut<T: Clone>(all: &[T], from: usize, most: usize) -> (Vec<T>, bool) {
    let to = from.saturating_add(most).min(all.len());
    let page = all.get(from..to).unwrap_or_default().to_vec();
    (page, to < all.len())
}
