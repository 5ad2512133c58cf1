//! Deliveries of Alertmanager: its webhook, version 4.

pub(super) mod alert;
mod expression;
#[cfg(test)]
mod tests;

use super::json::{self, At};
use super::key::once_each;
use super::{Delivery, Options, Reading, Source, Unreadable};

pub(super) struct Alertmanager;

/// The version of the format, not of Alertmanager.
const VERSION: &str = "4";

/// It names no delivery: what it repeats is the same body, or tells the same signals again.
impl Source for Alertmanager {
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
