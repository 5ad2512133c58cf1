//! What a forge answers, read with care.

use afterword_domain::Moment;
use serde_json::Value;

use super::TitleError;
use super::error::short;
use crate::http::Answer;
use crate::inbound::json;

/// How long to wait where the forge does not say, in seconds.
const WAIT: u64 = 60;

/// An answer that is no error.
pub(super) struct Reply {
    pub body: Value,
    /// What a classic token of GitHub may do: `repo, read:user`.
    pub scopes: Option<String>,
}

pub(super) fn read(forge: &'static str, answer: &Answer, now: Moment) -> Result<Reply, TitleError> {
    let body = json::parse(&answer.body);
    match answer.status {
        200 => {}
        300..=399 => {
            let to = header(answer, "location").unwrap_or("an address that it does not name");
            return Err(TitleError::Moved(forge, short(to)));
        }
        401 => return Err(TitleError::Token(forge)),
        403 | 429 => {
            let wait = wait(answer, now);
            return Err(wait.map_or_else(
                || TitleError::Forbidden(forge, said(body.ok().as_ref())),
                |seconds| TitleError::Wait(forge, seconds),
            ));
        }
        404 | 410 => return Err(TitleError::NotFound(forge)),
        status @ 500.. => return Err(TitleError::Failed(forge, status)),
        status => {
            let problem = format!("it answered with HTTP {status}");
            return Err(TitleError::Foreign(forge, problem));
        }
    }
    let body = body.map_err(|_| TitleError::Foreign(forge, "its answer is not JSON".to_owned()))?;
    let scopes = header(answer, "x-oauth-scopes").map(str::to_owned);
    Ok(Reply { body, scopes })
}

/// How long no more requests are taken, in seconds; `None` where that is not what is wrong. Moments
/// come as seconds since 1970.
fn wait(answer: &Answer, now: Moment) -> Option<u64> {
    let number = |name| header(answer, name)?.trim().parse::<u64>().ok();
    if let Some(seconds) = number("retry-after") {
        return Some(seconds);
    }
    let spent = ["x-ratelimit-remaining", "ratelimit-remaining"]
        .into_iter()
        .any(|name| number(name) == Some(0));
    if !spent && answer.status != 429 {
        return None;
    }
    let reset = number("x-ratelimit-reset").or_else(|| number("ratelimit-reset"));
    let seconds = u64::try_from(now.micros() / 1_000_000).unwrap_or_default();
    Some(reset.map_or(WAIT, |reset| reset.saturating_sub(seconds).max(1)))
}

fn header<'a>(answer: &'a Answer, name: &str) -> Option<&'a str> {
    answer.headers.get(name)?.to_str().ok()
}

/// The reason that a forge gives.
fn said(body: Option<&Value>) -> String {
    let fields = ["error_description", "message", "error"];
    let text = body.and_then(|body| fields.iter().find_map(|field| body[field].as_str()));
    short(text.unwrap_or("it does not say why"))
}
