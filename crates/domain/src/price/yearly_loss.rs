//! What a factor is expected to cost in a year: recurrences a year × the mean cost of its incidents.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Occurrences;
use crate::workspace::Rates;
use crate::{Day, FactorId, Moment, Money};

/// Amounts are for one year. The interval is that of the count, Garwood's exact 95 % Poisson
/// interval; that the mean cost is known no better than its incidents say is not in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct YearlyLoss {
    pub value: Money,
    pub low: Money,
    pub high: Money,
    /// How often it came in the window.
    pub recurrences: u64,
    /// The window: from the first incident of the workspace to now, half a year at least.
    pub from: Day,
    pub years: f64,
    /// Recurrences a year.
    pub per_year: f64,
    pub per_year_low: f64,
    pub per_year_high: f64,
    /// Of the incidents that had it.
    pub mean_cost: Money,
}

/// Shorter than this, a history is reckoned as if it were this long: a rate of a few weeks says
/// nothing of a year.
const LEAST_YEARS: f64 = 0.5;
const DAYS_A_YEAR: f64 = 365.25;

/// Over every incident that counts, the one at hand included. `None` where none had the factor.
#[must_use]
#[expect(
    clippy::cast_precision_loss,
    reason = "counts, days and amounts are far below 2⁵²"
)]
pub fn of(
    factor: FactorId,
    occurrences: &Occurrences,
    rates: &Rates,
    now: Moment,
) -> Option<YearlyLoss> {
    let occurred = occurrences.counted(factor)?;
    let from = occurrences.first?.day();
    let days = f64::from(now.day().days_since(from).max(0)) + 1.0;
    let years = (days / DAYS_A_YEAR).max(LEAST_YEARS);
    let (count, cents) = (occurred.count, occurred.cents);
    let (low, high) = occurred.interval();
    let mean_cost = Money::new(cents, rates.daily.currency).times(1.0 / count as f64);
    let per_year = count as f64 / years;
    Some(YearlyLoss {
        value: mean_cost.times(per_year),
        low: mean_cost.times(low / years),
        high: mean_cost.times(high / years),
        recurrences: count,
        from,
        years,
        per_year,
        per_year_low: low / years,
        per_year_high: high / years,
        mean_cost,
    })
}

impl YearlyLoss {
    /// How it is computed.
    pub(super) fn computed(&self) -> [String; 2] {
        let times = if self.recurrences == 1 {
            "once"
        } else {
            "times"
        };
        let came = if self.recurrences == 1 {
            times.to_owned()
        } else {
            format!("{} {times}", self.recurrences)
        };
        [
            format!(
                "Its factor came {came} in {:.1} years, since {}: {:.1} a year, 95 % Poisson \
                 interval {:.1} to {:.1}.",
                self.years, self.from, self.per_year, self.per_year_low, self.per_year_high
            ),
            format!(
                "A year of it is expected to cost that × {}, the mean of its incidents: {}, between \
                 {} and {}.",
                self.mean_cost.about(),
                self.value.about(),
                self.low.about(),
                self.high.about()
            ),
        ]
    }
}
