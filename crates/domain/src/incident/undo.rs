//! Taking changes back, held to the same rules as making them.

use super::Incident;
use super::milestones::OutOfOrder;
use crate::Refusal;
use crate::action_item::commit::{CommitError, within_limit};
use crate::change::{self, Change};
use crate::workspace::Workspace;

#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum UndoError {
    #[error("there is nothing here that can be taken back")]
    Nothing,
    #[error(transparent)]
    Limit(#[from] CommitError),
    #[error(transparent)]
    Milestones(#[from] OutOfOrder),
}

impl Refusal for UndoError {
    fn code(&self) -> &'static str {
        match self {
            Self::Nothing => "nothing_to_undo",
            Self::Limit(error) => error.code(),
            Self::Milestones(error) => error.code(),
        }
    }
}

/// What takes `changes` back on the incident as it is now.
///
/// # Errors
/// [`UndoError`] when there is nothing to take back, or when the incident would break a rule.
pub fn undo(
    incident: &Incident,
    workspace: &Workspace,
    changes: &[Change],
) -> Result<Vec<Change>, UndoError> {
    let back = change::inverse(changes)
        .filter(|back| !back.is_empty())
        .ok_or(UndoError::Nothing)?;
    let mut after = incident.clone();
    change::apply_all(&mut after, &back);
    let grew = after.postmortem.actions.len() > incident.postmortem.actions.len();
    if grew {
        let others = after.postmortem.actions.len() - 1;
        within_limit(others, workspace.settings.action_limit)?;
    }
    after.milestones.in_order()?;
    Ok(back)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::edit::{EventForm, IncidentPatch, add_event, edit, remove_event};
    use crate::incident::{EventKind, open};
    use crate::recurrence::Links;
    use crate::time::Precision;

    #[test]
    fn what_was_done_is_taken_back_to_the_letter() {
        let mut incident = open::sample();
        let now = incident.created_at;
        for text in ["first", "second", "third"] {
            let form = EventForm {
                occurred_at: now,
                precision: Precision::Minute,
                kind: EventKind::Message,
                milestone: None,
                text: text.into(),
                evidence: Vec::new(),
                pinned: false,
            };
            let changes = add_event(&incident, form, "test", now).unwrap();
            change::apply_all(&mut incident, &changes);
        }
        let before = incident.clone();
        let mut changes = remove_event(&incident, incident.timeline[1].id).unwrap();
        let patch = IncidentPatch {
            title: Some("Another".into()),
            ..IncidentPatch::default()
        };
        changes.extend(edit(&incident, &Workspace::default(), &Links::default(), patch).unwrap());
        change::apply_all(&mut incident, &changes);
        assert_ne!(incident, before);
        let back = undo(&incident, &Workspace::default(), &changes).unwrap();
        change::apply_all(&mut incident, &back);
        assert_eq!(incident, before);
    }
}
