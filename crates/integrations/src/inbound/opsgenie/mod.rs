//! Deliveries of Opsgenie, and of Jira Service Management's operations, which took it over: the
//! outgoing webhook integration.

mod action;
mod alert;
#[cfg(test)]
mod tests;

use afterword_domain::Moment;

use super::json::{self, At};
use super::key::once_each;
use super::signature::{self, NotGenuine};
use super::{Delivery, Options, Reading, Source, Unreadable};

pub(super) struct Opsgenie;

impl Source for Opsgenie {
    fn headers(&self) -> &'static [&'static str] {
        &["authorization"]
    }

    /// Opsgenie signs nothing; it sends headers that a person typed.
    fn verify(
        &self,
        delivery: &Delivery<'_>,
        secrets: &[String],
        _now: Moment,
    ) -> Result<(), NotGenuine> {
        signature::authorization(delivery.header("authorization"), secrets)
    }

    /// It has none: the same action of an alert at the same moment is the same signal.
    fn identity(&self, _delivery: &Delivery<'_>) -> Option<String> {
        None
    }

    fn read(&self, delivery: &Delivery<'_>, _options: &Options) -> Result<Reading, Unreadable> {
        let body = json::parse(delivery.body)?;
        let root = At::root(&body);
        let action = root.text("action")?;
        let alert = alert::Alert::read(&root.get("alert")?)?;
        Ok(match action::read(action, &alert) {
            Some(told) => Reading::Signals(once_each(std::iter::once(alert.created()).chain(told))),
            None => Reading::Nothing(format!(
                "Opsgenie's action “{}” tells nothing that belongs on a timeline.",
                &action[..action.floor_char_boundary(80)]
            )),
        })
    }
}
