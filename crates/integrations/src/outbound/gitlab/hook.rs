//! GitLab's webhook for issues.
//! See <https://docs.gitlab.com/user/project/integrations/webhook_events/#work-item-events>.

use afterword_domain::Moment;

use super::super::hook::{Change, Heard, Hook, Told};
use super::issue::state;
use crate::inbound::gitlab::time;
use crate::inbound::json::{self, At};
use crate::inbound::signature::NotGenuine;
use crate::inbound::{Delivery, Kind, Unreadable, source};

pub(in crate::outbound) struct GitlabHook;

impl Hook for GitlabHook {
    fn headers(&self) -> &'static [&'static str] {
        source(Kind::Gitlab).headers()
    }

    fn verify(
        &self,
        delivery: &Delivery<'_>,
        secrets: &[String],
        now: Moment,
    ) -> Result<(), NotGenuine> {
        source(Kind::Gitlab).verify(delivery, secrets, now)
    }

    fn identity(&self, delivery: &Delivery<'_>) -> Option<String> {
        source(Kind::Gitlab).identity(delivery)
    }

    fn read(&self, delivery: &Delivery<'_>) -> Result<Heard, Unreadable> {
        let body = json::parse(delivery.body)?;
        let body = At::root(&body);
        let kind = body.text("object_kind")?;
        if !matches!(kind, "issue" | "work_item") {
            let why = format!("GitLab's event “{kind}” tells nothing of a ticket's state.");
            return Ok(Heard::Nothing(why));
        }
        let issue = body.get("object_attributes")?;
        let project = body.get("project")?.text("path_with_namespace")?;
        let number = issue.id("iid")?;
        let status = issue.text("state")?;
        let state = state(status).ok_or_else(|| issue.wrong("its state is none that is known"))?;
        let user = body.maybe("user");
        let by = user.and_then(|user| user.maybe_text("name").map(str::to_owned));
        Ok(Heard::Told(Told {
            key: format!("{project}#{number}"),
            change: Change::State {
                state,
                status: status.to_owned(),
                dropped: false,
            },
            by,
            at: time::moment(&issue, "updated_at")?,
        }))
    }
}
