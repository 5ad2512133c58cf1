//! Why a change of the workspace was not made.

use afterword_domain::policy::Denied;
use afterword_domain::{Refusal, TeamId};

use crate::error::StoreError;

#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    #[error("the {field} “{value}” is taken")]
    Taken { field: &'static str, value: String },
    #[error("there is no such entry")]
    NotFound,
    /// It is another person's, and only shown to this one.
    #[error("it is another person's; only they or an administrator change it")]
    NotYours,
    /// The policy said no.
    #[error(transparent)]
    Denied(#[from] Denied),
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

/// Something is still referred to, and stays.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{name}” stays: {}", self.all().join(", "))]
pub struct StillUsed {
    pub name: String,
    /// How many of what refer to it.
    pub by: Vec<(u64, &'static str)>,
}

impl Refusal for StillUsed {
    fn code(&self) -> &'static str {
        "still_used"
    }

    fn all(&self) -> Vec<String> {
        let told = self.by.iter().map(|(count, noun)| match count {
            1 => format!("1 {noun} names it"),
            _ => format!("{count} {} name it", many(noun)),
        });
        told.collect()
    }
}

fn many(noun: &str) -> String {
    match noun {
        "person" => "people".into(),
        noun => format!("{noun}s"),
    }
}

/// Refuses unless nothing refers to what has this name.
pub(crate) fn is_unused(name: &str, by: Vec<(u64, &'static str)>) -> Result<(), SaveError> {
    let by: Vec<_> = by.into_iter().filter(|(count, _)| *count > 0).collect();
    if by.is_empty() {
        return Ok(());
    }
    let name = name.to_owned();
    Err(SaveError::refused(StillUsed { name, by }))
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
