//! An alert of Opsgenie, as `/v2/alerts/{id}` gives it, and its logs, as `/v2/alerts/{id}/logs` lists
//! them. The logs do not name their alert, so both are given, those of one alert at a time.

use std::collections::BTreeMap;

use afterword_domain::Moment;
use afterword_domain::incident::EventKind;
use afterword_domain::signal::{Signal, Tells};

use crate::inbound::Unreadable;
use crate::inbound::json::At;
use crate::inbound::key::key;
use crate::inbound::markdown::{headline, inline, sentence, with_said};

use super::{File, Pulled};

pub(super) fn read(files: &[File<'_>], pulled: &mut Pulled) -> Result<(), Unreadable> {
    let mut values = Vec::new();
    for file in files {
        values.push((file, file.json()?));
    }
    let data = values
        .iter()
        .map(|(file, value)| file.at(value).get("data"));
    let data = data.collect::<Result<Vec<_>, _>>()?;
    let (logs, alerts): (Vec<_>, Vec<_>) = data.iter().partition(|at| at.value().is_array());
    let [alert] = alerts.as_slice() else {
        return Err(Unreadable {
            place: "data".into(),
            problem: format!(
                "there are {} alerts; give one, as /v2/alerts/<id> has it, and its logs",
                alerts.len()
            ),
        });
    };
    let alert = Alert::read(alert)?;
    pulled.signals.push(alert.created()?);
    for list in logs {
        for entry in super::each(list) {
            match alert.log(&entry)? {
                Some(signal) => pulled.signals.push(signal),
                None => pulled.pass_over("The creation of the alert is told by the alert itself."),
            }
        }
    }
    Ok(())
}

/// What its signals need of it.
struct Alert<'a> {
    at: At<'a>,
    id: String,
    message: &'a str,
    labels: BTreeMap<String, String>,
}

impl<'a> Alert<'a> {
    fn read(at: &At<'a>) -> Result<Self, Unreadable> {
        let mut labels = BTreeMap::new();
        let details = at.maybe("details").map(|details| details.plain_entries());
        for (name, value) in details.into_iter().flatten() {
            labels.insert(name.to_lowercase(), value);
        }
        for name in ["entity", "source", "alias", "priority"] {
            if let Some(value) = at.maybe_text(name) {
                labels.insert(name.to_owned(), value.to_owned());
            }
        }
        Ok(Self {
            id: at.id("id")?,
            message: at.text("message")?,
            labels,
            at: at.clone(),
        })
    }

    fn created(&self) -> Result<Signal, Unreadable> {
        let on = self.service();
        let on = on.map_or(String::new(), |name| format!(" on {}", inline(name)));
        let text = sentence(
            &format!("Opsgenie alert was created{on}"),
            Some(self.message),
        );
        let text = with_said(text, self.at.maybe_text("description"));
        let tells = Tells::Firing {
            alert: self.alert(),
            title: headline(self.message, "Opsgenie alert"),
        };
        let created_at = self.at.moment("createdAt")?;
        Ok(self.signal(&["created"], created_at, EventKind::Alert, text, tells))
    }

    /// What a log says is plain words; how they begin tells what happened.
    fn log(&self, entry: &At<'_>) -> Result<Option<Signal>, Unreadable> {
        let words = entry.text("log")?;
        let created_at = entry.moment("createdAt")?;
        let alert = self.alert();
        let begins = |start: &str| {
            words
                .get(..start.len())
                .is_some_and(|is| is.eq_ignore_ascii_case(start))
        };
        let (kind, tells) = if begins("alert created") {
            return Ok(None);
        } else if begins("alert acknowledged") {
            (EventKind::Page, Tells::Acknowledged { alert })
        } else if begins("alert closed") {
            (EventKind::Alert, Tells::Resolved { alert })
        } else {
            (EventKind::Page, Tells::Noted)
        };
        let owner = entry
            .maybe_text("owner")
            .filter(|owner| !owner.eq_ignore_ascii_case("system"));
        let by = owner.map_or(String::new(), |owner| format!(", by {}", inline(owner)));
        let start = format!("Opsgenie alert “{}”{by}", inline(self.message));
        let text = sentence(&start, Some(words));
        // Two may be written in one moment.
        let moment = created_at.micros().to_string();
        let what = ["log", entry.maybe_text("offset").unwrap_or(&moment), words];
        Ok(Some(self.signal(&what, created_at, kind, text, tells)))
    }

    /// The same as its webhooks say.
    fn alert(&self) -> String {
        key(&["opsgenie", &self.id])
    }

    fn service(&self) -> Option<&str> {
        let named = self.labels.get("service").or(self.labels.get("entity"));
        named.map(String::as_str)
    }

    /// `what` tells it from the alert's other signals.
    fn signal(
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
}
