//! Deliveries of GitHub: deploys, workflow runs, merges, pushes to the default branch, releases.

mod changes;
mod deploys;
mod repository;
#[cfg(test)]
mod tests;

use afterword_domain::Moment;
use serde_json::Value;

use super::json::{self, At};
use super::signature::{self, NotGenuine};
use super::{Delivery, Options, Reading, Source, Unreadable, form};

const EVENT: &str = "x-github-event";
const DELIVERY: &str = "x-github-delivery";
const SIGNATURE: &str = "x-hub-signature-256";

pub(super) struct Github;

impl Source for Github {
    fn headers(&self) -> &'static [&'static str] {
        &["content-type", EVENT, DELIVERY, SIGNATURE]
    }

    /// GitHub signs no moment: a delivery that somebody recorded is known by its id.
    fn verify(
        &self,
        delivery: &Delivery<'_>,
        secrets: &[String],
        _now: Moment,
    ) -> Result<(), NotGenuine> {
        if secrets.is_empty() {
            return Ok(());
        }
        let header = delivery.header(SIGNATURE);
        let header = header.ok_or(NotGenuine::Missing(SIGNATURE))?;
        let code = header.strip_prefix("sha256=");
        let code = code.ok_or(NotGenuine::Malformed(SIGNATURE))?;
        signature::fits_hex([code], secrets, &[delivery.body])
    }

    /// The same when somebody lets GitHub deliver it again.
    fn identity(&self, delivery: &Delivery<'_>) -> Option<String> {
        delivery.header(DELIVERY).map(str::to_owned)
    }

    fn read(&self, delivery: &Delivery<'_>, _options: &Options) -> Result<Reading, Unreadable> {
        let event = delivery.header(EVENT).ok_or_else(|| Unreadable {
            place: EVENT.into(),
            problem: "the header is missing; it says which event the delivery tells".into(),
        })?;
        let body = payload(delivery)?;
        let body = At::root(&body);
        if !body.value().is_object() {
            return Err(body.wrong("it is not an object"));
        }
        match event {
            "deployment_status" => deploys::deployment_status(&body),
            "workflow_run" => deploys::workflow_run(&body),
            "pull_request" => changes::pull_request(&body),
            "push" => changes::push(&body),
            "release" => changes::release(&body),
            "ping" => Ok(Reading::Nothing(
                "GitHub asked whether anybody answers at this address.".into(),
            )),
            other => Ok(Reading::Nothing(format!(
                "GitHub's event “{other}” tells nothing that belongs on a timeline."
            ))),
        }
    }
}

/// The body, or the form's field that holds it when the webhook's content type was left as it is.
pub(crate) fn payload(delivery: &Delivery<'_>) -> Result<Value, Unreadable> {
    if !form::is_form(delivery) {
        return json::parse(delivery.body);
    }
    let fields = form::fields(delivery.body)?;
    let payload = fields.get("payload").ok_or_else(|| Unreadable {
        place: "payload".into(),
        problem: "it is missing in the form".into(),
    })?;
    json::parse(payload.as_bytes())
}
