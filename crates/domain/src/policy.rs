//! Who may do what, and who sees which incidents: the one place that decides it.

mod hidden;
mod sight;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use hidden::Hidden;
pub use sight::Sight;

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
    /// What somebody may do, whether they may come in, and the address by which a provider finds
    /// their account.
    ChangeAccess,
    /// Hands out a link by which a person chooses a password.
    InvitePerson,
    EditSettings,
    /// Ways in for other programs, their secrets, and what they sent.
    ManageIntegrations,
    /// Sees background work, and has what failed tried again.
    ManageJobs,
    /// Reads through which programs people sign in, and by which rules.
    ReadSignIn,
    /// Enters those programs and rules.
    ManageSignIn,
    /// Enters what lets Afterword in elsewhere, or another program in here, or has it shown.
    EnterSecret,
    /// What no Undo brings back.
    RemoveForGood,
    /// Sees and ends the sessions of others.
    ManageSessions,
    /// Sees and revokes the tokens of others.
    ManageTokens,
    ManageOwnSessions,
    ManageOwnTokens,
    /// Makes a token that may do whatever an administrator may.
    MakeAdminToken,
    /// Makes the secret addresses under which one's calendar reads meetings, and one's reader of
    /// feeds post-mortems.
    ManageOwnReaderLinks,
    /// What one is told of, how, and when not.
    ManageOwnNotices,
    ChangeOwnPassword,
}

impl Operation {
    pub const ALL: [Self; 41] = [
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
        Self::ChangeAccess,
        Self::InvitePerson,
        Self::EditSettings,
        Self::ManageIntegrations,
        Self::ManageJobs,
        Self::ReadSignIn,
        Self::ManageSignIn,
        Self::EnterSecret,
        Self::RemoveForGood,
        Self::ManageSessions,
        Self::ManageTokens,
        Self::ManageOwnSessions,
        Self::ManageOwnTokens,
        Self::MakeAdminToken,
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
            | Self::ChangeAccess
            | Self::EditSettings
            | Self::ManageIntegrations
            | Self::EnterSecret
            | Self::RemoveForGood
            | Self::ManageJobs => (Role::Admin, Some(Scope::Admin)),
            Self::EditOwnViews | Self::AttendMeeting | Self::ManageOwnNotices => {
                (Role::Viewer, Some(Scope::Write))
            }
            Self::ManageOwnSessions
            | Self::ManageOwnTokens
            | Self::MakeAdminToken
            | Self::ManageOwnReaderLinks
            | Self::ChangeOwnPassword => (Role::Viewer, None),
            Self::ReadSignIn
            | Self::ManageSignIn
            | Self::ManageSessions
            | Self::ManageTokens
            | Self::InvitePerson => (Role::Admin, None),
        }
    }

    /// Whether somebody who is signed in has to have shown lately who they are: what gives others
    /// a way in, or cannot be taken back, is not for whoever finds an open browser.
    #[must_use]
    pub fn asks_again(self) -> bool {
        matches!(
            self,
            Self::ChangeAccess
                | Self::InvitePerson
                | Self::ManageSignIn
                | Self::EnterSecret
                | Self::RemoveForGood
                | Self::MergeFactors
                | Self::MakeAdminToken
        )
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
    /// They showed who they are not long ago. A token shows it with every request.
    pub proved_lately: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    #[error("this takes the role of {needed}; yours is {yours}")]
    Role { needed: Role, yours: Role },
    #[error("this takes a token with the scope {0}")]
    Scope(Scope),
    #[error("this is done signed in, not with a token")]
    NotByToken,
    #[error("show once more who you are: this gives others a way in, or cannot be taken back")]
    SignInAgain,
}

impl Refusal for Denied {
    fn code(&self) -> &'static str {
        match self {
            Self::Role { .. } => "role_too_low",
            Self::Scope(_) => "scope_missing",
            Self::NotByToken => "not_by_token",
            Self::SignInAgain => "sign_in_again",
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
        (None, _) if operation.asks_again() && !actor.proved_lately => Err(Denied::SignInAgain),
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
                        proved_lately: true,
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
                    proved_lately: true,
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
    #[test]
    fn who_did_not_show_lately_who_they_are_is_asked_again() {
        for operation in Operation::ALL {
            let session = |proved_lately| Actor {
                person: PersonId(1),
                role: Role::Admin,
                scopes: None,
                proved_lately,
            };
            let stale = may(&session(false), operation);
            let expected = if operation.asks_again() {
                Err(Denied::SignInAgain)
            } else {
                Ok(())
            };
            assert_eq!(stale, expected, "{operation:?}");
            assert_eq!(may(&session(true), operation), Ok(()), "{operation:?}");
        }
    }

    #[test]
    fn who_may_not_anyway_is_told_so_and_not_asked() {
        let viewer = Actor {
            person: PersonId(1),
            role: Role::Viewer,
            scopes: None,
            proved_lately: false,
        };
        let denied = may(&viewer, Operation::ManageSignIn);
        assert!(matches!(denied, Err(Denied::Role { .. })), "{denied:?}");
    }
}
