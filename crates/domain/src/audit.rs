//! What the change log says of reading and of itself: who opened what not everybody sees, what was
//! taken out of the workspace, and that old entries were removed.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{IncidentRef, Moment, Refusal};

/// Between these many days the workspace chooses how long entries are kept.
pub const FEWEST_DAYS: u16 = 30;
const MOST_DAYS: u16 = 3_650;
/// A view of one incident by one person is written down once in so many minutes.
pub const VIEW_MINUTES: i64 = 60;
const KIND_MAX: usize = 60;

/// What was taken out of the workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Exported {
    /// An incident with its post-mortem.
    Document,
    /// The same with roles in place of names.
    DocumentByRole,
    /// The table of action items.
    ActionItems,
    /// The table of the Repeat Incident Rate.
    RepeatRate,
    /// The table of what a year's action items came to.
    ActionOutcomes,
    AuditLog,
    /// The whole workspace, as the database's own programs copy it.
    Backup,
    /// The whole workspace, as rows.
    Archive,
}

/// One thing that happened to nothing but the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum AuditChange {
    /// Somebody opened an incident that not everybody sees.
    Viewed { incident: IncidentRef },
    /// Something was taken out of the workspace.
    Exported {
        export: Exported,
        /// Of which incident; absent for what is of several.
        incident: Option<IncidentRef>,
        /// How many incidents or rows, where that was known when it began.
        count: Option<u64>,
    },
    /// Entries of before a moment were removed, of the kinds that nothing else reads.
    Shortened {
        before: Moment,
        removed: u64,
        /// SHA-256 in hexadecimal over the anchors there are since: see `docs/audit.md`.
        anchors: String,
    },
}

impl AuditChange {
    /// A stable name for programs.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Viewed { .. } => "incident.viewed",
            Self::Exported { .. } => "export.made",
            Self::Shortened { .. } => "audit.shortened",
        }
    }

    /// What it touches.
    pub(crate) fn place(&self) -> String {
        match self {
            Self::Viewed { incident } => viewed(*incident),
            Self::Exported {
                incident: Some(incident),
                ..
            } => exported(*incident),
            Self::Exported { incident: None, .. } => "export".to_owned(),
            Self::Shortened { .. } => "audit".to_owned(),
        }
    }

    /// The incident that it tells of.
    #[must_use]
    pub fn incident(&self) -> Option<IncidentRef> {
        match self {
            Self::Viewed { incident } => Some(*incident),
            Self::Exported { incident, .. } => *incident,
            Self::Shortened { .. } => None,
        }
    }
}

fn viewed(incident: IncidentRef) -> String {
    format!("viewed:{incident}")
}

fn exported(incident: IncidentRef) -> String {
    format!("exported:{incident}")
}

/// The places of what tells of an incident and belongs to none: it moves no version.
#[must_use]
pub fn places_of(incident: IncidentRef) -> [String; 2] {
    [viewed(incident), exported(incident)]
}

/// A number of days that the log is not kept for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("audit_days is {0}; it is {FEWEST_DAYS} to {MOST_DAYS}, or null to remove nothing")]
pub struct NotADuration(pub u16);

impl Refusal for NotADuration {
    fn code(&self) -> &'static str {
        "audit_days_out_of_range"
    }

    fn field(&self) -> Option<String> {
        Some("audit_days".into())
    }
}

/// For how many days entries are kept that nothing else reads; for ever when nothing is said.
///
/// # Errors
/// [`NotADuration`] beyond what may be chosen.
pub fn checked_days(days: Option<u16>) -> Result<Option<u16>, NotADuration> {
    match days {
        Some(days) if !(FEWEST_DAYS..=MOST_DAYS).contains(&days) => Err(NotADuration(days)),
        days => Ok(days),
    }
}

/// The kind of an entry: a name of the log, `token.added`, or what it begins with, `token`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind(String);

/// The text is no kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a kind is a name of the log or its beginning: token.added, token")]
pub struct NotAKind;

impl Kind {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for Kind {
    type Err = NotAKind;

    fn from_str(text: &str) -> Result<Self, NotAKind> {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
        let parts = || text.split('.');
        let all = parts().all(|part| !part.is_empty() && part.bytes().all(fits));
        if all && parts().count() <= 2 && text.len() <= KIND_MAX {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAKind)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_a_name_or_its_beginning() {
        for kind in ["token", "token.added", "timeline_event.changed"] {
            assert_eq!(kind.parse::<Kind>().unwrap().as_str(), kind);
        }
        let long = "a".repeat(KIND_MAX + 1);
        for text in [
            "", ".", "token.", ".added", "a.b.c", "Token", "token%", "x y", &long,
        ] {
            assert_eq!(text.parse::<Kind>(), Err(NotAKind), "{text}");
        }
    }

    #[test]
    fn the_log_is_kept_for_a_month_at_least() {
        for days in [None, Some(30), Some(3_650)] {
            assert_eq!(checked_days(days), Ok(days));
        }
        for days in [0, 29, 3_651, u16::MAX] {
            assert_eq!(checked_days(Some(days)), Err(NotADuration(days)));
        }
    }
}
