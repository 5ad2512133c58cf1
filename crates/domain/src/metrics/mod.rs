//! The server that curves are sampled from, and what of it belongs to an entry of a timeline.

pub mod curve;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Refusal;
use crate::other_server::{SecretError, address, checked_secret, place};
use crate::text::{self, NAME_MAX, TextError};

/// A server that speaks the HTTP API of Prometheus. Its secret is kept apart and never shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MetricsServer {
    /// What stands before `/api/v1/query_range`. It may lie in a private network.
    pub url: String,
    pub access: Access,
}

/// How the server lets one in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "by", rename_all = "snake_case", deny_unknown_fields)]
pub enum Access {
    /// It lets anybody in.
    #[default]
    Nothing,
    /// A token, as `Authorization: Bearer …`.
    Token,
    /// A name and a password.
    Password { user: String },
}

/// What the server is to be.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MetricsServerForm {
    pub url: String,
    #[serde(default)]
    pub access: Access,
    /// The token or the password. Left out, the one that is known is kept, as long as it goes to
    /// the same host.
    #[serde(default)]
    pub secret: Option<String>,
}

/// A server with its secret.
#[derive(Clone, PartialEq, Eq)]
pub struct KnownServer {
    pub server: MetricsServer,
    pub secret: Option<String>,
}

/// Why the server cannot be like this.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MetricsError {
    #[error("url is no http or https address without a name, a query or a fragment in it")]
    Url,
    #[error("secret is missing: give the token or the password")]
    SecretMissing,
    #[error("secret has to be given again, since the address leads to another host")]
    SecretAgain,
    #[error(transparent)]
    Secret(#[from] SecretError),
    #[error(transparent)]
    Text(#[from] TextError),
}

impl Refusal for MetricsError {
    fn code(&self) -> &'static str {
        match self {
            Self::Url => "not_a_url",
            Self::SecretMissing | Self::SecretAgain => "secret_missing",
            Self::Secret(error) => error.code("not_a_secret"),
            Self::Text(error) => error.code(),
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::Url => Some("url".into()),
            Self::SecretMissing | Self::SecretAgain | Self::Secret(_) => Some("secret".into()),
            Self::Text(error) => error.field(),
        }
    }
}

impl MetricsServerForm {
    /// The server that the form describes, beside the one that is known.
    ///
    /// # Errors
    /// [`MetricsError`] naming the field. A secret is never sent to a host that it was not
    /// entered for.
    pub fn onto(self, known: Option<&KnownServer>) -> Result<KnownServer, MetricsError> {
        let url = address(&self.url).ok_or(MetricsError::Url)?;
        let place = place(&url).ok_or(MetricsError::Url)?;
        let access = match self.access {
            Access::Password { user } => Access::Password {
                user: text::line("user", &user, NAME_MAX)?,
            },
            other => other,
        };
        let secret = match (&access, self.secret.filter(|secret| !secret.is_empty())) {
            (Access::Nothing, _) => None,
            (_, Some(secret)) => Some(checked_secret("secret", secret)?),
            (_, None) => Some(kept(known, &access, place)?),
        };
        Ok(KnownServer {
            server: MetricsServer { url, access },
            secret,
        })
    }
}

fn kept(known: Option<&KnownServer>, access: &Access, to: &str) -> Result<String, MetricsError> {
    let same_kind = |known: &&KnownServer| {
        std::mem::discriminant(&known.server.access) == std::mem::discriminant(access)
    };
    let known = known.filter(same_kind).ok_or(MetricsError::SecretMissing)?;
    if place(&known.server.url) != Some(to) {
        return Err(MetricsError::SecretAgain);
    }
    known.secret.clone().ok_or(MetricsError::SecretMissing)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn form(url: &str, access: Access, secret: Option<&str>) -> MetricsServerForm {
        MetricsServerForm {
            url: url.into(),
            access,
            secret: secret.map(str::to_owned),
        }
    }

    fn code(result: Result<KnownServer, MetricsError>) -> &'static str {
        result.err().unwrap().code()
    }

    #[test]
    fn an_address_is_a_server_and_a_path() {
        let url = |url: &str| form(url, Access::Nothing, None).onto(None);
        let known = url(" http://prometheus:9090/prefix/ ").ok().unwrap();
        assert_eq!(known.server.url, "http://prometheus:9090/prefix");
        let odd = [
            "prometheus:9090",
            "http://",
            "http:///x",
            "http://me@host",
            "http://host/?a=b",
            "http://host/#a",
            "javascript:1",
            "http://a b",
        ];
        for odd in odd {
            assert_eq!(code(url(odd)), "not_a_url", "{odd}");
        }
    }

    #[test]
    fn a_secret_stays_where_it_was_entered_for() {
        let with = form("http://a:1/x", Access::Token, Some("secret")).onto(None);
        let known = with.ok().unwrap();
        let onto = |url, access| form(url, access, None).onto(Some(&known));
        let same = onto("http://a:1/y", Access::Token).ok().unwrap();
        assert_eq!(same.secret.as_deref(), Some("secret"));
        for other in ["http://a:2/x", "https://a:1/x", "http://ab:1/x"] {
            assert_eq!(
                onto(other, Access::Token).err(),
                Some(MetricsError::SecretAgain)
            );
        }
        let user = Access::Password { user: "me".into() };
        assert_eq!(
            onto("http://a:1", user).err(),
            Some(MetricsError::SecretMissing)
        );
        let open = onto("http://b", Access::Nothing).ok().unwrap();
        assert_eq!(open.secret, None);
    }

    #[test]
    fn a_secret_fits_into_a_header() {
        let secret = |secret| form("http://a", Access::Token, secret).onto(None);
        assert_eq!(code(secret(None)), "secret_missing");
        assert_eq!(code(secret(Some(""))), "secret_missing");
        assert_eq!(code(secret(Some("a\nb"))), "not_a_secret");
        assert_eq!(code(secret(Some(&"x".repeat(5000)))), "too_long");
        let nobody = Access::Password { user: " ".into() };
        assert_eq!(
            code(form("http://a", nobody, Some("x")).onto(None)),
            "empty"
        );
    }

    proptest! {
        #[test]
        fn no_address_takes_a_secret_to_another_host(path in "[a-z/:@.\\\\?#]{0,30}") {
            let first = form("http://a:1", Access::Token, Some("secret")).onto(None);
            let known = first.ok().unwrap();
            let url = format!("http://a:1{path}");
            if form(&url, Access::Token, None).onto(Some(&known)).is_ok() {
                prop_assert!(path.is_empty() || path.starts_with('/'), "{}", url);
            }
        }
    }
}
