//! Deliveries of Slack: messages with their edits and deletions, the slash command, and buttons.

mod command;
mod events;
pub(crate) mod message;
mod mrkdwn;
mod press;
#[cfg(test)]
mod tests;

use afterword_domain::Moment;

use super::json::{self, At};
use super::signature::{self, NotGenuine};
use super::{Challenge, Delivery, Options, Reading, Source, Unreadable, form};

const SIGNATURE: &str = "x-slack-signature";
const TIMESTAMP: &str = "x-slack-request-timestamp";
/// What proves an address is short; a body that is longer is something else.
const CHALLENGE_BODY_MAX: usize = 4096;

pub(super) struct Slack;

impl Source for Slack {
    fn headers(&self) -> &'static [&'static str] {
        &["content-type", SIGNATURE, TIMESTAMP]
    }

    fn verify(
        &self,
        delivery: &Delivery<'_>,
        secrets: &[String],
        now: Moment,
    ) -> Result<(), NotGenuine> {
        if secrets.is_empty() {
            return Ok(());
        }
        let header = |name| delivery.header(name).ok_or(NotGenuine::Missing(name));
        let (signature, signed_at) = (header(SIGNATURE)?, header(TIMESTAMP)?);
        let code = signature.strip_prefix("v0=");
        let code = code.ok_or(NotGenuine::Malformed(SIGNATURE))?;
        let seconds = signed_at
            .parse()
            .map_err(|_| NotGenuine::Malformed(TIMESTAMP))?;
        let signed = [b"v0:", signed_at.as_bytes(), b":", delivery.body];
        signature::fits_hex([code], secrets, &signed)?;
        signature::is_recent(seconds, now)
    }

    /// The event's id, which every attempt carries, or the id of the moment in which a command was
    /// sent off.
    fn identity(&self, delivery: &Delivery<'_>) -> Option<String> {
        if form::is_form(delivery) {
            let mut fields = form::fields(delivery.body).ok()?;
            return match fields.remove("payload") {
                Some(payload) => press::identity(&payload),
                None => fields.remove("trigger_id"),
            };
        }
        let body = json::parse(delivery.body).ok()?;
        At::root(&body).maybe_text("event_id").map(str::to_owned)
    }

    fn challenge(&self, delivery: &Delivery<'_>) -> Option<Challenge> {
        if delivery.body.len() > CHALLENGE_BODY_MAX {
            return None;
        }
        let body = json::parse(delivery.body).ok()?;
        let body = At::root(&body);
        let challenge = body.maybe_text("challenge")?;
        (body.maybe_text("type") == Some("url_verification")).then(|| Challenge {
            content_type: "text/plain",
            body: challenge.to_owned(),
        })
    }

    fn read(&self, delivery: &Delivery<'_>, _options: &Options) -> Result<Reading, Unreadable> {
        if form::is_form(delivery) {
            return command::read(delivery.body);
        }
        let body = json::parse(delivery.body)?;
        events::read(&At::root(&body))
    }
}
