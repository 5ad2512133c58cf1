//! What the change log says of somebody who came in, or did not.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Provider, SignInRules};
use crate::change::{Edit, Set};
use crate::{PersonId, ProviderId};

/// How somebody shows who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum SignInWay {
    Password,
    /// A one-time link, with which they chose a password.
    Link,
    Provider {
        provider: ProviderId,
    },
    /// The one click of the demo workspace.
    Demo,
}

impl SignInWay {
    /// The provider, where it was one.
    #[must_use]
    pub fn provider(self) -> Option<ProviderId> {
        match self {
            Self::Provider { provider } => Some(provider),
            Self::Password | Self::Link | Self::Demo => None,
        }
    }
}

/// Why somebody did not come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SignInFailure {
    /// The name or the password was not right.
    WrongPassword,
    /// The provider said no, or broke it off.
    ProviderRefused,
    /// What the provider said could not be believed.
    NotBelieved,
    /// The provider vouches for them, and the rules here do not let them in.
    NotAdmitted,
}

/// How a session ended before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SessionEnd {
    SignedOut,
    /// Ended from the list of sessions, by the person or an administrator.
    Revoked,
    /// Its person has another password now.
    PasswordChanged,
}

/// One thing that happened at the door.
#[expect(
    clippy::large_enum_variant,
    reason = "one is made, written and gone; as `Change` itself"
)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum AccessChange {
    /// Somebody came in; the log never holds what opens their session.
    SignedIn {
        person: PersonId,
        way: SignInWay,
    },
    /// Somebody who is signed in showed again who they are.
    ProvedAgain {
        person: PersonId,
        way: SignInWay,
    },
    /// Somebody did not come in. Whom they said to be is told where there is such a person, and is
    /// never kept as it was typed: it may have been a password.
    Failed {
        person: Option<PersonId>,
        way: SignInWay,
        why: SignInFailure,
    },
    /// Sessions of a person ended before their time.
    SessionsEnded {
        person: PersonId,
        count: u32,
        how: SessionEnd,
    },
    /// From now on a person comes in by what a provider calls them, or no longer.
    Identity {
        person: PersonId,
        provider: ProviderId,
        removed: bool,
    },
    Provider(Edit<Provider>),
    Rules(Set<SignInRules>),
    /// The client secret of a provider was replaced or taken away; the log never holds it.
    ProviderSecret {
        provider: ProviderId,
    },
}

impl AccessChange {
    /// A stable name for programs.
    #[must_use]
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::SignedIn { .. } => "session.began",
            Self::ProvedAgain { .. } => "session.proved_again",
            Self::Failed { .. } => "sign_in.failed",
            Self::SessionsEnded { .. } => "session.ended",
            Self::Identity { removed: false, .. } => "identity.linked",
            Self::Identity { removed: true, .. } => "identity.unlinked",
            Self::Provider(Edit::Added { .. }) => "provider.added",
            Self::Provider(Edit::Changed { .. }) => "provider.changed",
            Self::Provider(Edit::Removed { .. }) => "provider.removed",
            Self::ProviderSecret { .. } => "provider.secret_replaced",
            Self::Rules(_) => "sign_in_rules.changed",
        }
    }

    /// What it touches.
    pub(crate) fn place(&self) -> String {
        match self {
            Self::SignedIn { person, .. }
            | Self::ProvedAgain { person, .. }
            | Self::SessionsEnded { person, .. }
            | Self::Failed {
                person: Some(person),
                ..
            } => format!("sessions:{person}"),
            Self::Failed { person: None, .. } => "sign_in".to_owned(),
            Self::Identity {
                person, provider, ..
            } => format!("identity:{provider}/{person}"),
            Self::Provider(
                Edit::Added { entry, .. }
                | Edit::Changed { to: entry, .. }
                | Edit::Removed { entry, .. },
            ) => format!("provider:{}", entry.id),
            Self::ProviderSecret { provider } => format!("provider_secret:{provider}"),
            Self::Rules(_) => "sign_in_rules".to_owned(),
        }
    }
}
