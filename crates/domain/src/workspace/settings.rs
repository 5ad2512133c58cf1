//! What holds for the whole workspace, and between which bounds.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::language::{LanguageSettings, LanguageSettingsError};
use super::prompts::{self, PlacePrompts, PromptsError};
use super::severities::{self, SeveritiesError, SeverityTerm};
use super::template::{Template, TemplateError};
use crate::audit::{self, NotADuration};
use crate::meeting::lengths::{self, Lengths};
use crate::other_server;
use crate::recurrence::shadow::SuggestionMode;
use crate::signal::intake::{IntakeError, IntakeRules};
use crate::text::{self, NAME_MAX, TextError};
use crate::time::{UnknownZone, zone};
use crate::{Currency, Incident, Money, Refusal};

/// What an hour and a day of work are reckoned at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Rates {
    pub hourly: Money,
    pub daily: Money,
}

/// How people are shown in a published post-mortem.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PublishedNames {
    #[default]
    Names,
    /// By what they did: facilitator, scribe, action owner.
    Roles,
}

/// How meetings are held unless they are planned otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeetingSettings {
    /// Check-in and the four questions are written without names; nobody can tell who wrote.
    pub anonymous: bool,
    /// The lengths of the eight steps in their order, 1 to 120 minutes each, 480 together at most.
    #[schema(value_type = Vec<u16>, min_items = 8, max_items = 8)]
    pub step_minutes: Lengths,
}

impl Default for MeetingSettings {
    fn default() -> Self {
        Self {
            anonymous: false,
            step_minutes: lengths::usual(),
        }
    }
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
    /// What a new post-mortem begins with.
    #[serde(default)]
    #[schema(required)]
    pub template: Template,
    /// All four, the worst first.
    #[serde(default = "severities::usual")]
    #[schema(required)]
    pub severities: Vec<SeverityTerm>,
    #[serde(default)]
    #[schema(required)]
    pub published_names: PublishedNames,
    #[serde(default)]
    #[schema(required)]
    pub meeting: MeetingSettings,
    /// What becomes of alerts.
    #[serde(default)]
    #[schema(required)]
    pub intake: IntakeRules,
    /// What becomes of the program's suggestions that an incident repeats an earlier one.
    #[serde(default)]
    #[schema(required)]
    pub repeat_suggestions: SuggestionMode,
    /// Where people open the pages: what links in mails and chats begin with.
    #[serde(default)]
    #[schema(required)]
    pub public_url: Option<String>,
    /// Where somebody is who has not said it: an IANA name.
    #[serde(default = "utc")]
    #[schema(required = true)]
    pub time_zone: String,
    /// What is added to the check of language.
    #[serde(default)]
    #[schema(required)]
    pub language: LanguageSettings,
    /// The facilitator's prompts, of those places where they are not as they come.
    #[serde(default)]
    #[schema(required)]
    pub prompts: Vec<PlacePrompts>,
    /// For how many days the audit log keeps what nothing else reads, 30 to 3650; for ever where it
    /// is null.
    #[serde(default)]
    #[schema(required)]
    pub audit_days: Option<u16>,
}

fn utc() -> String {
    "UTC".into()
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
            template: Template::default(),
            severities: severities::usual(),
            published_names: PublishedNames::default(),
            meeting: MeetingSettings::default(),
            intake: IntakeRules::default(),
            repeat_suggestions: SuggestionMode::default(),
            public_url: None,
            time_zone: utc(),
            language: LanguageSettings::default(),
            prompts: Vec::new(),
            audit_days: None,
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
    #[error(transparent)]
    Template(#[from] TemplateError),
    #[error(
        "meeting.step_minutes has {0}; each of the eight is 1 to 120, and together 480 at most"
    )]
    StepMinutes(u16),
    #[error(transparent)]
    Severities(#[from] SeveritiesError),
    #[error(transparent)]
    Intake(#[from] IntakeError),
    #[error(
        "public_url is no http or https address without a name, a query or a fragment in it; \
         “https://afterword.example.org” is one"
    )]
    PublicUrl,
    #[error(transparent)]
    Zone(#[from] UnknownZone),
    #[error(transparent)]
    Language(#[from] LanguageSettingsError),
    #[error(transparent)]
    Prompts(#[from] PromptsError),
    #[error(transparent)]
    AuditDays(#[from] NotADuration),
}

impl Refusal for SettingsError {
    fn code(&self) -> &'static str {
        match self {
            Self::Name(error) => error.code(),
            Self::ActionLimit(_) => "action_limit_out_of_range",
            Self::ReviewDays(_) => "review_days_out_of_range",
            Self::Currency { .. } => "currency_mismatch",
            Self::Template(error) => error.code(),
            Self::StepMinutes(_) => "not_a_length",
            Self::Severities(error) => error.code(),
            Self::Intake(error) => error.code(),
            Self::PublicUrl => "not_a_url",
            Self::Zone(error) => error.code(),
            Self::Language(error) => error.code(),
            Self::Prompts(error) => error.code(),
            Self::AuditDays(error) => error.code(),
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::Name(error) => error.field(),
            Self::ActionLimit(_) => Some("action_limit".into()),
            Self::ReviewDays(_) => Some("review_days".into()),
            Self::Currency { field, .. } => Some((*field).into()),
            Self::Template(error) => error.field(),
            Self::StepMinutes(_) => Some("meeting.step_minutes".into()),
            Self::Severities(error) => error.field(),
            Self::Intake(error) => error.field(),
            Self::PublicUrl => Some("public_url".into()),
            Self::Zone(_) => Some("time_zone".into()),
            Self::Language(error) => error.field(),
            Self::Prompts(error) => error.field(),
            Self::AuditDays(error) => error.field(),
        }
    }
}

impl Settings {
    /// How the people of an incident are shown: a post-mortem that is being worked on needs their
    /// names, whatever becomes of them when it is published.
    #[must_use]
    pub fn names_in(&self, incident: &Incident) -> PublishedNames {
        if incident.is_published() {
            self.published_names
        } else {
            PublishedNames::Names
        }
    }

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
        self.template = self.template.checked()?;
        self.severities = severities::checked(self.severities)?;
        self.intake = self.intake.checked()?;
        self.language = self.language.checked()?;
        self.prompts = prompts::checked(self.prompts)?;
        self.audit_days = audit::checked_days(self.audit_days)?;
        zone(&self.time_zone)?;
        if let Some(url) = self.public_url.filter(|url| !url.trim().is_empty()) {
            self.public_url = Some(other_server::address(&url).ok_or(SettingsError::PublicUrl)?);
        } else {
            self.public_url = None;
        }
        let minutes = self.meeting.step_minutes;
        let sum = minutes
            .iter()
            .fold(0u16, |sum, minutes| sum.saturating_add(*minutes));
        let wrong = minutes
            .into_iter()
            .find(|minutes| !(1..=120).contains(minutes));
        if let Some(wrong) = wrong.or((sum > 480).then_some(sum)) {
            return Err(SettingsError::StepMinutes(wrong));
        }
        Ok(self)
    }
}
