//! How a tracker is reached, and what every ticket gets that Afterword makes there.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::TrackerKind;
use crate::Refusal;
use crate::other_server::{SecretError, address, checked_secret, place};
use crate::text::{self, NAME_MAX, TextError};

/// Labels on a ticket besides the one that every ticket gets.
const LABELS_MAX: usize = 10;
const LABEL_MAX: usize = 50;
/// Fields that Jira demands and that are the same for every ticket.
const FIELDS_MAX: usize = 20;
const FIELDS_BYTES_MAX: usize = 10_000;

/// What is known of a tracker. Its token is kept apart and never shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TrackerSettings {
    pub kind: TrackerKind,
    /// Where its API answers. An administrator entered it, so it may lie in a private network.
    pub url: String,
    /// Jira Cloud: the e-mail address of the account whose token it is. Else empty.
    #[serde(default)]
    pub account: String,
    /// Jira: the type of the tickets that are made. Else empty.
    #[serde(default)]
    pub issue_type: String,
    #[serde(default)]
    pub labels: Vec<String>,
    /// Jira: fields that a project demands, with their value as Jira's API takes it, such as
    /// `{"customfield_10042": {"value": "Payments"}}`.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub fields: Map<String, Value>,
}

/// What is to be known of a tracker.
#[derive(Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TrackerForm {
    pub kind: TrackerKind,
    /// Left out or empty, where the tracker answers for everybody; Jira has no such place.
    #[serde(default)]
    pub url: Option<String>,
    #[serde(default)]
    pub account: String,
    /// Left out, the one that is known is kept, as long as it goes to the same host.
    #[serde(default)]
    pub token: Option<String>,
    /// Empty, `Task`.
    #[serde(default)]
    pub issue_type: String,
    #[serde(default)]
    pub labels: Vec<String>,
    #[serde(default)]
    #[schema(value_type = Object)]
    pub fields: Map<String, Value>,
}

/// A tracker with its token.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct KnownTracker {
    #[serde(flatten)]
    pub settings: TrackerSettings,
    pub token: String,
}

/// Why a tracker cannot be reached like this.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrackerFormError {
    #[error("url is no http or https address without a name, a query or a fragment in it")]
    Url,
    #[error("url is missing: Jira answers at an address of your own")]
    UrlMissing,
    #[error("account is no e-mail address; Jira Cloud wants that of the token's owner")]
    Account,
    #[error("token is missing")]
    TokenMissing,
    #[error("token has to be given again, since the address leads to another host")]
    TokenAgain,
    #[error("labels has {0} entries; {LABELS_MAX} is the most")]
    Labels(usize),
    #[error("labels holds “{0}”; a label of Jira has no spaces, and none has a comma")]
    Label(String),
    #[error("fields has “{0}”, which is no name of a field of Jira")]
    Field(String),
    #[error("fields holds more than {FIELDS_MAX} fields or {FIELDS_BYTES_MAX} bytes")]
    Fields,
    #[error("fields is for Jira only")]
    NoFields,
    #[error(transparent)]
    Token(#[from] SecretError),
    #[error(transparent)]
    Text(#[from] TextError),
}

impl Refusal for TrackerFormError {
    fn code(&self) -> &'static str {
        match self {
            Self::Url => "not_a_url",
            Self::UrlMissing => "url_missing",
            Self::Account => "not_an_account",
            Self::TokenMissing | Self::TokenAgain => "token_missing",
            Self::Labels(_) => "too_many_labels",
            Self::Label(_) => "not_a_label",
            Self::Field(_) | Self::NoFields => "not_a_field",
            Self::Fields => "too_many_fields",
            Self::Token(error) => error.code("not_a_token"),
            Self::Text(error) => error.code(),
        }
    }

    fn field(&self) -> Option<String> {
        let field = match self {
            Self::Url | Self::UrlMissing => "url",
            Self::Account => "account",
            Self::TokenMissing | Self::TokenAgain | Self::Token(_) => "token",
            Self::Labels(_) | Self::Label(_) => "labels",
            Self::Field(_) | Self::Fields | Self::NoFields => "fields",
            Self::Text(error) => return error.field(),
        };
        Some(field.into())
    }
}

impl TrackerKind {
    /// Where its API answers for everybody; `None` where everybody has an address of their own.
    #[must_use]
    pub fn api_url(self) -> Option<&'static str> {
        match self {
            Self::JiraCloud | Self::JiraDataCenter => None,
            Self::Github => Some("https://api.github.com"),
            Self::Gitlab => Some("https://gitlab.com/api/v4"),
            Self::Linear => Some("https://api.linear.app"),
        }
    }
}

impl TrackerForm {
    /// The tracker that the form describes, beside the one that is known.
    ///
    /// # Errors
    /// [`TrackerFormError`] naming the field. A token is never sent to a host that it was not
    /// entered for.
    pub fn onto(self, known: Option<&KnownTracker>) -> Result<KnownTracker, TrackerFormError> {
        let kind = self.kind;
        let written = self.url.filter(|url| !url.trim().is_empty());
        let written = written.or_else(|| kind.api_url().map(str::to_owned));
        let written = written.ok_or(TrackerFormError::UrlMissing)?;
        let url = address(&written).ok_or(TrackerFormError::Url)?;
        let token = match self.token.filter(|token| !token.is_empty()) {
            Some(token) => checked_secret("token", token.trim().to_owned())?,
            None => {
                let known = known.ok_or(TrackerFormError::TokenMissing)?;
                let same = known.settings.kind == kind && place(&known.settings.url) == place(&url);
                if !same {
                    return Err(TrackerFormError::TokenAgain);
                }
                known.token.clone()
            }
        };
        let settings = TrackerSettings {
            kind,
            url,
            account: account(kind, &self.account)?,
            issue_type: issue_type(kind, &self.issue_type)?,
            labels: labels(kind, &self.labels)?,
            fields: fields(kind, self.fields)?,
        };
        Ok(KnownTracker { settings, token })
    }
}

/// It becomes half of a header of basic access, in which a colon would end it.
fn account(kind: TrackerKind, written: &str) -> Result<String, TrackerFormError> {
    if kind != TrackerKind::JiraCloud {
        return Ok(String::new());
    }
    let account = text::maybe_line("account", written, 254)?;
    let is_address = account.contains('@') && !account.contains([' ', ':']);
    is_address
        .then_some(account)
        .ok_or(TrackerFormError::Account)
}

fn issue_type(kind: TrackerKind, written: &str) -> Result<String, TrackerFormError> {
    if !kind.is_jira() {
        return Ok(String::new());
    }
    let written = text::maybe_line("issue_type", written, NAME_MAX)?;
    Ok(if written.is_empty() {
        "Task".to_owned()
    } else {
        written
    })
}

fn labels(kind: TrackerKind, written: &[String]) -> Result<Vec<String>, TrackerFormError> {
    let mut labels: Vec<String> = Vec::new();
    for label in written {
        let label = text::line("labels", label, LABEL_MAX)?;
        // GitHub and GitLab take several labels as one text with commas.
        if label.contains(',') || (kind.is_jira() && label.contains(' ')) {
            return Err(TrackerFormError::Label(label));
        }
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    if labels.len() > LABELS_MAX {
        return Err(TrackerFormError::Labels(labels.len()));
    }
    Ok(labels)
}

fn fields(
    kind: TrackerKind,
    fields: Map<String, Value>,
) -> Result<Map<String, Value>, TrackerFormError> {
    if !kind.is_jira() && !fields.is_empty() {
        return Err(TrackerFormError::NoFields);
    }
    let plain = |name: &str| {
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '_';
        !name.is_empty() && name.len() <= 60 && name.chars().all(fits)
    };
    if let Some(odd) = fields.keys().find(|name| !plain(name)) {
        return Err(TrackerFormError::Field(odd.chars().take(60).collect()));
    }
    let bytes = serde_json::to_string(&fields).map_or(usize::MAX, |text| text.len());
    if fields.len() > FIELDS_MAX || bytes > FIELDS_BYTES_MAX {
        return Err(TrackerFormError::Fields);
    }
    Ok(fields)
}

#[cfg(test)]
mod tests;
