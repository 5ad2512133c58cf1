//! The whole database at once: its tables and what is in each row, for backups and archives.
//!
//! Which tables there are is read from the database itself, so that none can be forgotten. It knows
//! what a row is, and nothing of what any row says.

pub(crate) mod fill;
pub(crate) mod line;
pub(crate) mod snapshot;
pub(crate) mod tables;
pub(crate) mod target;

use std::io;

use crate::error::StoreError;

/// Whoever takes the lines of a table could not be served.
#[derive(Debug, thiserror::Error)]
pub enum ReadOutError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("what was read cannot be written: {0}")]
    Write(#[from] io::Error),
}

/// What was handed in is no workspace; nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum FillError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("there is a workspace in this database already")]
    Occupied,
    #[error("schema version {0} is none that a workspace ever had")]
    NoSchema(i64),
    #[error("line {line} of {table} {what}")]
    Line {
        table: String,
        line: u64,
        what: String,
    },
    #[error("what was put in does not belong together: {0}")]
    Unsound(String),
}
