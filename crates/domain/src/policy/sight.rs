//! Which incidents somebody sees.

use crate::incident::Visibility;
use crate::person::Person;
use crate::{PersonId, TeamId};

/// For whom incidents are read. Every read that serves somebody takes one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Sight {
    /// All of them: the work of the server itself, and the command line beside its database.
    Everything,
    /// What everybody sees: for channels, programs and whoever else has no name.
    Open,
    /// What one person sees, with the team that they are in. A role adds nothing to it.
    Of {
        person: PersonId,
        team: Option<TeamId>,
    },
    /// What everybody sees who sees an incident of this visibility: what its meeting may look at,
    /// whoever is in it, and what its document may name.
    AllWhoSee(Visibility),
}

impl Sight {
    #[must_use]
    pub fn of(person: &Person) -> Self {
        Self::Of {
            person: person.id,
            team: person.team,
        }
    }

    /// Whether an incident of this visibility is there for whoever asks.
    #[must_use]
    pub fn sees(&self, visibility: &Visibility) -> bool {
        let Visibility::Restricted { people, teams } = visibility else {
            return true;
        };
        match self {
            Self::Everything => true,
            Self::Open => false,
            Self::Of { person, team } => {
                people.contains(person) || team.is_some_and(|team| teams.contains(&team))
            }
            Self::AllWhoSee(other) => other.is_within(visibility),
        }
    }
}
