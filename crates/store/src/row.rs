//! A row of either database; columns by position.

use rusqlite::types::Value;
use sqlx::Row as _;
use sqlx::postgres::PgRow;

use crate::error::{DriverError, StoreError};
use crate::sqlite::Cells;

pub(crate) enum Row {
    Sqlite(Cells),
    Postgres(PgRow),
}

impl Row {
    pub(crate) fn maybe_int(&self, column: usize) -> Result<Option<i64>, StoreError> {
        match self {
            Self::Sqlite(cells) => match cell(cells, column)? {
                Value::Integer(number) => Ok(Some(*number)),
                Value::Null => Ok(None),
                other => Err(unfit(column, other)),
            },
            Self::Postgres(row) => row.try_get(column).map_err(refused),
        }
    }

    /// A text as it lies in the row.
    pub(crate) fn maybe_str(&self, column: usize) -> Result<Option<&str>, StoreError> {
        match self {
            Self::Sqlite(cells) => match cell(cells, column)? {
                Value::Text(text) => Ok(Some(text)),
                Value::Null => Ok(None),
                other => Err(unfit(column, other)),
            },
            Self::Postgres(row) => row.try_get(column).map_err(refused),
        }
    }

    pub(crate) fn maybe_blob(&self, column: usize) -> Result<Option<Vec<u8>>, StoreError> {
        match self {
            Self::Sqlite(cells) => match cell(cells, column)? {
                Value::Blob(bytes) => Ok(Some(bytes.clone())),
                Value::Null => Ok(None),
                other => Err(unfit(column, other)),
            },
            Self::Postgres(row) => row.try_get(column).map_err(refused),
        }
    }
}

fn cell(cells: &Cells, column: usize) -> Result<&Value, StoreError> {
    let missing = || StoreError::corrupt(format!("column {column} of a row"));
    cells.get(column).ok_or_else(missing)
}

fn unfit(column: usize, value: &Value) -> StoreError {
    let found = value.data_type();
    StoreError::corrupt(format!("column {column} of a row, which holds {found},"))
}

fn refused(error: sqlx::Error) -> StoreError {
    StoreError::Database(DriverError::Postgres(error))
}
