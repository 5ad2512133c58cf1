//! Publishing, and everything that stands in its way, said at once.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Status;
use crate::action_item::ActionItem;
use crate::action_item::commit::due_within_next_sprint;
use crate::change::{Change, Publication, Set};
use crate::incident::timeline::gaps;
use crate::text::{self, TextError};
use crate::workspace::Workspace;
use crate::{ActionItemId, Day, EventId, Incident, Moment, PersonId, Refusal};

/// One thing that publishing waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "missing", rename_all = "snake_case")]
pub enum Missing {
    /// There is no action item, and no reason why none is needed.
    ActionOrReason,
    Owner {
        action: ActionItemId,
        title: String,
    },
    Priority {
        action: ActionItemId,
        title: String,
    },
    Ticket {
        action: ActionItemId,
        title: String,
    },
    DueDate {
        action: ActionItemId,
        title: String,
    },
    DueDateInNextSprint {
        action: ActionItemId,
        title: String,
        due_on: Day,
        latest: Day,
    },
}

impl Missing {
    /// Whether both tell of the same gap, whatever the action item is called by now.
    #[must_use]
    pub fn same_gap(&self, other: &Self) -> bool {
        let same_kind = std::mem::discriminant(self) == std::mem::discriminant(other);
        same_kind && self.action() == other.action()
    }

    fn action(&self) -> Option<ActionItemId> {
        match self {
            Self::ActionOrReason => None,
            Self::Owner { action, .. }
            | Self::Priority { action, .. }
            | Self::Ticket { action, .. }
            | Self::DueDate { action, .. }
            | Self::DueDateInNextSprint { action, .. } => Some(*action),
        }
    }

    /// The sentence that a person reads.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::ActionOrReason => "an action item, or a reason why there is none".into(),
            Self::Owner { title, .. } => format!("an owner for “{title}”"),
            Self::Priority { title, .. } => format!("a priority for “{title}”"),
            Self::Ticket { title, .. } => format!("a ticket for “{title}”"),
            Self::DueDate { title, .. } => format!("a due date for “{title}”"),
            Self::DueDateInNextSprint {
                title,
                due_on,
                latest,
                ..
            } => {
                format!("a due date no later than {latest} for “{title}”; it is {due_on}")
            }
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PublishError {
    #[error("not yet to be published: {}", sentences(.0).join("; "))]
    Missing(Vec<Missing>),
    #[error("this post-mortem is already published")]
    AlreadyPublished,
    #[error("the meeting is running; end it first")]
    Running,
    #[error("this post-mortem is not published")]
    NotPublished,
    #[error(transparent)]
    Text(#[from] TextError),
}

fn sentences(missing: &[Missing]) -> Vec<String> {
    missing.iter().map(Missing::sentence).collect()
}

impl Refusal for PublishError {
    fn code(&self) -> &'static str {
        match self {
            Self::Missing(_) => "publish_conditions",
            Self::AlreadyPublished => "already_published",
            Self::Running => "meeting_running",
            Self::NotPublished => "not_published",
            Self::Text(error) => error.code(),
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::Text(error) => error.field(),
            _ => None,
        }
    }

    fn all(&self) -> Vec<String> {
        match self {
            Self::Missing(missing) => sentences(missing),
            other => vec![other.to_string()],
        }
    }
}

/// Invariant 2: everything that an action item still lacks, over all of them.
#[must_use]
pub fn missing(
    incident: &Incident,
    workspace: &Workspace,
    reason: &str,
    now: Moment,
) -> Vec<Missing> {
    let actions = &incident.postmortem.actions;
    if actions.is_empty() {
        let reasoned = !reason.trim().is_empty();
        return if reasoned {
            Vec::new()
        } else {
            vec![Missing::ActionOrReason]
        };
    }
    actions
        .iter()
        .flat_map(|action| lacks(action, workspace, now))
        .collect()
}

fn lacks(action: &ActionItem, workspace: &Workspace, now: Moment) -> Vec<Missing> {
    let (id, title) = (action.id, || action.title.clone());
    let mut missing = Vec::new();
    if action.owner.is_none() {
        missing.push(Missing::Owner {
            action: id,
            title: title(),
        });
    }
    if action.priority.is_none() {
        missing.push(Missing::Priority {
            action: id,
            title: title(),
        });
    }
    match action.due_on {
        None => missing.push(Missing::DueDate {
            action: id,
            title: title(),
        }),
        Some(due_on) if !action.state.is_finished() => {
            if due_within_next_sprint(workspace, action.owner, Some(due_on), now).is_err() {
                let latest = workspace
                    .cadence_of(action.owner)
                    .next_sprint(now.day())
                    .ends_on;
                missing.push(Missing::DueDateInNextSprint {
                    action: id,
                    title: title(),
                    due_on,
                    latest,
                });
            }
        }
        Some(_) => {}
    }
    if action.ticket.is_none() {
        missing.push(Missing::Ticket {
            action: id,
            title: title(),
        });
    }
    missing
}

/// What a careful reader would still miss; it never blocks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "advice", rename_all = "snake_case")]
pub enum Advice {
    OpenQuestion { event: EventId, at: Moment },
    Gap { after: EventId, minutes: u32 },
    EmptySection { key: String, title: String },
    NoStart,
    NoRecovery,
    NoTimeline,
    NoContributingFactor,
}

/// Everything worth a look before publishing.
#[must_use]
pub fn advice(incident: &Incident) -> Vec<Advice> {
    let milestones = &incident.milestones;
    let mut advice = Vec::new();
    if milestones.impact_started_at.is_none() {
        advice.push(Advice::NoStart);
    }
    if milestones.recovered_at.is_none() {
        advice.push(Advice::NoRecovery);
    }
    if incident.timeline.is_empty() {
        advice.push(Advice::NoTimeline);
    }
    for event in &incident.timeline {
        let open = event.questions.iter().filter(|question| question.is_open());
        advice.extend(open.map(|_| Advice::OpenQuestion {
            event: event.id,
            at: event.occurred_at,
        }));
    }
    let silent = gaps(
        &incident.timeline,
        milestones.impact_started_at,
        milestones.recovered_at,
    );
    advice.extend(silent.iter().map(|gap| Advice::Gap {
        after: gap.after,
        minutes: gap.minutes,
    }));
    for (key, title) in [("summary", "Summary"), ("root_cause", "Root cause")] {
        if incident.postmortem.section(key).trim().is_empty() {
            advice.push(Advice::EmptySection {
                key: key.into(),
                title: title.into(),
            });
        }
    }
    if incident.postmortem.factors.is_empty() {
        advice.push(Advice::NoContributingFactor);
    }
    advice
}

/// Publishes the post-mortem.
///
/// # Errors
/// [`PublishError::Missing`] with every missing thing at once, and [`PublishError::Running`] while
/// the meeting may still change what would be read.
pub fn publish(
    incident: &Incident,
    workspace: &Workspace,
    reason: &str,
    by: Option<PersonId>,
    now: Moment,
) -> Result<Vec<Change>, PublishError> {
    if incident.is_published() {
        return Err(PublishError::AlreadyPublished);
    }
    if incident.postmortem.proceedings.running().is_some() {
        return Err(PublishError::Running);
    }
    let reason = text::prose("no_actions_reason", reason)?;
    let missing = missing(incident, workspace, &reason, now);
    if !missing.is_empty() {
        return Err(PublishError::Missing(missing));
    }
    let no_actions_reason = if incident.postmortem.actions.is_empty() {
        reason
    } else {
        String::new()
    };
    let to = Publication {
        status: Status::Published,
        // Correcting and publishing again does not move the day on which it was first read.
        published_at: incident.postmortem.published_at.or(Some(now)),
        published_by: incident.postmortem.published_by.or(by),
        no_actions_reason,
    };
    Ok(vec![Change::Publication(Set {
        from: incident.postmortem.publication(),
        to,
    })])
}

/// Takes a publication back, so that it can be corrected and published again. The moment of the
/// first publication stays.
///
/// # Errors
/// [`PublishError::NotPublished`].
pub fn reopen(incident: &Incident) -> Result<Vec<Change>, PublishError> {
    if !incident.is_published() {
        return Err(PublishError::NotPublished);
    }
    let to = Publication {
        status: Status::InReview,
        ..incident.postmortem.publication()
    };
    Ok(vec![Change::Publication(Set {
        from: incident.postmortem.publication(),
        to,
    })])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action_item::commit::{CommitForm, commit};
    use crate::action_item::{Priority, Ticket};
    use crate::change::apply_all;
    use crate::incident::open::sample;
    use crate::person::{Person, Role};
    use proptest::prelude::*;

    fn workspace() -> Workspace {
        let person = Person {
            id: PersonId(1),
            handle: "mika".into(),
            name: "Mika".into(),
            email: None,
            role: Role::Member,
            team: None,
            active: true,
        };
        Workspace {
            people: vec![person],
            ..Workspace::default()
        }
    }

    proptest! {
        #[test]
        fn every_missing_thing_is_listed_and_nothing_else(
            parts in proptest::collection::vec(proptest::array::uniform4(any::<bool>()), 1..=3),
        ) {
            let workspace = workspace();
            let mut incident = sample();
            let now = incident.created_at;
            for (number, [owner, priority, due, ticket]) in parts.iter().enumerate() {
                let form = CommitForm {
                    title: Some(format!("act {number}")),
                    owner: owner.then_some(PersonId(1)),
                    priority: priority.then_some(Priority::P1),
                    due_on: due.then(|| now.day()),
                    ticket: ticket.then(|| Ticket { key: "PAY-1".into(), url: None }),
                    ..CommitForm::default()
                };
                let changes = commit(&incident, &workspace, form, now).unwrap();
                apply_all(&mut incident, &changes);
            }
            let lacking: usize = parts.iter().flatten().filter(|there| !**there).count();
            match publish(&incident, &workspace, "", None, now) {
                Ok(changes) => {
                    prop_assert_eq!(lacking, 0);
                    apply_all(&mut incident, &changes);
                    prop_assert!(incident.is_published());
                }
                Err(error) => {
                    prop_assert_eq!(error.all().len(), lacking);
                    prop_assert_eq!(error.code(), "publish_conditions");
                }
            }
        }
    }

    #[test]
    fn none_at_all_takes_a_reason() {
        let incident = sample();
        let now = incident.created_at;
        let refused = publish(&incident, &Workspace::default(), " ", None, now);
        assert_eq!(
            refused,
            Err(PublishError::Missing(vec![Missing::ActionOrReason]))
        );
        assert!(
            publish(
                &incident,
                &Workspace::default(),
                "the fix is the cause",
                None,
                now
            )
            .is_ok()
        );
    }
}
