//! Log entries of PagerDuty, as `/incidents/{id}/log_entries` and `/log_entries` list them.
//! See <https://developer.pagerduty.com/api-reference/9ca6e7a4de1cc-list-log-entries>.

use afterword_domain::incident::EventKind;
use afterword_domain::signal::{Signal, Tells};

use crate::inbound::Unreadable;
use crate::inbound::json::At;
use crate::inbound::markdown::sentence;
use crate::inbound::pagerduty::incident::Incident;

use super::{File, Pulled, each};

pub(super) fn read(files: &[File<'_>], pulled: &mut Pulled) -> Result<(), Unreadable> {
    for file in files {
        let value = file.json()?;
        for page in each(&file.at(&value)) {
            for entry in entries(&page)? {
                match signal(&entry)? {
                    Some(signal) => pulled.signals.push(signal),
                    None => pulled.pass_over(format!(
                        "A log entry of the type “{}” tells nothing that belongs on a timeline.",
                        entry.text("type")?
                    )),
                }
            }
        }
    }
    first_triggers(&mut pulled.signals);
    Ok(())
}

fn entries<'a>(at: &At<'a>) -> Result<Vec<At<'a>>, Unreadable> {
    if at.maybe("log_entries").is_some() {
        return at.list("log_entries");
    }
    if let Some(entry) = at.maybe("log_entry") {
        return Ok(vec![entry]);
    }
    match at.maybe_text("type") {
        Some(kind) if kind.contains("log_entry") => Ok(vec![at.clone()]),
        _ => Err(at.wrong("it has no “log_entries”")),
    }
}

fn signal(entry: &At<'_>) -> Result<Option<Signal>, Unreadable> {
    let kind = entry.text("type")?;
    // References have the same names with an ending.
    let kind = kind.strip_suffix("_reference").unwrap_or(kind);
    let incident = Incident::read(&entry.get("incident")?)?;
    let created_at = entry.moment("created_at")?;
    let alert = incident.alert();
    let (kind, tells) = match kind {
        "trigger_log_entry" => return Ok(incident.triggered(Some(created_at))),
        "acknowledge_log_entry" => (EventKind::Page, Tells::Acknowledged { alert }),
        "resolve_log_entry" => (EventKind::Alert, Tells::Resolved { alert }),
        "unacknowledge_log_entry"
        | "repeat_escalation_path_log_entry"
        | "escalate_log_entry"
        | "assign_log_entry"
        | "delegate_log_entry"
        | "notify_log_entry"
        | "snooze_log_entry"
        | "exhaust_escalation_path_log_entry"
        | "responder_request_log_entry"
        | "responder_accept_log_entry" => (EventKind::Page, Tells::Noted),
        "annotate_log_entry" | "status_update_log_entry" => (EventKind::Message, Tells::Noted),
        "priority_change_log_entry" | "urgency_change_log_entry" => {
            (EventKind::Decision, Tells::Noted)
        }
        _ => return Ok(None),
    };
    let channel = entry.maybe("channel");
    let note = channel.as_ref().and_then(|channel| {
        let note = channel.maybe_text("content");
        note.or_else(|| channel.maybe_text("summary"))
    });
    let said = match kind {
        EventKind::Message => note.or_else(|| entry.maybe_text("summary")),
        _ => entry.maybe_text("summary"),
    };
    let text = sentence(&format!("{}{}", incident.name(), incident.on()), said);
    let what = ["log_entry", &entry.id("id")?];
    Ok(Some(incident.signal(&what, created_at, kind, text, tells)))
}

/// An alert that was sent again is a trigger again: the incident began with the first.
fn first_triggers(signals: &mut Vec<Signal>) {
    signals.sort_by_key(|signal| signal.occurred_at);
    let mut begun = std::collections::BTreeSet::new();
    signals.retain(|signal| match signal.tells {
        Tells::Firing { .. } => begun.insert(signal.key.clone()),
        _ => true,
    });
}
