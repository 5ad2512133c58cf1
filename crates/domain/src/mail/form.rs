//! Entering the server: what its parts have to be like, and that a password goes nowhere but where
//! it was entered for.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{KnownMailServer, MailServer, MailServerError, Security};
use crate::other_server::checked_secret;
use crate::text::{self, NAME_MAX, TextError};

/// A few certificates.
const AUTHORITY_MAX: usize = 64 * 1024;
/// Longer is no name of a host.
const HOST_MAX: usize = 253;
/// Longer is no address (RFC 5321).
const ADDRESS_MAX: usize = 254;

/// What the server is to be.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MailServerForm {
    pub host: String,
    pub port: u16,
    pub security: Security,
    /// Left out where nobody has to sign in.
    #[serde(default)]
    pub user: Option<String>,
    /// Left out, the one that is known is kept, as long as it goes to the same server.
    #[serde(default)]
    pub password: Option<String>,
    pub from: String,
    #[serde(default)]
    pub from_name: String,
    #[serde(default)]
    pub authority: Option<String>,
}

impl MailServerForm {
    /// The server that the form describes, beside the one that is known.
    ///
    /// # Errors
    /// [`MailServerError`] naming the field. A password is never sent to a server that it was not
    /// entered for, nor to one that proves itself by another authority.
    pub fn onto(self, known: Option<&KnownMailServer>) -> Result<KnownMailServer, MailServerError> {
        if self.port == 0 {
            return Err(MailServerError::Port);
        }
        let user = self.user.filter(|user| !user.trim().is_empty());
        let user = user
            .map(|user| text::line("user", &user, ADDRESS_MAX))
            .transpose()?;
        if user.is_some() && self.security == Security::None {
            return Err(MailServerError::Unprotected);
        }
        let server = MailServer {
            host: checked_host(&self.host)?,
            port: self.port,
            security: self.security,
            user,
            from: checked_address("from", &self.from)?,
            from_name: text::maybe_line("from_name", &self.from_name, NAME_MAX)?,
            authority: checked_authority(self.authority)?,
        };
        let password = match (&server.user, self.password.filter(|word| !word.is_empty())) {
            (None, _) => None,
            (Some(_), Some(password)) => Some(checked_secret("password", password)?),
            (Some(_), None) => Some(kept(known, &server)?),
        };
        Ok(KnownMailServer { server, password })
    }
}

fn kept(known: Option<&KnownMailServer>, to: &MailServer) -> Result<String, MailServerError> {
    let known = known.ok_or(MailServerError::PasswordMissing)?;
    let password = known.password.clone();
    let password = password.ok_or(MailServerError::PasswordMissing)?;
    let place = |server: &MailServer| {
        let MailServer {
            host,
            port,
            user,
            authority,
            ..
        } = server.clone();
        (host, port, user, authority)
    };
    if place(&known.server) == place(to) {
        Ok(password)
    } else {
        Err(MailServerError::PasswordAgain)
    }
}

/// A name in small letters, or an address of IPv4 or IPv6.
fn checked_host(written: &str) -> Result<String, MailServerError> {
    let host = written.trim().trim_end_matches('.').to_lowercase();
    let bare = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    if let Ok(address) = bare.unwrap_or(&host).parse::<IpAddr>() {
        return Ok(address.to_string());
    }
    let label = |label: &str| {
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        !label.is_empty() && label.len() <= 63 && !label.starts_with('-') && label.chars().all(fits)
    };
    // A last label of digits alone is a mistyped address.
    let last = host.rsplit('.').next().unwrap_or_default();
    let numeric = last.chars().all(|c| c.is_ascii_digit());
    if host.len() > HOST_MAX || numeric || !host.split('.').all(label) {
        return Err(MailServerError::Host);
    }
    Ok(host)
}

/// What stands before the @ is the server's business, but for what would end the address.
fn checked_address(field: &'static str, written: &str) -> Result<String, MailServerError> {
    let address = text::line(field, written, ADDRESS_MAX)?;
    let parts = address.rsplit_once('@');
    let plausible =
        parts.is_some_and(|(user, host)| !user.is_empty() && checked_host(host).is_ok());
    let odd = |c: char| c.is_whitespace() || "<>,;:\"()[]\\".contains(c);
    if !plausible || address.contains(odd) {
        return Err(MailServerError::Address(field));
    }
    Ok(address)
}

fn checked_authority(written: Option<String>) -> Result<Option<String>, MailServerError> {
    let Some(pem) = written.filter(|pem| !pem.trim().is_empty()) else {
        return Ok(None);
    };
    if pem.len() > AUTHORITY_MAX {
        return Err(MailServerError::Text(TextError::TooLong {
            field: "authority",
            length: pem.len(),
            most: AUTHORITY_MAX,
            unit: "bytes",
        }));
    }
    let pem = pem.trim().replace('\r', "");
    let begins = pem.contains("-----BEGIN CERTIFICATE-----");
    // A private key that was pasted along has no business here.
    if !begins || pem.contains("PRIVATE KEY") {
        return Err(MailServerError::Authority);
    }
    Ok(Some(pem))
}
