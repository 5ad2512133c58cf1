//! A tracker: where a team's tickets live, and what Afterword has to know of them. Knows neither
//! their APIs nor how they are asked.

pub mod entry;
pub mod settings;
pub mod sprint;
pub mod ticket;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use entry::{TrackerEntry, TrackerLabel};
pub use settings::{KnownTracker, TrackerForm, TrackerFormError, TrackerSettings};
pub use sprint::{RemoteSprint, next_sprint};
pub use ticket::{
    LookTrouble, Seen, TicketAsk, TicketConflict, TicketError, TicketLink, TicketNews,
    TicketProblem,
};

/// Which tracker.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum TrackerKind {
    JiraCloud,
    JiraDataCenter,
    Github,
    Gitlab,
    Linear,
}

impl TrackerKind {
    pub const ALL: [Self; 5] = [
        Self::JiraCloud,
        Self::JiraDataCenter,
        Self::Github,
        Self::Gitlab,
        Self::Linear,
    ];

    /// Its word in addresses and JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::JiraCloud => "jira_cloud",
            Self::JiraDataCenter => "jira_data_center",
            Self::Github => "github",
            Self::Gitlab => "gitlab",
            Self::Linear => "linear",
        }
    }

    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// What people call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::JiraCloud | Self::JiraDataCenter => "Jira",
            Self::Github => "GitHub",
            Self::Gitlab => "GitLab",
            Self::Linear => "Linear",
        }
    }

    /// Its own word for what a sprint is here.
    #[must_use]
    pub fn sprint_word(self) -> &'static str {
        match self {
            Self::JiraCloud | Self::JiraDataCenter => "sprint",
            Self::Github => "milestone",
            Self::Gitlab => "iteration or milestone",
            Self::Linear => "cycle",
        }
    }

    #[must_use]
    pub fn is_jira(self) -> bool {
        matches!(self, Self::JiraCloud | Self::JiraDataCenter)
    }
}

/// How far a ticket is; what each tracker says is put into one of these.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum TicketState {
    Open,
    InProgress,
    Closed,
}

impl TicketState {
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::InProgress => "in progress",
            Self::Closed => "closed",
        }
    }
}

/// Where in a tracker a team's tickets live.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
pub struct TrackerPlace {
    /// The project's key (Jira), the repository or project with its owner (GitHub, GitLab), or the
    /// team's key (Linear).
    pub project: String,
    /// Jira: the number of the board whose sprints count. It is needed only where a project has
    /// several boards with sprints.
    #[serde(default)]
    pub board: Option<u64>,
}

impl TrackerPlace {
    /// Whether a ticket of this key lies there: `PAY-12` in `PAY`, `acme/checkout#12` in
    /// `acme/checkout`.
    #[must_use]
    pub fn holds(&self, key: &str) -> bool {
        let project = key.rsplit_once(['#', '-']).map(|(project, _)| project);
        project.is_some_and(|project| project.eq_ignore_ascii_case(self.project.trim()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_tells_where_its_ticket_lies() {
        let place = |project: &str| TrackerPlace {
            project: project.into(),
            board: None,
        };
        assert!(place("pay").holds("PAY-12"));
        assert!(place("acme/check-out").holds("acme/check-out#12"));
        assert!(!place("PAY").holds("PAYROLL-12"));
        assert!(!place("acme/pay").holds("acme/pay/checkout#12"));
        assert!(!place("").holds("12"));
    }

    #[test]
    fn each_kind_is_found_by_its_word() {
        for kind in TrackerKind::ALL {
            assert_eq!(TrackerKind::of_word(kind.word()), Some(kind));
            let written = serde_json::to_value(kind).unwrap();
            assert_eq!(written, kind.word());
        }
        assert_eq!(TrackerKind::of_word("trello"), None);
    }
}
