//! Whether something is worth its cost, and how sure that is.

use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, Gamma};
use utoipa::ToSchema;

use super::YearlyLoss;
use crate::{FactorId, Money};

/// Whether it costs less than a year of the factor that it works against.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Worth {
    /// Very likely less: a chance of 90 % or more.
    WorthIt,
    /// It may be either.
    AboutEven,
    /// Very likely more: a chance of 10 % or less.
    NotWorthIt,
    /// No effort, no factor, no cost of its incidents, or too few of them.
    CannotSay,
}

const SURE: f64 = 0.9;
/// A single occurrence, the one that is looked at, says nothing of how often it comes.
const LEAST_RECURRENCES: u64 = 2;

/// How likely it is that a year of the factor costs more than `cost`.
///
/// Recurrences are taken as a Poisson process; with Jeffreys' prior the yearly rate, after `n` in `t`
/// years, is a gamma variable of shape `n + ½` and rate `t` (A. Gelman et al., *Bayesian Data
/// Analysis*, 3rd ed., section 2.6). The chance is that of `rate × mean cost > cost`. `None` with too
/// few recurrences, or while nobody knows what they cost.
#[must_use]
#[expect(
    clippy::cast_precision_loss,
    reason = "counts and amounts are far below 2⁵²"
)]
pub fn chance(cost: Money, loss: &YearlyLoss) -> Option<f64> {
    if loss.recurrences < LEAST_RECURRENCES || loss.mean_cost.cents <= 0 {
        return None;
    }
    let rate = Gamma::new(loss.recurrences as f64 + 0.5, loss.years).ok()?;
    let break_even = cost.cents.max(0) as f64 / loss.mean_cost.cents as f64;
    Some(1.0 - rate.cdf(break_even))
}

pub(super) fn of(chance: Option<f64>) -> Worth {
    match chance {
        None => Worth::CannotSay,
        Some(chance) if chance >= SURE => Worth::WorthIt,
        Some(chance) if chance <= 1.0 - SURE => Worth::NotWorthIt,
        Some(_) => Worth::AboutEven,
    }
}

/// The reading, in a sentence.
pub(super) fn sentence(
    cost: Option<Money>,
    factor: Option<FactorId>,
    loss: Option<&YearlyLoss>,
    chance: Option<f64>,
) -> String {
    let why = match (cost, factor, loss, chance) {
        (Some(cost), _, Some(loss), Some(chance)) => return read(cost, loss, chance),
        (None, ..) => "its effort is not estimated",
        (_, None, ..) => "it names no factor, and nothing says what it would save",
        (.., None, _) => "no incident that counts had its factor",
        (.., Some(loss), None) if loss.mean_cost.cents <= 0 => {
            "nobody has said what the incidents with its factor cost"
        }
        _ => "its factor came only once, which says nothing of how often it comes",
    };
    format!("Cannot say yet: {why}.")
}

fn read(cost: Money, loss: &YearlyLoss, chance: f64) -> String {
    let verdict = match of(Some(chance)) {
        Worth::WorthIt => "Worth it",
        Worth::NotWorthIt => "Not worth it",
        Worth::AboutEven | Worth::CannotSay => "About even",
    };
    format!(
        "{verdict}: {} once, against {} a year ({} to {}) if its factor comes as often as so far and \
         this ends it; {} sure that a year costs more.",
        cost.about(),
        loss.value.about(),
        loss.low.about(),
        loss.high.about(),
        percent(chance)
    )
}

pub(super) fn computed(chance: f64) -> String {
    format!(
        "A year of the factor costs more than this with a chance of {} (gamma posterior of the rate, \
         Jeffreys’ prior). From 90 % on it is worth it, up to 10 % it is not.",
        percent(chance)
    )
}

/// Never surer than the reckoning is.
fn percent(chance: f64) -> String {
    match (chance * 100.0).round() {
        whole if whole >= 99.0 => "over 99 %".into(),
        whole if whole < 1.0 => "under 1 %".into(),
        whole => format!("{whole:.0} %"),
    }
}
