//! Deliveries of PagerDuty: its webhooks, version 3.

mod event;
pub(crate) mod incident;
#[cfg(test)]
mod tests;

use afterword_domain::Moment;

use super::json::{self, At};
use super::key::once_each;
use super::signature::{self, NotGenuine};
use super::{Delivery, Options, Reading, Source, Unreadable};

pub(super) struct Pagerduty;

const SIGNATURE: &str = "x-pagerduty-signature";

impl Source for Pagerduty {
    fn headers(&self) -> &'static [&'static str] {
        &[SIGNATURE]
    }

    /// `v1=` and the HMAC-SHA256 of the body in hexadecimal, several divided by commas while
    /// PagerDuty's own secret is being replaced. It signs no moment.
    fn verify(
        &self,
        delivery: &Delivery<'_>,
        secrets: &[String],
        _now: Moment,
    ) -> Result<(), NotGenuine> {
        if secrets.is_empty() {
            return Ok(());
        }
        let header = delivery
            .header(SIGNATURE)
            .ok_or(NotGenuine::Missing(SIGNATURE))?;
        let offered = header
            .split(',')
            .filter_map(|part| part.trim().strip_prefix("v1="));
        if offered.clone().next().is_none() {
            return Err(NotGenuine::Malformed(SIGNATURE));
        }
        signature::fits_hex(offered.take(SIGNATURES_MAX), secrets, &[delivery.body])
    }

    fn identity(&self, delivery: &Delivery<'_>) -> Option<String> {
        let body = json::parse(delivery.body).ok()?;
        let event = At::root(&body).maybe("event")?;
        event.maybe_text("id").map(str::to_owned)
    }

    fn read(&self, delivery: &Delivery<'_>, _options: &Options) -> Result<Reading, Unreadable> {
        let body = json::parse(delivery.body)?;
        let event = At::root(&body).get("event")?;
        Ok(match event::read(&event)? {
            Ok(signals) => Reading::Signals(once_each(signals)),
            Err(why) => Reading::Nothing(why),
        })
    }
}

/// PagerDuty sends one for each of its secrets; more than a few are no delivery of it.
const SIGNATURES_MAX: usize = 8;
