//! Sending a person a notice as a direct message of the app.

#[cfg(test)]
mod tests;

use afterword_domain::action_item::press::Button;
use afterword_domain::notice::Message;
use sha2::{Digest as _, Sha256};

use super::blocks::{blocks, escaped};
use super::people::is_nobody;
use super::{Slack, SlackError};
use crate::inbound::signature::hex;
use crate::pages::Pages;

/// What is sent to whom.
#[derive(Clone, Copy, Debug)]
pub struct Post<'a> {
    /// By which the person is known in Slack.
    pub email: &'a str,
    pub message: &'a Message,
    pub pages: Pages<'a>,
    /// The same whenever the same thing is told to the same person.
    pub key: &'a str,
    /// Whether a press of a button would be believed: it is signed.
    pub buttons: bool,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Posted {
    Sent,
    /// Slack knows nobody with this address, or nobody who can be written to.
    NobodyThere,
}

impl Slack {
    /// Sends a notice. A second time with the same key within the time for which Slack remembers
    /// it, it is not shown again.
    ///
    /// # Errors
    /// [`SlackError`] that says what is wrong, and how long to wait where Slack takes no more.
    pub async fn post(&self, post: &Post<'_>) -> Result<Posted, SlackError> {
        let Some(user) = self.with_email(post.email).await? else {
            return Ok(Posted::NobodyThere);
        };
        let channel = match self.ask("conversations.open", &[("users", &user)]).await {
            Ok(reply) => reply.body["channel"]["id"].as_str().map(str::to_owned),
            Err(error) if is_nobody(&error) => return Ok(Posted::NobodyThere),
            Err(error) => return Err(error),
        };
        let channel = channel.ok_or_else(|| {
            SlackError::NotSlack("it opened a conversation and did not say which".into())
        })?;
        let buttons = if post.buttons { &Button::ALL[..] } else { &[] };
        let blocks = blocks(post.message, post.pages, buttons).to_string();
        let (text, id) = (escaped(&post.message.subject), message_id(post.key));
        let fields = [
            ("channel", channel.as_str()),
            ("text", &text),
            ("blocks", &blocks),
            ("client_msg_id", &id),
            ("unfurl_links", "false"),
            ("unfurl_media", "false"),
        ];
        match self.ask("chat.postMessage", &fields).await {
            Ok(_) => Ok(Posted::Sent),
            // It was sent before, and taken away since.
            Err(SlackError::Said(word)) if word == "duplicate_message_not_found" => {
                Ok(Posted::Sent)
            }
            Err(error) => Err(error),
        }
    }
}

/// The key as a UUID of a name (RFC 9562, version 8), which is what Slack takes for a message's own.
fn message_id(key: &str) -> String {
    let hash = Sha256::digest(key.as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    bytes[6] = (bytes[6] & 0x0f) | 0x80;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex = hex(&bytes);
    [
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    ]
    .join("-")
}
