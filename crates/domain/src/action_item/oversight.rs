//! How action items fare together: the share done by their date in each quarter, and how old they
//! were when they were finished. Of conditions and never of people.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ActionItem, State};
use crate::learning::quarters::last_quarters;
use crate::statistics::{Quartiles, quartiles, wilson};
use crate::{Day, Moment};

/// The share of action items that were done by their date, of those due in a window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Completion {
    pub done_on_time: u64,
    /// Those that count: see [`met_its_date`].
    pub due: u64,
    /// Null while nothing was due.
    pub value: Option<f64>,
    /// The 95 % Wilson interval.
    pub low: Option<f64>,
    pub high: Option<f64>,
}

impl Completion {
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
    pub fn of(done_on_time: u64, due: u64) -> Self {
        let interval = wilson(done_on_time, due);
        Self {
            done_on_time,
            due,
            value: interval.map(|_| done_on_time as f64 / due as f64),
            low: interval.map(|(low, _)| low),
            high: interval.map(|(_, high)| high),
        }
    }
}

/// Of one quarter of a year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct QuarterCompletion {
    /// `2026 Q3`
    pub label: String,
    /// The quarter has not ended yet.
    pub partial: bool,
    #[serde(flatten)]
    pub completion: Completion,
}

/// How old items were when they were done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AgeWhenDone {
    pub days: Quartiles,
    /// Each item's days, the youngest first.
    pub points: Vec<i32>,
}

/// Both, over the same items.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Oversight {
    /// By the quarter of the date, oldest first.
    pub completion: Vec<QuarterCompletion>,
    /// Of the items done in those quarters; null when there was none.
    pub age_when_done: Option<AgeWhenDone>,
}

/// Whether an item that was due was done by its date. `None` where that is not known or not decided:
/// its date is still to come, it was dropped by then, or it was told as done without a day.
#[must_use]
pub fn met_its_date(
    state: State,
    due_on: Day,
    finished_on: Option<Day>,
    today: Day,
) -> Option<bool> {
    match (state, finished_on) {
        (State::Done, Some(finished)) => Some(finished <= due_on),
        (State::WontDo, Some(finished)) if finished > due_on => Some(false),
        (State::Open | State::InProgress, _) if due_on < today => Some(false),
        _ => None,
    }
}

/// Oversees items over the last `quarters` quarters up to the present one.
#[must_use]
pub fn oversee<'a>(
    items: impl Iterator<Item = &'a ActionItem> + Clone,
    quarters: u8,
    now: Moment,
) -> Oversight {
    let today = now.day();
    let quarters = last_quarters(quarters, now);
    let begins = quarters.first().map(|quarter| quarter.starts_on);
    let completion = quarters.into_iter().map(|quarter| {
        let span = quarter.starts_on..quarter.ends_before;
        let met = items.clone().filter_map(|item| {
            let due_on = item.due_on.filter(|due| span.contains(due))?;
            met_its_date(item.state, due_on, item.finished_at.map(Moment::day), today)
        });
        let (mut on_time, mut due) = (0, 0);
        for met in met {
            due += 1;
            on_time += u64::from(met);
        }
        QuarterCompletion {
            label: quarter.label,
            partial: quarter.partial,
            completion: Completion::of(on_time, due),
        }
    });
    let completion = completion.collect();
    let done = items.filter(|item| {
        let since = |at: Moment| begins.is_some_and(|begins| at.day() >= begins);
        item.state == State::Done && item.finished_at.is_some_and(since)
    });
    let mut points: Vec<_> = done.map(|item| item.age_days(today)).collect();
    points.sort_unstable();
    let days = quartiles(points.iter().copied().map(f64::from).collect());
    Oversight {
        completion,
        age_when_done: days.map(|days| AgeWhenDone { days, points }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action_item::commit::{CommitForm, commit};
    use crate::incident::open::sample;
    use crate::workspace::Workspace;
    use proptest::prelude::*;

    fn item(state: State, due_on: Option<Day>, finished_at: Option<Moment>) -> ActionItem {
        let mut incident = sample();
        let form = CommitForm {
            title: Some("act".into()),
            ..CommitForm::default()
        };
        let now = incident.created_at;
        let made = commit(&incident, &Workspace::default(), form, now).unwrap();
        crate::change::apply_all(&mut incident, &made);
        let mut item = incident.postmortem.actions.remove(0);
        (item.state, item.due_on, item.finished_at) = (state, due_on, finished_at);
        item
    }

    proptest! {
        #[test]
        fn every_item_with_a_verdict_is_in_one_quarter_and_the_interval_holds_the_share(
            items in proptest::collection::vec((0usize..4, -300i32..30, proptest::option::of(-300i64..0)), 0..40),
        ) {
            let now = sample().created_at;
            let states = [State::Open, State::InProgress, State::Done, State::WontDo];
            let items: Vec<_> = items.into_iter().map(|(state, due, finished)| {
                let state = states[state];
                let finished = finished.filter(|_| state.is_finished()).map(|day| now.plus_days(day));
                item(state, Some(now.day().plus_days(due)), finished)
            }).collect();
            let seen = oversee(items.iter(), 6, now);
            let verdicts = items.iter().filter_map(|item| {
                met_its_date(item.state, item.due_on?, item.finished_at.map(Moment::day), now.day())
            });
            let due: u64 = seen.completion.iter().map(|quarter| quarter.completion.due).sum();
            let early: u64 = items.iter().filter(|item| {
                item.state == State::Done && item.finished_at.is_some()
                    && item.due_on.is_some_and(|due| due >= last_quarters(1, now)[0].ends_before)
            }).count() as u64;
            prop_assert_eq!(due + early, verdicts.count() as u64);
            for Completion { done_on_time, due, value, low, high } in seen.completion.iter().map(|q| q.completion) {
                prop_assert!(done_on_time <= due);
                prop_assert_eq!(value.is_some(), due > 0);
                if let (Some(value), Some(low), Some(high)) = (value, low, high) {
                    prop_assert!(low <= value && value <= high);
                }
            }
        }

        #[test]
        fn ages_are_those_of_what_was_done(days in proptest::collection::vec(0i64..60, 0..20)) {
            let now = sample().created_at.plus_days(60);
            let items: Vec<_> = days.iter().map(|day| {
                item(State::Done, None, Some(sample().created_at.plus_days(*day)))
            }).collect();
            let age = oversee(items.iter(), 8, now).age_when_done;
            let mut wanted: Vec<_> = days.iter().map(|day| i32::try_from(*day).unwrap()).collect();
            wanted.sort_unstable();
            prop_assert_eq!(age.map_or(Vec::new(), |age| age.points), wanted);
        }
    }

    #[test]
    fn fourteen_of_nineteen_comes_with_its_interval() {
        let completion = Completion::of(14, 19);
        let words = |share: Option<f64>| format!("{:.3}", share.unwrap());
        assert_eq!(words(completion.value), "0.737");
        assert_eq!(
            (words(completion.low), words(completion.high)),
            ("0.512".into(), "0.882".into())
        );
        assert_eq!(Completion::of(0, 0).value, None);
    }
}
