//! What is said of an open action item at a later post-mortem's meeting.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::State;
use super::commit::owner_fits;
use super::progress::{self, ProgressError};
use crate::change::{Change, Edit};
use crate::text;
use crate::workspace::Workspace;
use crate::{ActionItemId, Incident, IncidentRef, Moment, PersonId};

/// What was found.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Done,
    InProgress,
    NotStarted,
    Reassigned,
    WontDo,
    /// Put off to the next meeting, in so many words.
    PutOff,
}

impl Outcome {
    #[must_use]
    pub fn finishes(self) -> bool {
        matches!(self, Self::Done | Self::WontDo)
    }
}

/// One look at an action item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ActionReview {
    pub at: Moment,
    pub by: Option<PersonId>,
    /// The incident whose meeting looked at it.
    pub meeting_of: Option<IncidentRef>,
    pub outcome: Outcome,
    /// What was said: what it waits for, why it will not be done.
    #[serde(default)]
    pub note: String,
}

/// What a meeting says of an action item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewForm {
    pub outcome: Outcome,
    #[serde(default)]
    pub note: String,
    /// The new owner, when it is reassigned.
    #[serde(default)]
    pub owner: Option<PersonId>,
    /// The incident whose meeting looks at it.
    #[serde(default)]
    pub meeting_of: Option<IncidentRef>,
}

/// Records what was said and moves the item accordingly.
///
/// # Errors
/// When there is no such item, when "won't do" or "put off" comes without a word why, or when a
/// reassignment names nobody of the workspace.
pub fn review(
    incident: &Incident,
    workspace: &Workspace,
    id: ActionItemId,
    form: &ReviewForm,
    by: Option<PersonId>,
    now: Moment,
) -> Result<Vec<Change>, ProgressError> {
    let from = progress::find(incident, id)?;
    let note = text::prose("note", &form.note)?;
    let needs_word = matches!(form.outcome, Outcome::WontDo | Outcome::PutOff);
    if needs_word && note.trim().is_empty() {
        return Err(text::TextError::Empty { field: "note" }.into());
    }
    let mut to = from.clone();
    match form.outcome {
        Outcome::Done => progress::enter(&mut to, State::Done, now),
        Outcome::InProgress => {
            progress::enter(&mut to, State::InProgress, now);
            to.blocked_by.clone_from(&note);
        }
        Outcome::NotStarted => progress::enter(&mut to, State::Open, now),
        Outcome::WontDo => {
            progress::enter(&mut to, State::WontDo, now);
            to.wont_do_reason.clone_from(&note);
        }
        Outcome::Reassigned => {
            if form.owner.is_none() {
                return Err(text::TextError::Empty { field: "owner" }.into());
            }
            owner_fits(workspace, form.owner)?;
            to.owner = form.owner;
            to.owner_name.clear();
        }
        Outcome::PutOff => {}
    }
    let meeting_of = form.meeting_of;
    to.reviews.push(ActionReview {
        at: now,
        by,
        meeting_of,
        outcome: form.outcome,
        note,
    });
    Ok(vec![Change::ActionItem(Edit::Changed {
        from: from.clone(),
        to,
    })])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action_item::commit::{CommitForm, commit};
    use crate::incident::open::sample;
    use proptest::prelude::*;

    fn with_action() -> Incident {
        let mut incident = sample();
        let form = CommitForm {
            title: Some("Alert on pool wait".into()),
            ..CommitForm::default()
        };
        let now = incident.created_at;
        let changes = commit(&incident, &Workspace::default(), form, now).unwrap();
        crate::change::apply_all(&mut incident, &changes);
        incident
    }

    fn any_outcome() -> impl Strategy<Value = Outcome> {
        prop_oneof![
            Just(Outcome::Done),
            Just(Outcome::InProgress),
            Just(Outcome::NotStarted),
            Just(Outcome::WontDo),
            Just(Outcome::PutOff),
        ]
    }

    proptest! {
        #[test]
        fn every_review_is_kept_and_the_last_one_decides(
            outcomes in proptest::collection::vec(any_outcome(), 1..8),
        ) {
            let mut incident = with_action();
            let id = incident.postmortem.actions[0].id;
            let start = incident.created_at;
            for (day, outcome) in outcomes.iter().enumerate() {
                let form = ReviewForm {
                    outcome: *outcome, note: "because".into(), owner: None, meeting_of: None,
                };
                let at = start.plus_days(i64::try_from(day).unwrap());
                let changes = review(&incident, &Workspace::default(), id, &form, None, at).unwrap();
                crate::change::apply_all(&mut incident, &changes);
            }
            let action = &incident.postmortem.actions[0];
            let said: Vec<_> = action.reviews.iter().map(|review| review.outcome).collect();
            prop_assert_eq!(&said, &outcomes);
            let decisive = outcomes.iter().rev().find(|outcome| **outcome != Outcome::PutOff);
            let state = match decisive {
                Some(Outcome::Done) => State::Done,
                Some(Outcome::InProgress) => State::InProgress,
                Some(Outcome::WontDo) => State::WontDo,
                _ => State::Open,
            };
            prop_assert_eq!(action.state, state);
            prop_assert_eq!(action.finished_at.is_some(), state.is_finished());
        }
    }

    #[test]
    fn putting_off_takes_a_word() {
        let incident = with_action();
        let id = incident.postmortem.actions[0].id;
        let form = ReviewForm {
            outcome: Outcome::PutOff,
            note: " ".into(),
            owner: None,
            meeting_of: None,
        };
        let now = incident.created_at;
        let error = review(&incident, &Workspace::default(), id, &form, None, now).unwrap_err();
        assert_eq!(error.to_string(), "note is empty");
    }
}
