//! One alert of a group, as Alertmanager and Grafana both write it.

use std::collections::BTreeMap;

use afterword_domain::Moment;
use afterword_domain::incident::{EventKind, Evidence, EvidenceKind};
use afterword_domain::signal::{MetricQuery, Signal, Tells};

use super::expression;
use crate::inbound::Unreadable;
use crate::inbound::json::At;
use crate::inbound::key::key;
use crate::inbound::links::link;
use crate::inbound::markdown::{headline, inline, sentence, with_said};

/// The labels that may name the service, the likeliest first.
const SERVICE_LABELS: [&str; 4] = ["service", "component", "job", "app"];
/// What people call the annotation that says it in a line, and the one that says more.
const SUMMARIES: [&str; 3] = ["summary", "title", "message"];
const DESCRIPTIONS: [&str; 2] = ["description", "message"];

/// An alert with everything that its signals need.
pub(in crate::inbound) struct Alert<'a> {
    /// The same for all that is told of this occurrence: the source, its labels, when it began.
    occurrence: [String; 3],
    name: &'a str,
    labels: BTreeMap<String, String>,
    annotations: BTreeMap<String, String>,
    starts_at: Moment,
    /// Set once it is resolved.
    ends_at: Option<Moment>,
    query: Option<MetricQuery>,
    pub(in crate::inbound) evidence: Vec<Evidence>,
}

impl<'a> Alert<'a> {
    /// `source` keeps the alerts of one kind of source apart from those of another.
    pub(in crate::inbound) fn read(at: &At<'a>, source: &str) -> Result<Self, Unreadable> {
        let labels_at = at.get("labels")?;
        if !labels_at.value().is_object() {
            return Err(labels_at.wrong("it is not an object"));
        }
        let annotations = at.maybe("annotations");
        let annotations: BTreeMap<_, _> = annotations
            .map(|at| at.plain_entries().into_iter().collect())
            .unwrap_or_default();
        let starts_at = at.moment("startsAt")?;
        let ends_at = match at.text("status")? {
            "firing" => None,
            "resolved" => Some(at.moment("endsAt")?),
            _ => {
                let status = at.get("status")?;
                return Err(status.wrong("it is neither “firing” nor “resolved”"));
            }
        };
        let plain = labels_at.plain_entries();
        let began = starts_at.micros().to_string();
        let generator = at.maybe_text("generatorURL");
        let query = generator.and_then(expression::of);
        let label = if query.is_some() { "graph" } else { "rule" };
        let evidence = link(EvidenceKind::Metric, label, generator);
        Ok(Self {
            occurrence: [source.to_owned(), fingerprint(at, &plain), began],
            name: labels_at
                .maybe_text("alertname")
                .unwrap_or("without a name"),
            labels: matched(plain),
            evidence: evidence
                .into_iter()
                .chain(annotated(&annotations))
                .collect(),
            annotations,
            starts_at,
            ends_at,
            query,
        })
    }

    /// That it fired, and that it was resolved once it was. The first is told both times, so that
    /// nothing is missing when the delivery that told of it alone was lost or comes later.
    pub(in crate::inbound) fn signals(&self) -> Vec<Signal> {
        let service = self.service();
        let on = service.map_or(String::new(), |service| format!(" on {}", inline(service)));
        let summary = self.annotation(&SUMMARIES);
        let name = inline(self.name);
        let fired = sentence(&format!("Alert {name} fired{on}"), summary);
        let firing = self.signal(
            "firing",
            self.starts_at,
            with_said(fired, self.annotation(&DESCRIPTIONS)),
            Tells::Firing {
                alert: self.id(),
                title: self.title(),
            },
        );
        let resolved = self.ends_at.map(|ended| {
            let text = format!("Alert {name}{on} was resolved.");
            self.signal(
                "resolved",
                ended,
                text,
                Tells::Resolved { alert: self.id() },
            )
        });
        std::iter::once(firing).chain(resolved).collect()
    }

    fn signal(&self, what: &str, occurred_at: Moment, text: String, tells: Tells) -> Signal {
        let [source, fingerprint, began] = &self.occurrence;
        Signal {
            key: key(&[source, fingerprint, began, what]),
            revision: 0,
            occurred_at,
            kind: EventKind::Alert,
            text,
            tells,
            service: self.service().map(str::to_owned),
            labels: self.labels.clone(),
            evidence: self.evidence.clone(),
            query: self.query.clone(),
        }
    }

    fn id(&self) -> String {
        key(&self.occurrence.each_ref().map(String::as_str))
    }

    fn service(&self) -> Option<&str> {
        let named = SERVICE_LABELS
            .iter()
            .find_map(|label| self.labels.get(*label));
        named
            .map(|name| name.trim())
            .filter(|name| !name.is_empty())
    }

    /// What an incident that it opens is called.
    fn title(&self) -> String {
        let otherwise = match self.service() {
            Some(service) => format!("{} on {service}", self.name),
            None => self.name.to_owned(),
        };
        headline(self.annotation(&SUMMARIES).unwrap_or_default(), &otherwise)
    }

    fn annotation(&self, names: &[&str]) -> Option<&str> {
        let found = names.iter().find_map(|name| self.annotations.get(*name));
        found
            .map(|text| text.trim())
            .filter(|text| !text.is_empty())
    }
}

/// What Alertmanager knows the labels by; before version 0.19 it did not say.
fn fingerprint(at: &At<'_>, labels: &[(String, String)]) -> String {
    if let Some(given) = at.maybe_text("fingerprint") {
        return given.to_owned();
    }
    let mut sorted: Vec<&(String, String)> = labels.iter().collect();
    sorted.sort();
    let parts: Vec<&str> = sorted
        .into_iter()
        .flat_map(|(name, value)| [name.as_str(), value.as_str()])
        .collect();
    key(&parts)
}

/// The labels by the names that rules use.
fn matched(plain: Vec<(String, String)>) -> BTreeMap<String, String> {
    let mut labels: BTreeMap<String, String> = plain
        .into_iter()
        .map(|(name, value)| (name.to_lowercase(), value))
        .collect();
    if let (None, Some(env)) = (labels.get("environment"), labels.get("env")) {
        labels.insert("environment".into(), env.clone());
    }
    labels
}

/// The links that people put into annotations, by the names that Prometheus' mixins made usual.
fn annotated(annotations: &BTreeMap<String, String>) -> Vec<Evidence> {
    let usual = [
        (EvidenceKind::File, "runbook", "runbook_url"),
        (EvidenceKind::Dashboard, "dashboard", "dashboard_url"),
        (EvidenceKind::Dashboard, "dashboard", "dashboard"),
        (EvidenceKind::Log, "logs", "logs_url"),
    ];
    let links = usual.into_iter().filter_map(|(kind, label, name)| {
        link(kind, label, annotations.get(name).map(String::as_str))
    });
    links.collect()
}
