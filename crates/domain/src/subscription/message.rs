//! What other programs are told: what happened and where to read it, not what people wrote. Who may
//! read that asks the API with a token of their own.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::action_item::{ActionItem, State};
use crate::change::{Change, Edit};
use crate::incident::Severity;
use crate::postmortem::Status;
use crate::recurrence::Verdict;
use crate::{ActionItemId, Day, Incident, IncidentRef, Moment};

/// What can be subscribed to.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
pub enum Event {
    #[serde(rename = "incident.opened")]
    IncidentOpened,
    /// A meeting was planned, or moved to another time.
    #[serde(rename = "meeting.planned")]
    MeetingPlanned,
    #[serde(rename = "postmortem.published")]
    PostmortemPublished,
    #[serde(rename = "postmortem.reopened")]
    PostmortemReopened,
    #[serde(rename = "action_item.added")]
    ActionItemAdded,
    #[serde(rename = "action_item.changed")]
    ActionItemChanged,
    /// It was done, or dropped with a reason.
    #[serde(rename = "action_item.finished")]
    ActionItemFinished,
    /// A person confirmed that the incident repeats an earlier one.
    #[serde(rename = "recurrence.confirmed")]
    RecurrenceConfirmed,
}

impl Event {
    pub const ALL: [Self; 8] = [
        Self::IncidentOpened,
        Self::MeetingPlanned,
        Self::PostmortemPublished,
        Self::PostmortemReopened,
        Self::ActionItemAdded,
        Self::ActionItemChanged,
        Self::ActionItemFinished,
        Self::RecurrenceConfirmed,
    ];

    /// As it is written in a message.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::IncidentOpened => "incident.opened",
            Self::MeetingPlanned => "meeting.planned",
            Self::PostmortemPublished => "postmortem.published",
            Self::PostmortemReopened => "postmortem.reopened",
            Self::ActionItemAdded => "action_item.added",
            Self::ActionItemChanged => "action_item.changed",
            Self::ActionItemFinished => "action_item.finished",
            Self::RecurrenceConfirmed => "recurrence.confirmed",
        }
    }

    /// Which event a change is, if it is one.
    #[must_use]
    pub fn of(change: &Change) -> Option<Self> {
        match change {
            Change::Opened { .. } => Some(Self::IncidentOpened),
            Change::Meeting(set) => {
                let planned = set.to.as_ref().filter(|to| to.held_at.is_none())?;
                let before = set.from.as_ref().map(|from| from.scheduled_at);
                (before != Some(planned.scheduled_at)).then_some(Self::MeetingPlanned)
            }
            Change::Publication(set) => match (set.from.status, set.to.status) {
                (Status::Published, Status::Published) => None,
                (_, Status::Published) => Some(Self::PostmortemPublished),
                (Status::Published, _) => Some(Self::PostmortemReopened),
                _ => None,
            },
            Change::ActionItem(edit) => match edit {
                Edit::Added { .. } => Some(Self::ActionItemAdded),
                Edit::Changed { from, to }
                    if !from.state.is_finished() && to.state.is_finished() =>
                {
                    Some(Self::ActionItemFinished)
                }
                Edit::Changed { .. } => Some(Self::ActionItemChanged),
                Edit::Removed { .. } => None,
            },
            Change::Recurrence(edit) => match edit {
                Edit::Added { entry: link, .. } | Edit::Changed { to: link, .. } => {
                    (link.verdict == Verdict::Confirmed).then_some(Self::RecurrenceConfirmed)
                }
                Edit::Removed { .. } => None,
            },
            _ => None,
        }
    }
}

/// The `data` of a message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct EventData {
    /// The change's number in the log.
    pub seq: u64,
    pub incident: IncidentData,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action_item: Option<ActionItemData>,
    /// When the meeting begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meeting_at: Option<Moment>,
    /// The earlier incident that this one repeats.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repeats: Option<IncidentRef>,
}

/// The incident as it was when the message was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct IncidentData {
    pub reference: IncidentRef,
    pub title: String,
    pub severity: Severity,
    pub status: Status,
    /// Where the API tells all of it.
    pub path: String,
}

/// The action item as the change left it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ActionItemData {
    pub id: ActionItemId,
    pub title: String,
    pub state: State,
    pub due_on: Option<Day>,
    /// The ticket's key.
    pub ticket: Option<String>,
}

impl EventData {
    /// What a change of an incident tells.
    #[must_use]
    pub fn of(seq: u64, change: &Change, incident: &Incident) -> Self {
        let action_item = match change {
            Change::ActionItem(Edit::Added { entry, .. } | Edit::Changed { to: entry, .. }) => {
                Some(ActionItemData::of(entry))
            }
            _ => None,
        };
        let meeting_at = match change {
            Change::Meeting(set) => set.to.as_ref().map(|meeting| meeting.scheduled_at),
            _ => None,
        };
        let repeats = match change {
            Change::Recurrence(
                Edit::Added { entry: link, .. } | Edit::Changed { to: link, .. },
            ) => Some(link.earlier),
            _ => None,
        };
        Self {
            seq,
            incident: IncidentData {
                reference: incident.reference,
                title: incident.title.clone(),
                severity: incident.severity,
                status: incident.postmortem.status,
                path: format!("/api/v1/incidents/{}", incident.reference),
            },
            action_item,
            meeting_at,
            repeats,
        }
    }
}

impl ActionItemData {
    fn of(action: &ActionItem) -> Self {
        Self {
            id: action.id,
            title: action.title.clone(),
            state: action.state,
            due_on: action.due_on,
            ticket: action.ticket.as_ref().map(|ticket| ticket.key.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_written_as_it_is_named() {
        for event in Event::ALL {
            assert_eq!(serde_json::to_value(event).unwrap(), event.name());
        }
    }
}
