//! Deliveries of Statuspage: what a subscriber of a page by webhook gets.

pub(crate) mod announced;
#[cfg(test)]
mod tests;

use afterword_domain::Moment;

use super::json::{self, At};
use super::key::once_each;
use super::signature::{self, NotGenuine};
use super::{Delivery, Options, Reading, Source, Unreadable};

pub(super) struct Statuspage;

impl Source for Statuspage {
    fn headers(&self) -> &'static [&'static str] {
        &["authorization"]
    }

    /// Statuspage signs nothing and sends no header of one's own: a secret is for those who put a
    /// proxy in front that adds one.
    fn verify(
        &self,
        delivery: &Delivery<'_>,
        secrets: &[String],
        _now: Moment,
    ) -> Result<(), NotGenuine> {
        signature::authorization(delivery.header("authorization"), secrets)
    }

    /// It has none: each update has an id of its own.
    fn identity(&self, _delivery: &Delivery<'_>) -> Option<String> {
        None
    }

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
