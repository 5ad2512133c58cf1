//! Did the action work? How often the factor it works against came back, before it was finished
//! and after.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::compared::{Counted, compare, ratio};
use super::facts::{ActionFacts, IncidentFacts};
use crate::action_item::State;
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
    /// As few would come by chance in less than [`BY_CHANCE`] of all cases.
    Worked,
    /// The ratio is below [`FEWER`], but as few might come by chance.
    PerhapsFewer,
    /// Fewer than [`ENOUGH`] were to be expected since.
    TooEarly,
    NoChange,
    /// As many would come by chance in less than [`BY_CHANCE`] of all cases.
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

impl Reading {
    /// The best first.
    pub const ALL: [Self; 5] = [
        Self::Worked,
        Self::PerhapsFewer,
        Self::TooEarly,
        Self::NoChange,
        Self::DidNotWork,
    ];

    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Worked => "it worked",
            Self::PerhapsFewer => "perhaps fewer",
            Self::TooEarly => "too early",
            Self::NoChange => "no change",
            Self::DidNotWork => "it did not work",
        }
    }
}

/// Below this many to be expected, their absence says nothing yet: of two, none at all would come
/// by chance in one case of seven (e⁻² = 0.14).
pub const ENOUGH: f64 = 2.0;
/// What is rarer than this is not put down to chance. Asked of one side, "did fewer come?" and "did
/// more come?", so that a reading can be certain while the two-sided 95 % interval just holds 1.
pub const BY_CHANCE: f64 = 0.05;
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
/// (see [`clopper_pearson`](crate::statistics::clopper_pearson)), and so is the chance that a reading goes by.
#[must_use]
pub fn outcomes(all: &[IncidentFacts], now: Moment) -> Vec<ActionOutcome> {
    let judged = judge(all, done_items(all, now).into_iter().take(MOST), now);
    judged.iter().map(Judged::outcome).collect()
}

/// The readings of some done items, the best first and else in their order.
pub(super) fn judge<'a>(
    all: &[IncidentFacts],
    done: impl Iterator<Item = Done<'a>>,
    now: Moment,
) -> Vec<Judged<'a>> {
    let history = History::of(all, now);
    let mut judged: Vec<_> = done.map(|done| history.judge(done)).collect();
    judged.sort_by_key(|one| one.reading);
    judged
}

/// The done items that work against a factor, the one finished last first.
pub(super) fn done_items(all: &[IncidentFacts], now: Moment) -> Vec<Done<'_>> {
    let items = all
        .iter()
        .flat_map(|facts| facts.actions.iter().map(move |action| (facts, action)));
    let mut done: Vec<_> = items
        .filter_map(|(facts, action)| Done::of(facts, action, now))
        .collect();
    done.sort_by_key(|done| {
        let latest = std::cmp::Reverse(done.at);
        (latest, done.facts.reference, done.action.id)
    });
    done
}

/// An item that was done: when, against what, and of which incident.
#[derive(Clone, Copy)]
pub(super) struct Done<'a> {
    facts: &'a IncidentFacts,
    action: &'a ActionFacts,
    factor: FactorId,
    at: Moment,
}

impl<'a> Done<'a> {
    fn of(facts: &'a IncidentFacts, action: &'a ActionFacts, now: Moment) -> Option<Self> {
        let at = action.finished_at.filter(|at| *at <= now)?;
        let factor = action.factor?;
        (action.state == State::Done).then_some(Self {
            facts,
            action,
            factor,
            at,
        })
    }

    pub(super) fn finished_on(&self) -> Day {
        self.at.day()
    }
}

/// A done item with its reading. The intervals take ten times as long to reckon, and of a year's
/// thousands only some are shown.
pub(super) struct Judged<'a> {
    done: Done<'a>,
    before: Counted,
    after: Counted,
    expected_after: f64,
    pub(super) reading: Reading,
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

    fn judge<'a>(&self, done: Done<'a>) -> Judged<'a> {
        let facts = done.facts;
        let moments = self.began.get(&done.factor).map_or(&[][..], Vec::as_slice);
        let before = moments.partition_point(|began| *began < done.at);
        let after = moments.len() - before;
        let own_counts = facts.counts && facts.factors.contains(&done.factor);
        let own_before = usize::from(own_counts && facts.began < done.at);
        let own_after =
            usize::from(own_counts && facts.began >= done.at && facts.began <= self.now);
        let before = Counted::of(before - own_before, self.first, done.at);
        let after = Counted::of(after - own_after, done.at, self.now);
        let (expected_after, reading) = compare(before, after);
        Judged {
            done,
            before,
            after,
            expected_after,
            reading,
        }
    }
}

impl Judged<'_> {
    /// With its intervals.
    pub(super) fn outcome(&self) -> ActionOutcome {
        let Done {
            facts,
            action,
            factor,
            at,
        } = self.done;
        ActionOutcome {
            incident: facts.reference,
            action: action.id,
            title: action.title.clone(),
            factor,
            finished_on: at.day(),
            before: self.before.span(),
            after: self.after.span(),
            ratio: ratio(self.before, self.after),
            expected_after: self.expected_after,
            reading: self.reading,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learning::sample::{action, any_incidents, incident, moment};
    use proptest::prelude::*;

    #[test]
    fn the_items_own_incident_is_no_recurrence() {
        let now = moment("2026-11-21T12:00:00Z");
        let first = incident(1, "2026-01-01T12:00:00Z", &[1, 2]);
        let mut own = incident(2, "2026-03-01T12:00:00Z", &[1]);
        own.actions = vec![action(&own, 1, Some("2026-04-11T12:00:00Z"))];
        let mut drill = incident(3, "2026-05-01T12:00:00Z", &[1]);
        drill.counts = false;
        let after = incident(4, "2026-11-01T12:00:00Z", &[1]);
        let found = outcomes(&[first, own, drill, after], now);
        assert_eq!(found.len(), 1);
        let (before, after) = (found[0].before, found[0].after);
        assert_eq!((before.recurrences, before.days), (1, 100));
        assert_eq!((after.recurrences, after.days), (1, 224));
        assert!((before.per_100_days - 1.0).abs() < 1e-12);
        // Garwood's interval of one, over a hundred days.
        assert!((before.low - 0.025_317_807_984).abs() < 1e-9);
        assert!((before.high - 5.571_643_390_938).abs() < 1e-9);
        assert!((found[0].expected_after - 2.24).abs() < 1e-12);
    }

    #[test]
    fn what_is_open_dropped_or_against_nothing_has_no_outcome() {
        let now = moment("2026-11-21T12:00:00Z");
        let mut own = incident(2, "2026-03-01T12:00:00Z", &[1]);
        let done = action(&own, 1, Some("2026-04-11T12:00:00Z"));
        let dropped = ActionFacts {
            state: State::WontDo,
            ..done.clone()
        };
        let against_nothing = ActionFacts {
            factor: None,
            ..done.clone()
        };
        let told_without_a_day = ActionFacts {
            finished_at: None,
            ..done.clone()
        };
        own.actions = vec![
            action(&own, 1, None),
            dropped,
            against_nothing,
            told_without_a_day,
        ];
        assert_eq!(outcomes(&[own], now), []);
    }

    proptest! {
        #[test]
        fn no_outcome_contradicts_its_figures(all in any_incidents()) {
            let now = moment("2026-11-21T12:00:00Z");
            let found = outcomes(&all, now);
            prop_assert!(found.is_sorted_by_key(|outcome| outcome.reading));
            for outcome in found {
                let (before, after) = (outcome.before, outcome.after);
                let with_factor = all.iter().filter(|facts| {
                    facts.counts && facts.factors.contains(&outcome.factor)
                        && facts.reference != outcome.incident && facts.began <= now
                });
                prop_assert_eq!(before.recurrences + after.recurrences, with_factor.count() as u64);
                for span in [before, after] {
                    prop_assert!(span.days > 0 && span.low <= span.per_100_days && span.per_100_days < span.high);
                    prop_assert!(span.high.is_finite());
                }
                prop_assert_eq!(outcome.ratio.is_some(), before.recurrences > 0);
                if let Some(ratio) = outcome.ratio {
                    prop_assert!(0.0 <= ratio.low && ratio.low <= ratio.value && ratio.value <= ratio.high);
                    prop_assert!(ratio.high.is_finite());
                    // What the two-sided interval says for certain, the one-sided reading says too.
                    let certainly = (ratio.high < 1.0, ratio.low > 1.0);
                    prop_assert!(!certainly.0 || outcome.reading == Reading::Worked);
                    prop_assert!(!certainly.1 || outcome.reading == Reading::DidNotWork);
                    prop_assert!(outcome.reading != Reading::Worked || ratio.value < 1.0);
                    prop_assert!(outcome.reading != Reading::DidNotWork || ratio.value > 1.0);
                }
            }
        }
    }
}
