//! Deliveries of Alertmanager: its webhook, version 4.

pub(super) mod alert;
mod expression;
#[cfg(test)]
mod tests;

use afterword_domain::Moment;

use super::json::{self, At};
use super::key::once_each;
use super::signature::{self, NotGenuine};
use super::{Delivery, Options, Reading, Source, Unreadable};

pub(super) struct Alertmanager;

/// The version of the format, not of Alertmanager.
const VERSION: &str = "4";

impl Source for Alertmanager {
    fn headers(&self) -> &'static [&'static str] {
        &["authorization"]
    }

    fn verify(
        &self,
        delivery: &Delivery<'_>,
        secrets: &[String],
        _now: Moment,
    ) -> Result<(), NotGenuine> {
        signature::authorization(delivery.header("authorization"), secrets)
    }

    /// It has none: what it repeats is the same body, or tells the same signals again.
    fn identity(&self, _delivery: &Delivery<'_>) -> Option<String> {
        None
    }

    fn read(&self, delivery: &Delivery<'_>, _options: &Options) -> Result<Reading, Unreadable> {
        let body = json::parse(delivery.body)?;
        let group = At::root(&body);
        let version = group.text("version")?;
        if version != VERSION {
            return Err(group.get("version")?.wrong("only version “4” is known"));
        }
        let mut signals = Vec::new();
        for at in group.list("alerts")? {
            signals.extend(alert::Alert::read(&at, "alertmanager")?.signals());
        }
        if signals.is_empty() {
            return Ok(Reading::Nothing("The group has no alerts.".into()));
        }
        Ok(Reading::Signals(once_each(signals)))
    }
}
