//! The price of a measure or an action item: what it costs, against the incident and against what
//! its factor is expected to cost in a year, and whether that is worth it. It warns and never blocks.

pub mod occurrences;
pub mod warnings;
pub mod worth;
pub mod yearly_loss;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use occurrences::Occurrences;
pub use warnings::{MeasureWarning, MeasureWarningKind};
pub use worth::Worth;
pub use yearly_loss::YearlyLoss;

use crate::action_item::ActionItem;
use crate::incident::cost::{action_cost, incident_cost};
use crate::postmortem::{Effect, Measure};
use crate::workspace::Workspace;
use crate::{ActionItemId, FactorId, Incident, MeasureId, Moment, Money};

/// What something costs and whether that is worth it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Price {
    /// Effort days × the daily rate.
    pub cost: Option<Money>,
    /// Of what the incident cost.
    pub share: Option<f64>,
    pub yearly_loss: Option<YearlyLoss>,
    pub worth: Worth,
    /// How likely it is that a year of the factor costs more than the measure, 0 to 1; null where
    /// nothing can be said. See [`worth::chance`].
    pub chance: Option<f64>,
    /// The reading, in a sentence that says how sure it is.
    pub sentence: String,
    /// How it is computed, a sentence for each step.
    pub computed: Vec<String>,
    pub warnings: Vec<MeasureWarning>,
}

/// A measure with its price.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct WeighedMeasure {
    pub measure: MeasureId,
    #[serde(flatten)]
    pub price: Price,
}

/// An action item with its price.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PricedAction {
    pub action: ActionItemId,
    #[serde(flatten)]
    pub price: Price,
}

/// What is priced: a measure, or the action item that one became.
#[derive(Clone, Copy, Debug, Default)]
pub struct Priced<'a> {
    pub title: &'a str,
    pub note: &'a str,
    pub effect: Option<Effect>,
    pub effort_days: Option<f64>,
    pub factor: Option<FactorId>,
}

impl<'a> From<&'a Measure> for Priced<'a> {
    fn from(measure: &'a Measure) -> Self {
        Self {
            title: &measure.title,
            note: &measure.note,
            effect: measure.effect,
            effort_days: measure.effort_days,
            factor: measure.factor,
        }
    }
}

impl<'a> Priced<'a> {
    /// An action item, with what its measure is said to do.
    #[must_use]
    pub fn action(action: &'a ActionItem, incident: &Incident) -> Self {
        let mut measures = incident.postmortem.measures.iter();
        let measure = measures.find(|measure| Some(measure.id) == action.measure);
        Self {
            title: &action.title,
            note: &action.note,
            effect: measure.and_then(|measure| measure.effect),
            effort_days: action.effort_days,
            factor: action.factor,
        }
    }
}

/// What prices are worked out from.
#[derive(Clone, Copy, Debug)]
pub struct Ledger<'a> {
    pub incident: &'a Incident,
    pub workspace: &'a Workspace,
    /// Over every incident of the workspace.
    pub occurrences: &'a Occurrences,
    pub now: Moment,
}

impl Ledger<'_> {
    /// The price of one measure or action item of the incident.
    #[must_use]
    pub fn price(&self, priced: Priced<'_>) -> Price {
        let rates = &self.workspace.settings.rates;
        let cost = priced.effort_days.map(|days| action_cost(days, rates));
        let loss = priced
            .factor
            .and_then(|factor| yearly_loss::of(factor, self.occurrences, rates, self.now));
        let chance = cost
            .zip(loss.as_ref())
            .and_then(|(cost, loss)| worth::chance(cost, loss));
        let worth = worth::of(chance);
        Price {
            share: cost.and_then(|cost| self.share(cost)),
            worth,
            chance,
            sentence: worth::sentence(cost, priced.factor, loss.as_ref(), chance),
            computed: self.computed(priced, cost, loss.as_ref(), chance),
            warnings: warnings::of(priced, self),
            cost,
            yearly_loss: loss,
        }
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "amounts are far below 2⁵² hundredths"
    )]
    fn share(&self, cost: Money) -> Option<f64> {
        let whole = self.incident_cost();
        (whole.cents > 0).then(|| cost.cents as f64 / whole.cents as f64)
    }

    fn incident_cost(&self) -> Money {
        incident_cost(&self.incident.impact, &self.workspace.settings.rates).total
    }

    fn computed(
        &self,
        priced: Priced<'_>,
        cost: Option<Money>,
        loss: Option<&YearlyLoss>,
        chance: Option<f64>,
    ) -> Vec<String> {
        let rates = &self.workspace.settings.rates;
        let parts = incident_cost(&self.incident.impact, rates);
        let mut steps = Vec::new();
        if let (Some(days), Some(cost)) = (priced.effort_days, cost) {
            let rate = rates.daily.about();
            let cost = cost.about();
            steps.push(format!(
                "It costs {days} days of effort × {rate} a day = {cost}."
            ));
        }
        steps.push(format!(
            "The incident cost {}: revenue lost {} + credits {} + response {}.",
            parts.total.about(),
            parts.revenue_lost.about(),
            parts.credits.about(),
            parts.response.about()
        ));
        if let Some(loss) = loss {
            steps.extend(loss.computed());
        }
        if let Some(chance) = chance {
            steps.push(worth::computed(chance));
        }
        steps
    }
}

#[cfg(test)]
mod tests;
