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

/// Takes one change back, the latest there is: so an incident becomes what it was, change by change.
/// False for what is no change of an incident.
#[must_use]
pub fn take_back(incident: &mut Incident, change: &Change) -> bool {
    let back = inverse(std::slice::from_ref(change));
    if let Some(back) = &back {
        apply_all(incident, back);
    }
    back.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::compare::differences;
    use crate::history::restore::{RestoreError, restore};
    use crate::meeting::sample::{Played, any_acts};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_version_is_made_again_and_its_texts_come_back(acts in any_acts(40), pick in any::<prop::sample::Index>()) {
            let mut played = Played::new();
            for act in acts {
                played.try_act(act);
            }
            let at = pick.index(played.versions.len());
            let (wanted, _) = &played.versions[at];
            let since = played.versions[at + 1..].iter().flat_map(|(_, made)| made);
            let present = &played.incident;
            let mut old = present.clone();
            for change in since.rev() {
                prop_assert!(take_back(&mut old, change));
            }
            (old.version, old.updated_at) = (wanted.version, wanted.updated_at);
            prop_assert!(old.next_entry >= wanted.next_entry, "a number is never given twice");
            old.next_entry = wanted.next_entry;
            prop_assert_eq!(&old, wanted);

            match restore(present, &old) {
                Err(RestoreError::Running) => prop_assert!(present.postmortem.proceedings.running().is_some()),
                Err(RestoreError::Nothing(_)) => {}
                Err(other) => prop_assert!(false, "{other}"),
                Ok(restored) => {
                    let mut after = present.clone();
                    apply_all(&mut after, &restored.changes);
                    prop_assert_eq!(&after.postmortem.sections, &old.postmortem.sections);
                    prop_assert_eq!(&after.postmortem.proceedings, &present.postmortem.proceedings);
                    prop_assert_eq!(&after.postmortem.meeting, &present.postmortem.meeting);
                    let left = differences(&after, &old);
                    let kept = |place: &str| place.starts_with("answer:");
                    prop_assert!(left.iter().all(|text| kept(&text.place)), "{left:?}");
                    apply_all(&mut after, &inverse(&restored.changes).unwrap());
                    prop_assert_eq!(&after, present);
                }
            }
        }
    }

    #[test]
    fn a_version_that_is_not_there_has_no_name() {
        let played = Played::new();
        let now = played.now;
        let named = |version, text| name(&played.incident, version, text, None, now);
        assert_eq!(named(Some(2), "x"), Err(VersionError::NoVersion(2)));
        assert_eq!(named(Some(0), "x"), Err(VersionError::NoVersion(0)));
        assert!(matches!(named(None, " "), Err(VersionError::Text(_))));
        assert_eq!(unname(&played.incident, 1), Err(VersionError::NoName(1)));
    }
}
