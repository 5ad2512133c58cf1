//! A person: an owner and a participant, never a cause.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::text::{self, NAME_MAX, TextError};
use crate::{PersonId, Refusal, TeamId};

/// What a person may do, in three steps.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Viewer,
    #[default]
    Member,
    Admin,
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Viewer => "viewer",
            Self::Member => "member",
            Self::Admin => "admin",
        })
    }
}

impl FromStr for Role {
    type Err = PersonError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "viewer" => Ok(Self::Viewer),
            "member" => Ok(Self::Member),
            "admin" => Ok(Self::Admin),
            other => Err(PersonError::Role(other.chars().take(40).collect())),
        }
    }
}

/// A person of the workspace, as others see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Person {
    pub id: PersonId,
    /// Unique, lower case, what is typed after `owner:`.
    pub handle: String,
    pub name: String,
    pub email: Option<String>,
    pub role: Role,
    pub team: Option<TeamId>,
    /// Somebody who left: still an owner of old things, no longer able to sign in.
    pub active: bool,
}

impl Person {
    /// Whether somebody comes in, finds and may do the same as before: by the handle and the address
    /// they are known at the door, and a role and a team decide what there is for them.
    #[must_use]
    pub fn comes_in_as(&self, before: &Self) -> bool {
        let way_in = |one: &Self| (one.handle.clone(), one.email.clone(), one.active);
        way_in(self) == way_in(before) && (self.role, self.team) == (before.role, before.team)
    }
}

/// What a person is to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonForm {
    pub handle: String,
    pub name: String,
    #[serde(default)]
    pub email: Option<String>,
    #[serde(default)]
    pub role: Role,
    #[serde(default)]
    pub team: Option<TeamId>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PersonError {
    #[error(transparent)]
    Text(#[from] TextError),
    #[error("“{0}” is not a handle; use small letters, digits, dots, dashes and underscores")]
    Handle(String),
    #[error("“{0}” is not an e-mail address")]
    Email(String),
    #[error("“{0}” is not a role; it is admin, member or viewer")]
    Role(String),
    #[error("the workspace would be left without an administrator")]
    LastAdmin,
}

impl Refusal for PersonError {
    fn code(&self) -> &'static str {
        match self {
            Self::Text(error) => error.code(),
            Self::Handle(_) => "not_a_handle",
            Self::Email(_) => "not_an_email",
            Self::Role(_) => "not_a_role",
            Self::LastAdmin => "last_admin",
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::Text(error) => error.field(),
            Self::Handle(_) => Some("handle".into()),
            Self::Email(_) => Some("email".into()),
            Self::Role(_) | Self::LastAdmin => Some("role".into()),
        }
    }
}

impl PersonForm {
    /// The person that the form describes.
    ///
    /// # Errors
    /// [`PersonError`] naming the field.
    pub fn into_person(self, id: PersonId) -> Result<Person, PersonError> {
        let handle = text::line("handle", &self.handle, NAME_MAX)?;
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c);
        if !handle.chars().all(fits) {
            return Err(PersonError::Handle(handle));
        }
        let email = self
            .email
            .map(|email| email.trim().to_lowercase())
            .filter(|e| !e.is_empty());
        if let Some(email) = &email {
            let parts = email.split_once('@');
            let plausible =
                parts.is_some_and(|(user, host)| !user.is_empty() && host.contains('.'));
            if !plausible || email.len() > 254 || email.contains(char::is_whitespace) {
                return Err(PersonError::Email(email.chars().take(60).collect()));
            }
        }
        let name = text::line("name", &self.name, NAME_MAX)?;
        Ok(Person {
            id,
            handle,
            name,
            email,
            role: self.role,
            team: self.team,
            active: true,
        })
    }
}

/// Refuses to take away the last administrator.
///
/// # Errors
/// [`PersonError::LastAdmin`] when `next` is no active administrator and no other person is.
pub fn keeps_an_admin(people: &[Person], next: &Person) -> Result<(), PersonError> {
    let is_admin = |person: &Person| person.active && person.role == Role::Admin;
    let others = people
        .iter()
        .any(|person| person.id != next.id && is_admin(person));
    if others || is_admin(next) {
        Ok(())
    } else {
        Err(PersonError::LastAdmin)
    }
}
