//! Jira's webhook for issues.
//! See <https://developer.atlassian.com/cloud/jira/platform/webhooks/>.

use afterword_domain::Moment;

use super::super::error::short;
use super::super::hook::{Change, Heard, Hook, Told};
use super::issue::state;
use crate::inbound::json::{self, At, Epoch};
use crate::inbound::signature::{self, NotGenuine};
use crate::inbound::{Delivery, Unreadable};

const SIGNATURE: &str = "x-hub-signature";
const IDENTIFIER: &str = "x-atlassian-webhook-identifier";

pub(in crate::outbound) struct JiraHook;

impl Hook for JiraHook {
    fn headers(&self) -> &'static [&'static str] {
        &[SIGNATURE, IDENTIFIER]
    }

    /// Jira signs no moment: a delivery that somebody recorded is known by its identifier, and by
    /// the moment that it tells of.
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

    fn identity(&self, delivery: &Delivery<'_>) -> Option<String> {
        delivery.header(IDENTIFIER).map(str::to_owned)
    }

    fn read(&self, delivery: &Delivery<'_>) -> Result<Heard, Unreadable> {
        let body = json::parse(delivery.body)?;
        let body = At::root(&body);
        let event = body.text("webhookEvent")?;
        if !matches!(
            event,
            "jira:issue_created" | "jira:issue_updated" | "jira:issue_deleted"
        ) {
            let why = format!(
                "Jira's event “{}” tells nothing of a ticket's state.",
                short(event)
            );
            return Ok(Heard::Nothing(why));
        }
        let issue = body.get("issue")?;
        let change = if event == "jira:issue_deleted" {
            Change::Deleted
        } else {
            let fields = issue.get("fields")?;
            let told = state(fields.value());
            let (state, status) =
                told.ok_or_else(|| fields.wrong("its status has no category or no name"))?;
            Change::State {
                state,
                status,
                dropped: false,
            }
        };
        let user = body.maybe("user");
        let by = user.and_then(|user| user.maybe_text("displayName"));
        Ok(Heard::Told(Told {
            key: issue.text("key")?.to_owned(),
            change,
            by: by.map(str::to_owned),
            at: body.epoch("timestamp", Epoch::Milliseconds)?,
        }))
    }
}
