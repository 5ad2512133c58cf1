//! The workspace: its settings, its vocabulary, and the frame that an incident's rules need.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::person::Person;
use crate::service::Service;
use crate::team::{Cadence, Team};
use crate::text::{self, NAME_MAX, TextError};
use crate::{Currency, FactorId, Money, PersonId, Refusal, ServiceId, TeamId};

/// What an hour and a day of work are reckoned at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Rates {
    pub hourly: Money,
    pub daily: Money,
}

/// What holds for the whole workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    pub name: String,
    pub currency: Currency,
    pub rates: Rates,
    /// At most this many action items per post-mortem.
    pub action_limit: u8,
    /// A post-mortem is owed this many days after recovery.
    pub review_days: u8,
}

impl Default for Settings {
    fn default() -> Self {
        let eur = |cents| Money::new(cents, Currency::EUR);
        Self {
            name: "Afterword".into(),
            currency: Currency::EUR,
            rates: Rates {
                hourly: eur(10_000),
                daily: eur(80_000),
            },
            action_limit: 3,
            review_days: 7,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    #[error(transparent)]
    Name(#[from] TextError),
    #[error("action_limit is {0}; it is 1 to 10, and more than 3 is rarely finished")]
    ActionLimit(u8),
    #[error("review_days is {0}; it is 1 to 60")]
    ReviewDays(u8),
    #[error("{field} is in {found}, but the workspace counts in {expected}")]
    Currency {
        field: &'static str,
        found: Currency,
        expected: Currency,
    },
}

impl Refusal for SettingsError {
    fn code(&self) -> &'static str {
        match self {
            Self::Name(error) => error.code(),
            Self::ActionLimit(_) => "action_limit_out_of_range",
            Self::ReviewDays(_) => "review_days_out_of_range",
            Self::Currency { .. } => "currency_mismatch",
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::Name(error) => error.field(),
            Self::ActionLimit(_) => Some("action_limit".into()),
            Self::ReviewDays(_) => Some("review_days".into()),
            Self::Currency { field, .. } => Some((*field).into()),
        }
    }
}

impl Settings {
    /// Checks every value.
    ///
    /// # Errors
    /// [`SettingsError`] naming the field.
    pub fn checked(mut self) -> Result<Self, SettingsError> {
        self.name = text::line("name", &self.name, NAME_MAX)?;
        if !(1..=10).contains(&self.action_limit) {
            return Err(SettingsError::ActionLimit(self.action_limit));
        }
        if !(1..=60).contains(&self.review_days) {
            return Err(SettingsError::ReviewDays(self.review_days));
        }
        let expected = self.currency;
        for (field, rate) in [
            ("rates.hourly", self.rates.hourly),
            ("rates.daily", self.rates.daily),
        ] {
            if rate.currency != expected {
                return Err(SettingsError::Currency {
                    field,
                    found: rate.currency,
                    expected,
                });
            }
        }
        Ok(self)
    }
}

/// A term of the shared factor vocabulary, such as "retries not bounded".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FactorTerm {
    pub id: FactorId,
    pub label: String,
}

impl FactorTerm {
    /// What two labels are compared by: case and spacing do not make another factor.
    #[must_use]
    pub fn key(label: &str) -> String {
        label
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase()
    }
}

/// Everything of the workspace that an incident refers to by id.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Workspace {
    pub settings: Settings,
    pub services: Vec<Service>,
    pub teams: Vec<Team>,
    pub people: Vec<Person>,
    pub factors: Vec<FactorTerm>,
}

impl Workspace {
    #[must_use]
    pub fn service(&self, id: ServiceId) -> Option<&Service> {
        self.services.iter().find(|service| service.id == id)
    }

    #[must_use]
    pub fn service_named(&self, name: &str) -> Option<&Service> {
        let key = Service::key(name);
        self.services
            .iter()
            .find(|service| Service::key(&service.name) == key)
    }

    #[must_use]
    pub fn team(&self, id: TeamId) -> Option<&Team> {
        self.teams.iter().find(|team| team.id == id)
    }

    #[must_use]
    pub fn person(&self, id: PersonId) -> Option<&Person> {
        self.people.iter().find(|person| person.id == id)
    }

    /// A person by handle or full name, whatever the case.
    #[must_use]
    pub fn person_named(&self, name: &str) -> Option<&Person> {
        let name = name.trim().trim_start_matches('@').to_lowercase();
        self.people
            .iter()
            .find(|person| person.handle == name || person.name.to_lowercase() == name)
    }

    #[must_use]
    pub fn factor(&self, id: FactorId) -> Option<&FactorTerm> {
        self.factors.iter().find(|factor| factor.id == id)
    }

    #[must_use]
    pub fn factor_labelled(&self, label: &str) -> Option<&FactorTerm> {
        let key = FactorTerm::key(label);
        self.factors
            .iter()
            .find(|factor| FactorTerm::key(&factor.label) == key)
    }

    /// The cadence by which this person's due dates are judged: their team's, or the default.
    #[must_use]
    pub fn cadence_of(&self, person: Option<PersonId>) -> Cadence {
        person
            .and_then(|id| self.person(id)?.team)
            .and_then(|team| self.team(team))
            .map_or_else(Cadence::default, |team| team.cadence)
    }
}
