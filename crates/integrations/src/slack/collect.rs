//! Asking for pages of messages and for people's names, one request after the other, and waiting
//! when Slack says so.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::Value;

use super::fetch::{Attendant, MESSAGES_MAX, Progress};
use super::{Slack, SlackError, next_page};
use crate::inbound::json::At;
use crate::inbound::slack::message::{Names, person_name};

/// Messages a page: as many as Slack recommends.
const PAGE: &str = "200";
/// Longer than this nobody waits at once, in seconds.
const WAIT_MAX: u64 = 120;
/// Nor longer than this, or this often, in all.
const WAITS_MAX: (u64, u32) = (15 * 60, 100);

/// A fetch that is under way.
pub(super) struct Collecting<'a, A> {
    pub slack: &'a Slack,
    pub attendant: &'a mut A,
    pub progress: Progress,
    waited: (u64, u32),
}

impl<'a, A: Attendant> Collecting<'a, A> {
    pub(super) fn new(slack: &'a Slack, attendant: &'a mut A) -> Self {
        Self {
            slack,
            attendant,
            progress: Progress::default(),
            waited: (0, 0),
        }
    }

    /// What the channel is called, where the token may know it.
    pub(super) async fn channel_name(&mut self, id: &str) -> Result<Option<String>, SlackError> {
        match self.ask("conversations.info", &[("channel", id)]).await {
            Ok(body) => Ok(body["channel"]["name"].as_str().map(str::to_owned)),
            // A name less is no reason to fetch nothing.
            Err(SlackError::Scope { .. } | SlackError::NotAllowed(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// All pages of messages that a method lists.
    pub(super) async fn messages(
        &mut self,
        method: &str,
        fields: &[(&str, &str)],
    ) -> Result<Vec<Value>, SlackError> {
        let mut found = Vec::new();
        let mut seen = BTreeSet::new();
        let mut cursor: Option<String> = None;
        loop {
            let mut all = fields.to_vec();
            all.push(("limit", PAGE));
            if let Some(cursor) = &cursor {
                all.push(("cursor", cursor));
            }
            let mut body = self.ask(method, &all).await?;
            let Value::Array(page) = body["messages"].take() else {
                let problem = format!("the answer of {method} has no messages");
                return Err(SlackError::NotSlack(problem));
            };
            for message in page {
                // Each page of a thread begins with the message that began it.
                let ts = message["ts"].as_str().unwrap_or_default().to_owned();
                if seen.insert(ts) {
                    self.progress.messages += 1;
                    found.push(message);
                }
            }
            if self.progress.messages > MESSAGES_MAX {
                return Err(SlackError::TooMany(MESSAGES_MAX));
            }
            self.hear()?;
            let next = next_page(&body);
            // A page that leads to itself would never end.
            if next.is_none() || next == cursor {
                return Ok(found);
            }
            cursor = next;
        }
    }

    /// Looks up whoever is not known yet.
    pub(super) async fn names(
        &mut self,
        people: BTreeSet<String>,
        names: &mut Names,
    ) -> Result<(), SlackError> {
        for id in people {
            if names.contains_key(&id) {
                continue;
            }
            match self.ask("users.info", &[("user", &id)]).await {
                Ok(body) => {
                    let person = At::root(&body).maybe("user");
                    let name = person.as_ref().and_then(person_name);
                    names.extend(name.map(|name| (id, name.to_owned())));
                }
                // People of other workspaces; the message itself may tell their name.
                Err(SlackError::Said(_) | SlackError::NotAllowed(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    async fn ask(&mut self, method: &str, fields: &[(&str, &str)]) -> Result<Value, SlackError> {
        loop {
            match self.slack.ask(method, fields).await {
                Ok(reply) => return Ok(reply.body),
                Err(SlackError::Wait(seconds)) => self.wait(seconds).await?,
                Err(error) => return Err(error),
            }
        }
    }

    async fn wait(&mut self, seconds: u64) -> Result<(), SlackError> {
        let (in_all, times) = (self.waited.0.saturating_add(seconds), self.waited.1 + 1);
        if seconds > WAIT_MAX || in_all > WAITS_MAX.0 || times > WAITS_MAX.1 {
            return Err(SlackError::Wait(seconds));
        }
        self.waited = (in_all, times);
        self.progress.wait_seconds = Some(seconds);
        self.hear()?;
        self.attendant.pause(Duration::from_secs(seconds)).await;
        self.progress.wait_seconds = None;
        self.hear()
    }

    /// Tells how far it is.
    pub(super) fn hear(&mut self) -> Result<(), SlackError> {
        if self.attendant.hear(self.progress) {
            return Ok(());
        }
        Err(SlackError::GivenUp)
    }
}
