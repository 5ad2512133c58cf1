//! Deliveries of GitLab: pipelines, deployments, merges, pushes to the default branch.

mod changes;
mod pipelines;
mod project;
#[cfg(test)]
mod tests;
pub(crate) mod time;

use afterword_domain::Moment;

use super::json::{self, At};
use super::signature::{self, NotGenuine};
use super::{Delivery, Options, Reading, Source, Unreadable, standard_webhooks};

const TOKEN: &str = "x-gitlab-token";
const IDEMPOTENCY_KEY: &str = "idempotency-key";

pub(super) struct Gitlab;

impl Source for Gitlab {
    fn headers(&self) -> &'static [&'static str] {
        &[
            TOKEN,
            IDEMPOTENCY_KEY,
            standard_webhooks::ID,
            standard_webhooks::TIMESTAMP,
            standard_webhooks::SIGNATURE,
        ]
    }

    /// A secret that begins with `whsec_` is a signing token, and any other is a secret token,
    /// which is sent as it is. With both kinds a delivery needs one of them only while it carries
    /// no signature: a signature that is there must fit.
    fn verify(
        &self,
        delivery: &Delivery<'_>,
        secrets: &[String],
        now: Moment,
    ) -> Result<(), NotGenuine> {
        if secrets.is_empty() {
            return Ok(());
        }
        let is_key = |secret: &&String| standard_webhooks::is_key(secret);
        let (keys, tokens): (Vec<_>, Vec<_>) = secrets.iter().partition(is_key);
        let owned = |secrets: Vec<&String>| secrets.into_iter().cloned().collect::<Vec<_>>();
        let signed = delivery.header(standard_webhooks::SIGNATURE).is_some();
        if tokens.is_empty() || (signed && !keys.is_empty()) {
            return standard_webhooks::verify(delivery, &owned(keys), now);
        }
        let token = delivery.header(TOKEN).ok_or(NotGenuine::Missing(TOKEN))?;
        signature::is_secret(token, &owned(tokens))
    }

    /// The same for every attempt. `X-Gitlab-Event-UUID` is not: webhooks that one event causes
    /// in a chain share it.
    fn identity(&self, delivery: &Delivery<'_>) -> Option<String> {
        let id = delivery.header(standard_webhooks::ID);
        let id = id.or_else(|| delivery.header(IDEMPOTENCY_KEY));
        id.map(str::to_owned)
    }

    fn read(&self, delivery: &Delivery<'_>, _options: &Options) -> Result<Reading, Unreadable> {
        let body = json::parse(delivery.body)?;
        let body = At::root(&body);
        // Some events of groups have only a name.
        let kind = match body.maybe_text("object_kind") {
            Some(kind) => kind,
            None => body.text("event_name").map_err(|_| Unreadable {
                place: "object_kind".into(),
                problem: "it is missing; it says which event the delivery tells".into(),
            })?,
        };
        match kind {
            "pipeline" => pipelines::pipeline(&body),
            "deployment" => pipelines::deployment(&body),
            "merge_request" => changes::merge_request(&body),
            "push" => changes::push(&body),
            other => Ok(Reading::Nothing(format!(
                "GitLab's event “{other}” tells nothing that belongs on a timeline."
            ))),
        }
    }
}
