//! What was done to an alert of Opsgenie: which actions tell something, and in what words.

use afterword_domain::incident::EventKind;
use afterword_domain::signal::{Signal, Tells};

use super::alert::Alert;
use crate::inbound::markdown::{inline, sentence};

/// What an action tells beside the alert's creation. `None` for actions that tell nothing.
pub(super) fn read(action: &str, alert: &Alert<'_>) -> Option<Vec<Signal>> {
    let name = alert.name();
    let by = alert
        .by
        .map_or(String::new(), |by| format!(" by {}", inline(by)));
    let to = to(alert);
    let id = || alert.id();
    let page = |text: String| (EventKind::Page, Tells::Noted, text);
    let (kind, tells, text) = match action {
        "Create" => return Some(Vec::new()),
        "Acknowledge" => (
            EventKind::Page,
            Tells::Acknowledged { alert: id() },
            format!("{name} was acknowledged{by}."),
        ),
        "Close" => (
            EventKind::Alert,
            Tells::Resolved { alert: id() },
            format!("{name} was closed{by}."),
        ),
        // Nobody has to respond any more, whatever became of its cause.
        "Delete" => (
            EventKind::Alert,
            Tells::Resolved { alert: id() },
            format!("{name} was deleted{by}."),
        ),
        "UnAcknowledge" => page(format!("{name} is no longer acknowledged.")),
        "Escalate" | "EscalateNext" => page(format!("{name} was escalated{to}.")),
        "AssignOwnership" | "TakeOwnership" => page(format!("{name} was taken over{by}.")),
        "AddTeam" | "AddResponder" | "AddRecipient" => {
            page(format!("{name} was sent to more people{by}{to}."))
        }
        "Snooze" => page(format!("{name} was put off{by}.")),
        "UpdatePriority" => (
            EventKind::Decision,
            Tells::Noted,
            format!(
                "The priority of {name} was set to {}{by}.",
                inline(alert.priority.as_deref().unwrap_or("none"))
            ),
        ),
        "AddNote" => (
            EventKind::Message,
            Tells::Noted,
            sentence(&format!("Note on {name}{by}"), alert.note),
        ),
        _ => return None,
    };
    let moment = alert.updated_at.micros().to_string();
    let what = [action, &moment];
    let signal = alert.signal(&what, alert.updated_at, kind, text, tells);
    Some(vec![signal])
}

/// Who is to respond now.
fn to(alert: &Alert<'_>) -> String {
    let names: Vec<String> = alert.responders.iter().map(|name| inline(name)).collect();
    if names.is_empty() {
        return String::new();
    }
    format!(" (now: {})", names.join(", "))
}
