//! Another server that Afterword asks, and the secret that lets it in there: what both have to be
//! like, and that a secret goes nowhere but where it was entered for.

use crate::Refusal as _;
use crate::text::{self, TextError};

/// Longer is no token.
const SECRET_MAX: usize = 4_000;

/// A secret that no header can carry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    #[error("{0} holds a line break or another character that no header can")]
    Character(&'static str),
    #[error(transparent)]
    Text(#[from] TextError),
}

impl SecretError {
    /// The stable code; `unfit` for one that no header can carry.
    pub(crate) fn code(&self, unfit: &'static str) -> &'static str {
        match self {
            Self::Character(_) => unfit,
            Self::Text(error) => error.code(),
        }
    }
}

/// An address as it is kept: `None` where it is no web address, or holds more than a path.
#[must_use]
pub fn address(written: &str) -> Option<String> {
    let url = written.trim().trim_end_matches('/');
    place(url).map(|_| url.to_owned())
}

/// The scheme, the host and the port of an address; `None` where it is none, or holds more than a
/// path.
#[must_use]
pub fn place(url: &str) -> Option<&str> {
    if !text::is_web_address(url) || url.contains(['?', '#', '@', '\\']) {
        return None;
    }
    let host = url.find("//")? + 2;
    let end = url[host..].find('/').map_or(url.len(), |at| host + at);
    (end > host).then_some(&url[..end])
}

/// Checks a secret that is sent in a header.
///
/// # Errors
/// [`SecretError`] naming the field.
pub fn checked_secret(field: &'static str, secret: String) -> Result<String, SecretError> {
    text::line(field, &secret, SECRET_MAX)?;
    if secret.contains(char::is_control) {
        return Err(SecretError::Character(field));
    }
    Ok(secret)
}
