//! An issue alert of Sentry: an event for which a rule of the project fired.

use std::collections::BTreeMap;

use afterword_domain::Moment;
use afterword_domain::incident::{EventKind, EvidenceKind};
use afterword_domain::signal::{Signal, Tells};

use super::issue_alert;
use crate::inbound::Unreadable;
use crate::inbound::json::{At, Epoch};
use crate::inbound::key::key;
use crate::inbound::links::link;
use crate::inbound::markdown::{headline, inline, sentence, with_said};

/// As an integration gets it, with the rule's name.
pub(super) fn of_rule(data: &At<'_>) -> Result<Signal, Unreadable> {
    let event = data.get("event")?;
    let rule = data.text("triggered_rule")?;
    let issue = match event.maybe("issue_id") {
        Some(_) => event.id("issue_id")?,
        None => event.id("groupID")?,
    };
    Fired {
        rule: Some(rule),
        issue,
        project: project(&event),
        url: event.maybe_text("web_url"),
        culprit: event.maybe_text("culprit"),
        event,
    }
    .signal()
}

/// As the older plugin sends it, with the project's name beside the event.
pub(super) fn of_plugin(root: &At<'_>) -> Result<Signal, Unreadable> {
    let rules = root.maybe_list("triggering_rules");
    let slug = root.maybe_text("project_slug");
    Fired {
        rule: rules.first().and_then(|at| at.value().as_str()),
        issue: root.id("id")?,
        project: slug.or(root.maybe_text("project")).map(str::to_owned),
        url: root.maybe_text("url"),
        culprit: root.maybe_text("culprit"),
        event: root.get("event")?,
    }
    .signal()
}

struct Fired<'a> {
    rule: Option<&'a str>,
    issue: String,
    project: Option<String>,
    url: Option<&'a str>,
    culprit: Option<&'a str>,
    event: At<'a>,
}

impl Fired<'_> {
    fn signal(self) -> Result<Signal, Unreadable> {
        let event = &self.event;
        let title = event.text("title")?;
        let labels = self.labels();
        let service = labels.get("service").cloned().or(self.project.clone());
        let on = service
            .as_deref()
            .map_or(String::new(), |name| format!(" on {}", inline(name)));
        let rule = self.rule.unwrap_or_default();
        let start = match self.rule {
            Some(rule) => format!("Sentry alert {} fired{on}", inline(rule)),
            None => format!("Sentry alert fired{on}"),
        };
        let culprit = self.culprit.map(|culprit| format!("In {culprit}"));
        Ok(Signal {
            key: key(&["sentry", "event", rule, &event.id("event_id")?]),
            revision: 0,
            occurred_at: moment(event)?,
            kind: EventKind::Alert,
            text: with_said(sentence(&start, Some(title)), culprit.as_deref()),
            tells: Tells::Firing {
                alert: issue_alert(&self.issue),
                title: headline(title, "Sentry alert"),
            },
            service,
            labels,
            evidence: link(EvidenceKind::Log, "event", self.url)
                .into_iter()
                .collect(),
            query: None,
        })
    }

    /// The event's tags, and what rules ask for first.
    fn labels(&self) -> BTreeMap<String, String> {
        let tags = self.event.maybe_list("tags");
        let pairs = tags.iter().filter_map(|tag| {
            let [name, value] = tag.value().as_array()?.as_slice() else {
                return None;
            };
            Some((name.as_str()?.to_lowercase(), value.as_str()?.to_owned()))
        });
        let mut labels: BTreeMap<String, String> = pairs.take(64).collect();
        for name in ["environment", "level", "release", "platform"] {
            if let Some(value) = self.event.maybe_text(name) {
                labels.insert(name.to_owned(), value.to_owned());
            }
        }
        if let Some(level) = labels.get("level").cloned() {
            labels.entry("severity".into()).or_insert(level);
        }
        for (name, value) in [
            ("alertname", self.rule),
            ("project", self.project.as_deref()),
        ] {
            if let Some(value) = value {
                labels.insert(name.to_owned(), value.to_owned());
            }
        }
        labels
    }
}

/// Seconds with a fraction in `timestamp`, or `datetime` as RFC 3339.
fn moment(event: &At<'_>) -> Result<Moment, Unreadable> {
    match event.maybe("timestamp") {
        Some(at) if at.value().is_number() => event.epoch("timestamp", Epoch::Seconds),
        _ => event.moment("datetime"),
    }
}

/// The project's short name, which stands only in the address of the event: the field `project` is
/// a number.
fn project(event: &At<'_>) -> Option<String> {
    let url = event.maybe_text("url").or(event.maybe_text("issue_url"))?;
    let (_, path) = url.split_once("/projects/")?;
    let slug = path.split('/').nth(1)?;
    (!slug.is_empty()).then(|| slug.to_owned())
}
