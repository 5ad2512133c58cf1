//! The seven moments of an incident, and their order.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::change::double_option;
use crate::{Moment, Refusal};

/// The name of one of the seven moments.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Milestone {
    ImpactStarted,
    /// First alert fired, or first report.
    Detected,
    Acknowledged,
    /// The cause is known.
    Identified,
    /// The fix is deployed.
    Mitigated,
    Recovered,
    AllClear,
}

impl Milestone {
    pub const ALL: [Self; 7] = [
        Self::ImpactStarted,
        Self::Detected,
        Self::Acknowledged,
        Self::Identified,
        Self::Mitigated,
        Self::Recovered,
        Self::AllClear,
    ];

    /// The words of the document template.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::ImpactStarted => "Impact started",
            Self::Detected => "First alert fired",
            Self::Acknowledged => "On-call acknowledged",
            Self::Identified => "Root cause identified",
            Self::Mitigated => "Fix deployed",
            Self::Recovered => "Service recovered",
            Self::AllClear => "All-clear declared",
        }
    }

    /// The name of its field in [`Milestones`].
    #[must_use]
    pub fn field(self) -> &'static str {
        match self {
            Self::ImpactStarted => "impact_started_at",
            Self::Detected => "detected_at",
            Self::Acknowledged => "acknowledged_at",
            Self::Identified => "identified_at",
            Self::Mitigated => "mitigated_at",
            Self::Recovered => "recovered_at",
            Self::AllClear => "all_clear_at",
        }
    }
}

impl fmt::Display for Milestone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.field())
    }
}

/// When each milestone was reached; any may be unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Milestones {
    pub impact_started_at: Option<Moment>,
    pub detected_at: Option<Moment>,
    pub acknowledged_at: Option<Moment>,
    pub identified_at: Option<Moment>,
    pub mitigated_at: Option<Moment>,
    pub recovered_at: Option<Moment>,
    pub all_clear_at: Option<Moment>,
}

/// The milestones to change; what is left out stays, and null clears.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MilestonesPatch {
    #[serde(
        deserialize_with = "double_option",
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(value_type = Option<Moment>)]
    pub impact_started_at: Option<Option<Moment>>,
    #[serde(
        deserialize_with = "double_option",
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(value_type = Option<Moment>)]
    pub detected_at: Option<Option<Moment>>,
    #[serde(
        deserialize_with = "double_option",
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(value_type = Option<Moment>)]
    pub acknowledged_at: Option<Option<Moment>>,
    #[serde(
        deserialize_with = "double_option",
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(value_type = Option<Moment>)]
    pub identified_at: Option<Option<Moment>>,
    #[serde(
        deserialize_with = "double_option",
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(value_type = Option<Moment>)]
    pub mitigated_at: Option<Option<Moment>>,
    #[serde(
        deserialize_with = "double_option",
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(value_type = Option<Moment>)]
    pub recovered_at: Option<Option<Moment>>,
    #[serde(
        deserialize_with = "double_option",
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(value_type = Option<Moment>)]
    pub all_clear_at: Option<Option<Moment>>,
}

impl MilestonesPatch {
    /// The milestones with the patch applied.
    #[must_use]
    pub fn on(&self, from: Milestones) -> Milestones {
        Milestones {
            impact_started_at: self.impact_started_at.unwrap_or(from.impact_started_at),
            detected_at: self.detected_at.unwrap_or(from.detected_at),
            acknowledged_at: self.acknowledged_at.unwrap_or(from.acknowledged_at),
            identified_at: self.identified_at.unwrap_or(from.identified_at),
            mitigated_at: self.mitigated_at.unwrap_or(from.mitigated_at),
            recovered_at: self.recovered_at.unwrap_or(from.recovered_at),
            all_clear_at: self.all_clear_at.unwrap_or(from.all_clear_at),
        }
    }
}

/// The patch that replaces everything.
impl From<Milestones> for MilestonesPatch {
    fn from(milestones: Milestones) -> Self {
        Self {
            impact_started_at: Some(milestones.impact_started_at),
            detected_at: Some(milestones.detected_at),
            acknowledged_at: Some(milestones.acknowledged_at),
            identified_at: Some(milestones.identified_at),
            mitigated_at: Some(milestones.mitigated_at),
            recovered_at: Some(milestones.recovered_at),
            all_clear_at: Some(milestones.all_clear_at),
        }
    }
}

/// Two milestones stand the wrong way round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{later} ({later_at}) is before {earlier} ({earlier_at})")]
pub struct OutOfOrder {
    pub earlier: Milestone,
    pub earlier_at: Moment,
    pub later: Milestone,
    pub later_at: Moment,
}

impl Refusal for OutOfOrder {
    fn code(&self) -> &'static str {
        "milestones_out_of_order"
    }

    fn field(&self) -> Option<String> {
        Some(self.later.field().into())
    }
}

impl Milestones {
    #[must_use]
    pub fn get(&self, milestone: Milestone) -> Option<Moment> {
        match milestone {
            Milestone::ImpactStarted => self.impact_started_at,
            Milestone::Detected => self.detected_at,
            Milestone::Acknowledged => self.acknowledged_at,
            Milestone::Identified => self.identified_at,
            Milestone::Mitigated => self.mitigated_at,
            Milestone::Recovered => self.recovered_at,
            Milestone::AllClear => self.all_clear_at,
        }
    }

    pub fn set(&mut self, milestone: Milestone, at: Option<Moment>) {
        let field = match milestone {
            Milestone::ImpactStarted => &mut self.impact_started_at,
            Milestone::Detected => &mut self.detected_at,
            Milestone::Acknowledged => &mut self.acknowledged_at,
            Milestone::Identified => &mut self.identified_at,
            Milestone::Mitigated => &mut self.mitigated_at,
            Milestone::Recovered => &mut self.recovered_at,
            Milestone::AllClear => &mut self.all_clear_at,
        };
        *field = at;
    }

    /// Those that are known, in the order of the field.
    pub fn known(&self) -> impl Iterator<Item = (Milestone, Moment)> + '_ {
        Milestone::ALL
            .into_iter()
            .filter_map(|name| Some((name, self.get(name)?)))
    }

    /// Invariant 1 of the facts: each known milestone is at or after every one before it.
    ///
    /// # Errors
    /// [`OutOfOrder`] with the first pair that is the wrong way round.
    pub fn in_order(&self) -> Result<(), OutOfOrder> {
        let mut last: Option<(Milestone, Moment)> = None;
        for (later, later_at) in self.known() {
            if let Some((earlier, earlier_at)) = last
                && later_at < earlier_at
            {
                return Err(OutOfOrder {
                    earlier,
                    earlier_at,
                    later,
                    later_at,
                });
            }
            last = Some((later, later_at));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_milestones() -> impl Strategy<Value = Milestones> {
        proptest::array::uniform7(proptest::option::of(0i64..1_000)).prop_map(|seconds| {
            let mut milestones = Milestones::default();
            for (name, at) in Milestone::ALL.into_iter().zip(seconds) {
                milestones.set(name, at.and_then(|s| Moment::from_micros(s * 1_000_000)));
            }
            milestones
        })
    }

    proptest! {
        #[test]
        fn in_order_means_that_no_pair_is_reversed(milestones in any_milestones()) {
            let known: Vec<_> = milestones.known().collect();
            let reversed = known.iter().enumerate().any(|(i, (_, early))| {
                known[i + 1..].iter().any(|(_, late)| late < early)
            });
            prop_assert_eq!(milestones.in_order().is_err(), reversed);
        }

        #[test]
        fn the_error_names_a_reversed_pair(milestones in any_milestones()) {
            if let Err(error) = milestones.in_order() {
                prop_assert!(error.earlier < error.later);
                prop_assert!(error.later_at < error.earlier_at);
                prop_assert_eq!(milestones.get(error.later), Some(error.later_at));
                let text = error.to_string();
                prop_assert!(text.contains(error.earlier.field()) && text.contains(error.later.field()));
            }
        }
    }
}
