//! Secrets at rest. What the program must be able to send or to verify with lies in the database
//! sealed: encrypted with a key that is not in it, and bound to the place where it lies, so that
//! nobody can put it elsewhere. Every secret goes in and out through [`Secrets`].

mod all;
mod file;
mod keys;
mod places;
mod seal;

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

pub use all::{Forgotten, Sealing, SecretsStanding};
pub use keys::{KeyError, KeyId, SecretKey, SecretKeys};
pub(crate) use places::{ONLY, Place, RowName};

use crate::conn::Arg;
use crate::error::StoreError;
use seal::Kept;

/// The keys of a store, shared by all that clone it. Holds no secret itself.
#[derive(Clone, Default)]
pub(crate) struct Secrets(Arc<RwLock<SecretKeys>>);

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secrets({:?})", self.keys())
    }
}

impl Secrets {
    pub(super) fn keys(&self) -> SecretKeys {
        let keys = self.0.read().unwrap_or_else(PoisonError::into_inner);
        keys.clone()
    }

    pub(crate) fn set(&self, keys: SecretKeys) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = keys;
    }

    /// The keys, read again from their file when somebody has changed it. What cannot be read
    /// leaves those that are known.
    fn fresh(&self) -> SecretKeys {
        let known = self.keys();
        let Some(read) = known.read_again() else {
            return known;
        };
        self.set(read.clone());
        read
    }

    /// A secret as it is kept.
    ///
    /// # Errors
    /// [`StoreError::NoSecretKey`] while there is no key: none is kept in clear.
    pub(crate) fn seal(
        &self,
        place: Place,
        row: impl Into<RowName>,
        clear: &str,
    ) -> Result<Arg, StoreError> {
        let keys = self.fresh();
        let key = keys.current().ok_or(StoreError::NoSecretKey)?;
        let sealed = seal::seal(key, &place.bound_to(&row.into()), clear)?;
        Ok(Arg::Text(Some(sealed)))
    }

    /// The secret that is kept as this. One from before there was a key is as it is.
    ///
    /// # Errors
    /// [`StoreError::SecretKeyMissing`] when it was sealed with a key that is not here,
    /// [`StoreError::Corrupt`] when it was spoiled, or put here from another place.
    pub(crate) fn open(
        &self,
        place: Place,
        row: impl Into<RowName>,
        kept: String,
    ) -> Result<String, StoreError> {
        let Kept::Sealed { key: id, .. } = seal::read(&kept) else {
            return Ok(kept);
        };
        let mut keys = self.keys();
        if keys.find(id).is_none() {
            keys = self.fresh();
        }
        let key = keys.find(id).ok_or(StoreError::SecretKeyMissing(id))?;
        let row = row.into();
        seal::open(key, &place.bound_to(&row), &kept).ok_or_else(|| place.spoiled(&row))
    }

    pub(crate) fn maybe_open(
        &self,
        place: Place,
        row: impl Into<RowName>,
        kept: Option<String>,
    ) -> Result<Option<String>, StoreError> {
        kept.map(|kept| self.open(place, row, kept)).transpose()
    }

    /// The secret that is to be kept in the place of another. The same one stays as it is while
    /// there is no key: whoever upgrades changes what stands beside it as before.
    pub(crate) fn seal_instead(
        &self,
        place: Place,
        row: impl Into<RowName>,
        (before, after): (Option<&str>, Option<&str>),
    ) -> Result<Arg, StoreError> {
        match after {
            None => Ok(Arg::Text(None)),
            Some(clear) if before == after && self.keys().current().is_none() => {
                Ok(Arg::Text(Some(clear.to_owned())))
            }
            Some(clear) => self.seal(place, row, clear),
        }
    }
}
