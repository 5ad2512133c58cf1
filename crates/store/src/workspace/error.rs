//! Why a change of the workspace was not made.

use afterword_domain::{Refusal, TeamId};

use crate::error::StoreError;

#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    #[error("the {field} “{value}” is taken")]
    Taken { field: &'static str, value: String },
    #[error("there is no such entry")]
    NotFound,
    #[error("the link was used, has expired, or is not ours")]
    LinkSpent,
    /// A rule of the domain said no.
    #[error("{0}")]
    Refused(Box<dyn Refusal + Send + Sync>),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl SaveError {
    pub(crate) fn refused(refusal: impl Refusal + Send + Sync + 'static) -> Self {
        Self::Refused(Box::new(refusal))
    }
}

/// A service or a person was put into a team that is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no team {0} in this workspace")]
pub struct NoSuchTeam(pub TeamId);

impl Refusal for NoSuchTeam {
    fn code(&self) -> &'static str {
        "no_such_team"
    }

    fn field(&self) -> Option<String> {
        Some("team".into())
    }
}
