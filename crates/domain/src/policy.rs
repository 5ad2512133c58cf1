//! Who may do what: the one place that decides it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::person::Role;
use crate::{PersonId, Refusal};

/// Everything that can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Operation {
    ReadIncidents,
    /// Incidents, and what of the workspace has a name.
    Search,
    ExportIncidents,
    OpenIncident,
    EditIncident,
    /// Reads a channel of Slack that the workspace's app is in, whoever asks, and offers what was
    /// said there to an incident.
    BringInMessages,
    /// Reads titles of merge requests and issues that the workspace's token may see, whoever asks,
    /// and writes them beside their links.
    FetchTitles,
    CommitAction,
    ReviewAction,
    /// Says that one comes, or is there.
    AttendMeeting,
    DecideRecurrence,
    PublishPostMortem,
    ReopenPostMortem,
    ImportDocuments,
    ReadWorkspace,
    ReadChanges,
    NameFactor,
    EditFactor,
    /// It changes every incident that names the factor, and is not taken back.
    MergeFactors,
    EditOwnViews,
    /// Puts a view into everybody's list.
    ShareViews,
    EditService,
    EditTeam,
    EditPerson,
    /// Hands out a link by which a person chooses a password.
    InvitePerson,
    EditSettings,
    /// Ways in for other programs, their secrets, and what they sent.
    ManageIntegrations,
    /// Sees background work, and has what failed tried again.
    ManageJobs,
    ManageOwnTokens,
    /// Makes the secret addresses under which one's calendar reads meetings, and one's reader of
    /// feeds post-mortems.
    ManageOwnReaderLinks,
    /// What one is told of, how, and when not.
    ManageOwnNotices,
    ChangeOwnPassword,
}

impl Operation {
    pub const ALL: [Self; 32] = [
        Self::ReadIncidents,
        Self::Search,
        Self::ExportIncidents,
        Self::OpenIncident,
        Self::EditIncident,
        Self::BringInMessages,
        Self::FetchTitles,
        Self::CommitAction,
        Self::ReviewAction,
        Self::AttendMeeting,
        Self::DecideRecurrence,
        Self::PublishPostMortem,
        Self::ReopenPostMortem,
        Self::ImportDocuments,
        Self::ReadWorkspace,
        Self::ReadChanges,
        Self::NameFactor,
        Self::EditFactor,
        Self::MergeFactors,
        Self::EditOwnViews,
        Self::ShareViews,
        Self::EditService,
        Self::EditTeam,
        Self::EditPerson,
        Self::InvitePerson,
        Self::EditSettings,
        Self::ManageIntegrations,
        Self::ManageJobs,
        Self::ManageOwnTokens,
        Self::ManageOwnReaderLinks,
        Self::ManageOwnNotices,
        Self::ChangeOwnPassword,
    ];

    /// The least role that may do it, and the scope that a token needs for it. `None` for what a
    /// token may never do.
    #[must_use]
    pub fn needs(self) -> (Role, Option<Scope>) {
        match self {
            Self::ReadIncidents | Self::Search | Self::ExportIncidents | Self::ReadWorkspace => {
                (Role::Viewer, Some(Scope::Read))
            }
            Self::OpenIncident
            | Self::EditIncident
            | Self::BringInMessages
            | Self::FetchTitles
            | Self::CommitAction
            | Self::ReviewAction
            | Self::DecideRecurrence
            | Self::PublishPostMortem
            | Self::ReopenPostMortem
            | Self::ImportDocuments
            | Self::NameFactor
            | Self::EditFactor
            | Self::ShareViews => (Role::Member, Some(Scope::Write)),
            Self::ReadChanges
            | Self::MergeFactors
            | Self::EditService
            | Self::EditTeam
            | Self::EditPerson
            | Self::EditSettings
            | Self::ManageIntegrations
            | Self::ManageJobs => (Role::Admin, Some(Scope::Admin)),
            Self::EditOwnViews | Self::AttendMeeting | Self::ManageOwnNotices => {
                (Role::Viewer, Some(Scope::Write))
            }
            Self::ManageOwnTokens | Self::ManageOwnReaderLinks | Self::ChangeOwnPassword => {
                (Role::Viewer, None)
            }
            Self::InvitePerson => (Role::Admin, None),
        }
    }
}

/// What an API token may be used for; each includes the ones before it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    Read,
    Write,
    Admin,
}

impl std::fmt::Display for Scope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Admin => "admin",
        })
    }
}

impl std::str::FromStr for Scope {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "read" => Ok(Self::Read),
            "write" => Ok(Self::Write),
            "admin" => Ok(Self::Admin),
            other => Err(format!(
                "“{other}” is not a scope; it is read, write or admin"
            )),
        }
    }
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    pub person: PersonId,
    pub role: Role,
    /// The scopes of the token that was shown; `None` for a session.
    pub scopes: Option<Vec<Scope>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    #[error("this takes the role of {needed}; yours is {yours}")]
    Role { needed: Role, yours: Role },
    #[error("this takes a token with the scope {0}")]
    Scope(Scope),
    #[error("this is done signed in, not with a token")]
    NotByToken,
}

impl Refusal for Denied {
    fn code(&self) -> &'static str {
        match self {
            Self::Role { .. } => "role_too_low",
            Self::Scope(_) => "scope_missing",
            Self::NotByToken => "not_by_token",
        }
    }
}

/// Whether the actor may do it.
///
/// # Errors
/// [`Denied`] saying what it would take.
pub fn may(actor: &Actor, operation: Operation) -> Result<(), Denied> {
    let (needed, scope) = operation.needs();
    if actor.role < needed {
        return Err(Denied::Role {
            needed,
            yours: actor.role,
        });
    }
    match (&actor.scopes, scope) {
        (None, _) => Ok(()),
        (Some(_), None) => Err(Denied::NotByToken),
        (Some(held), Some(scope)) if held.iter().any(|held| *held >= scope) => Ok(()),
        (Some(_), Some(scope)) => Err(Denied::Scope(scope)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROLES: [Role; 3] = [Role::Viewer, Role::Member, Role::Admin];

    #[test]
    fn a_higher_role_may_never_do_less() {
        for operation in Operation::ALL {
            let allowed = ROLES.map(|role| {
                may(
                    &Actor {
                        person: PersonId(1),
                        role,
                        scopes: None,
                    },
                    operation,
                )
                .is_ok()
            });
            assert!(allowed.is_sorted(), "{operation:?}");
            assert!(allowed[2], "an administrator may {operation:?}");
        }
    }

    #[test]
    fn a_token_never_adds_to_its_persons_role() {
        for operation in Operation::ALL {
            for role in ROLES {
                let session = Actor {
                    person: PersonId(1),
                    role,
                    scopes: None,
                };
                let token = Actor {
                    scopes: Some(vec![Scope::Admin]),
                    ..session.clone()
                };
                assert!(may(&token, operation).is_err() || may(&session, operation).is_ok());
                let nothing = Actor {
                    scopes: Some(Vec::new()),
                    ..session
                };
                assert!(may(&nothing, operation).is_err(), "{operation:?}");
            }
        }
    }
}
