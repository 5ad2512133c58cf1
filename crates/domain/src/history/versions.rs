//! Versions: naming one, and making one again.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::change::{Change, Edit, apply_all, inverse};
use crate::text::{self, NAME_MAX, TextError};
use crate::{Incident, Moment, PersonId, Refusal};

/// A version that somebody gave a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NamedVersion {
    pub version: u32,
    pub name: String,
    pub by: Option<PersonId>,
    pub at: Moment,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VersionError {
    #[error("there is no version {0} of this incident")]
    NoVersion(u32),
    #[error("version {0} has no name")]
    NoName(u32),
    #[error(transparent)]
    Text(#[from] TextError),
}

impl Refusal for VersionError {
    fn code(&self) -> &'static str {
        match self {
            Self::NoVersion(_) | Self::NoName(_) => "no_such_version",
            Self::Text(error) => error.code(),
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::Text(error) => error.field(),
            _ => None,
        }
    }
}

/// Gives a version a name: the present one, or that of the number. A name that it has is replaced.
///
/// # Errors
/// [`VersionError`] when there is no such version or the name is empty or too long.
pub fn name(
    incident: &Incident,
    version: Option<u32>,
    name: &str,
    by: Option<PersonId>,
    at: Moment,
) -> Result<Vec<Change>, VersionError> {
    let version = version.unwrap_or(incident.version);
    if !(1..=incident.version).contains(&version) {
        return Err(VersionError::NoVersion(version));
    }
    let name = text::line("name", name, NAME_MAX)?;
    let names = &incident.named_versions;
    let to = NamedVersion {
        version,
        name,
        by,
        at,
    };
    let edit = match names.iter().find(|known| known.version == version) {
        Some(from) if from.name == to.name => None,
        Some(from) => Edit::between(from, to),
        None => Some(Edit::Added {
            at: u32::try_from(names.len()).unwrap_or(u32::MAX),
            entry: to,
        }),
    };
    Ok(edit.map(Change::NamedVersion).into_iter().collect())
}

/// Takes a version's name away; the version stays.
///
/// # Errors
/// [`VersionError::NoName`].
pub fn unname(incident: &Incident, version: u32) -> Result<Vec<Change>, VersionError> {
    let mut names = (0..).zip(&incident.named_versions);
    let (at, entry) = names
        .find(|(_, known)| known.version == version)
        .ok_or(VersionError::NoName(version))?;
    let entry = entry.clone();
    Ok(vec![Change::NamedVersion(Edit::Removed { at, entry })])
}

/// The incident as it was at a version. `since` is everything that the log holds after it, oldest
/// first; `at` is when that version was made. `None` when something in between is no change of an
/// incident.
#[must_use]
pub fn rebuild(
    present: &Incident,
    since: &[Change],
    (version, at): (u32, Moment),
) -> Option<Incident> {
    let back = inverse(since)?;
    let mut incident = present.clone();
    apply_all(&mut incident, &back);
    incident.version = version;
    incident.updated_at = at;
    Some(incident)
}
