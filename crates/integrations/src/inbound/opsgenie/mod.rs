//! Deliveries of Opsgenie, and of Jira Service Management's operations, which took it over: the
//! outgoing webhook integration.

mod action;
mod alert;
#[cfg(test)]
mod tests;

use super::json::{self, At};
use super::key::once_each;
use super::{Delivery, Options, Reading, Source, Unreadable};

pub(super) struct Opsgenie;

/// It signs nothing and names no delivery: the same action of an alert at the same moment is the
/// same signal.
impl Source for Opsgenie {
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
