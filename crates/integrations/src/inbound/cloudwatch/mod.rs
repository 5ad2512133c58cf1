//! Deliveries of Amazon CloudWatch: alarms that SNS sends to an HTTPS subscription.
//!
//! SNS signs with a certificate that has to be fetched. As long as nothing here fetches one, what
//! proves a delivery is the integration's key in the address, and its topic's name where that is
//! pinned as a secret; [`signed`] is ready for who has the certificate's key.

mod alarm;
mod envelope;
pub mod signed;
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
            Ok(body) if !is_raw(delivery) => match At::root(&body).maybe_text("TopicArn") {
                Some(said) if said != topic => Err(NotGenuine::Wrong),
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// SNS' id of the message, which its retries keep.
    fn identity(&self, delivery: &Delivery<'_>) -> Option<String> {
        delivery.header(MESSAGE).map(str::to_owned)
    }

    fn read(&self, delivery: &Delivery<'_>, _options: &Options) -> Result<Reading, Unreadable> {
        let body = json::parse(delivery.body)?;
        if is_raw(delivery) {
            return alarm::read(&At::root(&body));
        }
        envelope::read(&At::root(&body))
    }
}

fn is_raw(delivery: &Delivery<'_>) -> bool {
    delivery
        .header(RAW)
        .is_some_and(|raw| raw.eq_ignore_ascii_case("true"))
}
