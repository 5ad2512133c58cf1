//! Asking Slack's Web API what was said in a channel or a thread, and sending people notices there.
//! See <https://docs.slack.dev/apis/web-api/> for its methods, pages and limits.

mod answer;
pub(crate) mod blocks;
mod collect;
mod error;
pub mod fetch;
pub mod link;
mod people;
pub mod post;
pub mod reply;
#[cfg(test)]
mod tests;

use serde_json::Value;
use url::{Url, form_urlencoded};

use crate::http::{Ask, Outbound};
pub use error::SlackError;
pub use people::Member;

/// What is asked of a token, with the reason in words; without the first two nothing can be
/// fetched.
const SCOPES: [(&str, &str); 8] = [
    ("channels:history", "reads public channels"),
    ("users:read", "reads people's names"),
    ("groups:history", "reads private channels"),
    ("channels:read", "reads the names of public channels"),
    ("groups:read", "reads the names of private channels"),
    ("users:read.email", "finds people by their e-mail address"),
    ("im:write", "opens direct messages to them"),
    ("chat:write", "sends them notices"),
];
const NEEDED: usize = 2;

/// Slack as one workspace's app reaches it.
#[derive(Clone)]
pub struct Slack {
    /// What stands before a method: `https://slack.com/api`.
    pub url: Url,
    pub token: String,
    pub outbound: Outbound,
}

/// Whom a token belongs to, and what it cannot do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// What the workspace is called in Slack.
    pub workspace: String,
    /// What the app is called there.
    pub name: String,
    /// Scopes that would be of use and that the token lacks, with what each does.
    pub lacks: Vec<(&'static str, &'static str)>,
}

impl Slack {
    /// Asks whom the token belongs to.
    ///
    /// # Errors
    /// [`SlackError`] that says what is wrong, a scope without which nothing can be fetched included.
    pub async fn probe(&self) -> Result<Known, SlackError> {
        let reply = self.ask("auth.test", &[]).await?;
        let text = |field: &str| reply.body[field].as_str().unwrap_or_default().to_owned();
        let has = |scope: &str| {
            // Without the header nobody knows; what is missing shows when it is needed.
            let held = reply.scopes.as_deref();
            held.is_none_or(|held| held.split(',').any(|one| one.trim() == scope))
        };
        if let Some((scope, _)) = SCOPES[..NEEDED].iter().find(|(scope, _)| !has(scope)) {
            return Err(SlackError::Scope {
                needed: (*scope).to_owned(),
                provided: reply.scopes.clone().unwrap_or_default(),
            });
        }
        Ok(Known {
            workspace: text("team"),
            name: text("user"),
            lacks: SCOPES
                .into_iter()
                .filter(|(scope, _)| !has(scope))
                .collect(),
        })
    }

    /// Calls a method.
    async fn ask(
        &self,
        method: &str,
        fields: &[(&str, &str)],
    ) -> Result<answer::Reply, SlackError> {
        let mut url = self.url.clone();
        let before = url.path().trim_end_matches('/').to_owned();
        url.set_path(&format!("{before}/{method}"));
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let form = "application/x-www-form-urlencoded".to_owned();
        let ask = Ask {
            url,
            headers: vec![
                ("authorization", format!("Bearer {}", self.token)),
                ("content-type", form),
            ],
            body: Some(body.into_bytes()),
        };
        answer::read(&self.outbound.send(ask).await?)
    }
}

/// Where the next page begins; `None` after the last one.
fn next_page(body: &Value) -> Option<String> {
    let next = body["response_metadata"]["next_cursor"].as_str()?;
    (!next.is_empty()).then(|| next.to_owned())
}
