//! Webhooks in: for each source, whether a delivery is genuine, which one it is, and what it says.
//!
//! A delivery is kept as it came before anything here reads it: what cannot be read today is read
//! again after a fix. So reading is pure; it depends on the delivery and the integration's options
//! and on nothing else.

mod alertmanager;
#[cfg(test)]
mod bad_input;
pub mod cloudwatch;
mod datadog;
mod form;
mod generic;
pub(crate) mod github;
pub(crate) mod gitlab;
mod grafana;
pub mod json;
pub(crate) mod key;
pub(crate) mod links;
pub(crate) mod markdown;
mod opsgenie;
pub(crate) mod pagerduty;
mod sentry;
#[cfg(test)]
pub(crate) mod shared_payloads;
pub mod signature;
pub(crate) mod slack;
mod standard_webhooks;
pub(crate) mod statuspage;

use std::collections::BTreeMap;

use afterword_domain::action_item::press::Button;
pub use afterword_domain::integration::{Kind, Options};
use afterword_domain::signal::Signal;
use afterword_domain::{ActionItemId, IncidentRef, Moment};
use serde::Serialize;

use signature::NotGenuine;

/// The largest body that is taken, in bytes.
pub const BODY_MAX: usize = 1024 * 1024;
/// How far a signed moment may lie from the present one, in seconds.
pub const WINDOW_S: i64 = 300;

/// One request, as it came.
#[derive(Clone, Copy, Debug)]
pub struct Delivery<'a> {
    /// By lower-case name; only those that the source asks for with [`Source::headers`].
    pub headers: &'a BTreeMap<String, String>,
    pub body: &'a [u8],
    pub received_at: Moment,
}

impl<'a> Delivery<'a> {
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&'a str> {
        self.headers.get(name).map(String::as_str)
    }
}

/// What a delivery says.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Reading {
    /// Nothing among them happened twice.
    Signals(Vec<Signal>),
    /// It is well formed and tells nothing that belongs on a timeline; the sentence says why.
    Nothing(String),
    /// An administrator must visit this address before the source sends anything.
    Confirm { url: String },
    /// Somebody typed a command.
    Command(Command),
    /// Somebody pressed a button of a message.
    Pressed(Press),
}

/// A button that somebody pressed in a chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Press {
    /// As the chat numbers them.
    pub user: String,
    pub button: Button,
    pub incident: IncidentRef,
    pub action: ActionItemId,
    /// Where whoever pressed is answered.
    pub reply_to: String,
}

/// A command that somebody typed in a chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Command {
    /// What follows the command's name.
    pub text: String,
    /// As the chat knows them.
    pub user_name: String,
    pub channel: String,
    /// What the channel is called, where it was told.
    pub channel_name: Option<String>,
    /// Told apart from the same words typed again.
    pub id: String,
}

/// The delivery is not what its source documents.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {problem}")]
pub struct Unreadable {
    /// A path such as `alerts[0].startsAt`, a header's name, or `body`.
    pub place: String,
    pub problem: String,
}

/// What is answered at once, before anything is kept; for addresses that are to prove themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    pub content_type: &'static str,
    pub body: String,
}

/// One source's ways.
pub trait Source: Sync {
    /// The headers that it needs, in lower case, signatures included.
    fn headers(&self) -> &'static [&'static str] {
        &["authorization"]
    }

    /// Whether the delivery was made by someone who knows one of the secrets. With no secrets, the
    /// integration's key in the address is all that is asked. A source that signs nothing can be
    /// told to send a token or a password.
    ///
    /// # Errors
    /// [`NotGenuine`], before anything is kept.
    fn verify(
        &self,
        delivery: &Delivery<'_>,
        secrets: &[String],
        _now: Moment,
    ) -> Result<(), NotGenuine> {
        signature::authorization(delivery.header("authorization"), secrets)
    }

    /// The header whose name the options give, where that is a person's choice: asked for beside
    /// [`Source::headers`].
    fn chosen_header(&self, _options: &Options) -> Option<String> {
        None
    }

    /// [`Source::verify`], for sources whose options say how deliveries are signed.
    ///
    /// # Errors
    /// [`NotGenuine`], before anything is kept.
    fn verify_as_chosen(
        &self,
        delivery: &Delivery<'_>,
        _options: &Options,
        secrets: &[String],
        now: Moment,
    ) -> Result<(), NotGenuine> {
        self.verify(delivery, secrets, now)
    }

    /// Where the certificate lies by whose key the delivery says it was signed, for a source that
    /// signs so.
    ///
    /// # Errors
    /// [`NotGenuine`] when it names none, or one that is not its source's own.
    fn certificate(&self, _delivery: &Delivery<'_>) -> Result<Option<String>, NotGenuine> {
        Ok(None)
    }

    /// Whether the key of that certificate, in PEM, signed the delivery. Only asked of a source
    /// that names one.
    ///
    /// # Errors
    /// [`NotGenuine`], before anything is kept.
    fn verify_certified(
        &self,
        _delivery: &Delivery<'_>,
        _certificate: &[u8],
    ) -> Result<(), NotGenuine> {
        Err(NotGenuine::Wrong)
    }

    /// Whether the options are such that deliveries can be read with them; asked when they are
    /// saved.
    ///
    /// # Errors
    /// [`Unreadable`] naming the place in the options.
    fn check(&self, _options: &Options) -> Result<(), Unreadable> {
        Ok(())
    }

    /// The source's own name for this delivery, equal when it is made again. `None` where the
    /// source has none: then equal bodies are one delivery.
    fn identity(&self, _delivery: &Delivery<'_>) -> Option<String> {
        None
    }

    /// A genuine delivery that asks to be answered with something of itself.
    fn challenge(&self, _delivery: &Delivery<'_>) -> Option<Challenge> {
        None
    }

    /// # Errors
    /// [`Unreadable`] naming the place; the delivery is kept with it.
    fn read(&self, delivery: &Delivery<'_>, options: &Options) -> Result<Reading, Unreadable>;
}

/// The ways of a kind of source.
#[must_use]
pub fn source(kind: Kind) -> &'static dyn Source {
    match kind {
        Kind::Alertmanager => &alertmanager::Alertmanager,
        Kind::Grafana => &grafana::Grafana,
        Kind::Pagerduty => &pagerduty::Pagerduty,
        Kind::Opsgenie => &opsgenie::Opsgenie,
        Kind::Statuspage => &statuspage::Statuspage,
        Kind::Sentry => &sentry::Sentry,
        Kind::Datadog => &datadog::Datadog,
        Kind::Cloudwatch => &cloudwatch::Cloudwatch,
        Kind::Github => &github::Github,
        Kind::Gitlab => &gitlab::Gitlab,
        Kind::Slack => &slack::Slack,
        Kind::Generic => &generic::Generic,
    }
}
