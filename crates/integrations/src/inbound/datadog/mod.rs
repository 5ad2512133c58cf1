//! Deliveries of Datadog's webhooks integration: the payload that the README gives, and the one
//! that Datadog sends until another is typed.

mod monitor;
#[cfg(test)]
mod tests;
mod words;

use super::json::{self, At};
use super::key::once_each;
use super::{Delivery, Options, Reading, Source, Unreadable};

pub(super) struct Datadog;

/// It signs nothing; it sends headers that a person typed.
impl Source for Datadog {
    fn read(&self, delivery: &Delivery<'_>, _options: &Options) -> Result<Reading, Unreadable> {
        let body = json::parse(delivery.body)?;
        Ok(match monitor::read(&At::root(&body))? {
            Ok(signal) => Reading::Signals(once_each([signal])),
            Err(why) => Reading::Nothing(why),
        })
    }
}
