//! Weighing a measure: what it costs against the incident and against what its factor is expected
//! to cost in a year, and what speaks against it. It warns and never blocks.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::incident::cost::{action_cost, incident_cost};
use crate::learning::IncidentFacts;
use crate::postmortem::{Effect, Measure};
use crate::statistics::poisson_interval;
use crate::workspace::{Rates, Workspace};
use crate::{FactorId, Incident, MeasureId, Moment, Money};

/// What a factor is expected to cost in a year: recurrences a year × the mean cost of its
/// incidents. The interval is that of the count (Garwood's exact 95 % Poisson interval).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct YearlyLoss {
    pub value: Money,
    pub low: Money,
    pub high: Money,
    pub recurrences: u64,
    /// Over which they were counted.
    pub years: f64,
}

/// Whether the measure costs less than the loss it works against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Worth {
    /// It costs less than the lower end of the interval.
    Yes,
    /// It costs less than what is expected, but that is not certain.
    Perhaps,
    /// It costs more than what is expected.
    No,
    /// Effort or factor is not said.
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MeasureWarningKind {
    /// "Be more careful": no condition changes.
    AsksForMemory,
    /// Somebody has to approve by hand.
    ManualGate,
    /// No other incident had its factor.
    FitsOnlyThis,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MeasureWarning {
    pub warning: MeasureWarningKind,
    pub sentence: String,
}

/// A measure with what speaks for it and against it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct WeighedMeasure {
    pub measure: MeasureId,
    /// Effort days × the daily rate.
    pub cost: Option<Money>,
    /// Of what the incident cost.
    pub share: Option<f64>,
    pub yearly_loss: Option<YearlyLoss>,
    pub worth: Worth,
    pub sentence: String,
    pub warnings: Vec<MeasureWarning>,
}

/// Shorter than this, a history is reckoned as if it were this long: a rate of a few weeks says
/// nothing of a year.
const LEAST_YEARS: f64 = 0.5;
const DAYS_A_YEAR: f64 = 365.25;

/// Weighs every measure of an incident.
#[must_use]
pub fn weigh(
    incident: &Incident,
    workspace: &Workspace,
    all: &[IncidentFacts],
    now: Moment,
) -> Vec<WeighedMeasure> {
    let history = History {
        incident,
        all,
        rates: &workspace.settings.rates,
        now,
    };
    incident
        .postmortem
        .measures
        .iter()
        .map(|measure| history.weigh(measure))
        .collect()
}

struct History<'a> {
    incident: &'a Incident,
    all: &'a [IncidentFacts],
    rates: &'a Rates,
    now: Moment,
}

impl History<'_> {
    fn weigh(&self, measure: &Measure) -> WeighedMeasure {
        let cost = measure
            .effort_days
            .map(|days| action_cost(days, self.rates));
        let yearly_loss = measure.factor.and_then(|factor| self.yearly_loss(factor));
        let worth = worth(cost, yearly_loss);
        WeighedMeasure {
            measure: measure.id,
            cost,
            share: cost.and_then(|cost| self.share(cost)),
            yearly_loss,
            worth,
            sentence: sentence(cost, yearly_loss, worth),
            warnings: self.warnings(measure),
        }
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "amounts are far below 2⁵² hundredths"
    )]
    fn share(&self, cost: Money) -> Option<f64> {
        let whole = incident_cost(&self.incident.impact, self.rates).total;
        (whole.cents > 0).then(|| cost.cents as f64 / whole.cents as f64)
    }

    /// Other incidents that had the factor, and had it before now.
    fn with(&self, factor: FactorId) -> impl Iterator<Item = &IncidentFacts> {
        let counted = self.all.iter().filter(|facts| facts.counts);
        counted.filter(move |facts| facts.factors.contains(&factor))
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "counts, days and amounts are far below 2⁵²"
    )]
    fn yearly_loss(&self, factor: FactorId) -> Option<YearlyLoss> {
        let first = self
            .all
            .iter()
            .filter(|facts| facts.counts)
            .map(|facts| facts.began)
            .min()?;
        let days = f64::from(self.now.day().days_since(first.day()).max(0)) + 1.0;
        let years = (days / DAYS_A_YEAR).max(LEAST_YEARS);
        let (mut count, mut cents) = (0u64, 0i64);
        for facts in self.with(factor) {
            count += 1;
            cents = cents.saturating_add(facts.cost.cents(self.rates));
        }
        if count == 0 {
            return None;
        }
        let (low, high) = poisson_interval(count);
        let mean = Money::new(cents, self.rates.daily.currency).times(1.0 / count as f64);
        Some(YearlyLoss {
            value: mean.times(count as f64 / years),
            low: mean.times(low / years),
            high: mean.times(high / years),
            recurrences: count,
            years,
        })
    }

    fn warnings(&self, measure: &Measure) -> Vec<MeasureWarning> {
        let mut warnings = Vec::new();
        let mut warn = |warning, sentence: &str| {
            let sentence = sentence.to_owned();
            warnings.push(MeasureWarning { warning, sentence });
        };
        let words = format!("{} {}", measure.title, measure.note).to_lowercase();
        if measure.effect == Some(Effect::AsksForMemory) || says(&words, &MEMORY) {
            let sentence = "It asks people to remember; no condition changes.";
            warn(MeasureWarningKind::AsksForMemory, sentence);
        }
        if says(&words, &GATE) {
            let sentence = "It adds a gate that somebody has to open by hand.";
            warn(MeasureWarningKind::ManualGate, sentence);
        }
        let elsewhere = measure.factor.is_some_and(|factor| {
            self.with(factor)
                .any(|facts| facts.reference != self.incident.reference)
        });
        if measure.factor.is_some() && !elsewhere {
            let sentence = "No other incident had this factor; it may fit only this one.";
            warn(MeasureWarningKind::FitsOnlyThis, sentence);
        }
        warnings
    }
}

const MEMORY: [&str; 7] = [
    "remind",
    "careful",
    "remember",
    "awareness",
    "pay attention",
    "make sure everyone",
    "be aware",
];
const GATE: [&str; 6] = [
    "approval",
    "approve",
    "sign-off",
    "sign off",
    "four eyes",
    "change board",
];

fn says(words: &str, of: &[&str]) -> bool {
    of.iter().any(|sign| words.contains(sign))
}

fn worth(cost: Option<Money>, loss: Option<YearlyLoss>) -> Worth {
    match (cost, loss) {
        (Some(cost), Some(loss)) if cost.cents < loss.low.cents => Worth::Yes,
        (Some(cost), Some(loss)) if cost.cents < loss.value.cents => Worth::Perhaps,
        (Some(_), Some(_)) => Worth::No,
        _ => Worth::Unknown,
    }
}

fn sentence(cost: Option<Money>, loss: Option<YearlyLoss>, worth: Worth) -> String {
    let Some(cost) = cost else {
        return "Its effort is not estimated yet.".into();
    };
    let Some(loss) = loss else {
        let cost = cost.about();
        return format!("It costs {cost}; without a factor nothing says what it would save.");
    };
    let verdict = match worth {
        Worth::Yes => "Most likely worth it",
        Worth::Perhaps => "Perhaps worth it",
        Worth::No | Worth::Unknown => "By this reckoning not worth it",
    };
    format!(
        "{verdict}: {} once, against {} a year if the factor comes as often as so far ({} to {}).",
        cost.about(),
        loss.value.about(),
        loss.low.about(),
        loss.high.about()
    )
}
