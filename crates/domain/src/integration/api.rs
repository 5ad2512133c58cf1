//! How the API of an integration's source is asked: where it answers, and the token that lets one
//! in. What comes by webhook needs neither.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Kind;
use crate::Refusal;
use crate::other_server::{SecretError, address, checked_secret, place};

/// Where a source's API answers. Its token is kept apart and never shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SourceApi {
    /// What stands before the API's methods. An administrator entered it, so it may lie in a
    /// private network.
    pub url: String,
}

/// How the API is to be asked.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceApiForm {
    /// Left out or empty, where the source answers for everybody.
    #[serde(default)]
    pub url: Option<String>,
    /// Left out, the one that is known is kept, as long as it goes to the same host.
    #[serde(default)]
    pub token: Option<String>,
}

/// The API with its token.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownApi {
    #[serde(flatten)]
    pub api: SourceApi,
    pub token: String,
}

/// Why the API cannot be asked like this.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApiFormError {
    #[error("nothing is asked of {0}; it only sends")]
    NotAsked(&'static str),
    #[error("url is no http or https address without a name, a query or a fragment in it")]
    Url,
    #[error("token is missing")]
    TokenMissing,
    #[error("token has to be given again, since the address leads to another host")]
    TokenAgain,
    #[error(transparent)]
    Token(#[from] SecretError),
}

impl Refusal for ApiFormError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotAsked(_) => "not_asked",
            Self::Url => "not_a_url",
            Self::TokenMissing | Self::TokenAgain => "token_missing",
            Self::Token(error) => error.code("not_a_token"),
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::NotAsked(_) => None,
            Self::Url => Some("url".into()),
            Self::TokenMissing | Self::TokenAgain | Self::Token(_) => Some("token".into()),
        }
    }
}

impl Kind {
    /// Where the source's API answers for everybody; `None` for sources that nothing is asked of.
    #[must_use]
    pub fn api_url(self) -> Option<&'static str> {
        match self {
            Self::Slack => Some("https://slack.com/api"),
            Self::Github => Some("https://api.github.com"),
            Self::Gitlab => Some("https://gitlab.com/api/v4"),
            _ => None,
        }
    }
}

impl SourceApiForm {
    /// The API that the form describes, beside the one that is known.
    ///
    /// # Errors
    /// [`ApiFormError`] naming the field. A token is never sent to a host that it was not entered
    /// for.
    pub fn onto(self, kind: Kind, known: Option<&KnownApi>) -> Result<KnownApi, ApiFormError> {
        let usual = kind.api_url();
        let usual = usual.ok_or(ApiFormError::NotAsked(kind.word()))?;
        let written = self.url.filter(|url| !url.trim().is_empty());
        let written = written.unwrap_or_else(|| usual.to_owned());
        let url = address(&written).ok_or(ApiFormError::Url)?;
        let token = match self.token.filter(|token| !token.is_empty()) {
            Some(token) => checked_secret("token", token.trim().to_owned())?,
            None => {
                let known = known.ok_or(ApiFormError::TokenMissing)?;
                if place(&known.api.url) != place(&url) {
                    return Err(ApiFormError::TokenAgain);
                }
                known.token.clone()
            }
        };
        let api = SourceApi { url };
        Ok(KnownApi { api, token })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn form(url: Option<&str>, token: Option<&str>) -> SourceApiForm {
        SourceApiForm {
            url: url.map(str::to_owned),
            token: token.map(str::to_owned),
        }
    }

    fn code(result: Result<KnownApi, ApiFormError>) -> &'static str {
        result.err().unwrap().code()
    }

    #[test]
    fn the_usual_address_is_taken_where_none_is_written() {
        for url in [None, Some(""), Some("  ")] {
            let known = form(url, Some(" xoxb-1 ")).onto(Kind::Slack, None);
            let known = known.ok().unwrap();
            assert_eq!(known.api.url, "https://slack.com/api");
            assert_eq!(known.token, "xoxb-1");
        }
        for (kind, url) in [
            (Kind::Github, "https://api.github.com"),
            (Kind::Gitlab, "https://gitlab.com/api/v4"),
        ] {
            let known = form(None, Some("x")).onto(kind, None).ok().unwrap();
            assert_eq!(known.api.url, url);
        }
        let gov = form(Some("https://slack-gov.com/api/"), Some("x")).onto(Kind::Slack, None);
        assert_eq!(gov.ok().unwrap().api.url, "https://slack-gov.com/api");
    }

    #[test]
    fn each_mistake_is_named() {
        let slack = |url, token| form(url, token).onto(Kind::Slack, None);
        assert_eq!(code(slack(None, None)), "token_missing");
        assert_eq!(code(slack(None, Some(""))), "token_missing");
        assert_eq!(code(slack(None, Some(" "))), "empty");
        assert_eq!(code(slack(None, Some("a\nb"))), "not_a_token");
        assert_eq!(code(slack(Some("slack.com"), Some("x"))), "not_a_url");
        assert_eq!(code(slack(Some("http://me@a"), Some("x"))), "not_a_url");
        let grafana = form(None, Some("x")).onto(Kind::Grafana, None);
        assert_eq!(code(grafana), "not_asked");
    }

    proptest! {
        #[test]
        fn no_address_takes_a_token_to_another_host(path in "[a-z/:@.\\\\?#]{0,30}") {
            let first = form(Some("http://a:1"), Some("secret")).onto(Kind::Slack, None);
            let known = first.ok().unwrap();
            let url = format!("http://a:1{path}");
            if form(Some(&url), None).onto(Kind::Slack, Some(&known)).is_ok() {
                prop_assert!(path.is_empty() || path.starts_with('/'), "{}", url);
            }
        }
    }
}
