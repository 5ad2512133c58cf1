//! The verbs of the keys that secrets are encrypted with, and an option that nobody prints.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum Secrets {
    /// Print a new key, for a file of keys or AFTERWORD_SECRET_KEY.
    Key,
    /// Encrypt every secret with a new key. It goes before the others in the file of keys, from
    /// where a running server takes it; those open what was encrypted before. Keys of the
    /// environment are changed there: this then encrypts with the first of them.
    Rotate,
    /// Give up the secrets that no key here opens, when theirs is lost: each is replaced by one that
    /// nobody knows, until somebody enters it anew in the settings.
    Forget,
}

/// What an option says and nothing prints.
#[derive(Clone)]
pub(crate) struct Hidden(pub(crate) String);

impl FromStr for Hidden {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}
