//! Where secrets lie. A column that holds one and is not named here would hold it in clear: a test
//! reads the whole database for them.

use std::fmt::Write as _;

use afterword_domain::{IntegrationId, ProviderId, SubscriptionId, TrackerId};

use crate::error::StoreError;

/// A column that holds secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// What deliveries are verified with, as a JSON list.
    IntegrationSecrets,
    /// How a source is asked, as JSON, with its token.
    IntegrationApi,
    MetricsSecret,
    MailPassword,
    SubscriptionSecret,
    TrackerToken,
    TrackerHookSecret,
    ProviderSecret,
    /// What a provider gave for a session.
    SessionToken,
}

/// The one row of a table that has one at most.
pub(crate) const ONLY: i64 = 1;

/// By what a row is known for good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RowName {
    Number(i64),
    Hash(Vec<u8>),
}

impl Place {
    pub(crate) const ALL: [Self; 9] = [
        Self::IntegrationSecrets,
        Self::IntegrationApi,
        Self::MetricsSecret,
        Self::MailPassword,
        Self::SubscriptionSecret,
        Self::TrackerToken,
        Self::TrackerHookSecret,
        Self::ProviderSecret,
        Self::SessionToken,
    ];

    pub(super) fn table(self) -> &'static str {
        match self {
            Self::IntegrationSecrets | Self::IntegrationApi => "integrations",
            Self::MetricsSecret => "metrics_server",
            Self::MailPassword => "mail_server",
            Self::SubscriptionSecret => "subscriptions",
            Self::TrackerToken | Self::TrackerHookSecret => "trackers",
            Self::ProviderSecret => "providers",
            Self::SessionToken => "sessions",
        }
    }

    pub(super) fn column(self) -> &'static str {
        match self {
            Self::IntegrationSecrets => "secrets",
            Self::IntegrationApi => "api",
            Self::MetricsSecret | Self::SubscriptionSecret => "secret",
            Self::MailPassword => "password",
            Self::TrackerToken => "token",
            Self::TrackerHookSecret => "hook_secret",
            Self::ProviderSecret => "client_secret",
            Self::SessionToken => "id_token",
        }
    }

    /// The column that names its rows.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::SessionToken => "secret_hash",
            _ => "id",
        }
    }

    /// What a sealed text is bound to: nowhere else can it be opened.
    pub(super) fn bound_to(self, row: &RowName) -> Vec<u8> {
        let (table, column) = (self.table(), self.column());
        format!("afterword\n{table}\n{column}\n{}", row.told()).into_bytes()
    }

    /// As a sentence calls it.
    pub(super) fn called(self, row: &RowName) -> String {
        let what = match self {
            Self::IntegrationSecrets => "the secrets of integration",
            Self::IntegrationApi => "the API token of integration",
            Self::MetricsSecret => return "the secret of the metrics server".into(),
            Self::MailPassword => return "the password of the mail server".into(),
            Self::SubscriptionSecret => "the secret of outgoing webhook",
            Self::TrackerToken => "the token of tracker",
            Self::TrackerHookSecret => "the webhook's secret of tracker",
            Self::ProviderSecret => "the client secret of sign-in provider",
            Self::SessionToken => return "what a provider gave for a session".into(),
        };
        format!("{what} {}", row.told())
    }

    pub(super) fn spoiled(self, row: &RowName) -> StoreError {
        StoreError::corrupt(format!(
            "{}, which was spoiled or put there from elsewhere,",
            self.called(row)
        ))
    }
}

impl RowName {
    fn told(&self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Hash(hash) => hash.iter().fold(String::new(), |mut text, byte| {
                let _ = write!(text, "{byte:02x}");
                text
            }),
        }
    }
}

impl From<i64> for RowName {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<&[u8; 32]> for RowName {
    fn from(hash: &[u8; 32]) -> Self {
        Self::Hash(hash.to_vec())
    }
}

macro_rules! numbered {
    ($($id:ident),*) => {$(
        impl From<$id> for RowName {
            fn from(id: $id) -> Self {
                Self::Number(id.0.into())
            }
        }
    )*};
}

numbered!(IntegrationId, ProviderId, SubscriptionId, TrackerId);
