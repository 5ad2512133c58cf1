//! Did the action work? How often the factor it works against came back, before it was finished
//! and after.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::facts::{ActionFacts, IncidentFacts};
use crate::action_item::State;
use crate::statistics::{clopper_pearson, poisson_interval};
use crate::{ActionItemId, Day, FactorId, IncidentRef, Moment};

/// Recurrences of a factor over some days.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RecurrenceSpan {
    pub recurrences: u64,
    /// Calendar days, at least one.
    pub days: u32,
    pub per_100_days: f64,
    /// Lower end of the exact 95 % Poisson interval of the rate.
    pub low: f64,
    /// Upper end of it.
    pub high: f64,
}

/// The rate after ÷ the rate before.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RateRatio {
    pub value: f64,
    /// Lower end of the exact 95 % interval.
    pub low: f64,
    /// Upper end of it.
    pub high: f64,
}

/// What the two rates say, the best first.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// The whole interval of the ratio is below 1.
    Worked,
    /// At least [`FEWER`] fewer, but the interval holds 1.
    PerhapsFewer,
    /// Fewer than [`ENOUGH`] were to be expected since.
    TooEarly,
    NoChange,
    /// The whole interval of the ratio is above 1.
    DidNotWork,
}

/// What came of one finished action item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ActionOutcome {
    pub incident: IncidentRef,
    pub action: ActionItemId,
    pub title: String,
    pub factor: FactorId,
    pub finished_on: Day,
    /// From the first incident of the workspace until it was finished.
    pub before: RecurrenceSpan,
    /// Since then.
    pub after: RecurrenceSpan,
    /// Null when the factor had not come before: there is no ratio to nothing.
    pub ratio: Option<RateRatio>,
    /// How often it would have come since at the rate before.
    pub expected_after: f64,
    pub reading: Reading,
}

/// Below this many to be expected, their absence says nothing yet: of two, none at all would come
/// by chance in one case of seven (e⁻² = 0.14).
pub const ENOUGH: f64 = 2.0;
/// A ratio below this is called fewer. What lies nearer to 1 is within what counts of ten or twenty
/// move by themselves.
pub const FEWER: f64 = 0.7;
/// The most outcomes that are reckoned: those finished last.
pub const MOST: usize = 200;

/// What came of the done action items that work against a factor: the best reading first, then the
/// one finished last. At most [`MOST`].
///
/// A recurrence is a counted incident other than the item's own, since the item was made because of
/// that one. The ratio's interval is exact: given the sum of both counts, the later one is binomial
/// (see [`clopper_pearson`]).
#[must_use]
pub fn outcomes(all: &[IncidentFacts], now: Moment) -> Vec<ActionOutcome> {
    let history = History::of(all, now);
    let mut done: Vec<_> = all
        .iter()
        .flat_map(|facts| facts.actions.iter().map(move |action| (facts, action)))
        .filter_map(|(facts, action)| Some((facts, action, Done::of(action, now)?)))
        .collect();
    done.sort_by_key(|(facts, action, done)| {
        (std::cmp::Reverse(done.at), facts.reference, action.id)
    });
    let mut outcomes: Vec<_> = done
        .into_iter()
        .take(MOST)
        .map(|(facts, action, done)| history.outcome(facts, action, done))
        .collect();
    outcomes.sort_by_key(|outcome| outcome.reading);
    outcomes
}

/// When an item was done, and against what.
#[derive(Clone, Copy)]
struct Done {
    factor: FactorId,
    at: Moment,
}

impl Done {
    fn of(action: &ActionFacts, now: Moment) -> Option<Self> {
        let at = action.finished_at.filter(|at| *at <= now)?;
        let factor = action.factor?;
        (action.state == State::Done).then_some(Self { factor, at })
    }
}

/// When each factor occurred.
struct History {
    first: Moment,
    now: Moment,
    began: HashMap<FactorId, Vec<Moment>>,
}

impl History {
    fn of(all: &[IncidentFacts], now: Moment) -> Self {
        let counted = all
            .iter()
            .filter(|facts| facts.counts && facts.began <= now);
        let first = counted.clone().map(|facts| facts.began).min();
        let mut began: HashMap<_, Vec<_>> = HashMap::new();
        for facts in counted {
            for factor in &facts.factors {
                began.entry(*factor).or_default().push(facts.began);
            }
        }
        for moments in began.values_mut() {
            moments.sort_unstable();
        }
        Self {
            first: first.unwrap_or(now),
            now,
            began,
        }
    }

    fn outcome(&self, facts: &IncidentFacts, action: &ActionFacts, done: Done) -> ActionOutcome {
        let moments = self.began.get(&done.factor).map_or(&[][..], Vec::as_slice);
        let before = moments.partition_point(|began| *began < done.at);
        let after = moments.len() - before;
        let own_counts = facts.counts && facts.factors.contains(&done.factor);
        let own_before = usize::from(own_counts && facts.began < done.at);
        let own_after =
            usize::from(own_counts && facts.began >= done.at && facts.began <= self.now);
        let before = span(before - own_before, self.first, done.at);
        let after = span(after - own_after, done.at, self.now);
        let compared = compare(before, after);
        ActionOutcome {
            incident: facts.reference,
            action: action.id,
            title: action.title.clone(),
            factor: done.factor,
            finished_on: done.at.day(),
            before,
            after,
            ratio: compared.ratio,
            expected_after: compared.expected_after,
            reading: compared.reading,
        }
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of incidents are far below 2⁵²"
)]
fn span(recurrences: usize, from: Moment, to: Moment) -> RecurrenceSpan {
    let days = u32::try_from(to.day().days_since(from.day())).map_or(1, |days| days.max(1));
    let recurrences = recurrences as u64;
    let (low, high) = poisson_interval(recurrences);
    let per_100 = 100.0 / f64::from(days);
    RecurrenceSpan {
        recurrences,
        days,
        per_100_days: recurrences as f64 * per_100,
        low: low * per_100,
        high: high * per_100,
    }
}

struct Compared {
    ratio: Option<RateRatio>,
    expected_after: f64,
    reading: Reading,
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of incidents are far below 2⁵²"
)]
fn compare(before: RecurrenceSpan, after: RecurrenceSpan) -> Compared {
    let seen = after.recurrences as f64;
    let time = f64::from(before.days) / f64::from(after.days);
    let expected_after = before.recurrences as f64 / time;
    // The share of all recurrences that came after, as odds, against the odds of the time.
    let interval = clopper_pearson(after.recurrences, before.recurrences + after.recurrences)
        .map(|(low, high)| (low / (1.0 - low) * time, high / (1.0 - high) * time));
    let ratio = interval
        .filter(|_| before.recurrences > 0)
        .map(|(low, high)| RateRatio {
            value: seen / expected_after,
            low,
            high,
        });
    let reading = match (interval, ratio) {
        (Some((low, _)), _) if low > 1.0 => Reading::DidNotWork,
        _ if expected_after < ENOUGH && seen <= expected_after => Reading::TooEarly,
        (_, Some(ratio)) if ratio.high < 1.0 => Reading::Worked,
        (_, Some(ratio)) if ratio.value < FEWER => Reading::PerhapsFewer,
        _ => Reading::NoChange,
    };
    Compared {
        ratio,
        expected_after,
        reading,
    }
}
