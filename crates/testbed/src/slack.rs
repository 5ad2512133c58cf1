//! A stand-in for Slack's Web API: it keeps channels, messages and people, and answers as the
//! documentation of each method says, errors with the status 200 included.

mod messages;

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::{Form, Path, State};
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;

pub use messages::{Member, Messages};

/// The only token that it takes.
pub const TOKEN: &str = "xoxb-17653672481-19874698323-pdFZKVeTuE8sk7oOcHrzqqgy";

/// What it keeps; a test changes it as people in Slack would.
pub struct Kept {
    /// What the token may do.
    pub scopes: Vec<&'static str>,
    pub channels: BTreeMap<String, Channel>,
    /// Display names by id.
    pub people: BTreeMap<String, String>,
    /// People who are written to.
    pub messages: Messages,
    /// Messages a page at most, whatever is asked.
    pub page: usize,
    /// Answers in place of the next ones of a method: status, `Retry-After`, body.
    pub instead: VecDeque<(&'static str, u16, Option<u64>, Value)>,
    /// The methods that were called, with what was asked.
    pub asked: Vec<(String, Fields)>,
}

/// A channel.
#[derive(Default)]
pub struct Channel {
    pub name: String,
    pub private: bool,
    /// The app was invited.
    pub member: bool,
    /// By `ts`; replies have a `thread_ts` besides.
    pub messages: BTreeMap<String, Value>,
}

type Fields = BTreeMap<String, String>;

/// A running stand-in.
#[derive(Clone)]
pub struct Slack {
    /// What stands before a method.
    pub url: String,
    kept: Arc<Mutex<Kept>>,
}

impl Slack {
    /// Starts one with an empty public channel `C0INC4711`, `#inc-4711`, that the app is in.
    ///
    /// # Panics
    /// When no port is free.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await;
        let listener = listener.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let channel = Channel {
            name: "inc-4711".into(),
            member: true,
            ..Channel::default()
        };
        let kept = Kept {
            scopes: vec!["channels:history", "channels:read", "users:read"],
            channels: BTreeMap::from([("C0INC4711".to_owned(), channel)]),
            people: BTreeMap::from([("U0ANA".to_owned(), "Ana".to_owned())]),
            messages: Messages::default(),
            page: 100,
            instead: VecDeque::new(),
            asked: Vec::new(),
        };
        let slack = Self {
            url: format!("http://{address}/api"),
            kept: Arc::new(Mutex::new(kept)),
        };
        let router = Router::new()
            .route("/api/{method}", post(answer))
            .route("/actions/{press}", post(messages::answered))
            .with_state(slack.clone());
        tokio::spawn(async { axum::serve(listener, router).await });
        slack
    }

    /// What it keeps.
    pub fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Somebody writes into `C0INC4711`.
    pub fn say(&self, ts: &str, user: &str, text: &str) {
        self.put(json!({ "type": "message", "ts": ts, "user": user, "text": text }));
    }

    /// Somebody replies in a thread of `C0INC4711`.
    pub fn reply(&self, thread: &str, ts: &str, user: &str, text: &str) {
        self.put(json!({
            "type": "message", "ts": ts, "thread_ts": thread, "user": user, "text": text
        }));
    }

    /// A message of `C0INC4711`, in place of the one there was.
    pub fn put(&self, message: Value) {
        let ts = message["ts"].as_str().unwrap_or_default().to_owned();
        let mut kept = self.kept();
        let channel = kept.channels.entry("C0INC4711".into()).or_default();
        channel.messages.insert(ts, message);
    }

    /// A message of `C0INC4711` is deleted.
    pub fn delete(&self, ts: &str) {
        let mut kept = self.kept();
        let channel = kept.channels.entry("C0INC4711".into()).or_default();
        channel.messages.remove(ts);
    }

    /// Where the answers to a press go.
    #[must_use]
    pub fn answers_at(&self, press: &str) -> String {
        self.url.replace("/api", &format!("/actions/{press}"))
    }

    /// How often a method was called.
    #[must_use]
    pub fn calls(&self, method: &str) -> usize {
        let kept = self.kept();
        kept.asked.iter().filter(|(name, _)| name == method).count()
    }
}

async fn answer(
    State(slack): State<Slack>,
    Path(method): Path<String>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Response {
    let mut kept = slack.kept();
    kept.asked.push((method.clone(), fields.clone()));
    if let Some(at) = kept.instead.iter().position(|(name, ..)| *name == method) {
        let (_, status, wait, body) = kept.instead.remove(at).unwrap_or_default();
        let status = StatusCode::from_u16(status).unwrap_or_default();
        let mut response = (status, Json(body)).into_response();
        let headers = response.headers_mut();
        headers.extend(wait.map(|seconds| (RETRY_AFTER, HeaderValue::from(seconds))));
        return response;
    }
    let scopes = kept.scopes.join(",");
    let shown = headers.get("authorization");
    let is_known =
        shown.is_some_and(|shown| shown.as_bytes() == format!("Bearer {TOKEN}").as_bytes());
    let body = if is_known {
        kept.called(&method, &fields).unwrap_or_else(|error| error)
    } else {
        failed("invalid_auth")
    };
    ([("x-oauth-scopes", scopes)], Json(body)).into_response()
}

fn failed(word: &str) -> Value {
    json!({ "ok": false, "error": word })
}

impl Kept {
    fn called(&mut self, method: &str, fields: &Fields) -> Result<Value, Value> {
        if let Some(answer) = self.wrote(method, fields) {
            return answer;
        }
        match method {
            "auth.test" => Ok(json!({
                "ok": true, "url": "https://northwind.slack.com/", "team": "Northwind",
                "user": "afterword", "team_id": "T0NORTH", "user_id": "U0BOT", "bot_id": "B0BOT"
            })),
            "users.info" => {
                self.may("users:read")?;
                let id = fields.get("user").map_or("", String::as_str);
                if let Some(member) = self.member(id) {
                    return Ok(member);
                }
                let name = fields.get("user").and_then(|id| self.people.get(id));
                let name = name.ok_or_else(|| failed("user_not_found"))?;
                let profile = json!({ "display_name": name, "real_name": "" });
                Ok(json!({ "ok": true, "user": { "profile": profile } }))
            }
            "conversations.info" => {
                let channel = self.channel(fields, "channels:read", "groups:read")?;
                Ok(json!({ "ok": true, "channel": { "name": channel.name } }))
            }
            "conversations.history" => {
                let channel = self.read(fields)?;
                let is_own = |message: &&Value| {
                    message["thread_ts"]
                        .as_str()
                        .is_none_or(|thread| thread == message["ts"])
                };
                let own = channel.messages.values().filter(is_own);
                let own = own.filter(|message| is_within(message, fields)).rev();
                let own = own.map(|message| with_replies(message, channel));
                Ok(self.page(&own.collect::<Vec<_>>(), &[], fields))
            }
            "conversations.replies" => {
                let channel = self.read(fields)?;
                let ts = fields.get("ts").map_or("", String::as_str);
                let first = channel.messages.get(ts);
                let first = first.ok_or_else(|| failed("thread_not_found"))?;
                let replies = channel.messages.values().filter(|message| {
                    message["thread_ts"] == ts && message["ts"] != ts && is_within(message, fields)
                });
                let replies: Vec<_> = replies.cloned().collect();
                Ok(self.page(&replies, &[with_replies(first, channel)], fields))
            }
            _ => Err(failed("unknown_method")),
        }
    }

    fn may(&self, scope: &str) -> Result<(), Value> {
        if self.scopes.contains(&scope) {
            return Ok(());
        }
        let provided = self.scopes.join(",");
        let error = "missing_scope";
        Err(json!({ "ok": false, "error": error, "needed": scope, "provided": provided }))
    }

    /// The channel that is meant, where the token may do what it takes.
    fn channel(&self, fields: &Fields, public: &str, private: &str) -> Result<&Channel, Value> {
        let channel = fields.get("channel").and_then(|id| self.channels.get(id));
        let channel = channel.ok_or_else(|| failed("channel_not_found"))?;
        self.may(if channel.private { private } else { public })?;
        Ok(channel)
    }

    fn read(&self, fields: &Fields) -> Result<&Channel, Value> {
        let channel = self.channel(fields, "channels:history", "groups:history")?;
        if channel.member {
            Ok(channel)
        } else {
            Err(failed("not_in_channel"))
        }
    }

    /// A page of messages behind those that stand on each.
    fn page(&self, messages: &[Value], always: &[Value], fields: &Fields) -> Value {
        let cursor = fields
            .get("cursor")
            .and_then(|cursor| cursor.strip_prefix("at:"));
        let from: usize = cursor.and_then(|at| at.parse().ok()).unwrap_or(0);
        let limit = fields.get("limit").and_then(|limit| limit.parse().ok());
        let to = (from + self.page.min(limit.unwrap_or(100))).min(messages.len());
        let more = to < messages.len();
        let next = if more {
            format!("at:{to}")
        } else {
            String::new()
        };
        let messages = messages.get(from..to).unwrap_or_default();
        json!({
            "ok": true,
            "messages": Value::from([always, messages].concat()),
            "has_more": more,
            "response_metadata": { "next_cursor": next }
        })
    }
}

/// Within `oldest` and `latest`; both are of one length.
fn is_within(message: &Value, fields: &Fields) -> bool {
    let ts = message["ts"].as_str().unwrap_or_default();
    let inclusive = fields.get("inclusive").is_some_and(|value| value == "true");
    let oldest = fields
        .get("oldest")
        .is_none_or(|oldest| ts > oldest.as_str() || (inclusive && ts == oldest));
    let latest = fields
        .get("latest")
        .is_none_or(|latest| ts < latest.as_str() || (inclusive && ts == latest));
    oldest && latest
}

/// A message with how many replies it has.
fn with_replies(message: &Value, channel: &Channel) -> Value {
    let ts = &message["ts"];
    let replies = channel.messages.values();
    let count = replies
        .filter(|other| other["thread_ts"] == *ts && other["ts"] != *ts)
        .count();
    let mut message = message.clone();
    if count > 0 {
        message["thread_ts"] = ts.clone();
        message["reply_count"] = count.into();
    }
    message
}
