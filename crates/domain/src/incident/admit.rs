//! Admitting a whole incident, however it was made: by hand or from a document.
//!
//! Nothing enters the store without having passed here or through the rules of a change.

use std::collections::BTreeSet;

use super::edit::EventError;
use super::evidence::checked_evidence;
use super::visibility::VisibilityError;
use super::{Incident, Visibility};
use crate::action_item::commit;
use crate::change::Entry;
use crate::postmortem::PostMortem;
use crate::text::{self, TITLE_MAX};
use crate::time;
use crate::workspace::Workspace;
use crate::{Refusal, ServiceId};

/// No incident has more entries than this, and numbers above it are a mistake.
const MOST_ENTRIES: u32 = 10_000_000;

/// Something about a new or changed incident cannot be.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum IncidentError {
    #[error(transparent)]
    Text(#[from] text::TextError),
    #[error(transparent)]
    Milestones(#[from] super::milestones::OutOfOrder),
    #[error(transparent)]
    Impact(#[from] super::impact::ImpactError),
    #[error(transparent)]
    Zone(#[from] time::UnknownZone),
    #[error(transparent)]
    Actions(#[from] commit::CommitError),
    #[error(transparent)]
    Event(#[from] EventError),
    #[error("{noun} {number} is there twice")]
    Twice { noun: &'static str, number: String },
    #[error("next_entry is {0}, more than any incident has")]
    NextEntry(u32),
    #[error("minutes is {0}; a meeting lasts 5 to 480 minutes")]
    Minutes(u16),
    #[error("there is no service {0} in this workspace")]
    NoService(ServiceId),
    #[error("an incident cannot be a duplicate of itself")]
    DuplicateOfItself,
    #[error(transparent)]
    Recurrence(#[from] crate::recurrence::RecurrenceError),
    #[error(transparent)]
    Visibility(#[from] VisibilityError),
}

impl Refusal for IncidentError {
    fn code(&self) -> &'static str {
        match self {
            Self::Text(error) => error.code(),
            Self::Milestones(error) => error.code(),
            Self::Impact(error) => error.code(),
            Self::Zone(error) => error.code(),
            Self::Actions(error) => error.code(),
            Self::Event(error) => error.code(),
            Self::Twice { .. } => "number_twice",
            Self::NextEntry(_) => "next_entry_too_large",
            Self::Minutes(_) => "not_a_length",
            Self::NoService(_) => "no_such_service",
            Self::DuplicateOfItself => "duplicate_of_itself",
            Self::Recurrence(error) => error.code(),
            Self::Visibility(error) => error.code(),
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::Text(error) => error.field(),
            Self::Milestones(error) => error.field(),
            Self::Impact(error) => error.field(),
            Self::Zone(error) => error.field(),
            Self::Actions(error) => error.field(),
            Self::Event(error) => error.field(),
            Self::Twice { noun, .. } => Some((*noun).into()),
            Self::NextEntry(_) => Some("next_entry".into()),
            Self::Minutes(_) => Some("meeting.minutes".into()),
            Self::NoService(_) => Some("services".into()),
            Self::DuplicateOfItself => Some("duplicate_of".into()),
            Self::Recurrence(error) => error.field(),
            Self::Visibility(error) => error.field(),
        }
    }
}

/// Checks a whole incident against every rule that needs no neighbour, and puts its timeline in
/// order.
///
/// # Errors
/// [`IncidentError`] naming the field.
pub fn admit(mut incident: Incident, workspace: &Workspace) -> Result<Incident, IncidentError> {
    incident.title = text::line("title", &incident.title, TITLE_MAX)?;
    incident.milestones.in_order()?;
    incident.impact = incident.impact.checked()?;
    time::zone(&incident.zone)?;
    services_exist(workspace, &incident.services)?;
    incident
        .visibility
        .checked(&Visibility::Everyone, workspace)?;
    for event in &mut incident.timeline {
        event.text = text::prose("timeline.text", &event.text)?;
        event.evidence = checked_evidence(std::mem::take(&mut event.evidence))?;
        for question in &event.questions {
            text::prose("timeline.questions", &question.text)?;
        }
    }
    admit_postmortem(&mut incident.postmortem, workspace)?;
    let highest = numbered_once(&incident)?;
    incident.next_entry = incident.next_entry.max(highest);
    if incident.next_entry > MOST_ENTRIES {
        return Err(IncidentError::NextEntry(incident.next_entry));
    }
    incident
        .timeline
        .sort_by_key(|event| (event.occurred_at, event.id));
    Ok(incident)
}

fn admit_postmortem(
    postmortem: &mut PostMortem,
    workspace: &Workspace,
) -> Result<(), IncidentError> {
    for section in &mut postmortem.sections {
        admit_line("section.title", &mut section.title)?;
        section.text = text::prose("section.text", &section.text)?;
    }
    for factor in &mut postmortem.factors {
        factor.text = text::prose("contributing_factor.text", &factor.text)?;
        factor.evidence = checked_evidence(std::mem::take(&mut factor.evidence))?;
    }
    for answer in &mut postmortem.answers {
        answer.text = text::prose("answer.text", &answer.text)?;
    }
    for measure in &mut postmortem.measures {
        admit_line("measure.title", &mut measure.title)?;
        measure.note = text::prose("measure.note", &measure.note)?;
        commit::checked_effort(measure.effort_days)?;
        if let Some(ticket) = measure.told.as_ref().and_then(|told| told.ticket.clone()) {
            commit::checked_ticket(ticket)?;
        }
    }
    for action in &mut postmortem.actions {
        admit_line("action_item.title", &mut action.title)?;
        action.note = text::prose("action_item.note", &action.note)?;
        commit::checked_effort(action.effort_days)?;
        if let Some(ticket) = action.ticket.clone() {
            commit::checked_ticket(ticket)?;
        }
    }
    if let Some(minutes) = postmortem
        .meeting
        .as_ref()
        .map(|m| m.minutes)
        .filter(|m| !(5..=480).contains(m))
    {
        return Err(IncidentError::Minutes(minutes));
    }
    let committed = postmortem.actions.len();
    commit::within_limit(committed.saturating_sub(1), workspace.settings.action_limit)?;
    Ok(())
}

/// Keeps a line to the letter, unless it holds what no terminal should be shown.
fn admit_line(field: &'static str, line: &mut String) -> Result<(), IncidentError> {
    let folded = text::line(field, line, TITLE_MAX)?;
    if line.contains(char::is_control) {
        *line = folded;
    }
    Ok(())
}

/// The highest number inside, once it is sure that none is there twice.
fn numbered_once(incident: &Incident) -> Result<u32, IncidentError> {
    let postmortem = &incident.postmortem;
    once("section", &postmortem.sections)?;
    once("recurrence", &incident.recurrences)?;
    let questions: Vec<_> = incident
        .timeline
        .iter()
        .flat_map(|event| &event.questions)
        .collect();
    let distinct: BTreeSet<_> = questions.iter().map(|question| question.id).collect();
    if distinct.len() < questions.len() {
        return Err(IncidentError::Twice {
            noun: "question",
            number: String::new(),
        });
    }
    let highest = [
        once("timeline_event", &incident.timeline)?,
        once("contributing_factor", &postmortem.factors)?,
        once("answer", &postmortem.answers)?,
        once("measure", &postmortem.measures)?,
        once("action_item", &postmortem.actions)?,
    ];
    Ok(highest.into_iter().fold(0, u32::max))
}

fn once<T: Entry>(noun: &'static str, entries: &[T]) -> Result<u32, IncidentError> {
    let mut seen = BTreeSet::new();
    let mut highest = 0;
    for entry in entries {
        let number = entry.key().to_string();
        if !seen.insert(number.clone()) {
            return Err(IncidentError::Twice { noun, number });
        }
        highest = highest.max(entry.number());
    }
    Ok(highest)
}

pub(super) fn services_exist(
    workspace: &Workspace,
    services: &[ServiceId],
) -> Result<(), IncidentError> {
    match unknown_service(workspace, services) {
        Some(id) => Err(IncidentError::NoService(id)),
        None => Ok(()),
    }
}

pub(super) fn unknown_service(workspace: &Workspace, services: &[ServiceId]) -> Option<ServiceId> {
    let mut services = services.iter().copied();
    services.find(|id| workspace.service(*id).is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action_item::commit::{CommitForm, commit};
    use crate::action_item::{ActionItem, Ticket};
    use crate::change::apply_all;
    use crate::incident::open::sample;

    fn with_actions(count: usize) -> Incident {
        let mut incident = sample();
        let now = incident.created_at;
        for number in 0..count {
            let form = CommitForm {
                title: Some(format!("act {number}")),
                ..CommitForm::default()
            };
            let changes = commit(&incident, &Workspace::default(), form, now).unwrap();
            apply_all(&mut incident, &changes);
        }
        incident
    }

    #[test]
    fn a_document_is_held_to_the_limit_as_a_hand_is() {
        let workspace = Workspace::default();
        assert!(admit(with_actions(3), &workspace).is_ok());
        let mut four = with_actions(3);
        let copy = ActionItem {
            id: crate::ActionItemId(99),
            ..four.postmortem.actions[0].clone()
        };
        four.postmortem.actions.push(copy);
        assert_eq!(admit(four, &workspace).unwrap_err().code(), "action_limit");
    }

    #[test]
    fn a_number_is_there_once_and_the_next_one_is_above_all() {
        let workspace = Workspace::default();
        let mut twice = with_actions(2);
        twice.postmortem.actions[1].id = twice.postmortem.actions[0].id;
        assert_eq!(admit(twice, &workspace).unwrap_err().code(), "number_twice");
        let mut low = with_actions(2);
        low.next_entry = 1;
        assert_eq!(admit(low, &workspace).unwrap().next_entry, 2);
        let mut high = with_actions(1);
        high.next_entry = u32::MAX;
        assert_eq!(
            admit(high, &workspace).unwrap_err().code(),
            "next_entry_too_large"
        );
    }

    #[test]
    fn a_script_is_no_ticket() {
        let mut incident = with_actions(1);
        incident.postmortem.actions[0].ticket = Some(Ticket {
            key: "X-1".into(),
            url: Some("javascript:alert(1)".into()),
        });
        assert_eq!(
            admit(incident, &Workspace::default()).unwrap_err().code(),
            "not_a_url"
        );
    }
}
