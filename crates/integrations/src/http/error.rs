//! Why a request brought no answer, in words for whoever has to mend it.

use std::error::Error;
use std::io;
use std::time::Duration;

use url::Url;

use super::Limits;
use super::resolve::NoAddress;

/// No answer came, or none that was read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutboundError {
    #[error("only addresses that begin with http:// or https:// can be asked")]
    NotWeb,
    #[error("the address holds a name or a password; they have fields of their own")]
    Password,
    #[error("{0} holds a character that no header can")]
    Header(&'static str),
    #[error("{0} lies in a private network, and no administrator named it")]
    Private(String),
    #[error("no host called {0} is known here")]
    UnknownHost(String),
    #[error("nothing answers at {0}: the connection was refused")]
    ConnectionRefused(String),
    #[error("{0} cannot be reached: {1}")]
    Unreachable(String, String),
    #[error("{0} did not prove who it is: {1}")]
    Untrusted(String, String),
    #[error("{host} did not answer within {} s", .within.as_secs_f32())]
    TooSlow { host: String, within: Duration },
    #[error("the answer is larger than {0} bytes and was not read to its end")]
    TooLarge(usize),
    #[error("{0} broke off before its answer was complete")]
    BrokenOff(String),
    #[error("no request can be sent from this machine: {0}")]
    Unprepared(String),
}

impl OutboundError {
    pub(super) fn private(url: &Url) -> Self {
        Self::Private(place(url))
    }

    /// What a failure of the client means.
    pub(super) fn told(error: &reqwest::Error, url: &Url, limits: Limits) -> Self {
        let place = place(url);
        match cause::<NoAddress>(error) {
            Some(NoAddress::NotPublic) => return Self::Private(place),
            Some(NoAddress::Unknown) => {
                let host = url.host_str().unwrap_or_default();
                return Self::UnknownHost(host.to_owned());
            }
            None => {}
        }
        if let Some(error) = cause::<rustls::Error>(error) {
            return Self::Untrusted(place, error.to_string());
        }
        if error.is_timeout() {
            let connecting = error.is_connect();
            let within = if connecting {
                limits.connect
            } else {
                limits.whole
            };
            return Self::TooSlow {
                host: place,
                within,
            };
        }
        if !error.is_connect() {
            return Self::BrokenOff(place);
        }
        match cause::<io::Error>(error) {
            Some(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
                Self::ConnectionRefused(place)
            }
            Some(error) => Self::Unreachable(place, error.to_string()),
            None => Self::Unreachable(place, "the connection failed".into()),
        }
    }
}

/// The host and the port, which are not secret.
fn place(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let port = url.port_or_known_default().unwrap_or_default();
    format!("{host}:{port}")
}

/// The first of a kind among what led to an error.
pub(crate) fn cause<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        // An input error passes over what it was made of when it is asked for its source.
        let inner = error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        next = match inner {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    None
}
