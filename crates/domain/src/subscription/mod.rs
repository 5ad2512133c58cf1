//! Outgoing webhooks: which other program is told of what, in the form of Standard Webhooks
//! (standardwebhooks.com, specification of the message and its signature).

pub mod message;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use message::{Event, EventData};

use crate::other_server::place;
use crate::text::{self, NAME_MAX, TextError};
use crate::{Refusal, SubscriptionId};

/// Where messages go, and which ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Subscription {
    pub id: SubscriptionId,
    pub name: String,
    pub url: String,
    /// The address may lie in a private network; else it is refused.
    pub private: bool,
    pub events: BTreeSet<Event>,
    pub active: bool,
}

impl Subscription {
    /// Whether what happens is told at the same place as before.
    #[must_use]
    pub fn tells_where(&self, before: &Self) -> bool {
        (&self.url, self.private) == (&before.url, before.private)
    }
}

/// What a subscription is to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SubscriptionForm {
    pub name: String,
    /// An http or https address, its query included.
    pub url: String,
    #[serde(default)]
    pub private: bool,
    /// At least one.
    pub events: BTreeSet<Event>,
    #[serde(default = "yes")]
    pub active: bool,
}

fn yes() -> bool {
    true
}

/// Longer is no address that a server takes.
const URL_MAX: usize = 2_000;

/// Why there cannot be such a subscription.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SubscriptionError {
    #[error(transparent)]
    Text(#[from] TextError),
    #[error("url is no http or https address without a name or a fragment in it")]
    Url,
    #[error("events is empty; a subscription to nothing tells nothing")]
    NoEvents,
}

impl Refusal for SubscriptionError {
    fn code(&self) -> &'static str {
        match self {
            Self::Text(error) => error.code(),
            Self::Url => "not_a_url",
            Self::NoEvents => "no_events",
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::Text(error) => error.field(),
            Self::Url => Some("url".into()),
            Self::NoEvents => Some("events".into()),
        }
    }
}

impl SubscriptionForm {
    /// The subscription that the form describes.
    ///
    /// # Errors
    /// [`SubscriptionError`] naming the field.
    pub fn into_subscription(self, id: SubscriptionId) -> Result<Subscription, SubscriptionError> {
        let name = text::line("name", &self.name, NAME_MAX)?;
        let url = text::line("url", &self.url, URL_MAX)?;
        let before_query = url.split_once('?').map_or(url.as_str(), |(path, _)| path);
        if place(before_query).is_none() || url.contains('#') {
            return Err(SubscriptionError::Url);
        }
        if self.events.is_empty() {
            return Err(SubscriptionError::NoEvents);
        }
        Ok(Subscription {
            id,
            name,
            url,
            private: self.private,
            events: self.events,
            active: self.active,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(url: &str) -> SubscriptionForm {
        SubscriptionForm {
            name: "Wiki".into(),
            url: url.into(),
            private: false,
            events: BTreeSet::from([Event::PostmortemPublished]),
            active: true,
        }
    }

    #[test]
    fn an_address_may_have_a_query_and_nothing_secret_before_its_host() {
        let id = SubscriptionId(1);
        for url in ["https://wiki.example/in?key=1", "http://wiki.example"] {
            assert_eq!(form(url).into_subscription(id).unwrap().url, url);
        }
        for url in [
            "wiki.example",
            "ftp://wiki.example",
            "https://me:word@wiki.example",
            "https://wiki.example/#there",
            "https://",
        ] {
            let refused = form(url).into_subscription(id);
            assert_eq!(refused, Err(SubscriptionError::Url), "{url}");
        }
        let nothing = SubscriptionForm {
            events: BTreeSet::new(),
            ..form("https://wiki.example")
        };
        assert_eq!(
            nothing.into_subscription(id),
            Err(SubscriptionError::NoEvents)
        );
    }
}
