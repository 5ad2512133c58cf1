//! A monitor of Datadog that changed its state.

use std::collections::BTreeMap;

use afterword_domain::incident::{EventKind, Evidence, EvidenceKind};
use afterword_domain::signal::{Signal, Tells};

use super::words::{filled, plain, titled};
use crate::inbound::Unreadable;
use crate::inbound::json::{At, Epoch};
use crate::inbound::key::key;
use crate::inbound::links::link;
use crate::inbound::markdown::{headline, inline, sentence, with_said};

/// More tags than anybody gives to a monitor.
const TAGS_MAX: usize = 200;

/// The signal of an event, or why it tells nothing.
pub(super) fn read(root: &At<'_>) -> Result<Result<Signal, String>, Unreadable> {
    let title = titled(root.text("title")?);
    let occurred_at = root.epoch("date", Epoch::Milliseconds)?;
    let Some(state) = filled(root, "alert_transition").or(title.state) else {
        return Ok(Err(
            "Datadog's event is of no monitor that changed its state.".into(),
        ));
    };
    let name = filled(root, "alert_title").map_or(title.words, |title| titled(title).words);
    let scope = filled(root, "alert_scope").or(title.scope);
    let labels = labels(root, name, scope);
    let id = id(root, name, scope);
    let id: Vec<&str> = ["datadog"].into_iter().chain(id).collect();
    let alert = key(&id);
    let service = labels.get("service").or(labels.get("host")).cloned();
    let on = service
        .as_deref()
        .map_or(String::new(), |name| format!(" on {}", inline(name)));
    let (tells, start) = match state.trim_start_matches("Re-") {
        "Triggered" => (
            firing(&alert, name),
            format!("Datadog monitor {} fired{on}", inline(name)),
        ),
        "Warn" => (
            firing(&alert, name),
            format!("Datadog monitor {} warned{on}", inline(name)),
        ),
        "No Data" => (
            firing(&alert, name),
            format!("Datadog monitor {} got no data{on}", inline(name)),
        ),
        "Recovered" => (
            Tells::Resolved {
                alert: alert.clone(),
            },
            format!("Datadog monitor {}{on} recovered", inline(name)),
        ),
        "Renotify" => {
            return Ok(Err(
                "Datadog only reminds of a state that it told before.".into()
            ));
        }
        _ => {
            let state = state.chars().take(40).collect::<String>();
            return Ok(Err(format!(
                "Datadog's state “{state}” is neither a beginning nor an end."
            )));
        }
    };
    // Of a recovery, the message says again what was wrong.
    let is_end = matches!(tells, Tells::Resolved { .. });
    let said = filled(root, "text").or(filled(root, "body")).map(plain);
    let said = said.filter(|_| !is_end);
    let text = sentence(&start, filled(root, "alert_status"));
    let moment = occurred_at.micros().to_string();
    Ok(Ok(Signal {
        key: key(&[&id, [state, &moment].as_slice()].concat()),
        revision: 0,
        occurred_at,
        kind: EventKind::Alert,
        text: with_said(text, said.as_deref()),
        tells,
        service,
        labels,
        evidence: evidence(root),
        query: None,
    }))
}

fn firing(alert: &str, name: &str) -> Tells {
    Tells::Firing {
        alert: alert.to_owned(),
        title: headline(name, "Datadog monitor"),
    }
}

/// Datadog's key for the time from when a monitor fires until it recovers. Without it, the monitor
/// and what it watches: then what fires again later is not told apart from what fired before.
fn id<'a>(root: &At<'a>, name: &'a str, scope: Option<&'a str>) -> Vec<&'a str> {
    match filled(root, "alert_cycle_key") {
        Some(cycle) => vec![cycle],
        None => vec![
            filled(root, "alert_id").unwrap_or(name),
            scope.unwrap_or_default(),
        ],
    }
}

/// The tags of the event and of what the monitor watches, and what rules ask for first.
fn labels(root: &At<'_>, name: &str, scope: Option<&str>) -> BTreeMap<String, String> {
    let mut labels = BTreeMap::new();
    let mut plain = Vec::new();
    let lists = [filled(root, "tags"), scope].into_iter().flatten();
    for tag in lists
        .flat_map(|tags| tags.split(','))
        .map(str::trim)
        .take(TAGS_MAX)
    {
        match tag.split_once(':') {
            Some((name, value)) if !name.is_empty() && !value.is_empty() => {
                labels.insert(name.to_lowercase(), value.to_owned());
            }
            _ if !tag.is_empty() && !plain.contains(&tag) => plain.push(tag),
            _ => {}
        }
    }
    if !plain.is_empty() {
        labels.insert("tags".into(), plain.join(", "));
    }
    labels.insert("alertname".into(), name.to_owned());
    let wanted = [
        ("host", "hostname"),
        ("metric", "alert_metric"),
        ("priority", "alert_priority"),
        ("severity", "alert_type"),
    ];
    for (label, field) in wanted {
        if let Some(value) = filled(root, field) {
            labels.insert(label.to_owned(), value.to_owned());
        }
    }
    if let (None, Some(env)) = (labels.get("environment"), labels.get("env").cloned()) {
        labels.insert("environment".into(), env);
    }
    labels
}

fn evidence(root: &At<'_>) -> Vec<Evidence> {
    let links = [
        (EvidenceKind::Dashboard, "monitor", "link"),
        (EvidenceKind::Metric, "graph", "snapshot"),
    ];
    let links = links.into_iter();
    links
        .filter_map(|(kind, label, name)| link(kind, label, filled(root, name)))
        .collect()
}
