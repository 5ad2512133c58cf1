//! The action items of a folder of post-mortems, in the order and choice of the database's.

use std::cmp::Reverse;

use afterword_domain::Incident;
use afterword_store::{ActionFilter, ActionRow};

pub(super) fn rows(incidents: &[Incident], filter: &ActionFilter) -> Vec<ActionRow> {
    let mut rows: Vec<_> = incidents
        .iter()
        .flat_map(|incident| of(incident, incidents))
        .filter(|row| fits(row, filter))
        .collect();
    if filter.finished == Some(true) {
        rows.sort_by_key(|row| (Reverse(row.action.finished_at), row.incident));
    } else {
        rows.sort_by_key(|row| (row.action.due_on.is_none(), row.action.due_on, row.incident));
    }
    rows
}

fn of<'a>(incident: &'a Incident, all: &'a [Incident]) -> impl Iterator<Item = ActionRow> + 'a {
    let repeats: Vec<_> = all
        .iter()
        .filter(|other| other.repeats().any(|earlier| earlier == incident.reference))
        .collect();
    incident.postmortem.actions.iter().map(move |action| {
        let behind = repeats.iter();
        let behind = behind.filter(|repeat| action.was_open_at(repeat.began()));
        ActionRow {
            incident: incident.reference,
            incident_title: incident.title.clone(),
            version: incident.version,
            services: incident.services.clone(),
            behind: behind.map(|repeat| repeat.reference).collect(),
            repeated_by: repeats.iter().map(|repeat| repeat.reference).collect(),
            action: action.clone(),
            ticket_link: None,
            ticket_ask: None,
        }
    })
}

fn fits(row: &ActionRow, filter: &ActionFilter) -> bool {
    let finished = row.action.state.is_finished();
    filter.finished.is_none_or(|wanted| wanted == finished)
        && filter
            .owner
            .is_none_or(|owner| row.action.owner == Some(owner))
        && filter
            .service
            .is_none_or(|service| row.services.contains(&service))
}
