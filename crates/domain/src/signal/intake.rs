//! Which alerts open an incident, which join one, and which are only kept: the workspace's rules,
//! asked in their order; the first that fits decides.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Signal, Tells};
use crate::incident::Severity;
use crate::text::{self, NAME_MAX, TextError};
use crate::workspace::Workspace;
use crate::{IntegrationId, Refusal, ServiceId};

/// The label of what came in a file instead of a webhook, and what it says then: somebody chose to
/// pull it in.
pub const ORIGIN: &str = "origin";
pub const EXPORT: &str = "export";

/// At most this many rules, so that a person can still read them.
const RULES_MAX: usize = 100;
const MATCHES_MAX: usize = 20;

/// What becomes of alerts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IntakeRules {
    pub rules: Vec<IntakeRule>,
    /// An alert belongs to an incident of its service when it fired no longer than this before
    /// the incident began or after it recovered. 0 to 1440.
    pub window_minutes: u16,
}

impl Default for IntakeRules {
    fn default() -> Self {
        let critical = ["critical", "page", "emergency", "p1", "sev1"];
        Self {
            rules: vec![IntakeRule {
                integration: None,
                matches: vec![LabelMatch {
                    label: "severity".into(),
                    any_of: critical.map(str::to_owned).into(),
                }],
                then: Intake::Open,
                severity: Some(Severity::Sev2),
                service: None,
            }],
            window_minutes: 30,
        }
    }
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IntakeRule {
    /// Alerts of this integration only.
    #[serde(default)]
    pub integration: Option<IntegrationId>,
    /// All of them must fit; none fits every alert.
    #[serde(default)]
    pub matches: Vec<LabelMatch>,
    pub then: Intake,
    /// Of an incident that it opens.
    #[serde(default)]
    pub severity: Option<Severity>,
    /// For alerts that name no service that the workspace knows.
    #[serde(default)]
    pub service: Option<ServiceId>,
}

/// A label and what it may say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LabelMatch {
    /// One of the alert's labels, or "service" for what the source calls it.
    pub label: String,
    /// Whatever the case; one star at the end or the beginning stands for anything.
    pub any_of: Vec<String>,
}

/// What becomes of an alert that fires.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Intake {
    /// It joins an incident of its service, or opens one.
    Open,
    /// It joins an incident of its service, or is kept.
    Join,
    /// It is kept, and offered to incidents of its service.
    Keep,
}

/// What the rules say of one alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judgement {
    pub then: Intake,
    pub severity: Severity,
    pub service: Option<ServiceId>,
}

/// Why the rules cannot be like this.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IntakeError {
    #[error("intake has {0} rules; {RULES_MAX} are the most")]
    TooMany(usize),
    #[error("intake.window_minutes is {0}; it is at most 1440, a day")]
    Window(u16),
    #[error("intake.rules[{rule}]: {problem}")]
    Rule { rule: usize, problem: String },
}

impl Refusal for IntakeError {
    fn code(&self) -> &'static str {
        match self {
            Self::TooMany(_) => "too_many_rules",
            Self::Window(_) => "not_a_window",
            Self::Rule { .. } => "not_a_rule",
        }
    }

    fn field(&self) -> Option<String> {
        Some(match self {
            Self::TooMany(_) => "intake.rules".into(),
            Self::Window(_) => "intake.window_minutes".into(),
            Self::Rule { rule, .. } => format!("intake.rules[{rule}]"),
        })
    }
}

impl IntakeRules {
    /// Checks every value.
    ///
    /// # Errors
    /// [`IntakeError`] naming the rule.
    pub fn checked(self) -> Result<Self, IntakeError> {
        if self.rules.len() > RULES_MAX {
            return Err(IntakeError::TooMany(self.rules.len()));
        }
        if self.window_minutes > 1440 {
            return Err(IntakeError::Window(self.window_minutes));
        }
        for (rule, one) in self.rules.iter().enumerate() {
            let problem = one.problem();
            if let Some(problem) = problem {
                return Err(IntakeError::Rule { rule, problem });
            }
        }
        Ok(self)
    }

    /// What becomes of an alert. Without a rule that fits, it joins, and what a person reported
    /// or pulled in from an export opens an incident.
    #[must_use]
    pub fn judge(
        &self,
        integration: IntegrationId,
        signal: &Signal,
        workspace: &Workspace,
    ) -> Judgement {
        let fits = |rule: &&IntakeRule| {
            rule.integration.is_none_or(|only| only == integration)
                && rule.matches.iter().all(|one| one.fits(signal))
        };
        let rule = self.rules.iter().find(fits);
        let named = signal.service.as_deref();
        let service = named.and_then(|name| workspace.service_known_as(name));
        let is_told_by_people = matches!(signal.tells, Tells::Reported { .. })
            || signal
                .labels
                .get(ORIGIN)
                .is_some_and(|origin| origin == EXPORT);
        let otherwise = if is_told_by_people {
            Intake::Open
        } else {
            Intake::Join
        };
        Judgement {
            then: rule.map_or(otherwise, |rule| rule.then),
            severity: rule.and_then(|rule| rule.severity).unwrap_or_default(),
            service: service
                .map(|service| service.id)
                .or_else(|| rule.and_then(|rule| rule.service)),
        }
    }
}

impl IntakeRule {
    fn problem(&self) -> Option<String> {
        if self.matches.len() > MATCHES_MAX {
            return Some(format!("it has more than {MATCHES_MAX} conditions"));
        }
        let wrong = self.matches.iter().find_map(|one| one.problem().err());
        wrong.map(|error| error.to_string())
    }
}

impl LabelMatch {
    fn problem(&self) -> Result<(), TextError> {
        text::line("label", &self.label, NAME_MAX)?;
        if self.any_of.is_empty() {
            text::line("any_of", "", NAME_MAX)?;
        }
        for value in &self.any_of {
            text::line("any_of", value, NAME_MAX)?;
        }
        Ok(())
    }

    fn fits(&self, signal: &Signal) -> bool {
        let said = match self.label.as_str() {
            "service" => signal.service.as_ref(),
            label => signal.labels.get(label),
        };
        let Some(said) = said.map(|said| said.to_lowercase()) else {
            return false;
        };
        self.any_of.iter().any(|wanted| {
            let wanted = wanted.trim().to_lowercase();
            if let Some(start) = wanted.strip_suffix('*') {
                said.starts_with(start)
            } else if let Some(end) = wanted.strip_prefix('*') {
                said.ends_with(end)
            } else {
                said == wanted
            }
        })
    }
}
