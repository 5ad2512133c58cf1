//! A mapping as it is written in the settings, read once and checked as a whole.

use std::collections::BTreeMap;

use afterword_domain::incident::{EventKind, EvidenceKind};
use afterword_domain::signal::{Outcome, Tells};
use serde::de::DeserializeOwned;

use super::super::Unreadable;
use super::super::json::At;
use super::path::Path;
use super::signing::Signing;
use super::template::Template;
use super::when::When;

const LINKS_MAX: usize = 10;
const LABELS_MAX: usize = 40;

/// Where in an entry what stands.
pub(super) struct Mapping {
    /// The list of entries; without it the body is one entry, or a list of them.
    pub entries: Option<Path>,
    pub key: Template,
    pub occurred_at: When,
    pub kind: Choice<EventKind>,
    pub text: Texts,
    pub service: Option<Template>,
    pub labels: BTreeMap<String, Template>,
    pub links: Vec<Link>,
    pub query: Option<Template>,
    pub alert: Option<Alert>,
    pub deploy: Option<Choice<Outcome>>,
}

/// What the entry says; of an alert it may be another text for each state.
pub(super) struct Texts {
    pub usual: Template,
    pub acknowledged: Option<Template>,
    pub resolved: Option<Template>,
}

/// One of a few, the same for all entries or told by a value of each.
pub(super) enum Choice<T> {
    Always(T),
    By {
        path: Path,
        values: BTreeMap<String, T>,
        otherwise: Option<T>,
    },
}

/// What says which alert an entry is about, and how it stands.
pub(super) struct Alert {
    pub id: Template,
    pub title: Template,
    pub state: Choice<AlertState>,
    pub started_at: Option<When>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum AlertState {
    Firing,
    Acknowledged,
    Resolved,
}

pub(super) struct Link {
    pub kind: EvidenceKind,
    pub label: Template,
    pub url: Template,
}

impl Mapping {
    pub(super) fn read(at: &At<'_>, zone: Option<&str>) -> Result<Self, Unreadable> {
        only(
            at,
            &[
                "entries",
                "key",
                "occurred_at",
                "kind",
                "text",
                "service",
                "labels",
                "links",
                "query",
                "alert",
                "deploy",
                "signature",
            ],
        )?;
        if let Some(signature) = at.maybe("signature") {
            Signing::read(&signature)?;
        }
        let template = |name| at.maybe(name).as_ref().map(Template::read).transpose();
        let alert = at.maybe("alert").map(|at| Alert::read(&at, zone));
        let alert = alert.transpose()?;
        let deploy = at.maybe("deploy").as_ref().map(Choice::read).transpose()?;
        let usual = match (&alert, &deploy) {
            (Some(_), Some(_)) => {
                return Err(at.wrong("an entry is an alert or a deploy, not both"));
            }
            (Some(_), None) => EventKind::Alert,
            (None, Some(_)) => EventKind::Deploy,
            (None, None) => EventKind::Observation,
        };
        let kind = at.maybe("kind").as_ref().map(Choice::read).transpose()?;
        Ok(Self {
            entries: at.maybe("entries").as_ref().map(Path::read).transpose()?,
            key: Template::read(&at.get("key")?)?,
            occurred_at: When::read(&at.get("occurred_at")?, zone)?,
            kind: kind.unwrap_or(Choice::Always(usual)),
            text: Texts::read(&at.get("text")?, alert.is_some())?,
            service: template("service")?,
            labels: labels(at)?,
            links: links(at)?,
            query: template("query")?,
            alert,
            deploy,
        })
    }
}

impl Texts {
    /// A template, or one for each state: `{"firing": …, "acknowledged": …, "resolved": …}`.
    fn read(at: &At<'_>, of_alert: bool) -> Result<Self, Unreadable> {
        if !(of_alert && at.value().is_object()) {
            return Ok(Self {
                usual: Template::read(at)?,
                acknowledged: None,
                resolved: None,
            });
        }
        only(at, &["firing", "acknowledged", "resolved"])?;
        let template = |name| at.maybe(name).as_ref().map(Template::read).transpose();
        Ok(Self {
            usual: Template::read(&at.get("firing")?)?,
            acknowledged: template("acknowledged")?,
            resolved: template("resolved")?,
        })
    }

    pub(super) fn of(&self, tells: &Tells) -> &Template {
        let own = match tells {
            Tells::Acknowledged { .. } => &self.acknowledged,
            Tells::Resolved { .. } => &self.resolved,
            _ => &None,
        };
        own.as_ref().unwrap_or(&self.usual)
    }
}

impl<T: DeserializeOwned> Choice<T> {
    /// A value, or `{"path": …, "values": {"down": "firing"}, "otherwise": …}`.
    fn read(at: &At<'_>) -> Result<Self, Unreadable> {
        if !at.value().is_object() {
            return one(at).map(Self::Always);
        }
        only(at, &["path", "values", "otherwise"])?;
        let table = at.get("values")?;
        let names = table.value().as_object();
        let names = names.ok_or_else(|| table.wrong("it is not an object"))?;
        let mut values = BTreeMap::new();
        for (name, value) in names {
            let at = At::placed(value, format!("{}.{name}", table.place()));
            values.insert(name.to_lowercase(), one(&at)?);
        }
        Ok(Self::By {
            path: Path::read(&at.get("path")?)?,
            values,
            otherwise: at.maybe("otherwise").as_ref().map(one).transpose()?,
        })
    }
}

/// One of the words that stand for a kind, a state or an outcome; the error lists them.
fn one<T: DeserializeOwned>(at: &At<'_>) -> Result<T, Unreadable> {
    serde_json::from_value(at.value().clone()).map_err(|error| at.wrong(error.to_string()))
}

impl Alert {
    fn read(at: &At<'_>, zone: Option<&str>) -> Result<Self, Unreadable> {
        only(at, &["id", "title", "state", "started_at"])?;
        let started_at = at.maybe("started_at");
        let started_at = started_at.map(|at| When::read(&at, zone)).transpose()?;
        Ok(Self {
            id: Template::read(&at.get("id")?)?,
            title: Template::read(&at.get("title")?)?,
            state: Choice::read(&at.get("state")?)?,
            started_at,
        })
    }
}

fn labels(at: &At<'_>) -> Result<BTreeMap<String, Template>, Unreadable> {
    let Some(at) = at.maybe("labels") else {
        return Ok(BTreeMap::new());
    };
    let labels = at.value().as_object();
    let labels = labels.ok_or_else(|| at.wrong("it is not an object"))?;
    if labels.len() > LABELS_MAX {
        return Err(at.wrong(format!("there are more than {LABELS_MAX}")));
    }
    let read = labels.iter().map(|(name, value)| {
        let at = At::placed(value, format!("{}.{name}", at.place()));
        Ok((name.to_lowercase(), Template::read(&at)?))
    });
    read.collect()
}

fn links(at: &At<'_>) -> Result<Vec<Link>, Unreadable> {
    let Some(list) = at.maybe("links") else {
        return Ok(Vec::new());
    };
    let links = at.list("links")?;
    if links.len() > LINKS_MAX {
        return Err(list.wrong(format!("there are more than {LINKS_MAX}")));
    }
    let read = links.iter().map(|at| {
        only(at, &["kind", "label", "url"])?;
        Ok(Link {
            kind: one(&at.get("kind")?)?,
            label: Template::read(&at.get("label")?)?,
            url: Template::read(&at.get("url")?)?,
        })
    });
    read.collect()
}

/// Refuses what a mapping does not know: a word that is spelt wrong would be passed over otherwise.
pub(super) fn only(at: &At<'_>, names: &[&str]) -> Result<(), Unreadable> {
    let fields = at.value().as_object();
    let fields = fields.ok_or_else(|| at.wrong("it is not an object"))?;
    match fields.keys().find(|name| !names.contains(&name.as_str())) {
        None => Ok(()),
        Some(unknown) => Err(Unreadable {
            place: format!("{}.{unknown}", at.place()),
            problem: format!("there is no such field; there are {}", names.join(", ")),
        }),
    }
}
