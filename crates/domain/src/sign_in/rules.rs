//! The rules that hold for everybody who signs in.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Refusal;

/// A year.
const MOST_HOURS: u32 = 24 * 365;
const MOST_DAYS: u32 = 365;
const MOST_MINUTES: u32 = 24 * 60;

/// How people sign in, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignInRules {
    /// Whether a password lets one in. A link of the command line always does.
    pub password: bool,
    /// A session that is not used for so long ends.
    pub idle_hours: u32,
    /// A session ends so long after its sign-in, used or not.
    pub absolute_days: u32,
    /// For so long after they showed who they are, nobody is asked again before dangerous settings.
    pub again_after_minutes: u32,
}

impl Default for SignInRules {
    fn default() -> Self {
        Self {
            password: true,
            idle_hours: 24 * 7,
            absolute_days: 30,
            again_after_minutes: 30,
        }
    }
}

/// Why the rules cannot be like this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RulesError {
    #[error("{field} is {value}; it is 1 to {most}")]
    OutOfRange {
        field: &'static str,
        value: u32,
        most: u32,
    },
    #[error("password cannot be off while no provider is entered: nobody could sign in")]
    NoOtherWay,
}

impl Refusal for RulesError {
    fn code(&self) -> &'static str {
        match self {
            Self::OutOfRange { .. } => "out_of_range",
            Self::NoOtherWay => "no_other_way_in",
        }
    }

    fn field(&self) -> Option<String> {
        Some(match self {
            Self::OutOfRange { field, .. } => (*field).into(),
            Self::NoOtherWay => "password".into(),
        })
    }
}

impl SignInRules {
    /// Checks the rules beside the number of providers that there are.
    ///
    /// # Errors
    /// [`RulesError`] naming the field.
    pub fn checked(self, providers: usize) -> Result<Self, RulesError> {
        let bounds = [
            ("idle_hours", self.idle_hours, MOST_HOURS),
            ("absolute_days", self.absolute_days, MOST_DAYS),
            (
                "again_after_minutes",
                self.again_after_minutes,
                MOST_MINUTES,
            ),
        ];
        for (field, value, most) in bounds {
            if !(1..=most).contains(&value) {
                return Err(RulesError::OutOfRange { field, value, most });
            }
        }
        if !self.password && providers == 0 {
            return Err(RulesError::NoOtherWay);
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_locked_out_by_a_switch() {
        let off = SignInRules {
            password: false,
            ..SignInRules::default()
        };
        assert_eq!(off.checked(0), Err(RulesError::NoOtherWay));
        assert_eq!(off.checked(1), Ok(off));
    }

    #[test]
    fn each_time_has_its_bounds() {
        let usual = SignInRules::default();
        assert_eq!(usual.checked(0), Ok(usual));
        let never = SignInRules {
            idle_hours: 0,
            ..usual
        };
        let refused = never.checked(0).unwrap_err();
        assert_eq!(refused.field().as_deref(), Some("idle_hours"));
        let for_ever = SignInRules {
            absolute_days: 366,
            ..usual
        };
        assert_eq!(
            for_ever.checked(0).unwrap_err().to_string(),
            "absolute_days is 366; it is 1 to 365"
        );
    }
}
