//! What the incident did to users and to the business.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::change::double_option;
use crate::{Money, Refusal, text};

/// Who or what noticed first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DetectedBy {
    Alert,
    Customer,
    Colleague,
    Partner,
}

/// Measured effects; anything unknown is left out rather than guessed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Impact {
    /// Markdown: what was felt, by whom.
    pub description: String,
    pub users_affected: Option<u64>,
    pub revenue_lost: Option<Money>,
    pub revenue_delayed: Option<Money>,
    /// Given back to customers.
    pub credits: Option<Money>,
    /// Share of requests that failed during the bad minutes, 0 to 1.
    pub failing_share: Option<f64>,
    /// Share of the SLO window's error budget that was consumed; 1 is all of it, more is possible.
    pub error_budget_share: Option<f64>,
    pub detected_by: Option<DetectedBy>,
    /// In a few words, how: "4 min after a customer".
    pub detection_note: String,
    pub responders: Option<u32>,
    /// All responders' time together.
    pub response_minutes: Option<u32>,
}

/// The effects to change; what is left out stays, and null clears.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ImpactPatch {
    pub description: Option<String>,
    pub detection_note: Option<String>,
    #[serde(
        deserialize_with = "double_option",
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(value_type = Option<u64>)]
    pub users_affected: Option<Option<u64>>,
    #[serde(
        deserialize_with = "double_option",
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(value_type = Option<Money>)]
    pub revenue_lost: Option<Option<Money>>,
    #[serde(
        deserialize_with = "double_option",
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(value_type = Option<Money>)]
    pub revenue_delayed: Option<Option<Money>>,
    #[serde(
        deserialize_with = "double_option",
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(value_type = Option<Money>)]
    pub credits: Option<Option<Money>>,
    #[serde(
        deserialize_with = "double_option",
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(value_type = Option<f64>)]
    pub failing_share: Option<Option<f64>>,
    #[serde(
        deserialize_with = "double_option",
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(value_type = Option<f64>)]
    pub error_budget_share: Option<Option<f64>>,
    #[serde(
        deserialize_with = "double_option",
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(value_type = Option<DetectedBy>)]
    pub detected_by: Option<Option<DetectedBy>>,
    #[serde(
        deserialize_with = "double_option",
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(value_type = Option<u32>)]
    pub responders: Option<Option<u32>>,
    #[serde(
        deserialize_with = "double_option",
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(value_type = Option<u32>)]
    pub response_minutes: Option<Option<u32>>,
}

impl ImpactPatch {
    /// The impact with the patch applied.
    #[must_use]
    pub fn on(self, from: Impact) -> Impact {
        Impact {
            description: self.description.unwrap_or(from.description),
            detection_note: self.detection_note.unwrap_or(from.detection_note),
            users_affected: self.users_affected.unwrap_or(from.users_affected),
            revenue_lost: self.revenue_lost.unwrap_or(from.revenue_lost),
            revenue_delayed: self.revenue_delayed.unwrap_or(from.revenue_delayed),
            credits: self.credits.unwrap_or(from.credits),
            failing_share: self.failing_share.unwrap_or(from.failing_share),
            error_budget_share: self.error_budget_share.unwrap_or(from.error_budget_share),
            detected_by: self.detected_by.unwrap_or(from.detected_by),
            responders: self.responders.unwrap_or(from.responders),
            response_minutes: self.response_minutes.unwrap_or(from.response_minutes),
        }
    }
}

/// The patch that replaces everything.
impl From<Impact> for ImpactPatch {
    fn from(impact: Impact) -> Self {
        Self {
            description: Some(impact.description),
            detection_note: Some(impact.detection_note),
            users_affected: Some(impact.users_affected),
            revenue_lost: Some(impact.revenue_lost),
            revenue_delayed: Some(impact.revenue_delayed),
            credits: Some(impact.credits),
            failing_share: Some(impact.failing_share),
            error_budget_share: Some(impact.error_budget_share),
            detected_by: Some(impact.detected_by),
            responders: Some(impact.responders),
            response_minutes: Some(impact.response_minutes),
        }
    }
}

/// A number of the impact cannot be.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ImpactError {
    #[error("{field} is {value}; it is a share of all requests, from 0 to 1")]
    NotAShare { field: &'static str, value: f64 },
    #[error("{field} is {value}; it cannot be negative")]
    Negative { field: &'static str, value: String },
    #[error(transparent)]
    Text(#[from] text::TextError),
}

impl Refusal for ImpactError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotAShare { .. } => "not_a_share",
            Self::Negative { .. } => "negative",
            Self::Text(error) => error.code(),
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::NotAShare { field, .. } | Self::Negative { field, .. } => {
                Some(format!("impact.{field}"))
            }
            Self::Text(error) => error.field(),
        }
    }
}

impl Impact {
    /// Checks every number and text.
    ///
    /// # Errors
    /// [`ImpactError`] naming the field.
    pub fn checked(mut self) -> Result<Self, ImpactError> {
        self.description = text::prose("impact.description", &self.description)?;
        self.detection_note = text::prose("impact.detection_note", &self.detection_note)?;
        if let Some(value) = self.failing_share
            && !(0.0..=1.0).contains(&value)
        {
            return Err(ImpactError::NotAShare {
                field: "failing_share",
                value,
            });
        }
        if let Some(value) = self.error_budget_share
            && !(value.is_finite() && value >= 0.0)
        {
            let value = value.to_string();
            return Err(ImpactError::Negative {
                field: "error_budget_share",
                value,
            });
        }
        let amounts = [
            ("revenue_lost", self.revenue_lost),
            ("revenue_delayed", self.revenue_delayed),
            ("credits", self.credits),
        ];
        for (field, amount) in amounts {
            if let Some(amount) = amount.filter(|amount| amount.cents < 0) {
                return Err(ImpactError::Negative {
                    field,
                    value: amount.to_string(),
                });
            }
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_between_none_and_all() {
        for (value, fits) in [
            (0.0, true),
            (1.0, true),
            (1.01, false),
            (-0.1, false),
            (f64::NAN, false),
        ] {
            let impact = Impact {
                failing_share: Some(value),
                ..Impact::default()
            };
            assert_eq!(impact.checked().is_ok(), fits, "{value}");
        }
    }
}
