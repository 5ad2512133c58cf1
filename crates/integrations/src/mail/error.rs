//! Why a letter was not taken, in words for whoever has to mend it.

use std::error::Error as _;
use std::fmt;
use std::io;
use std::time::Duration;

use lettre::transport::smtp::Error as SmtpError;

use crate::http::cause;

/// What a server said when it said no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// 4xx when it may take it later, 5xx when it never will.
    pub code: u16,
    pub text: String,
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "“{} {}”", self.code, self.text)
    }
}

/// The letter was not taken, as far as is known.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    #[error("no host called {0} is known here")]
    UnknownHost(String),
    #[error("nothing answers at {0}: the connection was refused")]
    ConnectionRefused(String),
    #[error("{0} cannot be reached: {1}")]
    Unreachable(String, String),
    #[error("{place} did not answer within {} s", .within.as_secs_f32())]
    TooSlow { place: String, within: Duration },
    #[error(
        "{place} was reached but said nothing within {} s; a server that encrypts from the start, \
         as is usual at port 465, waits for that", .within.as_secs_f32()
    )]
    Silent { place: String, within: Duration },
    #[error("what answers at {0} does not speak SMTP: {1}")]
    NotSmtp(String, String),
    #[error("{0} turns connections away: {1}")]
    TurnedAway(String, Said),
    #[error("{0} offers no STARTTLS, so it was told nothing")]
    NoStarttls(String),
    #[error("{0} does not encrypt from the start ({1}); at port 587 STARTTLS is usual")]
    NotTls(String, String),
    #[error(
        "{place} did not prove who it is: {why}{}",
        .certificate.as_ref().map(|shown| format!(". {shown}")).unwrap_or_default()
    )]
    Untrusted {
        place: String,
        why: String,
        /// Whose certificate it showed.
        certificate: Option<String>,
    },
    #[error("the certificates of the authority cannot be used: {0}")]
    Authority(String),
    #[error("{0} offers no way to sign in that is known here, PLAIN or LOGIN")]
    NoLogin(String),
    #[error("{place} does not let {user} in: {said}")]
    Login {
        place: String,
        user: String,
        said: Said,
    },
    #[error("{place} takes no letters from {from}: {said}")]
    Sender {
        place: String,
        from: String,
        said: Said,
    },
    #[error("{place} takes no letters for {to}: {said}")]
    Recipient {
        place: String,
        to: String,
        said: Said,
    },
    #[error("{0} did not take the letter: {1}")]
    Letter(String, Said),
    #[error("{0} broke off before it said that it had taken the letter")]
    BrokenOff(String),
    #[error("{0} is no address that letters can be sent to")]
    Address(String),
    #[error("the letter could not be written: {0}")]
    NotWritten(String),
}

impl MailError {
    /// Whether it may work later, or once an administrator has mended how the server is reached:
    /// only what is wrong with this one letter never does.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Recipient { said, .. } | Self::Letter(_, said) => said.code < 500,
            Self::Address(_) | Self::NotWritten(_) => false,
            _ => true,
        }
    }

    /// What it means when no conversation began.
    pub(super) fn of_connection(error: &SmtpError, place: String) -> Self {
        if let Some(said) = said(error) {
            return Self::TurnedAway(place, said);
        }
        match cause::<rustls::Error>(error) {
            Some(rustls::Error::InvalidCertificate(why)) => {
                return Self::Untrusted {
                    place,
                    why: why.to_string(),
                    certificate: None,
                };
            }
            Some(other) => return Self::NotTls(place, other.to_string()),
            None => {}
        }
        match cause::<io::Error>(error) {
            Some(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
                Self::ConnectionRefused(place)
            }
            Some(error) if error.kind() == io::ErrorKind::UnexpectedEof => Self::BrokenOff(place),
            Some(error) => Self::Unreachable(place, error.to_string()),
            None if error.is_response() => {
                let why = error.source().map(ToString::to_string);
                match why.as_deref() {
                    Some("incomplete response") => Self::BrokenOff(place),
                    _ => Self::NotSmtp(place, short(&why.unwrap_or_default())),
                }
            }
            None => Self::Unreachable(place, short(&error.to_string())),
        }
    }
}

/// What the server said, where it said no in so many words.
pub(super) fn said(error: &SmtpError) -> Option<Said> {
    let code = u16::from(error.status()?);
    let text = error.source().map(ToString::to_string).unwrap_or_default();
    Some(Said {
        code,
        text: short(&text),
    })
}

/// A text of the other side, in one line and short enough for a sentence.
pub(super) fn short(text: &str) -> String {
    let apart = |c: char| c.is_whitespace() || c.is_control();
    let words = text.split(apart).filter(|word| !word.is_empty());
    words
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .take(300)
        .collect()
}
