//! Who sees an incident: everybody, or the people and teams that it names and nobody else.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Incident;
use crate::meeting::Meeting;
use crate::person::Person;
use crate::policy::Sight;
use crate::workspace::Workspace;
use crate::{IncidentRef, PersonId, Refusal, TeamId};

/// Most people, and most teams, that one incident names.
const MOST: usize = 200;

/// Who sees an incident.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(tag = "to", rename_all = "snake_case", deny_unknown_fields)]
pub enum Visibility {
    /// Everybody who may sign in.
    #[default]
    Everyone,
    /// These people, and whoever is in one of these teams. To all others it does not exist.
    Restricted {
        #[serde(default)]
        people: BTreeSet<PersonId>,
        #[serde(default)]
        teams: BTreeSet<TeamId>,
    },
}

/// An incident cannot be seen by just these.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VisibilityError {
    #[error("a restricted incident names at least one person or team who sees it")]
    Nobody,
    #[error("a restricted incident names at most {MOST} people and {MOST} teams")]
    TooMany,
    #[error("there is no person {0} in this workspace who may sign in")]
    NoPerson(PersonId),
    #[error("there is no team {0} in this workspace")]
    NoTeam(TeamId),
    #[error("you would no longer see this incident: name yourself, or your team, as well")]
    Yourself,
    #[error("{name} {part} and is not among those who see it: name them, or their team, as well")]
    Unseen { name: String, part: &'static str },
    #[error("{0} is restricted to fewer: whoever sees a duplicate sees what it is a duplicate of")]
    Original(IncidentRef),
    #[error("{0} is a duplicate of this incident and open to more: restrict that one first")]
    Duplicate(IncidentRef),
}

impl Refusal for VisibilityError {
    fn code(&self) -> &'static str {
        match self {
            Self::Nobody => "visible_to_nobody",
            Self::TooMany => "too_many_named",
            Self::NoPerson(_) => "no_such_person",
            Self::NoTeam(_) => "no_such_team",
            Self::Yourself => "out_of_own_sight",
            Self::Unseen { .. } => "not_among_those_who_see_it",
            Self::Original(_) | Self::Duplicate(_) => "duplicate_seen_by_more",
        }
    }

    fn field(&self) -> Option<String> {
        Some(match self {
            Self::NoPerson(_) => "visibility.people".into(),
            Self::NoTeam(_) => "visibility.teams".into(),
            Self::Original(_) => "duplicate_of".into(),
            _ => "visibility".into(),
        })
    }
}

impl Visibility {
    /// Restricted to these people alone.
    #[must_use]
    pub fn to_people(people: impl IntoIterator<Item = PersonId>) -> Self {
        Self::Restricted {
            people: people.into_iter().collect(),
            teams: BTreeSet::new(),
        }
    }

    #[must_use]
    pub fn is_restricted(&self) -> bool {
        *self != Self::Everyone
    }

    /// Whether whoever sees this also sees what the other is of, whatever becomes of the teams.
    #[must_use]
    pub fn is_within(&self, other: &Self) -> bool {
        match (self, other) {
            (_, Self::Everyone) => true,
            (Self::Everyone, Self::Restricted { .. }) => false,
            (
                Self::Restricted { people, teams },
                Self::Restricted {
                    people: their_people,
                    teams: their_teams,
                },
            ) => people.is_subset(their_people) && teams.is_subset(their_teams),
        }
    }

    /// Whether an incident may name these. Who was named before may have left since.
    ///
    /// # Errors
    /// [`VisibilityError`] naming the field.
    pub fn checked(&self, before: &Self, workspace: &Workspace) -> Result<(), VisibilityError> {
        let Self::Restricted { people, teams } = self else {
            return Ok(());
        };
        if people.is_empty() && teams.is_empty() {
            return Err(VisibilityError::Nobody);
        }
        if people.len() > MOST || teams.len() > MOST {
            return Err(VisibilityError::TooMany);
        }
        let known = |id: &PersonId| {
            before.names_person(*id) || workspace.person(*id).is_some_and(|person| person.active)
        };
        if let Some(unknown) = people.iter().find(|id| !known(id)) {
            return Err(VisibilityError::NoPerson(*unknown));
        }
        match teams.iter().find(|id| workspace.team(**id).is_none()) {
            Some(unknown) => Err(VisibilityError::NoTeam(*unknown)),
            None => Ok(()),
        }
    }

    fn names_person(&self, id: PersonId) -> bool {
        matches!(self, Self::Restricted { people, .. } if people.contains(&id))
    }
}

/// Whoever is asked to do something in a restricted incident sees it: those who own an unfinished
/// action item, and those who lead, write or come to its meeting. It is asked when one of these or
/// who sees the incident changes, so that somebody who changed teams stands in nobody's way.
///
/// # Errors
/// [`VisibilityError::Unseen`] naming the first who would not.
pub fn seen_by_its_people(
    before: &Incident,
    after: &Incident,
    workspace: &Workspace,
) -> Result<(), VisibilityError> {
    if !after.visibility.is_restricted() {
        return Ok(());
    }
    let restricted = before.visibility != after.visibility;
    let known: BTreeSet<_> = if restricted {
        BTreeSet::new()
    } else {
        asked(before).collect()
    };
    for (part, id) in asked(after).filter(|one| !known.contains(one)) {
        let sees = |person: &Person| Sight::of(person).sees(&after.visibility);
        if let Some(person) = workspace.person(id).filter(|person| !sees(person)) {
            let name = person.name.clone();
            return Err(VisibilityError::Unseen { name, part });
        }
    }
    Ok(())
}

fn asked(incident: &Incident) -> impl Iterator<Item = (&'static str, PersonId)> + '_ {
    let actions = incident.postmortem.actions.iter();
    let open = actions.filter(|action| !action.state.is_finished());
    let owners = open.filter_map(|action| Some(("owns an action item of it", action.owner?)));
    let planned = incident.postmortem.meeting.iter();
    let planned = planned.filter(|meeting| meeting.held_at.is_none());
    let meeting = planned.flat_map(Meeting::people);
    owners.chain(meeting.map(|person| ("is asked to come to its meeting", person)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::open::sample;
    use crate::person::Role;
    use proptest::prelude::*;

    fn person(id: u32, team: Option<u32>) -> Person {
        Person {
            id: PersonId(id),
            handle: format!("person-{id}"),
            name: format!("Person {id}"),
            email: None,
            role: Role::Admin,
            team: team.map(TeamId),
            active: true,
        }
    }

    fn visibility() -> impl Strategy<Value = Visibility> {
        let some = proptest::collection::btree_set(1u32..6, 0..4);
        let restricted = (some.clone(), some).prop_map(|(people, teams)| Visibility::Restricted {
            people: people.into_iter().map(PersonId).collect(),
            teams: teams.into_iter().map(TeamId).collect(),
        });
        prop_oneof![Just(Visibility::Everyone), restricted]
    }

    proptest! {
        #[test]
        fn only_those_who_are_named_see_it_whatever_their_role(
            seen in visibility(), id in 1u32..6, team in proptest::option::of(1u32..6),
        ) {
            let person = person(id, team);
            let named = match &seen {
                Visibility::Everyone => true,
                Visibility::Restricted { people, teams } => {
                    people.contains(&person.id) || person.team.is_some_and(|team| teams.contains(&team))
                }
            };
            prop_assert_eq!(Sight::of(&person).sees(&seen), named);
            prop_assert_eq!(Sight::Open.sees(&seen), !seen.is_restricted());
            prop_assert!(Sight::Everything.sees(&seen));
        }

        #[test]
        fn whoever_sees_what_is_within_sees_the_other(
            one in visibility(), other in visibility(), id in 1u32..6,
            team in proptest::option::of(1u32..6),
        ) {
            let sight = Sight::of(&person(id, team));
            if one.is_within(&other) && sight.sees(&one) {
                prop_assert!(sight.sees(&other));
            }
        }

        #[test]
        fn what_is_kept_is_what_is_read(seen in visibility()) {
            let text = serde_json::to_string(&seen).unwrap();
            prop_assert_eq!(serde_json::from_str::<Visibility>(&text).unwrap(), seen);
        }
    }

    #[test]
    fn it_names_somebody_and_nobody_who_is_not_there() {
        let mut workspace = Workspace::default();
        workspace.people.push(person(1, None));
        let before = Visibility::Everyone;
        let checked = |seen: &Visibility| seen.checked(&before, &workspace);
        let nobody = Visibility::to_people([]);
        assert_eq!(checked(&nobody), Err(VisibilityError::Nobody));
        assert_eq!(checked(&Visibility::to_people([PersonId(1)])), Ok(()));
        let unknown = Visibility::to_people([PersonId(1), PersonId(2)]);
        assert_eq!(
            checked(&unknown),
            Err(VisibilityError::NoPerson(PersonId(2)))
        );
        // Who left stays named until somebody takes them out.
        assert_eq!(unknown.checked(&unknown, &workspace), Ok(()));
    }

    #[test]
    fn whoever_is_asked_to_come_sees_it() {
        let workspace = Workspace {
            people: vec![person(1, None), person(2, Some(7))],
            ..Workspace::default()
        };
        let open = sample();
        let mut planned = open.clone();
        let mut meeting = Meeting::at(open.created_at, 90);
        meeting.attendees = vec![PersonId(2)];
        planned.postmortem.meeting = Some(meeting);
        assert_eq!(seen_by_its_people(&open, &planned, &workspace), Ok(()));

        let mut restricted = planned.clone();
        restricted.visibility = Visibility::to_people([PersonId(1)]);
        let refused = seen_by_its_people(&planned, &restricted, &workspace).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "Person 2 is asked to come to its meeting and is not among those who see it: name \
             them, or their team, as well"
        );
        // Nothing else is refused because of it once it is so.
        let mut renamed = restricted.clone();
        renamed.title = "Another".into();
        assert_eq!(
            seen_by_its_people(&restricted, &renamed, &workspace),
            Ok(())
        );
        restricted.visibility = Visibility::Restricted {
            people: [PersonId(1)].into(),
            teams: [TeamId(7)].into(),
        };
        assert_eq!(
            seen_by_its_people(&planned, &restricted, &workspace),
            Ok(())
        );
    }
}
