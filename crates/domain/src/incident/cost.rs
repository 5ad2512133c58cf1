//! Error budget and cost: the formulas that the pages show beside their figures.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Impact, Incident};
use crate::Money;
use crate::service::Slo;
use crate::workspace::Rates;

/// Share of the window's error budget that was consumed:
/// `bad minutes × share failing ÷ (window minutes × (1 − objective))`.
///
/// The budget of a window is the failing share that the objective allows over all its minutes
/// (Google, *The Site Reliability Workbook*, chapter 2). 1 is the whole budget; more is possible.
/// `None` when the objective leaves no budget.
#[must_use]
pub fn error_budget_share(bad_minutes: f64, failing_share: f64, slo: &Slo) -> Option<f64> {
    let window_minutes = f64::from(slo.window_days) * 24.0 * 60.0;
    let budget = window_minutes * (1.0 - slo.objective);
    (budget > 0.0).then(|| bad_minutes * failing_share / budget)
}

/// What the incident cost, with the parts that were known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IncidentCost {
    pub total: Money,
    pub revenue_lost: Money,
    pub credits: Money,
    /// Response hours times the hourly rate.
    pub response: Money,
}

/// `revenue lost + credits + response hours × hourly rate`, in the workspace's currency.
/// Amounts in another currency are left out: a rate of exchange is not ours to guess.
#[must_use]
pub fn incident_cost(impact: &Impact, rates: &Rates) -> IncidentCost {
    let nothing = Money::new(0, rates.hourly.currency);
    let own = |amount: Option<Money>| {
        amount
            .filter(|amount| amount.currency == nothing.currency)
            .unwrap_or(nothing)
    };
    let revenue_lost = own(impact.revenue_lost);
    let credits = own(impact.credits);
    let response = rates
        .hourly
        .times(f64::from(impact.response_minutes.unwrap_or(0)) / 60.0);
    let cents = revenue_lost
        .cents
        .saturating_add(credits.cents)
        .saturating_add(response.cents);
    IncidentCost {
        total: Money::new(cents, nothing.currency),
        revenue_lost,
        credits,
        response,
    }
}

/// `effort days × day rate`.
#[must_use]
pub fn action_cost(effort_days: f64, rates: &Rates) -> Money {
    rates.daily.times(effort_days)
}

impl Incident {
    /// The consumed share that somebody measured, or else the one reckoned from the duration,
    /// the failing share and the SLO.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        reason = "an incident of 2⁵² seconds is not foreseen"
    )]
    pub fn budget_consumed(&self, slo: Option<&Slo>) -> Option<f64> {
        self.impact.error_budget_share.or_else(|| {
            let minutes = self.duration_seconds()? as f64 / 60.0;
            error_budget_share(minutes, self.impact.failing_share?, slo?)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Currency;

    #[test]
    fn forty_seven_minutes_at_a_third_of_a_strict_objective() {
        // 47 × 0.31 ÷ (30 × 1440 × 0.0005) = 14.57 ÷ 21.6
        let slo = Slo {
            objective: 0.9995,
            window_days: 30,
        };
        let share = error_budget_share(47.0, 0.31, &slo).unwrap();
        assert!((share - 0.674_537).abs() < 1e-6);
    }

    #[test]
    fn an_objective_of_everything_has_no_budget() {
        let slo = Slo {
            objective: 1.0,
            window_days: 30,
        };
        assert_eq!(error_budget_share(1.0, 1.0, &slo), None);
    }

    #[test]
    fn costs_add_up_and_foreign_money_stays_out() {
        let eur = |cents| Money::new(cents, Currency::EUR);
        let rates = Rates {
            hourly: eur(10_000),
            daily: eur(80_000),
        };
        let impact = Impact {
            revenue_lost: Some(eur(3_800_000)),
            credits: Some(Money::new(5, "USD".parse().unwrap())),
            response_minutes: Some(26 * 60),
            ..Impact::default()
        };
        let cost = incident_cost(&impact, &rates);
        assert_eq!(cost.total, eur(4_060_000));
        assert_eq!(cost.credits, eur(0));
        assert_eq!(action_cost(3.0, &rates), eur(240_000));
    }
}
