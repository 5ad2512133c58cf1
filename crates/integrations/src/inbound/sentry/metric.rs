//! A metric alert of Sentry: a threshold that was crossed, and crossed back.

use std::collections::BTreeMap;

use afterword_domain::Moment;
use afterword_domain::incident::{EventKind, Evidence, EvidenceKind};
use afterword_domain::signal::{Signal, Tells};

use crate::inbound::Unreadable;
use crate::inbound::json::At;
use crate::inbound::key::key;
use crate::inbound::links::link;
use crate::inbound::markdown::{headline, inline, sentence, with_said};

/// Sentry numbers each time that the threshold is crossed, and says with the end when it began: so
/// the end tells of both.
pub(super) fn read(action: &str, data: &At<'_>) -> Result<Vec<Signal>, Unreadable> {
    let metric = data.get("metric_alert")?;
    let rule = metric.get("alert_rule")?;
    let id = metric.id("id")?;
    let projects = metric.maybe_list("projects");
    let service = projects.iter().find_map(|at| at.value().as_str());
    let alert = Crossed {
        name: rule.text("name")?,
        labels: labels(&rule, service),
        evidence: link(EvidenceKind::Metric, "alert", data.maybe_text("web_url")),
        service,
        id,
    };
    let start = format!("Sentry alert {} fired{}", inline(alert.name), alert.on());
    let fired = with_said(sentence(&start, None), measured(&rule).as_deref());
    let firing = alert.signal(
        "firing",
        metric.moment("date_started")?,
        fired,
        Tells::Firing {
            alert: alert.id(),
            title: alert.title(),
        },
    );
    match action {
        "critical" | "warning" => Ok(vec![graded(firing, action)]),
        "resolved" => {
            let text = format!(
                "Sentry alert {}{} was resolved.",
                inline(alert.name),
                alert.on()
            );
            let tells = Tells::Resolved { alert: alert.id() };
            let closed_at = metric.moment("date_closed")?;
            Ok(vec![
                firing,
                alert.signal("resolved", closed_at, text, tells),
            ])
        }
        _ => Err(Unreadable {
            place: "action".into(),
            problem: "it is neither “critical” nor “warning” nor “resolved”".into(),
        }),
    }
}

/// The beginning with the severity that this delivery knows. The graver telling of it holds,
/// whichever came first, and the end's, which knows none, only where no other came.
fn graded(mut firing: Signal, severity: &str) -> Signal {
    firing.revision = if severity == "critical" { 2 } else { 1 };
    firing.labels.insert("severity".into(), severity.to_owned());
    firing
}

/// One time that a threshold was crossed.
struct Crossed<'a> {
    id: String,
    name: &'a str,
    service: Option<&'a str>,
    labels: BTreeMap<String, String>,
    evidence: Option<Evidence>,
}

impl Crossed<'_> {
    fn id(&self) -> String {
        key(&["sentry", "metric", &self.id])
    }

    fn on(&self) -> String {
        self.service
            .map_or(String::new(), |name| format!(" on {}", inline(name)))
    }

    fn title(&self) -> String {
        let name = headline(self.name, "Sentry alert");
        match self.service {
            Some(service) => format!("{name} on {service}"),
            None => name,
        }
    }

    fn signal(&self, what: &str, occurred_at: Moment, text: String, tells: Tells) -> Signal {
        Signal {
            key: key(&["sentry", "metric", &self.id, what]),
            revision: 0,
            occurred_at,
            kind: EventKind::Alert,
            text,
            tells,
            service: self.service.map(str::to_owned),
            labels: self.labels.clone(),
            evidence: self.evidence.iter().cloned().collect(),
            query: None,
        }
    }
}

/// What the rule measures, which does not change while it fires.
fn measured(rule: &At<'_>) -> Option<String> {
    let aggregate = rule.maybe_text("aggregate")?;
    Some(match rule.maybe_text("query") {
        Some(query) => format!("It measures {aggregate} where {query}."),
        None => format!("It measures {aggregate}."),
    })
}

fn labels(rule: &At<'_>, project: Option<&str>) -> BTreeMap<String, String> {
    let wanted = [
        ("alertname", rule.maybe_text("name")),
        ("environment", rule.maybe_text("environment")),
        ("project", project),
    ];
    let labels = wanted.into_iter();
    labels
        .filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned())))
        .collect()
}
