//! Deliveries of Statuspage: what a subscriber of a page by webhook gets.

pub(crate) mod announced;
#[cfg(test)]
mod tests;

use super::json::{self, At};
use super::key::once_each;
use super::{Delivery, Options, Reading, Source, Unreadable};

pub(super) struct Statuspage;

/// It signs nothing and sends no header of one's own: a secret is for those who put a proxy in front
/// that adds one. Each update has an id of its own.
impl Source for Statuspage {
    fn read(&self, delivery: &Delivery<'_>, _options: &Options) -> Result<Reading, Unreadable> {
        let body = json::parse(delivery.body)?;
        let root = At::root(&body);
        let signals = if let Some(incident) = root.maybe("incident") {
            announced::updates(&incident)?
        } else if let Some(update) = root.maybe("component_update") {
            vec![announced::component(
                &update,
                root.maybe("component").as_ref(),
            )?]
        } else {
            return Err(root.wrong("it has neither “incident” nor “component_update”"));
        };
        if signals.is_empty() {
            return Ok(Reading::Nothing("The incident has no updates yet.".into()));
        }
        Ok(Reading::Signals(once_each(signals)))
    }
}
