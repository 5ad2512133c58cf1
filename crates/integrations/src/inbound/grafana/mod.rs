//! Deliveries of Grafana's alerting: the webhook contact point, whose alerts are written as
//! Alertmanager's and say a little more.

#[cfg(test)]
mod tests;

use afterword_domain::Moment;
use afterword_domain::incident::{Evidence, EvidenceKind};

use super::alertmanager::alert::Alert;
use super::json::{self, At};
use super::key::once_each;
use super::links::link;
use super::signature::{self, NotGenuine};
use super::{Delivery, Options, Reading, Source, Unreadable};

pub(super) struct Grafana;

/// Grafana's own default.
const SIGNATURE: &str = "x-grafana-alerting-signature";
/// Grafana has no default: it sends none, and signs the body alone, until a name is typed.
const TIMESTAMP: &str = "x-grafana-alerting-timestamp";

impl Source for Grafana {
    fn headers(&self) -> &'static [&'static str] {
        &[SIGNATURE, TIMESTAMP, "authorization"]
    }

    /// By the signature where there is one, otherwise by what `authorization` holds.
    fn verify(
        &self,
        delivery: &Delivery<'_>,
        secrets: &[String],
        now: Moment,
    ) -> Result<(), NotGenuine> {
        if secrets.is_empty() {
            return Ok(());
        }
        let authorization = delivery.header("authorization");
        match (delivery.header(SIGNATURE), authorization) {
            (Some(offered), _) => signed(delivery, offered.trim(), secrets, now),
            (None, Some(_)) => signature::authorization(authorization, secrets),
            (None, None) => Err(NotGenuine::Missing(SIGNATURE)),
        }
    }

    fn identity(&self, _delivery: &Delivery<'_>) -> Option<String> {
        None
    }

    fn read(&self, delivery: &Delivery<'_>, _options: &Options) -> Result<Reading, Unreadable> {
        let body = json::parse(delivery.body)?;
        let group = At::root(&body);
        let mut signals = Vec::new();
        for at in group.list("alerts")? {
            let mut alert = Alert::read(&at, "grafana")?;
            alert.evidence.extend(shown(&at));
            signals.extend(alert.signals());
        }
        if signals.is_empty() {
            return Ok(Reading::Nothing("The group has no alerts.".into()));
        }
        Ok(Reading::Signals(once_each(signals)))
    }
}

/// HMAC-SHA256 in hexadecimal over `<timestamp>:<body>`, or over the body alone where Grafana was
/// told of no header for the timestamp.
fn signed(
    delivery: &Delivery<'_>,
    offered: &str,
    secrets: &[String],
    now: Moment,
) -> Result<(), NotGenuine> {
    let Some(timestamp) = delivery.header(TIMESTAMP) else {
        return signature::fits_hex([offered], secrets, &[delivery.body]);
    };
    let seconds: i64 = timestamp
        .parse()
        .map_err(|_| NotGenuine::Malformed(TIMESTAMP))?;
    let parts: [&[u8]; 3] = [timestamp.as_bytes(), b":", delivery.body];
    signature::fits_hex([offered], secrets, &parts)?;
    signature::is_recent(seconds, now)
}

/// Where Grafana shows the alert.
fn shown(at: &At<'_>) -> Vec<Evidence> {
    let links = [
        (EvidenceKind::Dashboard, "panel", "panelURL"),
        (EvidenceKind::Dashboard, "dashboard", "dashboardURL"),
        (EvidenceKind::File, "image", "imageURL"),
    ];
    let links = links.into_iter();
    links
        .filter_map(|(kind, label, name)| link(kind, label, at.maybe_text(name)))
        .collect()
}
