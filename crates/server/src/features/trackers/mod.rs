//! Trackers: entering them, making and linking tickets, and following what becomes of those by
//! webhook and by asking every few minutes.

mod ask;
pub mod door;
pub mod edit;
mod look;
mod make;
mod poll;
mod read;
mod receive;
mod rest;
mod tell;
mod text;
pub mod tickets;

use afterword_domain::action_item::ActionItem;
use afterword_domain::job::Work;
use afterword_domain::tracker::TrackerPlace;
use afterword_domain::workspace::Workspace;
use afterword_domain::{ActionItemId, Change, Edit, Incident, Moment, PersonId, TrackerId};
use afterword_store::{Author, ChangeRecord, Via};

pub(crate) use look::look_at;
pub(crate) use make::make;
pub(crate) use poll::poll;
pub(crate) use receive::receive;
pub(crate) use tell::tell;

/// What follows from a change: a ticket is told of its action item, and a team that goes by its
/// tracker's sprints learns them at once.
pub(crate) fn follows(record: &ChangeRecord) -> Option<Work> {
    match &record.change {
        // What follows from the ticket itself is no news to it.
        Change::ActionItem(Edit::Changed { from, to }) => {
            let by_itself = record.author == by_itself(record.author.via);
            let moved = from.state != to.state && to.ticket.is_some();
            (moved && !by_itself).then_some(Work::TellTicket {
                incident: record.incident?,
                action: to.id,
            })
        }
        Change::Team(Edit::Changed { to: team, .. } | Edit::Added { entry: team, .. }) => {
            let unknown = team.tracker_sprints && team.cadence.told.is_empty();
            let tracker = team.tracker.filter(|_| unknown)?;
            Some(Work::PollTracker { tracker })
        }
        _ => None,
    }
}

/// Nobody: what a tracker says is done as its webhook's, what was asked for as the program's own.
fn by_itself(via: Via) -> Author {
    let via = match via {
        Via::Webhook => Via::Webhook,
        _ => Via::System,
    };
    Author {
        person: None,
        via,
        request_id: None,
        address: None,
    }
}

/// The program, on behalf of whoever asked.
fn on_behalf_of(person: Option<PersonId>) -> Author {
    Author {
        person,
        ..by_itself(Via::System)
    }
}

/// Where the tickets of an action item are made: with the first of its teams that has a tracker.
fn place_of(
    incident: &Incident,
    action: &ActionItem,
    workspace: &Workspace,
    now: Moment,
) -> Option<(TrackerId, TrackerPlace)> {
    let standing = action.standing(&incident.services, workspace, now);
    let mut teams = standing.teams.into_iter();
    teams.find_map(|team| workspace.team(team)?.tracker_place())
}

fn action_of(incident: &Incident, action: ActionItemId) -> Option<&ActionItem> {
    let mut actions = incident.postmortem.actions.iter();
    actions.find(|item| item.id == action)
}
