//! Taking changes back. What comes out is held to the [rules](super::rules) like any other edit.

use crate::Refusal;
use crate::change::{self, Change, Edit};
use crate::recurrence::Recurrence;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is nothing here that can be taken back")]
pub struct NothingToUndo;

impl Refusal for NothingToUndo {
    fn code(&self) -> &'static str {
        "nothing_to_undo"
    }
}

/// What takes `changes` back.
///
/// # Errors
/// [`NothingToUndo`] when there are none, or when one of them is a decision that is not undone but
/// decided anew: opening an incident, that something is no repeat after all, when a meeting is and
/// where it stands, what was said in it, and what others wrote in silence or voted.
pub fn undo(changes: &[Change]) -> Result<Vec<Change>, NothingToUndo> {
    if changes.iter().any(|change| !may_be_undone(change)) {
        return Err(NothingToUndo);
    }
    change::inverse(changes)
        .filter(|back| !back.is_empty())
        .ok_or(NothingToUndo)
}

fn may_be_undone(change: &Change) -> bool {
    if let Change::Recurrence(edit) = change {
        return !was_confirmed(edit);
    }
    !matches!(
        change,
        Change::Opened { .. }
            // The invitation that was sent has a number, and a number does not go back.
            | Change::Meeting(_)
            | Change::CalledOff(_)
            | Change::MeetingRun(_)
            | Change::MeetingWord(_)
            | Change::SilentAnswer(_)
            | Change::Ballot(_)
            // What was set aside is offered again, not undone: the offers are kept apart.
            | Change::SetAside { .. }
    )
}

/// A repeat is confirmed anew and does not come back: either may begin at another time by now.
fn was_confirmed(edit: &Edit<Recurrence>) -> bool {
    match edit {
        Edit::Added { .. } => false,
        Edit::Changed { from: was, .. } | Edit::Removed { entry: was, .. } => was.is_confirmed(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::IncidentRef;
    use crate::incident::edit::{EventForm, IncidentPatch, add_event, edit, remove_event};
    use crate::incident::{EventKind, open};
    use crate::meeting::plan::{self, MeetingForm};
    use crate::meeting::sample::{INES, Played};
    use crate::recurrence::{Links, Verdict};
    use crate::time::Precision;
    use crate::workspace::Workspace;

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
        change::apply_all(&mut incident, &undo(&changes).unwrap());
        assert_eq!(incident, before);
    }

    #[test]
    fn opening_an_incident_is_not_taken_back() {
        let opened = open::opened(&open::sample(), "test");
        assert_eq!(undo(&[opened]), Err(NothingToUndo));
        assert_eq!(undo(&[]), Err(NothingToUndo));
    }

    #[test]
    fn a_decision_on_a_repeat_is_taken_back_and_never_confirmed_by_that() {
        let mut incident = open::sample();
        let before = incident.clone();
        let said = |verdict| Recurrence {
            earlier: IncidentRef(1),
            verdict,
            reasons: vec!["same path".into()],
            by: Some(INES),
            at: before.created_at,
        };
        let [confirmed, similar] = [Verdict::Confirmed, Verdict::Similar].map(said);
        let added = |entry: &Recurrence| {
            let entry = entry.clone();
            [Change::Recurrence(Edit::Added { at: 0, entry })]
        };
        let changed = |from: &Recurrence, to: &Recurrence| {
            let (from, to) = (from.clone(), to.clone());
            [Change::Recurrence(Edit::Changed { from, to })]
        };
        for entry in [&confirmed, &similar] {
            change::apply_all(&mut incident, &added(entry));
            change::apply_all(&mut incident, &undo(&added(entry)).unwrap());
            assert_eq!(incident, before);
        }
        assert!(undo(&changed(&similar, &confirmed)).is_ok());
        assert_eq!(undo(&changed(&confirmed, &similar)), Err(NothingToUndo));
        let back = undo(&added(&confirmed)).unwrap();
        assert_eq!(undo(&back), Err(NothingToUndo));
    }

    #[test]
    fn a_meeting_is_planned_anew_and_not_taken_back() {
        let mut played = Played::new();
        let form = MeetingForm::at(played.now, 90, Some(INES), None);
        let planned = plan::schedule(&played.incident, &played.workspace, form).unwrap();
        assert_eq!(undo(&planned), Err(NothingToUndo));
        played.take(planned);
        let off = plan::call_off(&played.incident).unwrap();
        assert_eq!(undo(&off), Err(NothingToUndo));
    }
}
