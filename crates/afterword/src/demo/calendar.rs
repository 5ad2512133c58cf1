//! Turns a story's “so many weeks ago, on a Thursday” into moments, seen from the day of seeding.

use afterword_domain::team::{Cadence, Sprint};
use afterword_domain::{Day, Moment};
use jiff::SignedDuration;
use jiff::civil::Weekday;

use super::story::{Due, When};

/// Sprints that were over before the present one.
const PAST_SPRINTS: i32 = 50;

#[derive(Clone, Copy, Debug)]
pub(super) struct Calendar {
    pub now: Moment,
    /// The Monday of this week; on a weekend, that of the next.
    monday: Day,
}

impl Calendar {
    pub(super) fn new(now: Moment) -> Self {
        let today = now.day();
        let offset = match today.date().weekday() {
            Weekday::Saturday => 2,
            Weekday::Sunday => 1,
            weekday => -i32::from(weekday.to_monday_zero_offset()),
        };
        Self {
            now,
            monday: today.plus_days(offset),
        }
    }

    pub(super) fn moment(self, when: When) -> Moment {
        match when {
            When::Before {
                weeks,
                weekday,
                hour,
                minute,
            } => {
                let day = self.monday.plus_days(weekday as i32 - 7 * weeks);
                at(day, hour, minute)
            }
            When::Ago { days, hour, minute } => at(self.now.day().plus_days(-days), hour, minute),
        }
    }

    /// Two weeks from Monday to Sunday; this week is the second of the present sprint.
    pub(super) fn cadence(self) -> Cadence {
        Cadence {
            starts_on: self.monday.plus_days(-7 - 14 * PAST_SPRINTS),
            first_number: 1,
            length_days: 14,
            ..Cadence::default()
        }
    }

    /// The last Friday that is over whatever day of the week it is.
    pub(super) fn last_friday(self) -> Day {
        self.monday.plus_days(-3)
    }
}

/// The day's moment at this time in UTC.
pub(super) fn at(day: Day, hour: i8, minute: i8) -> Moment {
    let minutes = 60 * i64::from(hour) + i64::from(minute);
    day.start().plus(SignedDuration::from_mins(minutes))
}

/// `moment` moved by minutes, either way.
pub(super) fn after(moment: Moment, minutes: i64) -> Moment {
    moment.plus(SignedDuration::from_mins(minutes))
}

pub(super) fn is_working_day(day: Day) -> bool {
    !matches!(day.date().weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// `day`, or the Friday before it.
pub(super) fn working_day_until(day: Day) -> Day {
    (0..3)
        .map(|back| day.plus_days(-back))
        .find(|day| is_working_day(*day))
        .unwrap_or(day)
}

/// `day`, or the Monday after it.
pub(super) fn working_day_from(day: Day) -> Day {
    (0..3)
        .map(|on| day.plus_days(on))
        .find(|day| is_working_day(*day))
        .unwrap_or(day)
}

/// The date in a sprint that runs from Monday to the second Sunday.
pub(super) fn due_in(sprint: &Sprint, due: Due) -> Day {
    match due {
        Due::Early => sprint.starts_on.plus_days(4),
        Due::Next => sprint.ends_on.plus_days(-2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::story::Weekday::Thu;
    use crate::demo::story::before;

    #[test]
    fn weekdays_stay_whatever_day_it_is() {
        let first: Moment = "2026-10-12T08:00:00Z".parse().unwrap();
        for day in 0..14 {
            let calendar = Calendar::new(first.plus_days(day));
            let then = calendar.moment(before(1, Thu, 11, 30));
            assert_eq!(then.day().date().weekday(), Weekday::Thursday);
            assert!(then < calendar.now && calendar.last_friday() < calendar.now.day());
            assert_eq!(calendar.cadence().sprint_on(calendar.now.day()).number, 51);
        }
    }
}
