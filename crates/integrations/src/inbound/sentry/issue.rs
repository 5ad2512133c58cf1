//! What happens to an issue of Sentry itself: that it is new, resolved, assigned.

use std::collections::BTreeMap;

use afterword_domain::Moment;
use afterword_domain::incident::{EventKind, EvidenceKind};
use afterword_domain::signal::{Signal, Tells};

use super::issue_alert;
use crate::inbound::Unreadable;
use crate::inbound::json::At;
use crate::inbound::key::key;
use crate::inbound::links::link;
use crate::inbound::markdown::{headline, inline, sentence};

/// The signals of an action, or `None` for one that tells nothing. Sentry gives no moment for what
/// a person does, so it is when the delivery was sent.
pub(super) fn read(
    action: &str,
    issue: &At<'_>,
    actor: Option<&str>,
    sent: Moment,
) -> Result<Option<Vec<Signal>>, Unreadable> {
    let id = issue.id("id")?;
    let short = issue.maybe_text("shortId").unwrap_or(&id);
    let title = issue.text("title")?;
    let by = actor.map_or(String::new(), |name| format!(" by {}", inline(name)));
    let name = format!("Sentry issue {}", inline(short));
    let alert = issue_alert(&id);
    let (kind, tells, text) = match action {
        "created" => {
            let start = format!("{name} is new{}", on(issue));
            let tells = Tells::Firing {
                alert,
                title: headline(title, "New issue in Sentry"),
            };
            (EventKind::Alert, tells, sentence(&start, Some(title)))
        }
        "resolved" => {
            let text = sentence(&format!("{name} was resolved{by}"), Some(title));
            (EventKind::Alert, Tells::Resolved { alert }, text)
        }
        "unresolved" => noted(
            EventKind::Alert,
            &format!("{name} is unresolved again"),
            title,
        ),
        "assigned" => {
            let to = assignee(issue);
            noted(
                EventKind::Page,
                &format!("{name} was assigned{to}{by}"),
                title,
            )
        }
        "archived" | "ignored" => noted(
            EventKind::Decision,
            &format!("{name} was archived{by}"),
            title,
        ),
        _ => return Ok(None),
    };
    let (what, occurred_at) = if action == "created" {
        (String::new(), issue.moment("firstSeen")?)
    } else {
        // A delivery made again is sent at another moment. What happens to an issue twice has an
        // event of the issue in between, or somebody else it is assigned to.
        let last = issue.moment("lastSeen")?.micros().to_string();
        (format!("{last}{}", assignee(issue)), sent)
    };
    let signal = Signal {
        key: key(&["sentry", "issue", &id, action, &what]),
        revision: 0,
        occurred_at,
        kind,
        text,
        tells,
        service: project(issue).map(str::to_owned),
        labels: labels(issue),
        evidence: link(EvidenceKind::Ticket, short, url(issue))
            .into_iter()
            .collect(),
        query: None,
    };
    Ok(Some(vec![signal]))
}

fn noted(kind: EventKind, start: &str, title: &str) -> (EventKind, Tells, String) {
    (kind, Tells::Noted, sentence(start, Some(title)))
}

fn project<'a>(issue: &At<'a>) -> Option<&'a str> {
    issue.maybe("project")?.maybe_text("slug")
}

fn on(issue: &At<'_>) -> String {
    project(issue).map_or(String::new(), |name| format!(" on {}", inline(name)))
}

fn assignee(issue: &At<'_>) -> String {
    let to = issue.maybe("assignedTo");
    let name = to.as_ref().and_then(|to| to.maybe_text("name"));
    name.map_or(String::new(), |name| format!(" to {}", inline(name)))
}

fn url<'a>(issue: &At<'a>) -> Option<&'a str> {
    issue
        .maybe_text("web_url")
        .or(issue.maybe_text("permalink"))
}

fn labels(issue: &At<'_>) -> BTreeMap<String, String> {
    let mut labels = BTreeMap::new();
    for name in ["level", "platform", "status", "priority"] {
        if let Some(value) = issue.maybe_text(name) {
            labels.insert(name.to_owned(), value.to_owned());
        }
    }
    if let Some(level) = labels.get("level").cloned() {
        labels.insert("severity".into(), level);
    }
    if let Some(project) = project(issue) {
        labels.insert("project".into(), project.to_owned());
    }
    labels
}
