//! Deliveries of Datadog's webhooks integration: the payload that the README gives, and the one
//! that Datadog sends until another is typed.

mod monitor;
#[cfg(test)]
mod tests;
mod words;

use afterword_domain::Moment;

use super::json::{self, At};
use super::key::once_each;
use super::signature::{self, NotGenuine};
use super::{Delivery, Options, Reading, Source, Unreadable};

pub(super) struct Datadog;

impl Source for Datadog {
    fn headers(&self) -> &'static [&'static str] {
        &["authorization"]
    }

    /// Datadog signs nothing; it sends headers that a person typed.
    fn verify(
        &self,
        delivery: &Delivery<'_>,
        secrets: &[String],
        _now: Moment,
    ) -> Result<(), NotGenuine> {
        signature::authorization(delivery.header("authorization"), secrets)
    }

    /// It has none that a delivery surely carries.
    fn identity(&self, _delivery: &Delivery<'_>) -> Option<String> {
        None
    }

    fn read(&self, delivery: &Delivery<'_>, _options: &Options) -> Result<Reading, Unreadable> {
        let body = json::parse(delivery.body)?;
        Ok(match monitor::read(&At::root(&body))? {
            Ok(signal) => Reading::Signals(once_each([signal])),
            Err(why) => Reading::Nothing(why),
        })
    }
}
