//! An alert of Opsgenie, as its actions carry it.

use std::collections::BTreeMap;

use afterword_domain::Moment;
use afterword_domain::incident::EventKind;
use afterword_domain::signal::{Signal, Tells};

use crate::inbound::Unreadable;
use crate::inbound::json::{At, Epoch};
use crate::inbound::key::key;
use crate::inbound::markdown::{headline, inline, sentence, with_said};

/// What its signals need of it.
pub(super) struct Alert<'a> {
    id: String,
    message: &'a str,
    description: Option<&'a str>,
    created_at: Moment,
    /// When the action happened that the delivery tells of.
    pub updated_at: Moment,
    /// Who did it.
    pub by: Option<&'a str>,
    pub note: Option<&'a str>,
    pub priority: Option<String>,
    /// The teams and people who are to respond.
    pub responders: Vec<&'a str>,
    labels: BTreeMap<String, String>,
}

impl<'a> Alert<'a> {
    pub(super) fn read(at: &At<'a>) -> Result<Self, Unreadable> {
        let created_at = moment(at, "createdAt")?;
        let updated_at = match at.maybe("updatedAt") {
            Some(_) => moment(at, "updatedAt")?,
            None => created_at,
        };
        let priority = priority(at)?;
        let responders = at.maybe_list("responders").into_iter();
        let mut labels = labels(at);
        if let Some(priority) = &priority {
            labels.insert("priority".into(), priority.clone());
        }
        Ok(Self {
            id: at.id("alertId")?,
            message: at.text("message")?,
            description: at.maybe_text("description"),
            created_at,
            updated_at,
            by: at.maybe_text("userFullName").or(at.maybe_text("username")),
            note: at.maybe_text("note"),
            priority,
            responders: responders
                .filter_map(|at| at.maybe_text("name"))
                .take(10)
                .collect(),
            labels,
        })
    }

    /// The same for all that is told of it. Opsgenie creates another one when it happens again
    /// after it was closed.
    pub(super) fn id(&self) -> String {
        key(&["opsgenie", &self.id])
    }

    /// How sentences call it.
    pub(super) fn name(&self) -> String {
        format!("Opsgenie alert “{}”", inline(self.message))
    }

    /// That it was created, told with each of its actions, as each knows when.
    pub(super) fn created(&self) -> Signal {
        let on = self
            .service()
            .map_or(String::new(), |name| format!(" on {}", inline(name)));
        let text = sentence(
            &format!("Opsgenie alert was created{on}"),
            Some(self.message),
        );
        let tells = Tells::Firing {
            alert: self.id(),
            title: headline(self.message, "Opsgenie alert"),
        };
        let text = with_said(text, self.description);
        self.signal(&["created"], self.created_at, EventKind::Alert, text, tells)
    }

    /// A signal of one of its actions; `what` tells it from its others.
    pub(super) fn signal(
        &self,
        what: &[&str],
        occurred_at: Moment,
        kind: EventKind,
        text: String,
        tells: Tells,
    ) -> Signal {
        Signal {
            key: key(&[&["opsgenie", &self.id], what].concat()),
            revision: 0,
            occurred_at,
            kind,
            text,
            tells,
            service: self.service().map(str::to_owned),
            labels: self.labels.clone(),
            evidence: Vec::new(),
            query: None,
        }
    }

    /// From a detail or a tag "service:…", otherwise what the alert is about.
    fn service(&self) -> Option<&str> {
        let named = self.labels.get("service").or(self.labels.get("entity"));
        named.map(String::as_str)
    }
}

/// `createdAt` counts milliseconds and `updatedAt` nanoseconds; both come as numbers or as texts.
/// They are told apart by their length, as not every version keeps to it.
fn moment(at: &At<'_>, name: &str) -> Result<Moment, Unreadable> {
    let unit = match at.id(name)?.len() {
        ..=15 => Epoch::Milliseconds,
        _ => Epoch::Nanoseconds,
    };
    at.epoch(name, unit)
}

/// "P3", which old versions write as 3.
fn priority(at: &At<'_>) -> Result<Option<String>, Unreadable> {
    if at.maybe("priority").is_none() {
        return Ok(None);
    }
    let written = at.id("priority")?;
    let is_number = written.len() == 1 && written.starts_with(|c: char| c.is_ascii_digit());
    Ok(Some(if is_number {
        format!("P{written}")
    } else {
        written
    }))
}

/// The details, and tags such as "env:production"; tags without a value stand together.
fn labels(at: &At<'_>) -> BTreeMap<String, String> {
    let mut labels = BTreeMap::new();
    let mut plain = Vec::new();
    for tag in at
        .maybe_list("tags")
        .iter()
        .filter_map(|at| at.value().as_str())
    {
        match tag.split_once(':') {
            Some((name, value)) if !name.trim().is_empty() && !value.trim().is_empty() => {
                labels.insert(name.trim().to_lowercase(), value.trim().to_owned());
            }
            _ => plain.push(tag.trim()),
        }
    }
    if !plain.is_empty() {
        labels.insert("tags".into(), plain.join(", "));
    }
    let details = at.maybe("details").map(|at| at.plain_entries());
    for (name, value) in details.into_iter().flatten() {
        labels.insert(name.to_lowercase(), value);
    }
    for name in ["entity", "source", "alias", "team"] {
        if let Some(value) = at.maybe_text(name) {
            labels.insert(name.to_owned(), value.to_owned());
        }
    }
    if let (None, Some(env)) = (labels.get("environment"), labels.get("env").cloned()) {
        labels.insert("environment".into(), env);
    }
    labels
}
