//! What can be wrong with an index.

use tantivy::TantivyError;

/// Why an index cannot be used as it is.
#[derive(Debug, thiserror::Error)]
pub enum Flaw {
    #[error("there was none")]
    Missing,
    #[error("it was never finished")]
    Unfinished,
    #[error("it has version {found}, this program makes version {VERSION}", VERSION = super::VERSION)]
    OtherVersion { found: u32 },
    #[error("it is damaged: {0}")]
    Damaged(String),
    /// Nothing is wrong with it: it is not ours to write.
    #[error("another program is using it")]
    Taken,
    #[error("the folder cannot be read or written: {0}")]
    Folder(#[from] std::io::Error),
}

impl Flaw {
    /// Whether nothing is wrong but that another program has it.
    #[must_use]
    pub fn is_taken(&self) -> bool {
        matches!(self, Self::Taken)
    }
}

impl From<TantivyError> for Flaw {
    fn from(error: TantivyError) -> Self {
        match error {
            TantivyError::LockFailure(..) => Self::Taken,
            error => Self::Damaged(error.to_string()),
        }
    }
}
