//! One event of PagerDuty: which of them tell something, and in what words.

use afterword_domain::Moment;
use afterword_domain::incident::EventKind;
use afterword_domain::signal::{Signal, Tells};

use super::incident::Incident;
use crate::inbound::Unreadable;
use crate::inbound::json::At;
use crate::inbound::markdown::{inline, sentence, with_said};

/// The signals of an event, or why it tells nothing.
pub(super) fn read(event: &At<'_>) -> Result<Result<Vec<Signal>, String>, Unreadable> {
    let kind = event.text("event_type")?;
    let occurred_at = event.moment("occurred_at")?;
    let data = event.get("data")?;
    if !kind.starts_with("incident.") {
        return Ok(Err(nothing(kind)));
    }
    // Notes, status updates and responders come as things of their own that name the incident.
    let of_it = data.maybe("incident").unwrap_or_else(|| data.clone());
    let incident = Incident::read(&of_it)?;
    let telling = Telling {
        kind,
        occurred_at,
        by: event
            .maybe("agent")
            .and_then(|agent| agent.maybe_text("summary")),
        data: &data,
        incident: &incident,
    };
    if kind == "incident.triggered" {
        let triggered = incident.triggered(Some(occurred_at));
        return Ok(Ok(triggered.into_iter().collect()));
    }
    Ok(match telling.signal() {
        // The beginning is told again, in case the event that told of it was lost.
        Some(signal) => Ok(incident
            .triggered(None)
            .into_iter()
            .chain([signal])
            .collect()),
        None => Err(nothing(kind)),
    })
}

fn nothing(kind: &str) -> String {
    if kind == "pagey.ping" {
        return "PagerDuty tried whether the address works.".into();
    }
    let start = &kind[..kind.floor_char_boundary(80)];
    format!("PagerDuty's event “{start}” tells nothing that belongs on a timeline.")
}

fn page(text: String) -> (EventKind, Tells, String) {
    (EventKind::Page, Tells::Noted, text)
}

/// An event with all that its sentence may need.
struct Telling<'a> {
    kind: &'a str,
    occurred_at: Moment,
    /// A person, a service or an integration; the sources of automatic ones have no name.
    by: Option<&'a str>,
    data: &'a At<'a>,
    incident: &'a Incident<'a>,
}

impl Telling<'_> {
    fn signal(&self) -> Option<Signal> {
        let alert = self.incident.alert();
        let name = self.incident.name();
        let on = self.incident.on();
        let by = self.by();
        let (kind, tells, text) = match self.kind {
            "incident.acknowledged" => (
                EventKind::Page,
                Tells::Acknowledged { alert },
                format!("{name}{on} was acknowledged{by}."),
            ),
            "incident.resolved" => (
                EventKind::Alert,
                Tells::Resolved { alert },
                format!("{name}{on} was resolved{by}."),
            ),
            "incident.unacknowledged" => page(format!("{name}{on} is no longer acknowledged.")),
            "incident.reopened" => page(format!("{name}{on} was opened again{by}.")),
            "incident.escalated" => page(format!("{name}{on} was escalated{by}{}.", self.to())),
            "incident.delegated" => page(format!(
                "{name}{on} was handed to another escalation policy{by}{}.",
                self.to()
            )),
            "incident.reassigned" => page(format!("{name}{on} was reassigned{by}{}.", self.to())),
            "incident.responder.added" => {
                page(format!("Asked {} to help with {name}.", self.responder()))
            }
            "incident.responder.replied" => page(format!(
                "Answer to the call to help with {name}, by {}.",
                self.responder()
            )),
            "incident.priority_updated" => (
                EventKind::Decision,
                Tells::Noted,
                format!("The priority of {name} was set to {}{by}.", self.priority()),
            ),
            "incident.annotated" => self.words(&format!("Note on {name}{by}"), "content"),
            "incident.status_update_published" => {
                self.words(&format!("Status update on {name}{by}"), "message")
            }
            _ => return None,
        };
        // The same happens to an incident again, and to several responders at once.
        let moment = self.occurred_at.micros().to_string();
        let thing = self.thing();
        let what = [self.kind, &moment, &thing];
        let what = if thing.is_empty() { &what[..2] } else { &what };
        Some(
            self.incident
                .signal(what, self.occurred_at, kind, text, tells),
        )
    }

    /// What somebody wrote.
    fn words(&self, start: &str, field: &str) -> (EventKind, Tells, String) {
        let words = self.data.maybe_text(field).unwrap_or_default();
        let is_short = words.len() <= 200 && !words.trim().contains('\n');
        let text = if is_short {
            sentence(start, Some(words))
        } else {
            with_said(format!("{start}:"), Some(words))
        };
        (EventKind::Message, Tells::Noted, text)
    }

    /// The id of what the event is about, where that is not the incident.
    fn thing(&self) -> String {
        if self.data.maybe("incident").is_none() {
            return String::new();
        }
        let id = self.data.id("id").ok();
        let of = |name: &str| self.data.maybe(name)?.id("id").ok();
        let id = id
            .or_else(|| of("user"))
            .or_else(|| of("escalation_policy"));
        id.unwrap_or_default()
    }

    fn by(&self) -> String {
        let name = self.by.map(inline);
        name.map_or(String::new(), |name| format!(" by {name}"))
    }

    /// Who has it now.
    fn to(&self) -> String {
        let assignees = self.data.maybe_list("assignees");
        let names = assignees.iter().filter_map(|at| at.maybe_text("summary"));
        let names: Vec<String> = names.take(10).map(inline).collect();
        if names.is_empty() {
            return String::new();
        }
        format!(" to {}", names.join(", "))
    }

    fn responder(&self) -> String {
        let who = ["user", "escalation_policy"].into_iter();
        let mut names = who.filter_map(|name| self.data.maybe(name)?.maybe_text("summary"));
        names.next().map_or_else(|| "somebody".into(), inline)
    }

    fn priority(&self) -> String {
        let priority = self.data.maybe("priority");
        let name = priority.and_then(|priority| priority.maybe_text("summary"));
        name.map_or_else(|| "none".into(), inline)
    }
}
