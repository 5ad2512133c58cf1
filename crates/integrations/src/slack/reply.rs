//! Answering whoever pressed a button, at the address that came with the press.
//! See <https://docs.slack.dev/interactivity/handling-user-interaction/#message_responses>.

use afterword_domain::action_item::press::Button;
use afterword_domain::notice::Message;
use serde_json::{Value, json};
use url::Url;

use super::blocks::{blocks, escaped};
use super::{Slack, SlackError, answer};
use crate::http::Ask;
use crate::pages::Pages;

/// Where Slack has itself answered.
const HOSTS: [&str; 2] = ["hooks.slack.com", "hooks.slack-gov.com"];

/// What is answered.
#[derive(Clone, Debug)]
pub enum Reply<'a> {
    /// Seen by whoever pressed alone; the message stays as it was.
    Alone(&'a str),
    /// In place of the message: what is so now, and what there is left to press.
    InPlace {
        message: &'a Message,
        pages: Pages<'a>,
        buttons: &'a [Button],
    },
}

impl Slack {
    /// Answers. Slack takes five answers to a press, within half an hour.
    ///
    /// # Errors
    /// [`SlackError`]; [`SlackError::NotSlack`] for an address that is none of Slack's, to which
    /// nothing is sent.
    pub async fn reply(&self, to: &str, reply: &Reply<'_>) -> Result<(), SlackError> {
        let url = self.is_slacks(to).ok_or_else(|| {
            SlackError::NotSlack("the address for the answer is none of Slack's".into())
        })?;
        let ask = Ask {
            url,
            headers: vec![("content-type", "application/json".into())],
            body: Some(body(reply).to_string().into_bytes()),
        };
        let answer = self.outbound.send(ask).await?;
        match answer.status {
            200..300 => Ok(()),
            status @ 500.. => Err(SlackError::Failed(format!("HTTP {status}"))),
            // The word for what is wrong is all of the answer: used_url, expired_url.
            429 => answer::read(&answer).map(drop),
            _ => {
                let word = String::from_utf8_lossy(&answer.body);
                Err(SlackError::Said(super::error::short(&word)))
            }
        }
    }

    /// Slack's own hosts, or the one whose API an administrator named in their place.
    fn is_slacks(&self, address: &str) -> Option<Url> {
        let url = Url::parse(address).ok()?;
        let own = url.scheme() == "https"
            && url.port().is_none()
            && url.host_str().is_some_and(|host| HOSTS.contains(&host));
        let named = url.origin() == self.url.origin();
        let plain = url.username().is_empty() && url.password().is_none();
        (plain && (own || named)).then_some(url)
    }
}

fn body(reply: &Reply<'_>) -> Value {
    match reply {
        Reply::Alone(words) => json!({
            "response_type": "ephemeral", "replace_original": false, "text": escaped(words)
        }),
        Reply::InPlace {
            message,
            pages,
            buttons,
        } => json!({
            "replace_original": true,
            "text": escaped(&message.subject),
            "blocks": blocks(message, *pages, buttons),
        }),
    }
}
