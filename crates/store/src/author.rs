//! Who makes a change, and through which door. Knows nothing of what may be done.

use afterword_domain::PersonId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The way a change came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Via {
    Web,
    Api,
    Cli,
    Import,
    Demo,
    System,
    Webhook,
}

impl Via {
    const NAMES: [(Self, &'static str); 7] = [
        (Self::Web, "web"),
        (Self::Api, "api"),
        (Self::Cli, "cli"),
        (Self::Import, "import"),
        (Self::Demo, "demo"),
        (Self::System, "system"),
        (Self::Webhook, "webhook"),
    ];

    pub(crate) fn name(self) -> &'static str {
        Self::NAMES[self as usize].1
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        let known = Self::NAMES.into_iter();
        known
            .into_iter()
            .find_map(|(via, known)| (known == name).then_some(via))
    }
}

/// Who makes a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Author {
    /// Nobody, when a program acts on its own.
    pub person: Option<PersonId>,
    pub via: Via,
    /// Joins the change to the request in the server's log.
    pub request_id: Option<String>,
    /// From where the request came, or which account of the machine used the command line
    /// (`account root`); told to administrators only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    pub address: Option<String>,
}
