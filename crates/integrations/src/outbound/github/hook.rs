//! GitHub's webhook for issues.
//! See <https://docs.github.com/en/webhooks/webhook-events-and-payloads#issues>.

use afterword_domain::Moment;

use super::super::hook::{Change, Heard, Hook, Told};
use super::issue::state;
use crate::inbound::json::At;
use crate::inbound::signature::NotGenuine;
use crate::inbound::{Delivery, Kind, Unreadable, github, source};

const EVENT: &str = "x-github-event";

pub(in crate::outbound) struct GithubHook;

impl Hook for GithubHook {
    fn headers(&self) -> &'static [&'static str] {
        source(Kind::Github).headers()
    }

    fn verify(
        &self,
        delivery: &Delivery<'_>,
        secrets: &[String],
        now: Moment,
    ) -> Result<(), NotGenuine> {
        source(Kind::Github).verify(delivery, secrets, now)
    }

    fn identity(&self, delivery: &Delivery<'_>) -> Option<String> {
        source(Kind::Github).identity(delivery)
    }

    fn read(&self, delivery: &Delivery<'_>) -> Result<Heard, Unreadable> {
        let event = delivery.header(EVENT).unwrap_or_default();
        if event != "issues" {
            let why = format!("GitHub's event “{event}” tells nothing of a ticket's state.");
            return Ok(Heard::Nothing(why));
        }
        let body = github::payload(delivery)?;
        let body = At::root(&body);
        let action = body.text("action")?;
        let issue = body.get("issue")?;
        let number = issue.id("number")?;
        let repository = body.get("repository")?.text("full_name")?;
        let change = match action {
            "opened" | "closed" | "reopened" => {
                let told = state(issue.value());
                let (state, status, dropped) =
                    told.ok_or_else(|| issue.wrong("its state is neither open nor closed"))?;
                Change::State {
                    state,
                    status,
                    dropped,
                }
            }
            "deleted" | "transferred" => Change::Deleted,
            other => {
                let why = format!("GitHub says “{other}”, which is no change of state.");
                return Ok(Heard::Nothing(why));
            }
        };
        let sender = body.maybe("sender");
        let by = sender.and_then(|sender| sender.maybe_text("login"));
        Ok(Heard::Told(Told {
            key: format!("{repository}#{number}"),
            change,
            by: by.map(str::to_owned),
            at: issue.moment("updated_at")?,
        }))
    }
}
