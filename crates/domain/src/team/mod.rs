//! A team: who owns a service, and in which rhythm it plans.

pub mod sprint;
mod told;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use sprint::{Cadence, PatternError, Sprint};
pub use told::ToldSprint;

use crate::text::{self, NAME_MAX, TextError};
use crate::tracker::{RemoteSprint, TrackerPlace};
use crate::{Day, Refusal, TeamId, TrackerId};

/// One team of the workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Team {
    pub id: TeamId,
    pub name: String,
    pub cadence: Cadence,
    /// The project or repository in which the team's tickets live, such as `PAY`.
    pub tracker_project: String,
    /// The tracker that the project is in, where tickets are made and followed.
    #[serde(default)]
    #[schema(required)]
    pub tracker: Option<TrackerId>,
    /// Jira: the number of the board whose sprints count, where the project has several.
    #[serde(default)]
    #[schema(required)]
    pub tracker_board: Option<u64>,
    /// Whether the sprints that the tracker tells go before those that the cadence counts.
    #[serde(default)]
    #[schema(required)]
    pub tracker_sprints: bool,
}

impl Team {
    /// The team when its tracker lists these sprints as open.
    #[must_use]
    pub fn told(mut self, open: &[RemoteSprint], today: Day) -> Self {
        self.cadence.told = told::told(&self.cadence.told, open, today);
        self
    }

    /// Where the team's tickets are made.
    #[must_use]
    pub fn tracker_place(&self) -> Option<(TrackerId, TrackerPlace)> {
        let tracker = self.tracker?;
        let place = TrackerPlace {
            project: self.tracker_project.clone(),
            board: self.tracker_board,
        };
        (!place.project.is_empty()).then_some((tracker, place))
    }

    /// What two names are compared by; a name is kept in single spaces.
    #[must_use]
    pub fn key(name: &str) -> String {
        crate::service::Service::key(name)
    }
}

/// What a team is to be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TeamForm {
    pub name: String,
    pub cadence: Cadence,
    pub tracker_project: String,
    pub tracker: Option<TrackerId>,
    pub tracker_board: Option<u64>,
    pub tracker_sprints: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TeamError {
    #[error("a team whose tickets are made in a tracker names the project there")]
    NoProject,
    #[error("there is no tracker {0} in this workspace")]
    NoTracker(TrackerId),
    #[error(transparent)]
    Name(#[from] TextError),
    #[error("cadence.length_days is {0}; a sprint lasts 1 to 90 days")]
    Length(u16),
    #[error(transparent)]
    Pattern(#[from] PatternError),
}

impl Refusal for TeamError {
    fn code(&self) -> &'static str {
        match self {
            Self::NoProject => "tracker_project_missing",
            Self::NoTracker(_) => "no_such_tracker",
            Self::Name(error) | Self::Pattern(PatternError::Text(error)) => error.code(),
            Self::Length(_) => "not_a_sprint_length",
            Self::Pattern(PatternError::Number(_)) => "not_a_sprint_name",
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::NoProject => Some("tracker_project".into()),
            Self::NoTracker(_) => Some("tracker".into()),
            Self::Name(error) => error.field(),
            Self::Length(_) => Some("cadence.length_days".into()),
            Self::Pattern(_) => Some("cadence.name_pattern".into()),
        }
    }
}

impl TeamForm {
    /// The team that the form describes, in place of `before`: the sprints that were told stay as
    /// long as they are of the same place.
    ///
    /// # Errors
    /// [`TeamError`] naming the field.
    pub fn into_team(self, id: TeamId, before: Option<&Team>) -> Result<Team, TeamError> {
        if !(1..=90).contains(&self.cadence.length_days) {
            return Err(TeamError::Length(self.cadence.length_days));
        }
        let name = text::line("name", &self.name, NAME_MAX)?;
        let cadence = Cadence {
            name_pattern: sprint::checked_pattern(&self.cadence.name_pattern)?,
            told: Vec::new(),
            ..self.cadence
        };
        let tracker_project: String = self.tracker_project.trim().chars().take(NAME_MAX).collect();
        if self.tracker.is_some() && tracker_project.is_empty() {
            return Err(TeamError::NoProject);
        }
        let mut team = Team {
            id,
            name,
            cadence,
            tracker_project,
            tracker: self.tracker,
            tracker_board: self.tracker_board,
            tracker_sprints: self.tracker_sprints && self.tracker.is_some(),
        };
        let of_same = before.filter(|before| {
            team.tracker_sprints && before.tracker_place() == team.tracker_place()
        });
        team.cadence.told = of_same.map_or_else(Vec::new, |before| before.cadence.told.clone());
        Ok(team)
    }
}
