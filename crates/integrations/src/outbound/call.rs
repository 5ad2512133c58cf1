//! One request to a tracker, and what its answer means wherever all trackers agree: a token that
//! is not taken, too many requests, a server that fails.

use afterword_domain::Moment;
use afterword_domain::tracker::TrackerKind;
use reqwest::header::HeaderMap;
use serde_json::Value;
use url::Url;

use super::TrackerError;
use super::error::short;
use crate::http::{Answer, Ask, Outbound};

/// How long to wait where the tracker does not say, and at most, in seconds.
const WAIT: u64 = 60;
const WAIT_MAX: u64 = 24 * 3_600;

/// A tracker's API, as a token reaches it.
#[derive(Clone)]
pub(super) struct Caller {
    pub(super) kind: TrackerKind,
    pub(super) base: Url,
    /// Named in lower case, the token's among them.
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) outbound: Outbound,
    pub(super) now: Moment,
}

/// An answer that all trackers mean alike is an error by now; the others are here.
pub(super) struct Reply {
    pub(super) status: u16,
    /// `Null` where there is none, or where a refusal is not JSON.
    pub(super) body: Value,
    pub(super) headers: HeaderMap,
    tracker: &'static str,
}

pub(super) type Query<'a> = &'a [(&'a str, &'a str)];

impl Caller {
    pub(super) fn name(&self) -> &'static str {
        self.kind.name()
    }

    pub(super) fn foreign(&self, problem: impl Into<String>) -> TrackerError {
        TrackerError::Foreign {
            tracker: self.name(),
            problem: problem.into(),
        }
    }

    pub(super) fn gone(&self, key: &str) -> TrackerError {
        TrackerError::Gone {
            tracker: self.name(),
            key: short(key),
        }
    }

    /// `path` is in parts, each of which becomes one, whatever it holds.
    pub(super) async fn get(&self, path: &[&str], query: Query<'_>) -> Result<Reply, TrackerError> {
        let mut url = self.url(path);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        self.send(url, None).await
    }

    pub(super) async fn post(&self, path: &[&str], body: &Value) -> Result<Reply, TrackerError> {
        self.send(self.url(path), Some(body)).await
    }

    fn url(&self, path: &[&str]) -> Url {
        let mut url = self.base.clone();
        // An address of the web has a path that can be added to.
        if let Ok(mut parts) = url.path_segments_mut() {
            parts.pop_if_empty().extend(path);
        }
        url
    }

    async fn send(&self, url: Url, body: Option<&Value>) -> Result<Reply, TrackerError> {
        let mut headers = self.headers.clone();
        if body.is_some() {
            headers.push(("content-type", "application/json".to_owned()));
        }
        let body = body.map(|body| body.to_string().into_bytes());
        let ask = Ask { url, headers, body };
        self.read(self.outbound.send(ask).await?)
    }

    fn read(&self, answer: Answer) -> Result<Reply, TrackerError> {
        let tracker = self.name();
        let parsed = crate::inbound::json::parse(&answer.body);
        let body = match parsed {
            Ok(body) => body,
            Err(_) if answer.status >= 300 || answer.body.is_empty() => Value::Null,
            Err(_) => return Err(self.foreign("its answer is not JSON")),
        };
        let reply = Reply {
            status: answer.status,
            body,
            headers: answer.headers,
            tracker,
        };
        match reply.status {
            300..=399 => Err(self.sent_on(&reply)),
            401 => Err(TrackerError::Token(tracker)),
            // With a token that it does not take, Jira Cloud answers as to a stranger.
            _ if reply.is_to_a_stranger() => Err(TrackerError::Token(tracker)),
            403 | 429 => match reply.wait(self.now) {
                Some(seconds) => Err(TrackerError::Wait { tracker, seconds }),
                None => Ok(reply),
            },
            status @ 500.. => match reply.number("retry-after") {
                Some(seconds) => Err(TrackerError::Wait {
                    tracker,
                    seconds: seconds.clamp(1, WAIT_MAX),
                }),
                None => Err(TrackerError::Failed { tracker, status }),
            },
            _ => Ok(reply),
        }
    }
}

impl Caller {
    /// A redirect for good, or within the API, which is how a forge tells the new place of a project
    /// or an issue; any other is a proxy's.
    fn sent_on(&self, reply: &Reply) -> TrackerError {
        let tracker = self.name();
        let said = reply.header("location");
        let to = short(said.unwrap_or("an address it does not name"));
        let target = said.and_then(|said| self.base.join(said).ok());
        let is_forge = matches!(self.kind, TrackerKind::Github | TrackerKind::Gitlab);
        let within = |url: &Url| {
            url.origin() == self.base.origin() && url.path().starts_with(self.base.path())
        };
        let for_good = matches!(reply.status, 301 | 308);
        if for_good || (is_forge && target.as_ref().is_some_and(within)) {
            TrackerError::Moved { tracker, to }
        } else {
            TrackerError::Elsewhere { tracker, to }
        }
    }
}

impl Reply {
    /// The body of an answer that says that it was done.
    pub(super) fn done(self) -> Result<Value, TrackerError> {
        let tracker = self.tracker;
        match self.status {
            200..=299 => Ok(self.body),
            403 => Err(TrackerError::Forbidden {
                tracker,
                said: self.said(),
            }),
            _ => Err(TrackerError::Refused {
                tracker,
                said: format!("{} (HTTP {})", self.said(), self.status),
            }),
        }
    }

    pub(super) fn is_missing(&self) -> bool {
        matches!(self.status, 404 | 410)
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    fn is_to_a_stranger(&self) -> bool {
        let reason = self.header("x-seraph-loginreason").unwrap_or_default();
        reason.contains("AUTHENTICATED_FAILED") || reason.contains("AUTHENTICATION_DENIED")
    }

    /// The reason that the tracker gives.
    pub(super) fn said(&self) -> String {
        let body = &self.body;
        let fields = ["error_description", "message", "error"];
        let text = fields.iter().find_map(|field| match &body[*field] {
            Value::String(text) => Some(text.clone()),
            // GitLab lists what is wrong by field.
            Value::Object(by_field) => Some(Value::Object(by_field.clone()).to_string()),
            _ => None,
        });
        let listed = || {
            let messages = body["errorMessages"].as_array()?.iter();
            let messages: Vec<&str> = messages.filter_map(Value::as_str).collect();
            (!messages.is_empty()).then(|| messages.join(" "))
        };
        short(&text.or_else(listed).unwrap_or("it does not say why".into()))
    }

    /// How long no more requests are taken, in seconds; `None` where that is not what is wrong.
    pub(super) fn wait(&self, now: Moment) -> Option<u64> {
        if let Some(seconds) = self.number("retry-after") {
            return Some(seconds.clamp(1, WAIT_MAX));
        }
        let spent = ["x-ratelimit-remaining", "ratelimit-remaining"]
            .into_iter()
            .any(|name| self.number(name) == Some(0));
        let told = self.said().to_ascii_lowercase().contains("rate limit");
        if !spent && !told && self.status != 429 {
            return None;
        }
        let resets = ["x-ratelimit-reset", "ratelimit-reset"];
        let reset = resets.into_iter().find_map(|name| self.reset(name));
        Some(reset.map_or(WAIT, |reset| seconds_until(reset, now)))
    }

    fn number(&self, name: &str) -> Option<u64> {
        self.header(name)?.trim().parse().ok()
    }

    /// A moment that comes as a count since 1970, in seconds or, where it is far too large for
    /// that, in milliseconds; or as Jira writes it, without seconds.
    pub(super) fn reset(&self, name: &str) -> Option<Moment> {
        let written = self.header(name)?.trim();
        if let Ok(count) = written.parse::<i64>() {
            let unit = if count > 100_000_000_000 {
                1_000
            } else {
                1_000_000
            };
            return Moment::from_micros(count.checked_mul(unit)?);
        }
        let whole = written.strip_suffix('Z')?;
        let seconds = if whole.matches(':').count() == 1 {
            ":00Z"
        } else {
            "Z"
        };
        format!("{whole}{seconds}").parse().ok()
    }
}

/// At least one second, at most a day.
pub(super) fn seconds_until(moment: Moment, now: Moment) -> u64 {
    let micros = moment.micros().saturating_sub(now.micros());
    u64::try_from(micros / 1_000_000)
        .unwrap_or(0)
        .clamp(1, WAIT_MAX)
}

/// The entries of a list, of the body itself where `what` is empty; none where there is no list.
pub(super) fn entries<'a>(body: &'a Value, what: &str) -> &'a [Value] {
    let list = if what.is_empty() { body } else { &body[what] };
    list.as_array().map_or(&[], Vec::as_slice)
}
