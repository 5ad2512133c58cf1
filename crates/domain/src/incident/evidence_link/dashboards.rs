//! Dashboards, logs, traces and queries: Grafana, Prometheus, Datadog, Kibana, OpenSearch, Splunk,
//! Jaeger, CloudWatch.

use super::Shape;
use super::address::{Address, decoded, is_number, words};
use crate::incident::EvidenceKind::{Dashboard, Log, Metric};

pub(super) fn recognise(address: &Address<'_>) -> Option<Shape> {
    let parts = address.parts();
    datadog(address, &parts)
        .or_else(|| cloudwatch(address, &parts))
        .or_else(|| grafana(address, &parts))
        .or_else(|| searched(address, &parts))
        .or_else(|| queried(address, &parts))
}

fn grafana(address: &Address<'_>, parts: &[&str]) -> Option<Shape> {
    // It may be served below a path of its own.
    match parts {
        [.., "d" | "d-solo", uid, slug] if !uid.is_empty() => Some((Dashboard, words(slug))),
        ["d", _] | ["grafana", "d", _] => Some((Dashboard, "Grafana dashboard".into())),
        [.., "explore"] if address.is_called("grafana") || parts.contains(&"grafana") => {
            Some((Dashboard, "Grafana Explore".into()))
        }
        [.., "alerting", _, uid, "view"] => Some((Dashboard, format!("Grafana alert {uid}"))),
        _ => None,
    }
}

fn datadog(address: &Address<'_>, parts: &[&str]) -> Option<Shape> {
    let hosts = ["datadoghq.com", "datadoghq.eu", "ddog-gov.com"];
    if !hosts.iter().any(|host| address.is_at(host)) {
        return None;
    }
    Some(match parts {
        ["dashboard", _, slug, ..] => (Dashboard, words(slug)),
        ["logs", ..] => (Log, "Datadog logs".into()),
        ["monitors", number, ..] if is_number(number) => {
            (Dashboard, format!("Datadog monitor {number}"))
        }
        ["apm", "trace", id, ..] => (Log, trace(id)),
        ["metric", ..] => (Metric, "Datadog metric".into()),
        [] => return None,
        _ => (Dashboard, "Datadog".into()),
    })
}

/// Kibana, OpenSearch and Splunk.
fn searched(address: &Address<'_>, parts: &[&str]) -> Option<Shape> {
    let at = parts.iter().position(|part| *part == "app")?;
    // Before version 7 the page stood after the `#`.
    let page = match parts.get(at + 1..)? {
        ["kibana"] => address
            .fragment
            .trim_start_matches('/')
            .split(['/', '?'])
            .next()?,
        [page, ..] => page,
        [] => return None,
    };
    match page {
        "discover" | "data-explorer" => Some((Log, "Kibana Discover".into())),
        "logs" => Some((Log, "Kibana logs".into())),
        "dashboard" | "dashboards" => Some((Dashboard, "Kibana dashboard".into())),
        "search" if parts.get(at + 2) == Some(&"search") => Some((Log, "Splunk search".into())),
        _ => None,
    }
}

/// A query of Prometheus, a trace of Jaeger, the alerts of Alertmanager.
fn queried(address: &Address<'_>, parts: &[&str]) -> Option<Shape> {
    match parts {
        [.., "graph" | "query"] => address.asked("g0.expr").map(|query| (Metric, query)),
        [.., "trace", id] if id.len() >= 16 && id.bytes().all(|b| b.is_ascii_hexdigit()) => {
            Some((Log, trace(id)))
        }
        [] if address.fragment.starts_with("/alerts") => {
            Some((Dashboard, "Alertmanager alerts".into()))
        }
        _ => None,
    }
}

fn trace(id: &str) -> String {
    format!("trace {}", id.chars().take(8).collect::<String>())
}

/// The console says after the `#` what it shows; there `$25` stands for `%`.
fn cloudwatch(address: &Address<'_>, parts: &[&str]) -> Option<Shape> {
    if !address.is_at("console.aws.amazon.com") || parts.first() != Some(&"cloudwatch") {
        return None;
    }
    let shown = decoded(&decoded(&address.fragment.replace('$', "%")));
    let after = |mark: &str| {
        let (_, rest) = shown.split_once(mark)?;
        let name = rest.split(['?', '&', ';']).next().unwrap_or_default();
        Some(name.trim_matches('/').to_owned()).filter(|name| !name.is_empty())
    };
    if let Some(group) = after("log-group/") {
        let group = group.split("/log-events").next().unwrap_or_default();
        return Some((Log, format!("CloudWatch {group}")));
    }
    if shown.starts_with("logsV2:logs-insights") {
        return Some((Log, "CloudWatch Logs Insights".into()));
    }
    if let Some(alarm) = after("alarm/") {
        return Some((Dashboard, format!("CloudWatch alarm {alarm}")));
    }
    let board = after("dashboards/dashboard/").or_else(|| after("dashboards:name="));
    let board = board.map(|name| format!("CloudWatch {name}"));
    Some((Dashboard, board.unwrap_or_else(|| "CloudWatch".into())))
}

#[cfg(test)]
mod tests {
    use crate::incident::evidence_link::recognise;

    #[test]
    fn where_one_looks_is_called_by_what_it_shows() {
        let aws = "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1";
        let cases = [
            ("https://grafana.example.org/d/abc123/ledger-overview?from=1&to=2".into(), "Dashboard ledger overview"),
            ("https://ops.example.org/grafana/d/abc123/ledger_pools".into(), "Dashboard ledger pools"),
            ("https://grafana.example.org/explore?panes=%7B%7D".into(), "Dashboard Grafana Explore"),
            ("https://prometheus.example.org/graph?g0.expr=rate%28errors%5B5m%5D%29+%3E+0.02&g0.tab=0".into(), "Metric rate(errors[5m]) > 0.02"),
            ("https://app.datadoghq.eu/dashboard/abc-def/ledger-health".into(), "Dashboard ledger health"),
            ("https://app.datadoghq.com/logs?query=service%3Aledger".into(), "Log Datadog logs"),
            ("https://app.datadoghq.com/monitors/7781".into(), "Dashboard Datadog monitor 7781"),
            ("https://kibana.example.org/s/ops/app/discover#/?_g=()".into(), "Log Kibana Discover"),
            ("https://kibana.example.org/app/kibana#/dashboard/abc?_g=()".into(), "Dashboard Kibana dashboard"),
            ("https://splunk.example.org/en-GB/app/search/search?q=x".into(), "Log Splunk search"),
            ("https://jaeger.example.org/trace/0123456789abcdef".into(), "Log trace 01234567"),
            ("https://alerts.example.org/#/alerts?filter=%7B%7D".into(), "Dashboard Alertmanager alerts"),
            (format!("{aws}#logsV2:log-groups/log-group/$252Faws$252Flambda$252Fledger/log-events/x"), "Log CloudWatch aws/lambda/ledger"),
            (format!("{aws}#logsV2:logs-insights$3FqueryDetail"), "Log CloudWatch Logs Insights"),
            (format!("{aws}#alarmsV2:alarm/ledger+5xx?"), "Dashboard CloudWatch alarm ledger+5xx"),
            (format!("{aws}#dashboards/dashboard/Ledger"), "Dashboard CloudWatch Ledger"),
        ];
        for (url, expected) in cases {
            let found = recognise(&url).unwrap();
            let kind = found.kind.unwrap_or_else(|| panic!("{url}"));
            assert_eq!(format!("{kind:?} {}", found.label), expected, "{url}");
        }
    }
}
