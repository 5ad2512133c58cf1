//! Deliveries of Sentry: the webhooks of an internal integration, and the older plugin's.

mod comment;
mod event;
mod issue;
mod metric;
#[cfg(test)]
mod tests;

use afterword_domain::Moment;
use afterword_domain::signal::Signal;

use super::json::{self, At};
use super::key::once_each;
use super::signature::{self, NotGenuine};
use super::{Delivery, Options, Reading, Source, Unreadable};

pub(super) struct Sentry;

const SIGNATURE: &str = "sentry-hook-signature";
const TIMESTAMP: &str = "sentry-hook-timestamp";
const RESOURCE: &str = "sentry-hook-resource";
const REQUEST: &str = "request-id";

impl Source for Sentry {
    fn headers(&self) -> &'static [&'static str] {
        &[SIGNATURE, TIMESTAMP, RESOURCE, REQUEST]
    }

    /// The HMAC-SHA256 of the body in hexadecimal, by the integration's client secret. The moment
    /// beside it is not signed: checking it turns away what is sent again as it was recorded, and
    /// no more; that nothing is told twice is a matter of the signals' keys.
    fn verify(
        &self,
        delivery: &Delivery<'_>,
        secrets: &[String],
        now: Moment,
    ) -> Result<(), NotGenuine> {
        if secrets.is_empty() {
            return Ok(());
        }
        let offered = delivery
            .header(SIGNATURE)
            .ok_or(NotGenuine::Missing(SIGNATURE))?;
        signature::fits_hex([offered.trim()], secrets, &[delivery.body])?;
        match delivery.header(TIMESTAMP) {
            Some(_) => {
                let sent = sent_at(delivery).ok_or(NotGenuine::Malformed(TIMESTAMP))?;
                signature::is_recent(sent.timestamp().as_second(), now)
            }
            None => Ok(()),
        }
    }

    fn identity(&self, delivery: &Delivery<'_>) -> Option<String> {
        delivery.header(REQUEST).map(str::to_owned)
    }

    fn read(&self, delivery: &Delivery<'_>, _options: &Options) -> Result<Reading, Unreadable> {
        let body = json::parse(delivery.body)?;
        let root = At::root(&body);
        let Some(resource) = delivery.header(RESOURCE) else {
            return Ok(told(vec![event::of_plugin(&root)?]));
        };
        let action = root.text("action")?;
        let data = root.get("data")?;
        let actor = root.maybe("actor");
        let actor = actor.as_ref().and_then(|actor| actor.maybe_text("name"));
        match resource {
            "event_alert" => Ok(told(vec![event::of_rule(&data)?])),
            "metric_alert" => Ok(told(metric::read(action, &data)?)),
            "issue" => {
                let sent = sent_at(delivery).ok_or_else(without_moment)?;
                let signals = issue::read(action, &data.get("issue")?, actor, sent)?;
                Ok(signals.map_or_else(|| nothing(resource, action), told))
            }
            "comment" => {
                let sent = sent_at(delivery).ok_or_else(without_moment)?;
                let signal = comment::read(action, &data, actor, sent)?;
                Ok(signal.map_or_else(|| nothing(resource, action), |signal| told(vec![signal])))
            }
            _ => Ok(nothing(resource, action)),
        }
    }
}

fn told(signals: Vec<Signal>) -> Reading {
    Reading::Signals(once_each(signals))
}

fn nothing(resource: &str, action: &str) -> Reading {
    let start = |text: &str| text.chars().take(40).collect::<String>();
    Reading::Nothing(format!(
        "Sentry's “{}.{}” tells nothing that belongs on a timeline.",
        start(resource),
        start(action)
    ))
}

/// When Sentry sent it: the only moment that it gives for what a person does to an issue.
fn sent_at(delivery: &Delivery<'_>) -> Option<Moment> {
    let seconds: i64 = delivery.header(TIMESTAMP)?.trim().parse().ok()?;
    let moment = Moment::from_micros(seconds.checked_mul(1_000_000)?)?;
    (1970..=2200)
        .contains(&moment.day().date().year())
        .then_some(moment)
}

fn without_moment() -> Unreadable {
    Unreadable {
        place: TIMESTAMP.to_owned(),
        problem: "it is missing or is no count of seconds since 1970; nothing else says when this \
                  happened"
            .into(),
    }
}

/// What all that is told of an issue has in common.
fn issue_alert(id: &str) -> String {
    super::key::key(&["sentry", "issue", id])
}
