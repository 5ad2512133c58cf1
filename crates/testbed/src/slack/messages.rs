//! What the stand-in does with direct messages: finding people by their address, opening a
//! conversation, posting, and taking the answers to a press.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::{Fields, Kept, Slack, failed};

/// A person of the workspace.
#[derive(Clone, Debug, Default)]
pub struct Member {
    pub email: String,
    pub deleted: bool,
    /// Of another company, in a channel that both share.
    pub stranger: bool,
    /// Confirmed their address.
    pub confirmed: bool,
}

/// What people wrote to each other through the app.
#[derive(Clone, Debug, Default)]
pub struct Messages {
    /// By their number.
    pub members: BTreeMap<String, Member>,
    /// Those that were posted, each once; `client_msg_id` tells which are the same.
    pub posted: Vec<Fields>,
    /// What was sent to an address for answers.
    pub answers: Vec<Value>,
    /// In place of taking the next answers.
    pub instead: Vec<u16>,
}

impl Kept {
    /// A method that is about people or writes; `None` for all others.
    pub(super) fn wrote(&mut self, method: &str, fields: &Fields) -> Option<Result<Value, Value>> {
        Some(match method {
            "users.lookupByEmail" => self.looked_up(fields),
            "conversations.open" => self.opened(fields),
            "chat.postMessage" => self.posted(fields),
            _ => return None,
        })
    }

    fn looked_up(&self, fields: &Fields) -> Result<Value, Value> {
        self.may("users:read.email")?;
        let email = fields.get("email").cloned().unwrap_or_default();
        let mut members = self.messages.members.iter();
        let found = members.find(|(_, member)| member.email == email && !member.deleted);
        let (id, member) = found.ok_or_else(|| failed("users_not_found"))?;
        Ok(json!({ "ok": true, "user": member.shown(id) }))
    }

    /// Of somebody whom `users.info` is asked for.
    pub(super) fn member(&self, id: &str) -> Option<Value> {
        let member = self.messages.members.get(id)?;
        let mut shown = member.shown(id);
        if self.may("users:read.email").is_err() {
            shown["profile"] = json!({});
        }
        Some(json!({ "ok": true, "user": shown }))
    }

    fn opened(&self, fields: &Fields) -> Result<Value, Value> {
        self.may("im:write")?;
        let id = fields.get("users").map_or("", String::as_str);
        let member = self.messages.members.get(id);
        let member = member.ok_or_else(|| failed("user_not_found"))?;
        if member.deleted {
            return Err(failed("user_disabled"));
        }
        Ok(json!({ "ok": true, "channel": { "id": format!("D{id}") } }))
    }

    fn posted(&mut self, fields: &Fields) -> Result<Value, Value> {
        self.may("chat:write")?;
        let channel = fields.get("channel").cloned().unwrap_or_default();
        let is_direct = channel
            .strip_prefix('D')
            .is_some_and(|id| self.messages.members.contains_key(id));
        if !is_direct {
            let member = self.channels.get(&channel).map(|channel| channel.member);
            let word = member.map_or("channel_not_found", |_| "not_in_channel");
            return Err(failed(word));
        }
        let blocks = fields.get("blocks").map_or("[]", String::as_str);
        let blocks: Option<Vec<Value>> = serde_json::from_str(blocks).ok();
        let fit = blocks.is_some_and(|blocks| blocks.len() <= 50 && blocks.iter().all(is_fit));
        if !fit {
            return Err(failed("invalid_blocks"));
        }
        let id = fields.get("client_msg_id");
        let same = |posted: &&Fields| id.is_some() && posted.get("client_msg_id") == id;
        let at = self.messages.posted.iter().position(|posted| same(&posted));
        let at = at.unwrap_or_else(|| {
            self.messages.posted.push(fields.clone());
            self.messages.posted.len() - 1
        });
        Ok(json!({ "ok": true, "channel": channel, "ts": format!("1795181400.{at:06}") }))
    }
}

/// Within the lengths that are documented.
fn is_fit(block: &Value) -> bool {
    let length = |text: &Value| text.as_str().map_or(0, |text| text.chars().count());
    let text = length(&block["text"]["text"]);
    match block["type"].as_str() {
        Some("header") => (1..=150).contains(&text),
        Some("section") => (1..=3000).contains(&text),
        Some("actions" | "context") => {
            let elements = block["elements"].as_array();
            elements.is_some_and(|elements| (1..=10).contains(&elements.len()))
        }
        _ => false,
    }
}

impl Member {
    /// Somebody with an address.
    #[must_use]
    pub fn of(email: &str) -> Self {
        Self {
            email: email.into(),
            confirmed: true,
            ..Self::default()
        }
    }

    fn shown(&self, id: &str) -> Value {
        json!({
            "id": id, "deleted": self.deleted, "is_stranger": self.stranger,
            "is_email_confirmed": self.confirmed, "is_bot": false,
            "profile": { "email": self.email }
        })
    }
}

/// Where a press is answered.
pub(super) async fn answered(State(slack): State<Slack>, Json(body): Json<Value>) -> Response {
    let mut kept = slack.kept();
    if !kept.messages.instead.is_empty() {
        let status = kept.messages.instead.remove(0);
        let status = StatusCode::from_u16(status).unwrap_or_default();
        return (status, "expired_url").into_response();
    }
    kept.messages.answers.push(body);
    "ok".into_response()
}
