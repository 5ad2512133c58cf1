//! Carried over: the sprint that an action item was due in has ended, and it was not finished.
//!
//! It is worked out from its dates and never written down. A sprint counts when, at the end of its
//! last day, the item was unfinished and the date it then had lay on or before that day; so a date
//! that is moved before its sprint ends is not missed, and one that is left to stand is missed
//! again with every sprint that ends. What meetings said of the item does not matter here. Sprints
//! are those of the present owner's team; what was opened again had not been done.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ActionItem, State};
use crate::team::{Cadence, Sprint};
use crate::{Day, Moment};

/// A date that an action item had, until another took its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EarlierDate {
    /// `None`: it had no date.
    #[serde(default)]
    pub due_on: Option<Day>,
    pub until: Moment,
}

/// A date that was missed, with the sprints that ended while it stood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CarriedFrom {
    pub due_on: Day,
    /// The sprint that it was due in.
    pub sprint: Sprint,
    /// How many sprints ended with it unfinished and this date on it or past; the one it was due in
    /// is the first.
    pub sprints: u32,
}

/// How often an action item was carried over, with where from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CarriedOver {
    pub times: u32,
    /// Oldest first.
    pub history: Vec<CarriedFrom>,
    /// "carried over twice: was due in Sprint 21 and Sprint 22"; empty when it never was.
    pub sentence: String,
}

impl ActionItem {
    /// How often it was carried over until `today`.
    #[must_use]
    pub fn carried_over(&self, cadence: &Cadence, today: Day) -> CarriedOver {
        let mut history = Vec::new();
        let mut from = self.committed_at.day();
        // On the day it is finished or looked at, nothing has ended with it open.
        let end = match (self.state, self.finished_at) {
            (State::Done | State::WontDo, None) => from,
            (_, finished_at) => finished_at.map_or(today, Moment::day),
        };
        let earlier = self.earlier_dates.iter();
        let stretches = earlier
            .map(|date| (date.due_on, date.until.day().min(end)))
            .chain([(self.due_on, end)]);
        for (due_on, until) in stretches {
            history.extend(due_on.and_then(|due_on| missed(cadence, due_on, from, until)));
            from = from.max(until);
        }
        let times = history.iter().map(|missed| missed.sprints).sum();
        CarriedOver {
            times,
            sentence: sentence(times, &history),
            history,
        }
    }

    /// Gives it another date, and keeps the one that it had.
    pub(super) fn due_again(&mut self, due_on: Option<Day>, now: Moment) {
        if due_on == self.due_on {
            return;
        }
        self.earlier_dates.push(EarlierDate {
            due_on: self.due_on,
            until: now,
        });
        self.due_on = due_on;
    }
}

/// The sprints whose last day lies from `from` on and before `until`, and not before `due_on`.
fn missed(cadence: &Cadence, due_on: Day, from: Day, until: Day) -> Option<CarriedFrom> {
    let first = from.max(due_on);
    if first >= until {
        return None;
    }
    let ended = cadence.sprint_on(until).number - cadence.sprint_on(first).number;
    let sprints = u32::try_from(ended).ok().filter(|ended| *ended > 0)?;
    Some(CarriedFrom {
        due_on,
        sprint: cadence.sprint_on(due_on),
        sprints,
    })
}

fn sentence(times: u32, history: &[CarriedFrom]) -> String {
    let places = history.iter().map(|missed| match missed.sprints {
        1 => missed.sprint.name.clone(),
        many => format!("{}, left there for {many} sprints", missed.sprint.name),
    });
    let places: Vec<_> = places.collect();
    let places = match places.split_last() {
        None => return String::new(),
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
    };
    let times = match times {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        more => format!("{more} times"),
    };
    format!("carried over {times}: was due in {places}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action_item::commit::{CommitForm, commit};
    use crate::incident::open::sample;
    use crate::workspace::Workspace;
    use proptest::prelude::*;

    /// Committed at noon of the first day of sprint 1, in sprints of ten days.
    fn item(cadence: &Cadence) -> ActionItem {
        let mut incident = sample();
        let form = CommitForm {
            title: Some("act".into()),
            ..CommitForm::default()
        };
        let now = incident.created_at;
        let made = commit(&incident, &Workspace::default(), form, now).unwrap();
        crate::change::apply_all(&mut incident, &made);
        let mut item = incident.postmortem.actions.remove(0);
        item.committed_at = noon(cadence, 0);
        item
    }

    fn cadence() -> Cadence {
        Cadence {
            length_days: 10,
            ..Cadence::default()
        }
    }

    fn noon(cadence: &Cadence, day: i32) -> Moment {
        format!("{}T12:00:00Z", cadence.starts_on.plus_days(day))
            .parse()
            .unwrap()
    }

    /// By asking at the end of every single day.
    fn by_day(dates: &[(i32, Option<i32>)], finished: Option<i32>, today: i32) -> u32 {
        let ends = (0..today).filter(|day| day % 10 == 9);
        let missed = ends.filter(|end| {
            let unfinished = finished.is_none_or(|finished| finished > *end);
            let stood = dates.iter().rev().find(|(from, _)| from <= end);
            unfinished && stood.is_some_and(|(_, due)| due.is_some_and(|due| due <= *end))
        });
        u32::try_from(missed.count()).unwrap()
    }

    proptest! {
        #[test]
        fn it_is_counted_as_somebody_would_who_looked_every_evening(
            moves in proptest::collection::vec((0i32..12, proptest::option::of(-5i32..80)), 0..6),
            finished in proptest::option::of(0i32..90), today in 0i32..90,
        ) {
            let cadence = cadence();
            let mut item = item(&cadence);
            let finished = finished.filter(|finished| *finished <= today);
            let mut dates = vec![(0, None)];
            let mut day = 0;
            for (after, due) in moves {
                day += after;
                if day > finished.unwrap_or(today) {
                    break;
                }
                item.due_again(due.map(|due| cadence.starts_on.plus_days(due)), noon(&cadence, day));
                dates.push((day, due));
            }
            if let Some(finished) = finished {
                item.state = State::Done;
                item.finished_at = Some(noon(&cadence, finished));
            }
            let carried = item.carried_over(&cadence, cadence.starts_on.plus_days(today));
            prop_assert_eq!(carried.times, by_day(&dates, finished, today));
            prop_assert_eq!(carried.sentence.is_empty(), carried.times == 0);
            let later = item.carried_over(&cadence, cadence.starts_on.plus_days(today + 10));
            prop_assert!(later.times >= carried.times);
        }
    }

    #[test]
    fn it_says_from_which_sprints() {
        let cadence = cadence();
        let day = |day| cadence.starts_on.plus_days(day);
        let mut item = item(&cadence);
        item.due_on = Some(day(5));
        assert_eq!(item.carried_over(&cadence, day(9)).times, 0);
        let words = |item: &ActionItem, on| item.carried_over(&cadence, day(on)).sentence;
        assert_eq!(words(&item, 10), "carried over once: was due in Sprint 1");
        item.due_again(Some(day(15)), noon(&cadence, 12));
        assert_eq!(
            words(&item, 21),
            "carried over twice: was due in Sprint 1 and Sprint 2"
        );
        assert_eq!(
            words(&item, 41),
            "carried over 4 times: was due in Sprint 1 and Sprint 2, left there for 3 sprints"
        );
    }

    #[test]
    fn what_was_done_on_an_unknown_day_was_not_carried_over() {
        let cadence = cadence();
        let mut item = item(&cadence);
        item.due_on = Some(cadence.starts_on);
        item.state = State::Done;
        let today = cadence.starts_on.plus_days(100);
        assert_eq!(item.carried_over(&cadence, today), CarriedOver::default());
    }
}
