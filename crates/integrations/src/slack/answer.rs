//! What Slack answers, read with care. An error comes with the status 200 and `"ok": false`.

use serde_json::Value;

use super::error::{SlackError, short};
use crate::http::Answer;
use crate::inbound::json;

/// How long to wait where Slack does not say, in seconds.
const WAIT: u64 = 30;

/// A method's answer that is no error.
pub(super) struct Reply {
    pub body: Value,
    /// What the token may do, as Slack lists it: `channels:history,users:read`.
    pub scopes: Option<String>,
}

pub(super) fn read(answer: &Answer) -> Result<Reply, SlackError> {
    let header = |name: &str| answer.headers.get(name)?.to_str().ok().map(str::to_owned);
    let wait = || {
        let seconds = header("retry-after").and_then(|text| text.trim().parse().ok());
        SlackError::Wait(seconds.unwrap_or(WAIT))
    };
    match answer.status {
        429 => return Err(wait()),
        300..400 => {
            let to = short(&header("location").unwrap_or_default());
            return Err(SlackError::NotSlack(format!("it sends one on to {to}")));
        }
        status @ 500.. => return Err(SlackError::Failed(format!("HTTP {status}"))),
        _ => {}
    }
    let status = answer.status;
    let body = json::parse(&answer.body)
        .map_err(|_| SlackError::NotSlack(format!("its answer is not JSON (HTTP {status})")))?;
    let text = |field: &str| body[field].as_str().unwrap_or_default();
    match body["ok"].as_bool() {
        Some(true) => Ok(Reply {
            scopes: header("x-oauth-scopes"),
            body,
        }),
        Some(false) if matches!(text("error"), "ratelimited" | "rate_limited") => Err(wait()),
        Some(false) => Err(SlackError::of(
            text("error"),
            text("needed"),
            text("provided"),
        )),
        None => {
            let problem = format!("its answer has no “ok” (HTTP {status})");
            Err(SlackError::NotSlack(problem))
        }
    }
}
