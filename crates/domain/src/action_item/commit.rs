//! Committing a measure as an action item: the three-action rule and the sprint rule.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ActionItem, Priority, State, Ticket};
use crate::change::{Change, Edit};
use crate::postmortem::Measure;
use crate::team::Sprint;
use crate::text::{self, TITLE_MAX, TextError};
use crate::workspace::Workspace;
use crate::{ActionItemId, Day, FactorId, Incident, MeasureId, Moment, PersonId, Refusal};

/// What an action item is to be. Everything but the title may follow later; publishing asks for it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CommitForm {
    /// The measure that is chosen; its title, effort and factor are taken over.
    pub measure: Option<MeasureId>,
    /// Needed only without a measure.
    pub title: Option<String>,
    pub note: String,
    pub owner: Option<PersonId>,
    pub priority: Option<Priority>,
    pub due_on: Option<Day>,
    pub ticket: Option<Ticket>,
    pub effort_days: Option<f64>,
    pub factor: Option<FactorId>,
}

#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CommitError {
    #[error(
        "this post-mortem already has {limit} action items, and {limit} is the limit; \
         the measure stays among those considered"
    )]
    Limit { limit: u8 },
    #[error("measure {0} is already an action item")]
    AlreadyChosen(MeasureId),
    #[error("there is no measure {0} in this post-mortem")]
    NoMeasure(MeasureId),
    #[error(
        "due_on is {due}, after the next sprint; {} ends on {}, which is the latest date it may have",
        sprint.name, sprint.ends_on
    )]
    DueTooLate { due: Day, sprint: Sprint },
    #[error("there is no person {0} in this workspace")]
    NoPerson(PersonId),
    #[error("{0} has left the workspace; name somebody who can do it")]
    LeftPerson(PersonId),
    #[error("there is no factor {0} in this workspace")]
    NoFactor(FactorId),
    #[error("there is no action item {0} in this post-mortem")]
    NoAction(ActionItemId),
    #[error("effort_days is {0}; it is a number of days, at least 0")]
    Effort(f64),
    #[error("ticket.url “{0}” is not an http or https address")]
    TicketUrl(String),
    #[error(transparent)]
    Text(#[from] TextError),
}

impl Refusal for CommitError {
    fn code(&self) -> &'static str {
        match self {
            Self::Limit { .. } => "action_limit",
            Self::AlreadyChosen(_) => "measure_already_chosen",
            Self::NoMeasure(_) => "no_such_measure",
            Self::DueTooLate { .. } => "due_after_next_sprint",
            Self::NoPerson(_) => "no_such_person",
            Self::LeftPerson(_) => "person_has_left",
            Self::NoFactor(_) => "no_such_factor",
            Self::NoAction(_) => "no_such_action_item",
            Self::Effort(_) => "not_an_effort",
            Self::TicketUrl(_) => "not_a_url",
            Self::Text(error) => error.code(),
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::Limit { .. } | Self::NoAction(_) => None,
            Self::AlreadyChosen(_) | Self::NoMeasure(_) => Some("measure".into()),
            Self::DueTooLate { .. } => Some("due_on".into()),
            Self::NoPerson(_) | Self::LeftPerson(_) => Some("owner".into()),
            Self::NoFactor(_) => Some("factor".into()),
            Self::Effort(_) => Some("effort_days".into()),
            Self::TicketUrl(_) => Some("ticket.url".into()),
            Self::Text(error) => error.field(),
        }
    }
}

/// Chooses a measure (or a new title) as an action item.
///
/// # Errors
/// [`CommitError::Limit`] for a fourth one; the other kinds name the field that is wrong.
pub fn commit(
    incident: &Incident,
    workspace: &Workspace,
    form: CommitForm,
    now: Moment,
) -> Result<Vec<Change>, CommitError> {
    let postmortem = &incident.postmortem;
    within_limit(postmortem.actions.len(), workspace.settings.action_limit)?;
    let measure = form.measure.map(|id| chosen(incident, id)).transpose()?;
    let title = match (&form.title, measure) {
        (Some(title), _) => text::line("title", title, TITLE_MAX)?,
        (None, Some(measure)) => measure.title.clone(),
        (None, None) => return Err(TextError::Empty { field: "title" }.into()),
    };
    let action = ActionItem {
        id: ActionItemId(incident.next_entry + 1),
        measure: form.measure,
        title,
        note: text::prose("note", &form.note)?,
        owner: form.owner,
        owner_name: String::new(),
        priority: form.priority,
        due_on: form.due_on,
        earlier_dates: Vec::new(),
        ticket: form.ticket.map(checked_ticket).transpose()?,
        state: State::Open,
        blocked_by: String::new(),
        wont_do_reason: String::new(),
        effort_days: checked_effort(form.effort_days)?.or(measure.and_then(|m| m.effort_days)),
        factor: form.factor.or(measure.and_then(|m| m.factor)),
        committed_at: now,
        finished_at: None,
        proof: None,
        verify_by: None,
        reviews: Vec::new(),
    };
    owner_fits(workspace, action.owner)?;
    if let Some(factor) = form
        .factor
        .filter(|factor| workspace.factor(*factor).is_none())
    {
        return Err(CommitError::NoFactor(factor));
    }
    due_within_next_sprint(workspace, action.owner, action.due_on, now)?;
    let at = u32::try_from(postmortem.actions.len()).unwrap_or(u32::MAX);
    Ok(vec![Change::ActionItem(Edit::Added { at, entry: action })])
}

/// Takes an action item out of its slot. It stays as a measure, with the reason.
///
/// # Errors
/// [`CommitError::NoAction`], or when the reason is too long.
pub fn withdraw(
    incident: &Incident,
    id: ActionItemId,
    reason: &str,
) -> Result<Vec<Change>, CommitError> {
    let postmortem = &incident.postmortem;
    let Some(at) = postmortem.actions.iter().position(|action| action.id == id) else {
        return Err(CommitError::NoAction(id));
    };
    let action = &postmortem.actions[at];
    let reason = text::prose("reason", reason)?;
    let index = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let origin = postmortem
        .measures
        .iter()
        .find(|measure| Some(measure.id) == action.measure);
    let kept = match origin {
        Some(from) => {
            let to = Measure {
                not_chosen_reason: reason,
                ..from.clone()
            };
            Change::Measure(Edit::Changed {
                from: from.clone(),
                to,
            })
        }
        None => Change::Measure(Edit::Added {
            at: index(postmortem.measures.len()),
            entry: Measure {
                id: MeasureId(incident.next_entry + 1),
                title: action.title.clone(),
                note: action.note.clone(),
                effect: None,
                effort_days: action.effort_days,
                factor: action.factor,
                votes: Vec::new(),
                not_chosen_reason: reason,
                told: None,
            },
        }),
    };
    let taken = Change::ActionItem(Edit::Removed {
        at: index(at),
        entry: action.clone(),
    });
    Ok(vec![taken, kept])
}

/// Invariant 1.
///
/// # Errors
/// [`CommitError::Limit`] when there is no free slot.
pub fn within_limit(committed: usize, limit: u8) -> Result<(), CommitError> {
    if committed < usize::from(limit) {
        Ok(())
    } else {
        Err(CommitError::Limit { limit })
    }
}

/// Invariant 2, the date: no later than the end of the next sprint of the owner's team.
///
/// # Errors
/// [`CommitError::DueTooLate`] with the latest date there is.
pub fn due_within_next_sprint(
    workspace: &Workspace,
    owner: Option<PersonId>,
    due_on: Option<Day>,
    now: Moment,
) -> Result<(), CommitError> {
    let sprint = workspace.cadence_of(owner).next_sprint(now.day());
    match due_on {
        Some(due) if due > sprint.ends_on => Err(CommitError::DueTooLate { due, sprint }),
        _ => Ok(()),
    }
}

/// Whether somebody can be made the owner: a person of the workspace who has not left.
pub(super) fn owner_fits(
    workspace: &Workspace,
    owner: Option<PersonId>,
) -> Result<(), CommitError> {
    let Some(id) = owner else { return Ok(()) };
    match workspace.person(id) {
        None => Err(CommitError::NoPerson(id)),
        Some(person) if !person.active => Err(CommitError::LeftPerson(id)),
        Some(_) => Ok(()),
    }
}

pub(crate) fn checked_effort(effort_days: Option<f64>) -> Result<Option<f64>, CommitError> {
    match effort_days {
        Some(days) if !(0.0..=10_000.0).contains(&days) => Err(CommitError::Effort(days)),
        fine => Ok(fine),
    }
}

pub(crate) fn checked_ticket(ticket: Ticket) -> Result<Ticket, CommitError> {
    let key = text::line("ticket.key", &ticket.key, text::NAME_MAX)?;
    let url = ticket
        .url
        .map(|url| url.trim().to_owned())
        .filter(|url| !url.is_empty());
    match url {
        Some(url) if !text::is_web_address(&url) => {
            Err(CommitError::TicketUrl(url.chars().take(80).collect()))
        }
        url => Ok(Ticket { key, url }),
    }
}

fn chosen(incident: &Incident, id: MeasureId) -> Result<&Measure, CommitError> {
    let postmortem = &incident.postmortem;
    if postmortem.action_of(id).is_some() {
        return Err(CommitError::AlreadyChosen(id));
    }
    postmortem
        .measures
        .iter()
        .find(|measure| measure.id == id)
        .ok_or(CommitError::NoMeasure(id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_number_of_tries_makes_more_than_the_limit(limit in 1u8..6, tries in 0usize..12) {
            let mut incident = crate::incident::open::sample();
            let mut workspace = Workspace::default();
            workspace.settings.action_limit = limit;
            let now = incident.created_at;
            for number in 0..tries {
                let form = CommitForm { title: Some(format!("act {number}")), ..CommitForm::default() };
                match commit(&incident, &workspace, form, now) {
                    Ok(changes) => crate::change::apply_all(&mut incident, &changes),
                    Err(error) => {
                        prop_assert_eq!(&error, &CommitError::Limit { limit });
                        prop_assert!(error.to_string().contains("stays among those considered"));
                    }
                }
            }
            prop_assert_eq!(incident.postmortem.actions.len(), tries.min(usize::from(limit)));
        }

        #[test]
        fn a_date_is_taken_exactly_until_the_next_sprint_ends(offset in -60i32..120) {
            let workspace = Workspace::default();
            let now = crate::incident::open::sample().created_at;
            let last = workspace.cadence_of(None).next_sprint(now.day()).ends_on;
            let due = now.day().plus_days(offset);
            let answer = due_within_next_sprint(&workspace, None, Some(due), now);
            prop_assert_eq!(answer.is_ok(), due <= last);
            if let Err(error) = answer {
                prop_assert!(error.to_string().contains(&last.to_string()));
            }
        }
    }

    #[test]
    fn what_is_withdrawn_stays_as_a_measure() {
        let mut incident = crate::incident::open::sample();
        let form = CommitForm {
            title: Some("Bound the retries".into()),
            ..CommitForm::default()
        };
        let now = incident.created_at;
        let changes = commit(&incident, &Workspace::default(), form, now).unwrap();
        crate::change::apply_all(&mut incident, &changes);
        let id = incident.postmortem.actions[0].id;
        let changes = withdraw(&incident, id, "too large for a sprint").unwrap();
        crate::change::apply_all(&mut incident, &changes);
        assert!(incident.postmortem.actions.is_empty());
        assert_eq!(incident.postmortem.measures[0].title, "Bound the retries");
        assert_eq!(
            incident.postmortem.measures[0].not_chosen_reason,
            "too large for a sprint"
        );
    }
}
