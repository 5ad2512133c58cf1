//! An answer that does not end: server-sent events, read one at a time.

use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use futures_util::StreamExt as _;
use serde_json::Value;

use super::Caller;

/// Longer than anything here may take, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// One event, read.
#[derive(Debug, PartialEq)]
pub(crate) struct Event {
    pub(crate) name: String,
    pub(crate) id: Option<String>,
    pub(crate) data: Value,
}

pub(crate) struct Events {
    pub(crate) headers: HeaderMap,
    body: BodyDataStream,
    read: String,
}

impl Caller<'_> {
    /// Follows the feed.
    pub(crate) async fn follow(&self, path: &str) -> Events {
        Events::of(self.respond(Method::GET, path, Body::empty()).await)
    }

    /// Asks for something whose course is told.
    pub(crate) async fn follow_post(&self, path: &str, body: &Value) -> Events {
        let caller = self.with("content-type", "application/json");
        let body = Body::from(body.to_string());
        Events::of(caller.respond(Method::POST, path, body).await)
    }
}

impl Events {
    fn of(response: Response) -> Self {
        assert_eq!(response.status(), StatusCode::OK);
        let (parts, body) = response.into_parts();
        Self {
            headers: parts.headers,
            body: body.into_data_stream(),
            read: String::new(),
        }
    }

    /// The next event; `None` when the server has ended the stream.
    pub(crate) async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some((event, rest)) = self.read.split_once("\n\n") {
                let (event, rest) = (parse(event), rest.to_owned());
                self.read = rest;
                return Some(event);
            }
            let chunk = tokio::time::timeout(PATIENCE, self.body.next()).await;
            let chunk = chunk.expect("an event or the end").transpose().unwrap()?;
            self.read.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }

    /// The next event's data; it must be of this name.
    #[track_caller]
    pub(crate) fn data(event: Option<Event>, name: &str) -> Value {
        let event = event.unwrap_or_else(|| panic!("the stream ended before “{name}”"));
        assert_eq!(event.name, name, "{event:?}");
        event.data
    }

    pub(crate) async fn expect(&mut self, name: &str) -> Value {
        Self::data(self.next().await, name)
    }
}

fn parse(text: &str) -> Event {
    let field = |name: &str| {
        let mut lines = text.lines();
        lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    };
    Event {
        name: field("event").unwrap_or_default().to_owned(),
        id: field("id").map(str::to_owned),
        data: serde_json::from_str(field("data").unwrap_or_default()).unwrap_or_default(),
    }
}
