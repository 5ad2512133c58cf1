//! Quarters of the calendar year, in UTC.

use crate::{Day, Moment};

/// One quarter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quarter {
    /// `2026 Q3`
    pub label: String,
    pub starts_on: Day,
    /// The first day of the next one.
    pub ends_before: Day,
    /// It has not ended yet.
    pub partial: bool,
}

impl Quarter {
    /// The one in which a moment lies; `None` in the very last of the calendar.
    #[must_use]
    pub fn of(moment: Moment, now: Moment) -> Option<Self> {
        Self::numbered(number_of(moment), number_of(now))
    }

    fn numbered(number: i32, current: i32) -> Option<Self> {
        Some(Self {
            label: format!("{} Q{}", number.div_euclid(4), number.rem_euclid(4) + 1),
            starts_on: first_day(number)?,
            ends_before: first_day(number + 1)?,
            partial: number >= current,
        })
    }
}

/// The last `count` quarters up to the present one, oldest first.
#[must_use]
pub fn last_quarters(count: u8, now: Moment) -> Vec<Quarter> {
    let current = number_of(now);
    let numbers = (0..i32::from(count)).rev().map(|back| current - back);
    numbers
        .filter_map(|number| Quarter::numbered(number, current))
        .collect()
}

/// Quarters since the year nought.
fn number_of(moment: Moment) -> i32 {
    let date = moment.day().date();
    i32::from(date.year()) * 4 + i32::from((date.month() - 1) / 3)
}

fn first_day(quarter: i32) -> Option<Day> {
    let year = i16::try_from(quarter.div_euclid(4)).ok()?;
    let month = i8::try_from(quarter.rem_euclid(4) * 3 + 1).ok()?;
    Day::new(year, month, 1)
}
