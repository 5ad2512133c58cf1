//! A service: what fails, whose it is, and what was promised for it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::text::{self, NAME_MAX, TextError};
use crate::{Money, Refusal, ServiceId, TeamId};

/// A service level objective over a rolling window.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Slo {
    /// Share of requests that must succeed, such as 0.9995.
    pub objective: f64,
    pub window_days: u16,
}

/// One service of the workspace.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Service {
    pub id: ServiceId,
    pub name: String,
    pub team: Option<TeamId>,
    pub slo: Option<Slo>,
    pub revenue_per_minute: Option<Money>,
    /// What other programs call it: a job, a repository, a component.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
}

/// More would be a list of something else.
const ALIASES_MAX: usize = 50;

impl Service {
    /// What two names are compared by: case and spacing do not make another service.
    #[must_use]
    pub fn key(name: &str) -> String {
        name.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase()
    }
}

/// What a service is to be.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ServiceForm {
    pub name: String,
    pub team: Option<TeamId>,
    pub slo: Option<Slo>,
    pub revenue_per_minute: Option<Money>,
    /// What other programs call it: a job, a repository, a component. At most 50.
    pub aliases: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ServiceError {
    #[error("aliases has {0} entries; 50 are the most")]
    Aliases(usize),
    #[error(transparent)]
    Name(#[from] TextError),
    #[error("slo.objective is {0}; it is the share that must succeed, at least 0 and less than 1")]
    Objective(f64),
    #[error("slo.window_days is 0; a window has at least one day")]
    Window,
}

impl Refusal for ServiceError {
    fn code(&self) -> &'static str {
        match self {
            Self::Aliases(_) => "too_many_aliases",
            Self::Name(error) => error.code(),
            Self::Objective(_) => "not_an_objective",
            Self::Window => "no_window",
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::Aliases(_) => Some("aliases".into()),
            Self::Name(error) => error.field(),
            Self::Objective(_) => Some("slo.objective".into()),
            Self::Window => Some("slo.window_days".into()),
        }
    }
}

impl ServiceForm {
    /// The service that the form describes.
    ///
    /// # Errors
    /// [`ServiceError`] naming the field.
    pub fn into_service(self, id: ServiceId) -> Result<Service, ServiceError> {
        if let Some(slo) = self.slo {
            if !(0.0..1.0).contains(&slo.objective) {
                return Err(ServiceError::Objective(slo.objective));
            }
            if slo.window_days == 0 {
                return Err(ServiceError::Window);
            }
        }
        let name = text::line("name", &self.name, NAME_MAX)?;
        let Self {
            team,
            slo,
            revenue_per_minute,
            aliases,
            ..
        } = self;
        if aliases.len() > ALIASES_MAX {
            return Err(ServiceError::Aliases(aliases.len()));
        }
        let aliases = aliases
            .iter()
            .map(|alias| text::line("aliases", alias, NAME_MAX))
            .collect::<Result<_, _>>()?;
        Ok(Service {
            id,
            name,
            team,
            slo,
            revenue_per_minute,
            aliases,
        })
    }
}
