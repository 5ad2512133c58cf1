//! What a button does to an action item: the three things that are said of one most often, for
//! places where there is no room for more.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::progress::{self, ActionPatch, ProgressError};
use super::{ActionItem, State};
use crate::workspace::Workspace;
use crate::{ActionItemId, Change, Day, Incident, Moment};

/// What is pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Button {
    Done,
    InProgress,
    /// To the latest date that it may have.
    PutOff,
}

impl Button {
    pub const ALL: [Self; 3] = [Self::Done, Self::InProgress, Self::PutOff];

    /// Its word for programs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::InProgress => "in_progress",
            Self::PutOff => "put_off",
        }
    }

    /// What stands on it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Done => "Done",
            Self::InProgress => "In progress",
            Self::PutOff => "Put off",
        }
    }

    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|button| button.word() == word)
    }
}

/// Why nothing was changed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PressError {
    /// A message with buttons may be old: what was finished since is not opened by one.
    #[error("it is done already")]
    Done,
    #[error("it was decided that it will not be done")]
    Dropped,
    #[error(
        "it is due on {due}, later than {latest}, the last day of the next sprint, to which it could \
         be put off"
    )]
    Later { due: Day, latest: Day },
    #[error(transparent)]
    Progress(#[from] ProgressError),
}

impl crate::Refusal for PressError {
    fn code(&self) -> &'static str {
        match self {
            Self::Done | Self::Dropped => "already_finished",
            Self::Later { .. } => "due_later",
            Self::Progress(error) => error.code(),
        }
    }
}

/// Carries a press out. Pressed twice, the second one changes nothing.
///
/// # Errors
/// [`PressError`] when the item is finished in another way, or may not be put off.
pub fn press(
    incident: &Incident,
    workspace: &Workspace,
    id: ActionItemId,
    button: Button,
    now: Moment,
) -> Result<Vec<Change>, PressError> {
    let action = progress::find(incident, id)?;
    match (button, action.state) {
        (_, State::WontDo) => return Err(PressError::Dropped),
        (Button::InProgress | Button::PutOff, State::Done) => return Err(PressError::Done),
        _ => {}
    }
    let patch = match button {
        Button::Done => entering(State::Done),
        Button::InProgress => entering(State::InProgress),
        Button::PutOff => {
            let latest = latest(action, workspace, now);
            if let Some(due) = action.due_on.filter(|due| *due > latest) {
                return Err(PressError::Later { due, latest });
            }
            ActionPatch {
                due_on: Some(Some(latest)),
                ..ActionPatch::default()
            }
        }
    };
    Ok(progress::update(incident, workspace, id, patch, now)?)
}

/// The latest date that an item may have: the end of the next sprint of its owner's team.
#[must_use]
pub fn latest(action: &ActionItem, workspace: &Workspace, now: Moment) -> Day {
    workspace
        .cadence_of(action.owner)
        .next_sprint(now.day())
        .ends_on
}

fn entering(state: State) -> ActionPatch {
    ActionPatch {
        state: Some(state),
        ..ActionPatch::default()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::action_item::commit::{CommitForm, commit};
    use crate::change::apply_all;
    use crate::incident::open::sample;

    fn with_action() -> (Incident, ActionItemId) {
        let mut incident = sample();
        let form = CommitForm {
            title: Some("Bound the retries".into()),
            ..CommitForm::default()
        };
        let now = incident.created_at;
        let made = commit(&incident, &Workspace::default(), form, now).unwrap();
        apply_all(&mut incident, &made);
        let id = incident.postmortem.actions[0].id;
        (incident, id)
    }

    fn any_button() -> impl Strategy<Value = Button> {
        prop::sample::select(&Button::ALL[..])
    }

    proptest! {
        #[test]
        fn pressed_again_nothing_changes_and_no_date_is_too_late(
            buttons in prop::collection::vec(any_button(), 1..6), days in -40i32..20,
        ) {
            let (mut incident, id) = with_action();
            let workspace = Workspace::default();
            let now = incident.created_at;
            let due = now.day().plus_days(days);
            incident.postmortem.actions[0].due_on = Some(due);
            for button in buttons {
                let before = incident.postmortem.actions[0].clone();
                match press(&incident, &workspace, id, button, now) {
                    Ok(changes) => {
                        apply_all(&mut incident, &changes);
                        let again = press(&incident, &workspace, id, button, now);
                        prop_assert_eq!(again, Ok(Vec::new()));
                    }
                    Err(PressError::Done) => prop_assert_eq!(before.state, State::Done),
                    Err(PressError::Later { due, latest }) => prop_assert!(due > latest),
                    Err(other) => prop_assert!(false, "{}", other),
                }
                let action = &incident.postmortem.actions[0];
                // What is done is not opened by an old button.
                prop_assert!(before.state != State::Done || action.state == State::Done);
                let latest = latest(action, &workspace, now);
                prop_assert!(action.due_on <= Some(latest.max(due)));
            }
        }
    }

    #[test]
    fn what_was_dropped_stays_dropped_and_what_is_not_there_is_named() {
        let (mut incident, id) = with_action();
        let (workspace, now) = (Workspace::default(), incident.created_at);
        incident.postmortem.actions[0].state = State::WontDo;
        for button in Button::ALL {
            let pressed = press(&incident, &workspace, id, button, now);
            assert_eq!(pressed, Err(PressError::Dropped));
            assert_eq!(Button::of_word(button.word()), Some(button));
        }
        let nowhere = press(&incident, &workspace, ActionItemId(999), Button::Done, now);
        assert!(matches!(nowhere, Err(PressError::Progress(_))));
    }
}
