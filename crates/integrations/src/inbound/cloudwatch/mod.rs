//! Deliveries of Amazon CloudWatch: alarms that SNS sends to an HTTPS subscription.
//!
//! SNS signs what it sends with the key of a certificate that lies at SNS. A message without its
//! envelope carries no signature, and is refused: anybody could send one.

mod alarm;
mod envelope;
mod signed;
#[cfg(test)]
mod tests;

use afterword_domain::Moment;

use super::json::{self, At};
use super::signature::{self, NotGenuine};
use super::{Delivery, Options, Reading, Source, Unreadable};

pub(super) struct Cloudwatch;

const TOPIC: &str = "x-amz-sns-topic-arn";
const MESSAGE: &str = "x-amz-sns-message-id";
/// "true" where the subscription sends the message without its envelope.
const RAW: &str = "x-amz-sns-rawdelivery";
const NO_ENVELOPE: &str =
    "a raw message carries no signature; switch raw message delivery off at the subscription";

impl Source for Cloudwatch {
    fn headers(&self) -> &'static [&'static str] {
        &[TOPIC, MESSAGE, RAW]
    }

    /// Whether the topic is one that is pinned: the secrets are the ARNs of topics.
    fn verify(
        &self,
        delivery: &Delivery<'_>,
        secrets: &[String],
        _now: Moment,
    ) -> Result<(), NotGenuine> {
        if secrets.is_empty() {
            return Ok(());
        }
        let topic = delivery.header(TOPIC).ok_or(NotGenuine::Missing(TOPIC))?;
        signature::is_secret(topic, secrets)?;
        // What the body says is what is read, so it may not be of another topic.
        match json::parse(delivery.body) {
            Ok(body) => match At::root(&body).maybe_text("TopicArn") {
                Some(said) if said != topic => Err(NotGenuine::Wrong),
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }

    fn certificate(&self, delivery: &Delivery<'_>) -> Result<Option<String>, NotGenuine> {
        let is_raw = |raw: &str| raw.eq_ignore_ascii_case("true");
        if delivery.header(RAW).is_some_and(is_raw) {
            return Err(NotGenuine::NotCertified(NO_ENVELOPE.into()));
        }
        Ok(Some(signed::certificate_url(delivery.body)?))
    }

    fn verify_certified(
        &self,
        delivery: &Delivery<'_>,
        certificate: &[u8],
    ) -> Result<(), NotGenuine> {
        Ok(signed::is_signed_by(delivery.body, certificate)?)
    }

    /// SNS' id of the message, which its retries keep.
    fn identity(&self, delivery: &Delivery<'_>) -> Option<String> {
        delivery.header(MESSAGE).map(str::to_owned)
    }

    fn read(&self, delivery: &Delivery<'_>, _options: &Options) -> Result<Reading, Unreadable> {
        let body = json::parse(delivery.body)?;
        envelope::read(&At::root(&body))
    }
}

impl From<signed::NotSigned> for NotGenuine {
    fn from(error: signed::NotSigned) -> Self {
        Self::NotCertified(error.to_string())
    }
}
