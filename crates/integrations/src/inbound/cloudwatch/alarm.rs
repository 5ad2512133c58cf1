//! An alarm of CloudWatch that changed its state.

use std::collections::BTreeMap;

use afterword_domain::incident::{EventKind, Evidence, EvidenceKind};
use afterword_domain::signal::{Signal, Tells};

use crate::inbound::json::At;
use crate::inbound::key::{key, once_each};
use crate::inbound::links::link;
use crate::inbound::markdown::{headline, inline, sentence, with_said};
use crate::inbound::{Reading, Unreadable};

/// The dimensions that may name the service, the likeliest first, in lower case.
const SERVICE_DIMENSIONS: [&str; 8] = [
    "service",
    "servicename",
    "functionname",
    "apiname",
    "dbinstanceidentifier",
    "queuename",
    "loadbalancer",
    "instanceid",
];

pub(super) fn read(alarm: &At<'_>) -> Result<Reading, Unreadable> {
    let name = alarm.text("AlarmName")?;
    let changed_at = alarm.moment("StateChangeTime")?;
    let state = alarm.text("NewStateValue")?;
    let reason = alarm.maybe_text("NewStateReason");
    let description = alarm.maybe_text("AlarmDescription");
    let id = id(alarm, name)?;
    let labels = labels(alarm, name)?;
    let service = SERVICE_DIMENSIONS
        .iter()
        .find_map(|name| labels.get(*name))
        .map(|value| balanced(value).to_owned());
    let on = service
        .as_deref()
        .map_or(String::new(), |service| format!(" on {}", inline(service)));
    // A message does not say when the alarm began, so all its times share one name.
    let alert = key(&["cloudwatch", &id]);
    let (tells, text) = match state {
        "ALARM" => {
            let start = format!("CloudWatch alarm {} fired{on}", inline(name));
            let title = headline(name, "CloudWatch alarm");
            let text = with_said(sentence(&start, description), reason);
            (Tells::Firing { alert, title }, text)
        }
        "OK" => {
            let start = format!("CloudWatch alarm {}{on} is back to OK", inline(name));
            (Tells::Resolved { alert }, sentence(&start, reason))
        }
        "INSUFFICIENT_DATA" => {
            let start = format!("CloudWatch alarm {}{on} has too little data", inline(name));
            (Tells::Noted, sentence(&start, reason))
        }
        _ => {
            let state = alarm.get("NewStateValue")?;
            return Err(state.wrong("no alarm of CloudWatch has this state"));
        }
    };
    let moment = changed_at.micros().to_string();
    Ok(Reading::Signals(once_each([Signal {
        key: key(&["cloudwatch", &id, state, &moment]),
        revision: 0,
        occurred_at: changed_at,
        kind: EventKind::Alert,
        text,
        tells,
        service,
        labels,
        evidence: console(&id, name).into_iter().collect(),
        query: None,
    }])))
}

/// The alarm's ARN, which messages before 2020 did not carry.
fn id(alarm: &At<'_>, name: &str) -> Result<String, Unreadable> {
    match alarm.maybe_text("AlarmArn") {
        Some(arn) => Ok(arn.to_owned()),
        None => Ok(key(&[
            &alarm.id("AWSAccountId")?,
            alarm.text("Region")?,
            name,
        ])),
    }
}

/// A load balancer's own name within "app/checkout/50dc6c495c0c9188"; any other value as it is.
fn balanced(value: &str) -> &str {
    let mut parts = value.split('/');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some("app" | "net" | "gwy"), Some(name), Some(_), None) if !name.is_empty() => name,
        _ => value,
    }
}

/// The dimensions, and what rules ask for first.
fn labels(alarm: &At<'_>, name: &str) -> Result<BTreeMap<String, String>, Unreadable> {
    let mut labels = BTreeMap::new();
    if let Some(trigger) = alarm.maybe("Trigger") {
        for dimension in trigger.maybe_list("Dimensions") {
            let value = dimension.text("value")?.to_owned();
            labels.insert(dimension.text("name")?.to_lowercase(), value);
        }
        for (label, field) in [("metric", "MetricName"), ("namespace", "Namespace")] {
            if let Some(value) = trigger.maybe_text(field) {
                labels.insert(label.to_owned(), value.to_owned());
            }
        }
    }
    labels.insert("alertname".into(), name.to_owned());
    let account = alarm
        .maybe("AWSAccountId")
        .map(|_| alarm.id("AWSAccountId"));
    if let Some(account) = account.transpose()? {
        labels.insert("account".into(), account);
    }
    if let Some(region) = alarm.maybe_text("Region") {
        labels.insert("region".into(), region.to_owned());
    }
    Ok(labels)
}

/// Where the console shows the alarm. Made from its ARN, as messages carry no link, and only where
/// nothing in it needs the console's own way of escaping.
fn console(arn: &str, name: &str) -> Option<Evidence> {
    let region = arn.strip_prefix("arn:aws:cloudwatch:")?.split(':').next()?;
    let is_plain = |text: &str| {
        let mut bytes = text.bytes();
        !text.is_empty() && bytes.all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
    };
    if !is_plain(region) || !is_plain(name) {
        return None;
    }
    let url = format!(
        "https://{region}.console.aws.amazon.com/cloudwatch/home?region={region}#alarmsV2:alarm/{name}"
    );
    link(EvidenceKind::Dashboard, "alarm", Some(&url))
}
