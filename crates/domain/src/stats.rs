//! The figures of the loop: reviews, repeats, action items, times.

pub mod by_quarter;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::action_item::oversight::{Completion, met_its_date};
use crate::learning::facts::{ActionFacts, IncidentFacts};
use crate::learning::quarters::{Quarter, last_quarters};
use crate::recurrence::rate::{RepeatRate, Reviewed, repeat_rate};
use crate::statistics::{Quartiles, quartiles};
use crate::{Day, Moment};

/// How action items fared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ActionFigures {
    /// Neither done nor dropped today.
    pub open: u64,
    /// Open today and past their date.
    pub overdue: u64,
    /// Of those due in the window, done by their date.
    pub done_on_time: u64,
    /// Due in the window: done, dropped after their date, or past it. Those that a document told
    /// as done without saying when are left out.
    pub due: u64,
}

/// When figures are reckoned, and how long a review week is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsOf {
    pub now: Moment,
    pub review_days: u8,
}

impl AsOf {
    /// Whether the review was held within its week. `None` while that is open, and where nobody
    /// knows when it was published.
    fn held_within_week(&self, facts: &IncidentFacts) -> Option<bool> {
        let due_at = facts.recovered_at?.plus_days(i64::from(self.review_days));
        match facts.published_at {
            Some(published_at) => Some(published_at <= due_at),
            None if !facts.published && due_at < self.now => Some(false),
            None => None,
        }
    }
}

/// Reviews that were held within the week, of those that were held or are past it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WithinWeek {
    pub held: u64,
    pub of: u64,
}

/// The figures of one window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Figures {
    /// Incidents that began in the window; drills and duplicates are left out.
    pub incidents: u64,
    /// Those with a published post-mortem.
    pub reviewed: u64,
    /// Those reviewed with a confirmed recurrence of an earlier one.
    pub repeats: u64,
    pub repeat_incident_rate: RepeatRate,
    pub actions: ActionFigures,
    /// Of those due in the window, the share that was done by its date.
    pub action_completion: Completion,
    pub within_week: WithinWeek,
    /// Detected − impact started, in seconds.
    pub detect_seconds: Option<Quartiles>,
    /// Recovered − impact started, in seconds.
    pub recover_seconds: Option<Quartiles>,
}

/// What the figures of every window ask of one action item: its days, found once for all of them.
struct Fate {
    open: bool,
    due: Option<Day>,
    finished_on: Option<Day>,
    /// By its date; `None` where that cannot be said, or not yet.
    on_time: Option<bool>,
}

impl Fate {
    fn of(action: &ActionFacts, today: Day) -> Self {
        let finished_on = action.finished_on();
        let met = |due| met_its_date(action.state, due, finished_on, today);
        Self {
            open: !action.state.is_finished(),
            due: action.due_on,
            finished_on,
            on_time: action.due_on.and_then(met),
        }
    }

    fn all(all: &[IncidentFacts], today: Day) -> Vec<Self> {
        let actions = all.iter().flat_map(|facts| &facts.actions);
        actions.map(|action| Self::of(action, today)).collect()
    }

    /// Open and past its date when that day ended.
    fn is_overdue_on(&self, day: Day) -> bool {
        let open_then = self
            .finished_on
            .map_or(self.open, |finished| finished > day);
        open_then && self.due.is_some_and(|due| due < day)
    }
}

/// Reckons the figures of the incidents that began in `from..to`, as they stand now.
#[must_use]
pub fn figures(all: &[IncidentFacts], from: Option<Moment>, to: Moment, as_of: AsOf) -> Figures {
    within(all, &Fate::all(all, as_of.now.day()), from, to, as_of)
}

fn within(
    all: &[IncidentFacts],
    fates: &[Fate],
    from: Option<Moment>,
    to: Moment,
    as_of: AsOf,
) -> Figures {
    let inside = |began: Moment| from.is_none_or(|from| began >= from) && began < to;
    let window: Vec<_> = all
        .iter()
        .filter(|facts| facts.counts && inside(facts.began))
        .collect();
    let rate = repeat_rate(window.iter().map(|facts| reviewed(facts)), from, to);
    let weeks: Vec<_> = window
        .iter()
        .filter_map(|facts| as_of.held_within_week(facts))
        .collect();
    let actions = action_figures(fates, from.map(Moment::day), to.day(), as_of.now.day());
    Figures {
        incidents: window.len() as u64,
        reviewed: rate.incidents,
        repeats: rate.repeats,
        repeat_incident_rate: rate,
        actions,
        action_completion: Completion::of(actions.done_on_time, actions.due),
        within_week: WithinWeek {
            held: weeks.iter().filter(|held| **held).count() as u64,
            of: weeks.len() as u64,
        },
        detect_seconds: spread(window.iter().filter_map(|facts| facts.detect_seconds)),
        recover_seconds: spread(window.iter().filter_map(|facts| facts.recover_seconds)),
    }
}

fn reviewed(facts: &IncidentFacts) -> Reviewed {
    Reviewed {
        began: facts.began,
        published: facts.published,
        is_repeat: facts.is_repeat(),
    }
}

fn action_figures(fates: &[Fate], from: Option<Day>, to: Day, today: Day) -> ActionFigures {
    let mut figures = ActionFigures::default();
    for fate in fates {
        figures.open += u64::from(fate.open);
        let Some(due) = fate.due else { continue };
        figures.overdue += u64::from(fate.open && due < today);
        let Some(on_time) = fate.on_time else {
            continue;
        };
        if due < to && from.is_none_or(|from| due >= from) {
            figures.due += 1;
            figures.done_on_time += u64::from(on_time);
        }
    }
    figures
}

#[expect(
    clippy::cast_precision_loss,
    reason = "seconds of an incident are far below 2⁵²"
)]
fn spread(seconds: impl Iterator<Item = i64>) -> Option<Quartiles> {
    quartiles(seconds.map(|seconds| seconds as f64).collect())
}

/// The figures of one quarter of a year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct QuarterFigures {
    /// `2026 Q3`
    pub label: String,
    /// The quarter has not ended yet.
    pub partial: bool,
    /// Open items that were past their date when the quarter ended, or are today.
    pub overdue_at_end: u64,
    /// The Repeat Incident Rate of the 365 days up to the quarter's end, or to now.
    pub rolling_year: RepeatRate,
    #[serde(flatten)]
    pub figures: Figures,
}

/// The last `count` quarters up to the present one, oldest first.
#[must_use]
pub fn quarters(all: &[IncidentFacts], count: u8, as_of: AsOf) -> Vec<QuarterFigures> {
    let today = as_of.now.day();
    let fates = Fate::all(all, today);
    let of = |quarter: Quarter| {
        let Quarter {
            starts_on,
            ends_before,
            ..
        } = quarter;
        let end = today.min(ends_before.plus_days(-1));
        QuarterFigures {
            overdue_at_end: fates.iter().filter(|fate| fate.is_overdue_on(end)).count() as u64,
            rolling_year: rolling_year(all, ends_before.start().min(as_of.now)),
            figures: within(
                all,
                &fates,
                Some(starts_on.start()),
                ends_before.start(),
                as_of,
            ),
            label: quarter.label,
            partial: quarter.partial,
        }
    };
    last_quarters(count, as_of.now)
        .into_iter()
        .map(of)
        .collect()
}

/// The Repeat Incident Rate of the 365 days before `to`.
fn rolling_year(all: &[IncidentFacts], to: Moment) -> RepeatRate {
    let counted = all.iter().filter(|facts| facts.counts);
    repeat_rate(counted.map(reviewed), Some(to.plus_days(-365)), to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action_item::State;
    use crate::incident::open::sample;
    use crate::{ActionItemId, IncidentRef};

    fn as_of(day: &str) -> AsOf {
        AsOf {
            now: format!("{day}T12:00:00Z").parse().unwrap(),
            review_days: 7,
        }
    }

    fn facts(day: &str, published: bool, is_repeat: bool) -> IncidentFacts {
        let mut facts = IncidentFacts::of(&sample());
        facts.began = format!("{day}T12:00:00Z").parse().unwrap();
        facts.published = published;
        facts.repeats = is_repeat.then_some(IncidentRef(1)).into_iter().collect();
        facts
    }

    #[test]
    fn each_quarter_holds_its_own_incidents() {
        let all = [
            facts("2026-06-30", true, false),
            facts("2026-07-01", true, true),
            facts("2026-09-30", false, true),
            facts("2026-10-01", true, false),
        ];
        let quarters = quarters(&all, 3, as_of("2026-10-14"));
        let found: Vec<_> = quarters
            .iter()
            .map(|q| {
                (
                    q.label.as_str(),
                    q.partial,
                    q.figures.incidents,
                    q.figures.reviewed,
                    q.figures.repeats,
                )
            })
            .collect();
        assert_eq!(
            found,
            [
                ("2026 Q2", false, 1, 1, 0),
                ("2026 Q3", false, 2, 1, 1),
                ("2026 Q4", true, 1, 1, 0)
            ]
        );
    }

    #[test]
    fn an_action_counts_as_due_once_its_date_has_passed_or_it_is_done() {
        let mut one = facts("2026-07-01", true, false);
        let fact = |state, due: &str, finished: Option<&str>| ActionFacts {
            id: ActionItemId(1),
            title: String::new(),
            ticket: None,
            factor: None,
            state,
            due_on: Some(due.parse().unwrap()),
            committed_at: one.began,
            finished_at: finished.map(|day| day.parse::<Day>().unwrap().start()),
            reason: String::new(),
        };
        one.actions = vec![
            fact(State::Done, "2026-08-01", Some("2026-08-01")),
            fact(State::Done, "2026-08-01", Some("2026-08-02")),
            fact(State::Done, "2026-08-01", None),
            fact(State::Open, "2026-08-01", None),
            fact(State::Open, "2026-12-01", None),
            fact(State::WontDo, "2026-08-01", Some("2026-08-01")),
            fact(State::WontDo, "2026-08-01", Some("2026-09-01")),
        ];
        let as_of = as_of("2026-10-14");
        let figures = figures(&[one], None, as_of.now, as_of);
        assert_eq!(
            figures.actions,
            ActionFigures {
                open: 2,
                overdue: 1,
                done_on_time: 1,
                due: 4
            }
        );
    }

    #[test]
    fn a_review_that_was_never_held_is_past_its_week_too() {
        let recovered = |day: &str, published: Option<&str>| {
            let mut facts = facts(day, published.is_some(), false);
            facts.recovered_at = Some(facts.began);
            facts.published_at = published.map(|day| format!("{day}T12:00:00Z").parse().unwrap());
            facts
        };
        let mut elsewhere = recovered("2026-09-05", Some("2026-09-06"));
        elsewhere.published_at = None;
        let all = [
            recovered("2026-09-01", Some("2026-09-08")),
            recovered("2026-09-02", Some("2026-09-10")),
            recovered("2026-09-03", None),
            recovered("2026-10-13", None),
            elsewhere,
        ];
        let as_of = as_of("2026-10-14");
        let week = figures(&all, None, as_of.now, as_of).within_week;
        assert_eq!(week, WithinWeek { held: 1, of: 3 });
    }
}
