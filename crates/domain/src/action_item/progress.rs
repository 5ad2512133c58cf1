//! What happens to an action item after it was committed: state, owner, date, ticket.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::commit::{self, CommitError};
use super::proof::{self, Proof, ProofError};
use super::{ActionItem, Priority, State, Ticket};
use crate::change::{Change, Edit};
use crate::text::{self, TITLE_MAX};
use crate::workspace::Workspace;
use crate::{ActionItemId, Day, Incident, Moment, PersonId, Refusal};

/// The fields to change; what is left out stays as it is, and `null` clears.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ActionPatch {
    pub title: Option<String>,
    pub note: Option<String>,
    #[serde(
        deserialize_with = "crate::change::double_option",
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(value_type = Option<PersonId>)]
    pub owner: Option<Option<PersonId>>,
    #[serde(
        deserialize_with = "crate::change::double_option",
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(value_type = Option<Priority>)]
    pub priority: Option<Option<Priority>>,
    #[serde(
        deserialize_with = "crate::change::double_option",
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(value_type = Option<Day>)]
    pub due_on: Option<Option<Day>>,
    #[serde(
        deserialize_with = "crate::change::double_option",
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(value_type = Option<Ticket>)]
    pub ticket: Option<Option<Ticket>>,
    #[serde(
        deserialize_with = "crate::change::double_option",
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(value_type = Option<f64>)]
    pub effort_days: Option<Option<f64>>,
    pub state: Option<State>,
    pub blocked_by: Option<String>,
    pub wont_do_reason: Option<String>,
    #[serde(
        deserialize_with = "crate::change::double_option",
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(value_type = Option<Proof>)]
    pub proof: Option<Option<Proof>>,
    #[serde(
        deserialize_with = "crate::change::double_option",
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(value_type = Option<Day>)]
    pub verify_by: Option<Option<Day>>,
}

#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ProgressError {
    #[error("there is no action item {0} in this post-mortem")]
    NoAction(ActionItemId),
    #[error("an action item that will not be done needs a reason in wont_do_reason")]
    NoReason,
    #[error(transparent)]
    Commit(#[from] CommitError),
    #[error(transparent)]
    Proof(#[from] ProofError),
}

impl Refusal for ProgressError {
    fn code(&self) -> &'static str {
        match self {
            Self::NoAction(_) => "no_such_action_item",
            Self::NoReason => "reason_missing",
            Self::Commit(error) => error.code(),
            Self::Proof(error) => error.code(),
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::NoAction(_) => None,
            Self::NoReason => Some("wont_do_reason".into()),
            Self::Commit(error) => error.field(),
            Self::Proof(error) => error.field(),
        }
    }
}

impl From<text::TextError> for ProgressError {
    fn from(error: text::TextError) -> Self {
        Self::Commit(error.into())
    }
}

/// Changes an action item.
///
/// # Errors
/// [`ProgressError`] naming the field; a new date or owner is held to the sprint rule.
pub fn update(
    incident: &Incident,
    workspace: &Workspace,
    id: ActionItemId,
    patch: ActionPatch,
    now: Moment,
) -> Result<Vec<Change>, ProgressError> {
    let from = find(incident, id)?;
    let mut to = from.clone();
    if let Some(title) = patch.title {
        to.title = text::line("title", &title, TITLE_MAX)?;
    }
    if let Some(note) = patch.note {
        to.note = text::prose("note", &note)?;
    }
    if let Some(owner) = patch.owner {
        commit::owner_fits(workspace, owner)?;
        to.owner = owner;
        to.owner_name.clear();
    }
    if let Some(priority) = patch.priority {
        to.priority = priority;
    }
    if let Some(due_on) = patch.due_on {
        to.due_again(due_on, now);
    }
    if let Some(ticket) = patch.ticket {
        to.ticket = ticket.map(commit::checked_ticket).transpose()?;
    }
    if let Some(effort_days) = patch.effort_days {
        to.effort_days = commit::checked_effort(effort_days)?;
    }
    if let Some(blocked_by) = patch.blocked_by {
        to.blocked_by = text::prose("blocked_by", &blocked_by)?;
    }
    if let Some(reason) = patch.wont_do_reason {
        to.wont_do_reason = text::prose("wont_do_reason", &reason)?;
    }
    if let Some(verify_by) = patch.verify_by {
        to.verify_by = verify_by;
    }
    if let Some(state) = patch.state {
        enter(&mut to, state, now);
    }
    // After the state: opening an item again takes its proof away, and a patch may bring another.
    if let Some(proof) = patch.proof {
        to.proof = proof.map(proof::checked).transpose()?;
    }
    if to.state == State::WontDo && to.wont_do_reason.trim().is_empty() {
        return Err(ProgressError::NoReason);
    }
    // An overdue item may pass to another owner as it is; a date still to come must fit their sprint.
    let passes_on = to.owner != from.owner && to.due_on.is_some_and(|due| due >= now.day());
    if to.due_on != from.due_on || passes_on {
        commit::due_within_next_sprint(workspace, to.owner, to.due_on, now)?;
    }
    Ok(Edit::between(from, to)
        .map(Change::ActionItem)
        .into_iter()
        .collect())
}

/// Moves an item into a state, with what the state carries along.
pub(super) fn enter(action: &mut ActionItem, state: State, now: Moment) {
    if state == action.state {
        return;
    }
    if action.state == State::Done {
        action.proof = None;
    }
    action.finished_at = state.is_finished().then_some(now);
    if state != State::InProgress {
        action.blocked_by.clear();
    }
    if state != State::WontDo {
        action.wont_do_reason.clear();
    }
    action.state = state;
}

pub(crate) fn find(incident: &Incident, id: ActionItemId) -> Result<&ActionItem, ProgressError> {
    let mut actions = incident.postmortem.actions.iter();
    actions
        .find(|action| action.id == id)
        .ok_or(ProgressError::NoAction(id))
}
