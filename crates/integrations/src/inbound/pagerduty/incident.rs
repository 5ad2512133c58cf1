//! An incident of PagerDuty, as its events carry it.

use std::collections::BTreeMap;

use afterword_domain::Moment;
use afterword_domain::incident::{EventKind, Evidence, EvidenceKind};
use afterword_domain::signal::{Signal, Tells};

use crate::inbound::Unreadable;
use crate::inbound::json::At;
use crate::inbound::key::key;
use crate::inbound::links::link;
use crate::inbound::markdown::{headline, inline, sentence};

/// What its signals need of it.
pub(crate) struct Incident<'a> {
    pub id: String,
    /// "57"; references have none.
    number: Option<String>,
    title: Option<&'a str>,
    service: Option<&'a str>,
    /// Newer payloads say when it began.
    created_at: Option<Moment>,
    labels: BTreeMap<String, String>,
    evidence: Vec<Evidence>,
}

impl<'a> Incident<'a> {
    pub(crate) fn read(at: &At<'a>) -> Result<Self, Unreadable> {
        let id = at.id("id")?;
        let number = at.maybe("number").map(|_| at.id("number")).transpose()?;
        let label = number
            .as_ref()
            .map_or_else(|| id.clone(), |number| format!("#{number}"));
        let summary = |name: &str| at.maybe(name).and_then(|at| at.maybe_text("summary"));
        let service = summary("service");
        let wanted = [
            ("service", service),
            ("urgency", at.maybe_text("urgency")),
            ("priority", summary("priority")),
            ("escalation_policy", summary("escalation_policy")),
            ("incident_key", at.maybe_text("incident_key")),
        ];
        let labels = wanted
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned())));
        let created_at = at.maybe("created_at").map(|_| at.moment("created_at"));
        Ok(Self {
            evidence: link(EvidenceKind::Ticket, &label, at.maybe_text("html_url"))
                .into_iter()
                .collect(),
            // A reference to an incident has its title as a summary.
            title: at.maybe_text("title").or(at.maybe_text("summary")),
            service,
            created_at: created_at.transpose()?,
            labels: labels.collect(),
            number,
            id,
        })
    }

    /// The same for all that is told of it. PagerDuty opens another incident for what happens
    /// again later.
    pub(crate) fn alert(&self) -> String {
        key(&["pagerduty", &self.id])
    }

    pub(crate) fn name(&self) -> String {
        match &self.number {
            Some(number) => format!("PagerDuty incident #{}", inline(number)),
            None => format!("PagerDuty incident {}", inline(&self.id)),
        }
    }

    pub(crate) fn on(&self) -> String {
        let service = self.service.map(inline);
        service.map_or(String::new(), |service| format!(" on {service}"))
    }

    /// That it began, told with each of its events that knows when. Who triggered it is left out:
    /// the later events do not know.
    pub(crate) fn triggered(&self, event_at: Option<Moment>) -> Option<Signal> {
        let occurred_at = self.created_at.or(event_at)?;
        let start = format!("{} was triggered{}", self.name(), self.on());
        let title = self.title.unwrap_or_default();
        let tells = Tells::Firing {
            alert: self.alert(),
            title: headline(title, &format!("PagerDuty incident {}", self.id)),
        };
        let text = sentence(&start, self.title);
        Some(self.signal(&["triggered"], occurred_at, EventKind::Alert, text, tells))
    }

    /// A signal of one of its events; `what` tells it from its other events.
    pub(crate) fn signal(
        &self,
        what: &[&str],
        occurred_at: Moment,
        kind: EventKind,
        text: String,
        tells: Tells,
    ) -> Signal {
        let parts = [&["pagerduty", &self.id], what].concat();
        Signal {
            key: key(&parts),
            revision: 0,
            occurred_at,
            kind,
            text,
            tells,
            service: self.service.map(str::to_owned),
            labels: self.labels.clone(),
            evidence: self.evidence.clone(),
            query: None,
        }
    }
}
