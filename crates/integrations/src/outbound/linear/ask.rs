//! One question in GraphQL, and what Linear's errors mean.

use serde_json::{Value, json};

use super::super::TrackerError;
use super::super::call::{Reply, entries, seconds_until};
use super::super::error::short;
use super::Linear;

/// How long to wait where Linear does not say, in seconds.
const WAIT: u64 = 60;

impl Linear {
    /// The data of an answer; `None` where what was asked for is not there.
    pub(super) async fn ask(
        &self,
        query: &'static str,
        variables: Value,
    ) -> Result<Option<Value>, TrackerError> {
        let body = json!({ "query": query, "variables": variables });
        let reply = self.caller.post(&["graphql"], &body).await?;
        if let Some(error) = entries(&reply.body, "errors").first() {
            return self.refused(&reply, error);
        }
        let mut body = reply.done()?;
        match body["data"].take() {
            Value::Object(data) => Ok(Some(Value::Object(data))),
            _ => Err(self.caller.foreign("its answer has no data")),
        }
    }

    fn refused(&self, reply: &Reply, error: &Value) -> Result<Option<Value>, TrackerError> {
        let tracker = self.caller.name();
        let extensions = &error["extensions"];
        let word = |field: &str| extensions[field].as_str().unwrap_or_default();
        // The type has spaces where the code has underscores.
        let kind = word("type").to_ascii_lowercase().replace(' ', "_");
        let code = word("code").to_ascii_lowercase();
        let is = |name: &str| kind == name || code == name;
        let message = error["message"].as_str().unwrap_or_default();
        let shown = extensions["userPresentableMessage"]
            .as_str()
            .unwrap_or(message);
        if is("ratelimited") {
            return Err(TrackerError::Wait {
                tracker,
                seconds: self.wait(reply),
            });
        }
        if is("authentication_error") {
            return Err(TrackerError::Token(tracker));
        }
        if is("forbidden") || is("feature_not_accessible") {
            return Err(TrackerError::Forbidden {
                tracker,
                said: short(shown),
            });
        }
        if message.starts_with("Entity not found") {
            return Ok(None);
        }
        if is("internal_error") || is("lock_timeout") {
            return Err(TrackerError::Failed {
                tracker,
                status: reply.status,
            });
        }
        Err(TrackerError::Refused {
            tracker,
            said: short(shown),
        })
    }

    /// Requests and their weight are counted apart; the one that is spent decides.
    fn wait(&self, reply: &Reply) -> u64 {
        let spent =
            |what: &str| reply.header(&format!("x-ratelimit-{what}-remaining")) == Some("0");
        let of = if spent("complexity") {
            "complexity"
        } else {
            "requests"
        };
        let reset = reply.reset(&format!("x-ratelimit-{of}-reset"));
        reset.map_or(WAIT, |reset| seconds_until(reset, self.caller.now))
    }
}
