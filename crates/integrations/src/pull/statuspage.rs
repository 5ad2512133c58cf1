//! Incidents of a status page: `/api/v2/incidents.json`, which anybody may fetch, or the list that
//! its owner's API gives.

use afterword_domain::incident::EventKind;
use afterword_domain::signal::{Signal, Tells};

use crate::inbound::Unreadable;
use crate::inbound::json::At;
use crate::inbound::key::key;
use crate::inbound::markdown::inline;
use crate::inbound::statuspage::announced;

use super::{File, Pulled, each};

pub(super) fn read(files: &[File<'_>], pulled: &mut Pulled) -> Result<(), Unreadable> {
    for file in files {
        let value = file.json()?;
        for page in each(&file.at(&value)) {
            for incident in incidents(&page)? {
                let updates = announced::updates(&incident)?;
                if updates.is_empty() {
                    pulled.pass_over("The incident has no updates.");
                }
                pulled.signals.extend(updates);
                pulled.signals.extend(course(&incident)?);
            }
        }
    }
    Ok(())
}

/// That something was wrong, and until when: the history of a page becomes incidents here.
/// A maintenance that was announced is none, and what has no beginning cannot be placed.
fn course(incident: &At<'_>) -> Result<Vec<Signal>, Unreadable> {
    if incident.maybe("scheduled_for").is_some() {
        return Ok(Vec::new());
    }
    let mut begins = ["started_at", "created_at"].into_iter();
    let Some(began) = begins.find(|name| incident.maybe(name).is_some()) else {
        return Ok(Vec::new());
    };
    let (id, name) = (incident.id("id")?, incident.text("name")?);
    let alert = key(&["statuspage", "incident", &id]);
    let service = announced::names(incident, "components");
    let signal = |part: &str, occurred_at, text: String, tells| Signal {
        key: key(&["statuspage", "incident", &id, part]),
        revision: 0,
        occurred_at,
        kind: EventKind::Observation,
        text,
        tells,
        service: service.first().map(|name| (*name).to_owned()),
        labels: announced::labels(incident),
        evidence: Vec::new(),
        query: None,
    };
    let mut told = vec![signal(
        "began",
        incident.moment(began)?,
        format!("The status page told of an incident: {}", inline(name)),
        Tells::Reported {
            alert: alert.clone(),
            title: name.to_owned(),
        },
    )];
    if incident.maybe("resolved_at").is_some() {
        told.push(signal(
            "ended",
            incident.moment("resolved_at")?,
            "The status page told that it was resolved.".into(),
            Tells::Resolved { alert },
        ));
    }
    Ok(told)
}

/// Those of a page, or one that stands alone.
fn incidents<'a>(at: &At<'a>) -> Result<Vec<At<'a>>, Unreadable> {
    if at.maybe("incidents").is_some() {
        return at.list("incidents");
    }
    if let Some(incident) = at.maybe("incident") {
        return Ok(vec![incident]);
    }
    if at.maybe("incident_updates").is_some() {
        return Ok(vec![at.clone()]);
    }
    Err(at.wrong("it has neither “incidents” nor “incident_updates”"))
}
