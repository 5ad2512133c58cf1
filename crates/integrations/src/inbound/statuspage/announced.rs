//! What the public was told: the updates of an incident or a maintenance, and the states of
//! components.

use std::collections::BTreeMap;

use afterword_domain::Moment;
use afterword_domain::incident::{EventKind, Evidence, EvidenceKind};
use afterword_domain::signal::{Signal, Tells};

use crate::inbound::Unreadable;
use crate::inbound::json::At;
use crate::inbound::key::key;
use crate::inbound::links::link;
use crate::inbound::markdown::{inline, sentence, with_said};

const COMPONENTS_MAX: usize = 50;

/// The updates of an incident, of which each delivery carries all: so a lost one is made up for by
/// the next.
pub(crate) fn updates(incident: &At<'_>) -> Result<Vec<Signal>, Unreadable> {
    let incident = Incident::read(incident)?;
    let updates = incident.at.list("incident_updates")?;
    updates.iter().map(|at| incident.update(at)).collect()
}

/// What rules match of an incident.
pub(crate) fn labels(at: &At<'_>) -> BTreeMap<String, String> {
    let mut labels = BTreeMap::new();
    for name in ["impact", "page_id"] {
        if let Some(value) = at.maybe_text(name) {
            labels.insert(name.to_owned(), value.to_owned());
        }
    }
    labels
}

/// What its updates need of an incident.
struct Incident<'a> {
    at: At<'a>,
    name: &'a str,
    components: Vec<&'a str>,
    labels: BTreeMap<String, String>,
    evidence: Vec<Evidence>,
}

impl<'a> Incident<'a> {
    fn read(at: &At<'a>) -> Result<Self, Unreadable> {
        let shortlink = at.maybe_text("shortlink");
        Ok(Self {
            name: at.text("name")?,
            components: names(at, "components"),
            labels: labels(at),
            evidence: link(EvidenceKind::Message, "status page", shortlink)
                .into_iter()
                .collect(),
            at: at.clone(),
        })
    }

    fn update(&self, at: &At<'_>) -> Result<Signal, Unreadable> {
        let status = at.text("status")?;
        let created_at = at.moment("created_at")?;
        // What a person typed as the update's time, where it differs from when it was written.
        let shown_at = match at.maybe("display_at") {
            Some(_) => at.moment("display_at")?,
            None => created_at,
        };
        let of_update = names(at, "affected_components");
        let components = if of_update.is_empty() {
            &self.components
        } else {
            &of_update
        };
        let mut labels = self.labels.clone();
        labels.insert("status".into(), status.to_owned());
        if !components.is_empty() {
            labels.insert("component".into(), components.join(", "));
        }
        let start = format!("Posted to the status page as {}", inline(&words(status)));
        let text = sentence(&start, Some(self.name));
        Ok(Signal {
            key: key(&["statuspage", "update", &at.id("id")?]),
            revision: revision(at, created_at)?,
            occurred_at: shown_at,
            kind: EventKind::Message,
            text: with_said(text, at.maybe_text("body")),
            tells: Tells::Announced {
                status: status.to_owned(),
            },
            service: match components.as_slice() {
                [only] => Some((*only).to_owned()),
                _ => None,
            },
            labels,
            evidence: self.evidence.clone(),
            query: None,
        })
    }
}

/// The names in a list of components; more than these are no help on a timeline.
pub(crate) fn names<'a>(at: &At<'a>, field: &str) -> Vec<&'a str> {
    let components = at.maybe_list(field);
    let names = components.iter().filter_map(|at| at.maybe_text("name"));
    names.take(COMPONENTS_MAX).collect()
}

/// When an update was edited last; 0 while it stands as it was written.
fn revision(at: &At<'_>, created_at: Moment) -> Result<u64, Unreadable> {
    if at.maybe("updated_at").is_none() {
        return Ok(0);
    }
    let updated_at = at.moment("updated_at")?;
    let is_edited = updated_at > created_at;
    Ok(u64::try_from(updated_at.micros())
        .ok()
        .filter(|_| is_edited)
        .unwrap_or(0))
}

/// A component's new state.
pub(super) fn component(update: &At<'_>, component: Option<&At<'_>>) -> Result<Signal, Unreadable> {
    let status = update.text("new_status")?;
    let name = component.and_then(|at| at.maybe_text("name"));
    let before = update.maybe_text("old_status");
    let text = format!(
        "The status page showed {} as “{}”{}.",
        name.map_or_else(|| "a component".into(), inline),
        inline(&words(status)),
        before.map_or(String::new(), |before| format!(
            ", after “{}”",
            inline(&words(before))
        ))
    );
    let mut labels = BTreeMap::from([("status".to_owned(), status.to_owned())]);
    if let Some(name) = name {
        labels.insert("component".into(), name.to_owned());
    }
    Ok(Signal {
        key: key(&["statuspage", "component", &update.id("id")?]),
        revision: 0,
        occurred_at: update.moment("created_at")?,
        kind: EventKind::Message,
        text,
        tells: Tells::Announced {
            status: status.to_owned(),
        },
        service: name.map(str::to_owned),
        labels,
        evidence: Vec::new(),
        query: None,
    })
}

/// A status as people say it: "in progress".
fn words(status: &str) -> String {
    status.replace('_', " ")
}
