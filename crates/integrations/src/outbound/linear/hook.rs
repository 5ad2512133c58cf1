//! Linear's webhook for issues.
//! See <https://linear.app/developers/webhooks>.

use afterword_domain::Moment;

use super::super::error::short;
use super::super::hook::{Change, Heard, Hook, Told};
use super::issue::state;
use crate::inbound::json::{self, At, Epoch};
use crate::inbound::signature::{self, NotGenuine};
use crate::inbound::{Delivery, Unreadable};

const SIGNATURE: &str = "linear-signature";
const DELIVERY: &str = "linear-delivery";
/// How far the moment of sending may lie from the present one, in seconds.
const WINDOW_S: i64 = 60;

pub(in crate::outbound) struct LinearHook;

impl Hook for LinearHook {
    fn headers(&self) -> &'static [&'static str] {
        &[SIGNATURE, DELIVERY]
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
        let code = delivery.header(SIGNATURE);
        let code = code.ok_or(NotGenuine::Missing(SIGNATURE))?;
        signature::fits_hex([code], secrets, &[delivery.body])?;
        // The body is genuine by now, and holds when it was sent.
        let malformed = NotGenuine::Malformed("webhookTimestamp");
        let body = json::parse(delivery.body).map_err(|_| malformed.clone())?;
        let sent_at = At::root(&body).epoch("webhookTimestamp", Epoch::Milliseconds);
        let sent_at = sent_at.map_err(|_| malformed)?;
        signature::is_within(sent_at.timestamp().as_second(), now, WINDOW_S)
    }

    fn identity(&self, delivery: &Delivery<'_>) -> Option<String> {
        delivery.header(DELIVERY).map(str::to_owned)
    }

    fn read(&self, delivery: &Delivery<'_>) -> Result<Heard, Unreadable> {
        let body = json::parse(delivery.body)?;
        let body = At::root(&body);
        let kind = body.text("type")?;
        if kind != "Issue" {
            let why = format!(
                "Linear's event “{}” tells nothing of a ticket's state.",
                short(kind)
            );
            return Ok(Heard::Nothing(why));
        }
        let issue = body.get("data")?;
        let change = if body.text("action")? == "remove" || issue.value()["trashed"] == true {
            Change::Deleted
        } else {
            let at = issue.get("state")?;
            let told = state(at.value());
            let (state, status, dropped) =
                told.ok_or_else(|| at.wrong("it has no type or no name"))?;
            Change::State {
                state,
                status,
                dropped,
            }
        };
        let actor = body.maybe("actor");
        let by = actor.and_then(|actor| actor.maybe_text("name"));
        Ok(Heard::Told(Told {
            key: issue.text("identifier")?.to_owned(),
            change,
            by: by.map(str::to_owned),
            at: body.moment("createdAt")?,
        }))
    }
}
