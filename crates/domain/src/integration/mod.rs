//! A way in for what other programs say: which kind of source, what it is called here, and what
//! has to be known to read it. Its address and its secrets are kept apart and never logged.

pub mod api;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::text::{self, NAME_MAX, TextError};
use crate::time::{self, UnknownZone};
use crate::{IntegrationId, Refusal};

/// Where deliveries come from.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Alertmanager,
    Grafana,
    Pagerduty,
    Opsgenie,
    Statuspage,
    Sentry,
    Datadog,
    Cloudwatch,
    Github,
    Gitlab,
    Slack,
    Generic,
}

impl Kind {
    pub const ALL: [Self; 12] = [
        Self::Alertmanager,
        Self::Grafana,
        Self::Pagerduty,
        Self::Opsgenie,
        Self::Statuspage,
        Self::Sentry,
        Self::Datadog,
        Self::Cloudwatch,
        Self::Github,
        Self::Gitlab,
        Self::Slack,
        Self::Generic,
    ];

    /// Its word in addresses and JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Alertmanager => "alertmanager",
            Self::Grafana => "grafana",
            Self::Pagerduty => "pagerduty",
            Self::Opsgenie => "opsgenie",
            Self::Statuspage => "statuspage",
            Self::Sentry => "sentry",
            Self::Datadog => "datadog",
            Self::Cloudwatch => "cloudwatch",
            Self::Github => "github",
            Self::Gitlab => "gitlab",
            Self::Slack => "slack",
            Self::Generic => "generic",
        }
    }

    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// One way in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Integration {
    pub id: IntegrationId,
    pub kind: Kind,
    /// Stands beside every timeline entry that came this way.
    pub name: String,
    /// One that is not takes no deliveries.
    pub active: bool,
    #[serde(flatten)]
    pub options: Options,
}

/// What has to be known to read what a source sends.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Options {
    /// IANA name of the zone in which the source gives times without one. Without it such a
    /// delivery cannot be read, and says so.
    pub zone: Option<String>,
    /// For generic JSON: where in the body what stands.
    #[schema(value_type = Option<Object>)]
    pub mapping: Option<serde_json::Value>,
}

/// What an integration is to be; its kind stays what it was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct IntegrationForm {
    pub kind: Kind,
    pub name: String,
    #[serde(default = "yes")]
    pub active: bool,
    #[serde(flatten)]
    pub options: Options,
}

fn yes() -> bool {
    true
}

/// Why an integration cannot be like this.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IntegrationError {
    #[error(transparent)]
    Name(#[from] TextError),
    #[error(transparent)]
    Zone(#[from] UnknownZone),
    #[error("kind is {0}, and cannot become another: add an integration for the other source")]
    Kind(&'static str),
    #[error("mapping: {0}")]
    Mapping(String),
    #[error("secret has {0} characters; at least 16 and at most 500 keep it from being guessed")]
    Secret(usize),
    #[error("there are {0} secrets already; take an old one away first")]
    Secrets(usize),
    #[error("there is no secret {0}")]
    NoSecret(u32),
}

impl Refusal for IntegrationError {
    fn code(&self) -> &'static str {
        match self {
            Self::Name(error) => error.code(),
            Self::Zone(error) => error.code(),
            Self::Kind(_) => "kind_stays",
            Self::Mapping(_) => "not_a_mapping",
            Self::Secret(_) => "not_a_secret",
            Self::Secrets(_) => "too_many_secrets",
            Self::NoSecret(_) => "no_such_secret",
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::Name(error) => error.field(),
            Self::Zone(error) => error.field(),
            Self::Kind(_) => Some("kind".into()),
            Self::Mapping(_) => Some("mapping".into()),
            Self::Secret(_) | Self::Secrets(_) => Some("secret".into()),
            Self::NoSecret(_) => None,
        }
    }
}

impl IntegrationForm {
    /// The integration that the form describes.
    ///
    /// # Errors
    /// [`IntegrationError`] naming the field. A mapping is checked by who can read it.
    pub fn into_integration(self, id: IntegrationId) -> Result<Integration, IntegrationError> {
        if let Some(name) = &self.options.zone {
            time::zone(name)?;
        }
        Ok(Integration {
            id,
            kind: self.kind,
            name: text::line("name", &self.name, NAME_MAX)?,
            active: self.active,
            options: self.options,
        })
    }
}

impl Integration {
    /// What two names are compared by.
    #[must_use]
    pub fn key(name: &str) -> String {
        crate::service::Service::key(name)
    }
}
