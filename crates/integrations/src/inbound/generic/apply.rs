//! A mapping applied to a body: each entry becomes a signal.

use std::collections::BTreeSet;

use afterword_domain::incident::{EventKind, Evidence};
use afterword_domain::signal::{MetricQuery, Signal, Tells};

use super::super::json::At;
use super::super::key::key;
use super::super::links::link;
use super::super::markdown::headline;
use super::super::{Reading, Unreadable};
use super::mapping::{Alert, AlertState, Choice, Mapping};
use super::template::plain;

const ENTRIES_MAX: usize = 1_000;

pub(super) fn apply(mapping: &Mapping, body: &At<'_>) -> Result<Reading, Unreadable> {
    let entries = entries(mapping, body)?;
    let mut keys = BTreeSet::new();
    let mut signals = Vec::new();
    for entry in &entries {
        let of_entry = Entry {
            mapping,
            at: entry,
            body,
        }
        .signals()?;
        // A list may tell a thing twice.
        signals.extend(
            of_entry
                .into_iter()
                .filter(|signal| keys.insert(signal.key.clone())),
        );
    }
    if signals.is_empty() {
        return Ok(Reading::Nothing(if entries.is_empty() {
            "The list of entries is empty.".into()
        } else {
            "No entry has a value that the mapping names.".into()
        }));
    }
    Ok(Reading::Signals(signals))
}

fn entries<'a>(mapping: &Mapping, body: &At<'a>) -> Result<Vec<At<'a>>, Unreadable> {
    let list = match &mapping.entries {
        Some(path) => path.get(body, body)?,
        None => body.clone(),
    };
    let Some(entries) = list.value().as_array() else {
        return Ok(vec![list]);
    };
    if entries.len() > ENTRIES_MAX {
        return Err(list.wrong(format!("there are more than {ENTRIES_MAX} entries")));
    }
    let place = if mapping.entries.is_some() {
        list.place()
    } else {
        ""
    };
    let entries = entries.iter().enumerate();
    Ok(entries
        .map(|(index, entry)| At::placed(entry, format!("{place}[{index}]")))
        .collect())
}

/// One entry on its way to be a signal.
struct Entry<'m, 'a> {
    mapping: &'m Mapping,
    at: &'m At<'a>,
    body: &'m At<'a>,
}

impl Entry<'_, '_> {
    /// None where the entry has a state that the mapping does not name. Two where an alert ended
    /// and the entry says when it began: that it fired is told again then, in case it was lost.
    fn signals(&self) -> Result<Vec<Signal>, Unreadable> {
        if !self.at.value().is_object() {
            return Err(self.at.wrong("it is not an object"));
        }
        let kind = self.choose(&self.mapping.kind)?;
        let Some(kind) = kind else {
            return Ok(Vec::new());
        };
        if let Some(alert) = &self.mapping.alert {
            return self.alert(kind, alert);
        }
        let tells = match &self.mapping.deploy {
            Some(outcome) => match self.choose(outcome)? {
                Some(outcome) => Tells::Deployed { outcome },
                None => return Ok(Vec::new()),
            },
            None if kind == EventKind::Change => Tells::Changed,
            None => Tells::Noted,
        };
        let outcome = match &tells {
            Tells::Deployed { outcome } => format!("{outcome:?}").to_lowercase(),
            _ => String::new(),
        };
        let key = self.key(&outcome)?;
        Ok(vec![self.signal(key, kind, tells)?.bounded()])
    }

    /// The source's key, and what tells apart the states that one key goes through.
    fn key(&self, state: &str) -> Result<String, Unreadable> {
        let own = self.mapping.key.fill(self.at, self.body)?;
        Ok(key(&["generic", &own, state]))
    }

    fn alert(&self, kind: EventKind, alert: &Alert) -> Result<Vec<Signal>, Unreadable> {
        let Some(state) = self.choose(&alert.state)? else {
            return Ok(Vec::new());
        };
        let started_at = match &alert.started_at {
            Some(when) => when.find(self.at, self.body)?,
            None => None,
        };
        let id = alert.id.fill(self.at, self.body)?;
        // The next time that it fires it began at another time.
        let start = started_at.map(|at| at.micros().to_string());
        let of = key(&["generic", &id, start.as_deref().unwrap_or_default()]);
        // What knows its beginning is known by it: what ended an alert tells that it fired.
        let key = |state: &str| match &start {
            Some(start) => Ok(key(&["generic", "alert", &id, start, state])),
            None => self.key(state),
        };
        let firing = || -> Result<Signal, Unreadable> {
            let title = alert.title.fill(self.at, self.body)?;
            let tells = Tells::Firing {
                alert: of.clone(),
                title: headline(&title, "Alert"),
            };
            let signal = self.signal(key("firing")?, kind, tells)?;
            Ok(Signal {
                occurred_at: started_at.unwrap_or(signal.occurred_at),
                ..signal
            })
        };
        let signals = match state {
            AlertState::Firing => vec![firing()?],
            AlertState::Acknowledged => {
                let tells = Tells::Acknowledged { alert: of.clone() };
                vec![self.signal(key("acknowledged")?, EventKind::Page, tells)?]
            }
            AlertState::Resolved => {
                let tells = Tells::Resolved { alert: of.clone() };
                let resolved = self.signal(key("resolved")?, kind, tells)?;
                let firing = started_at.map(|_| firing()).transpose()?;
                firing.into_iter().chain([resolved]).collect()
            }
        };
        Ok(signals.into_iter().map(Signal::bounded).collect())
    }

    /// `None` where the value is not named, and nothing stands for those.
    fn choose<T: Copy>(&self, choice: &Choice<T>) -> Result<Option<T>, Unreadable> {
        match choice {
            Choice::Always(value) => Ok(Some(*value)),
            Choice::By {
                path,
                values,
                otherwise,
            } => {
                let found = path.find(self.at, self.body);
                let found = found.map(|at| plain(&at)).transpose()?;
                let value = found.and_then(|found| values.get(&found.to_lowercase()));
                Ok(value.or(otherwise.as_ref()).copied())
            }
        }
    }

    fn signal(&self, key: String, kind: EventKind, tells: Tells) -> Result<Signal, Unreadable> {
        let Self {
            mapping,
            at: entry,
            body,
        } = self;
        let maybe = |template: &Option<super::template::Template>| {
            template
                .as_ref()
                .and_then(|template| template.fill_maybe(entry, body))
        };
        let labels = mapping.labels.iter();
        let labels =
            labels.filter_map(|(name, value)| Some((name.clone(), value.fill_maybe(entry, body)?)));
        let text = mapping.text.of(&tells).fill_markdown(entry, body)?;
        if text.trim().is_empty() {
            return Err(entry.wrong("its text is empty"));
        }
        Ok(Signal {
            key,
            revision: 0,
            occurred_at: mapping.occurred_at.get(entry, body)?,
            kind,
            text,
            tells,
            service: maybe(&mapping.service),
            labels: labels.collect(),
            evidence: self.links(),
            query: maybe(&mapping.query).map(|expression| MetricQuery { expression }),
        })
    }

    fn links(&self) -> Vec<Evidence> {
        let links = self.mapping.links.iter();
        links
            .filter_map(|wanted| {
                let url = wanted.url.fill_maybe(self.at, self.body)?;
                let label = wanted.label.fill_maybe(self.at, self.body)?;
                link(wanted.kind, &label, Some(&url))
            })
            .collect()
    }
}
