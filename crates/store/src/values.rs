//! The domain's values as the databases hold them: moments as microseconds, documents as text.

use afterword_domain::{
    Day, FactorId, IncidentRef, IntegrationId, Moment, NoPatternId, PersonId, ProviderId,
    ServiceId, SignalId, SubscriptionId, TeamId, TrackerId, ViewId,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::SqlSafeStr;

use crate::conn::{Arg, Conn};
use crate::error::{DriverError, StoreError};
use crate::row::Row;

/// The name by which serde knows a variant that holds nothing: `near_miss`.
pub(crate) fn name_of(variant: &impl Serialize) -> String {
    match serde_json::to_value(variant) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

/// The other way round.
pub(crate) fn named<T: DeserializeOwned>(name: String, what: &str) -> Result<T, StoreError> {
    let value = serde_json::Value::String(name);
    serde_json::from_value(value).map_err(|_| StoreError::corrupt(what))
}

/// A document as text.
pub(crate) fn document(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Database(DriverError::Document(error)))
}

pub(crate) fn read_document<T: DeserializeOwned>(
    text: &str,
    what: impl FnOnce() -> String,
) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::corrupt(format!("{} ({error})", what())))
}

/// Narrows a number that this crate wrote itself.
pub(crate) fn small(number: i64) -> Result<u32, StoreError> {
    u32::try_from(number).map_err(|_| StoreError::corrupt(format!("the number {number}")))
}

impl From<i64> for Arg {
    fn from(value: i64) -> Self {
        Self::Int(Some(value))
    }
}

impl From<Option<i64>> for Arg {
    fn from(value: Option<i64>) -> Self {
        Self::Int(value)
    }
}

impl From<u32> for Arg {
    fn from(value: u32) -> Self {
        Self::Int(Some(value.into()))
    }
}

impl From<bool> for Arg {
    fn from(value: bool) -> Self {
        Self::Int(Some(value.into()))
    }
}

/// The change log counts in `u64`; neither database does.
impl From<u64> for Arg {
    fn from(value: u64) -> Self {
        Self::Int(Some(i64::try_from(value).unwrap_or(i64::MAX)))
    }
}

impl From<usize> for Arg {
    fn from(value: usize) -> Self {
        Self::from(value as u64)
    }
}

/// PostgreSQL holds no NUL in a text, so that neither database does.
impl From<String> for Arg {
    fn from(value: String) -> Self {
        let fit = if value.contains('\0') {
            value.replace('\0', "\u{fffd}")
        } else {
            value
        };
        Self::Text(Some(fit))
    }
}

impl From<&str> for Arg {
    fn from(value: &str) -> Self {
        Self::from(value.to_owned())
    }
}

impl From<Option<String>> for Arg {
    fn from(value: Option<String>) -> Self {
        value.map_or(Self::Text(None), Self::from)
    }
}

impl From<&[u8; 32]> for Arg {
    fn from(value: &[u8; 32]) -> Self {
        Self::Blob(Some(value.to_vec()))
    }
}

impl From<Vec<u8>> for Arg {
    fn from(value: Vec<u8>) -> Self {
        Self::Blob(Some(value))
    }
}

impl From<Moment> for Arg {
    fn from(value: Moment) -> Self {
        Self::from(value.micros())
    }
}

impl From<Option<Moment>> for Arg {
    fn from(value: Option<Moment>) -> Self {
        Self::Int(value.map(Moment::micros))
    }
}

/// Four digits of the year first, so that text sorts as days do.
impl From<Option<Day>> for Arg {
    fn from(value: Option<Day>) -> Self {
        Self::Text(value.map(|day| day.to_string()))
    }
}

macro_rules! numbers {
    ($($name:ident),*) => {$(
        impl From<$name> for Arg {
            fn from(value: $name) -> Self {
                Self::from(value.0)
            }
        }

        impl From<Option<$name>> for Arg {
            fn from(value: Option<$name>) -> Self {
                Self::Int(value.map(|number| number.0.into()))
            }
        }
    )*};
}

numbers!(
    IncidentRef,
    PersonId,
    ServiceId,
    TeamId,
    FactorId,
    NoPatternId,
    ViewId,
    IntegrationId,
    SignalId,
    SubscriptionId,
    TrackerId,
    ProviderId
);

impl Row {
    pub(crate) fn int(&self, column: usize) -> Result<i64, StoreError> {
        let missing = || StoreError::corrupt(format!("column {column} of a row"));
        self.maybe_int(column)?.ok_or_else(missing)
    }

    pub(crate) fn str(&self, column: usize) -> Result<&str, StoreError> {
        let missing = || StoreError::corrupt(format!("column {column} of a row"));
        self.maybe_str(column)?.ok_or_else(missing)
    }

    pub(crate) fn text(&self, column: usize) -> Result<String, StoreError> {
        self.str(column).map(str::to_owned)
    }

    pub(crate) fn maybe_text(&self, column: usize) -> Result<Option<String>, StoreError> {
        Ok(self.maybe_str(column)?.map(str::to_owned))
    }

    pub(crate) fn blob(&self, column: usize) -> Result<Vec<u8>, StoreError> {
        let missing = || StoreError::corrupt(format!("column {column} of a row"));
        self.maybe_blob(column)?.ok_or_else(missing)
    }

    /// A count; this crate writes none below nought.
    pub(crate) fn count(&self, column: usize) -> Result<u64, StoreError> {
        Ok(u64::try_from(self.int(column)?).unwrap_or_default())
    }

    pub(crate) fn number<T: From<u32>>(&self, column: usize) -> Result<T, StoreError> {
        Ok(small(self.int(column)?)?.into())
    }

    pub(crate) fn maybe_number<T: From<u32>>(
        &self,
        column: usize,
    ) -> Result<Option<T>, StoreError> {
        let number = self.maybe_int(column)?.map(small).transpose()?;
        Ok(number.map(T::from))
    }

    pub(crate) fn incident(&self, column: usize) -> Result<IncidentRef, StoreError> {
        Ok(IncidentRef(small(self.int(column)?)?))
    }

    pub(crate) fn flag(&self, column: usize) -> Result<bool, StoreError> {
        Ok(self.int(column)? != 0)
    }

    pub(crate) fn moment(&self, column: usize) -> Result<Moment, StoreError> {
        moment(self.int(column)?)
    }

    pub(crate) fn maybe_moment(&self, column: usize) -> Result<Option<Moment>, StoreError> {
        self.maybe_int(column)?.map(moment).transpose()
    }

    pub(crate) fn document<T: DeserializeOwned>(
        &self,
        column: usize,
        what: impl FnOnce() -> String,
    ) -> Result<T, StoreError> {
        read_document(self.str(column)?, what)
    }
}

fn moment(micros: i64) -> Result<Moment, StoreError> {
    Moment::from_micros(micros).ok_or_else(|| StoreError::corrupt(format!("the time {micros}")))
}

impl Conn {
    /// The row of a statement that always has one.
    pub(crate) async fn one(
        &mut self,
        sql: impl SqlSafeStr,
        args: Vec<Arg>,
    ) -> Result<Row, StoreError> {
        let row = self.row(sql, args).await?;
        row.ok_or_else(|| StoreError::corrupt("a row that is always there"))
    }
}
