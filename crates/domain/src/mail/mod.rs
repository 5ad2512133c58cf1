//! The server that letters are handed to, and whom they come from.

mod form;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Refusal;
use crate::other_server::SecretError;
use crate::text::TextError;
pub use form::MailServerForm;

/// How what is said to the server is kept from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Security {
    /// The connection begins open and is encrypted before anything is said; a server that cannot is
    /// not spoken to. Usual at port 587.
    Starttls,
    /// Encrypted from its first byte. Usual at port 465.
    Tls,
    /// Anybody on the way can read along and change the letters. No password goes this way.
    None,
}

/// A server that takes letters. Its password is kept apart and never shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MailServer {
    /// A name or an address. It may lie in a private network.
    pub host: String,
    pub port: u16,
    pub security: Security,
    /// Who signs in there; absent where the server takes letters from anybody who reaches it.
    pub user: Option<String>,
    /// The address that letters come from.
    pub from: String,
    /// What stands beside it.
    pub from_name: String,
    /// Certificates, in PEM, of an authority besides those that this machine trusts.
    #[serde(default)]
    pub authority: Option<String>,
}

/// A server with its password.
#[derive(Clone, PartialEq, Eq)]
pub struct KnownMailServer {
    pub server: MailServer,
    pub password: Option<String>,
}

/// Why the server cannot be like this.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailServerError {
    #[error("host is no name or address of a server; “smtp.example.org” is one")]
    Host,
    #[error("port is 0; 587 is usual with STARTTLS, 465 with TLS from the start")]
    Port,
    #[error("user is given, but without encryption no password is sent")]
    Unprotected,
    #[error("password is missing")]
    PasswordMissing,
    #[error("password has to be given again, since it would go to another server")]
    PasswordAgain,
    #[error("authority is no certificate in PEM: it begins with -----BEGIN CERTIFICATE-----")]
    Authority,
    #[error("{0} is no e-mail address")]
    Address(&'static str),
    #[error(transparent)]
    Password(#[from] SecretError),
    #[error(transparent)]
    Text(#[from] TextError),
}

impl Refusal for MailServerError {
    fn code(&self) -> &'static str {
        match self {
            Self::Host => "not_a_host",
            Self::Port => "not_a_port",
            Self::Unprotected => "unprotected",
            Self::PasswordMissing | Self::PasswordAgain => "secret_missing",
            Self::Authority => "not_a_certificate",
            Self::Address(_) => "not_an_email",
            Self::Password(error) => error.code("not_a_secret"),
            Self::Text(error) => error.code(),
        }
    }

    fn field(&self) -> Option<String> {
        Some(match self {
            Self::Host => "host".into(),
            Self::Port => "port".into(),
            Self::Unprotected => "security".into(),
            Self::PasswordMissing | Self::PasswordAgain | Self::Password(_) => "password".into(),
            Self::Authority => "authority".into(),
            Self::Address(field) => (*field).into(),
            Self::Text(error) => return error.field(),
        })
    }
}
