//! Names as roles: an incident told by what people did in place of who they were.
//!
//! A cast gives each person of the workspace whom an incident names one role, the same wherever
//! they stand: in the prose, in the timeline, in labels, as an owner. It knows people by their name,
//! the parts of it, their handle and their address, and whoever else it is told of. What it cannot
//! know is who else may be a person; that is for a reader to say.

mod address;
mod cast;
mod doubts;
mod names;
mod parts;
mod rewrite;

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use cast::{Cast, Part};
pub use doubts::possible_names;

use crate::Refusal;
use crate::text::{self, NAME_MAX, TextError};
use crate::workspace::Workspace;

/// Characters that are shown on each side of a name.
const AROUND: usize = 32;
/// Most roles and names that one export may bring along.
const WISHES_MAX: usize = 200;

/// What somebody wants otherwise than the cast has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RoleWishes {
    /// By handle: `{"mika": "on-call engineer"}`.
    pub roles: BTreeMap<String, String>,
    /// People whom the workspace does not know, as the document writes them.
    pub also: Vec<AlsoNamed>,
}

/// Somebody whom the workspace does not know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AlsoNamed {
    /// Every place where just this is written stands for them.
    pub name: String,
    pub role: String,
}

impl RoleWishes {
    /// Checks every name and role, and that the workspace knows who is named by a handle.
    ///
    /// # Errors
    /// [`WishRefused`] naming `roles` or `also`.
    pub fn checked(self, workspace: &Workspace) -> Result<Self, WishRefused> {
        let length = self.roles.len() + self.also.len();
        if length > WISHES_MAX {
            return Err(WishRefused::Text(TextError::TooLong {
                field: "roles",
                length,
                most: WISHES_MAX,
                unit: "roles",
            }));
        }
        let roles = self.roles.into_iter().map(|(handle, role)| {
            let person = workspace.person_named(&handle);
            let person = person.ok_or(WishRefused::NoPerson(handle))?;
            Ok((person.handle.clone(), text::line("roles", &role, NAME_MAX)?))
        });
        let also = self.also.into_iter().map(|also| {
            Ok(AlsoNamed {
                name: text::line("also", &also.name, NAME_MAX)?,
                role: text::line("also", &also.role, NAME_MAX)?,
            })
        });
        Ok(Self {
            roles: roles.collect::<Result<_, WishRefused>>()?,
            also: also.collect::<Result<_, TextError>>()?,
        })
    }
}

/// Why wishes are not followed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WishRefused {
    #[error(transparent)]
    Text(#[from] TextError),
    #[error(
        "the workspace knows nobody called “{0}”; a name of somebody else is told as the document writes it"
    )]
    NoPerson(String),
}

impl Refusal for WishRefused {
    fn code(&self) -> &'static str {
        match self {
            Self::Text(error) => error.code(),
            Self::NoPerson(_) => "no_such_person",
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::Text(error) => error.field(),
            Self::NoPerson(_) => Some("roles".into()),
        }
    }
}

/// A name that became a role, where it stood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Replacement {
    /// In words: `Timeline`, `Root cause`.
    pub place: String,
    /// As it was written.
    pub before: String,
    /// As it is written now; empty for an address that was left out.
    pub after: String,
    /// A few words on both sides, as they were.
    pub around: String,
}

/// A word that may be a name or not, and was left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Doubt {
    pub place: String,
    pub word: String,
    pub around: String,
}

/// An incident without names, and what became of them.
#[derive(Clone, Debug, PartialEq)]
pub struct WithoutNames {
    pub incident: crate::Incident,
    pub replacements: Vec<Replacement>,
    pub doubts: Vec<Doubt>,
}

/// A stretch of a text with a few words on both sides.
fn around<'t>(text: &'t str, range: &Range<usize>) -> &'t str {
    let start = text[..range.start].char_indices().rev().take(AROUND).last();
    let end = text[range.end..].char_indices().nth(AROUND);
    let start = start.map_or(range.start, |(at, _)| at);
    let end = end.map_or(text.len(), |(at, _)| range.end + at);
    &text[start..end]
}
