//! What a person wants to be told of, how, and when not.

use jiff::civil::{Time, Weekday};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Channel;
use crate::time::{UnknownZone, zone};
use crate::{Day, Moment, Refusal};

/// What can be done without.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// Of one's own action items, before their date, on it and after it.
    Reminders,
    /// Of the team: reviews whose week runs out, action items that were carried over twice.
    Team,
    /// Once a week, what is open.
    Week,
    /// Once a week, what was learned.
    Learned,
    /// Meetings that were planned, post-mortems that were published.
    Announcements,
}

/// When a person may be told something: between two hours of a day in their own zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// An IANA name.
    pub zone: String,
    /// The first hour, 0 to 23.
    pub from: u8,
    /// The hour before which the last notice comes, 1 to 24.
    pub to: u8,
    /// Saturdays and Sundays too.
    pub weekends: bool,
}

/// What a person wants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoticePreferences {
    pub hours: Hours,
    pub by_mail: bool,
    pub by_slack: bool,
    /// What the person does without.
    pub without: Vec<NoticeKind>,
}

impl Default for Hours {
    fn default() -> Self {
        Self {
            zone: "UTC".into(),
            from: 9,
            to: 17,
            weekends: false,
        }
    }
}

impl Default for NoticePreferences {
    fn default() -> Self {
        Self {
            hours: Hours::default(),
            by_mail: true,
            by_slack: true,
            without: Vec::new(),
        }
    }
}

/// Why preferences cannot be kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoticePreferencesError {
    #[error(transparent)]
    Zone(#[from] UnknownZone),
    #[error(
        "hours.from is {from} and hours.to is {to}; from is 0 to 23 and before to, which is 24 at most"
    )]
    Hours { from: u8, to: u8 },
}

impl Refusal for NoticePreferencesError {
    fn code(&self) -> &'static str {
        match self {
            Self::Zone(error) => error.code(),
            Self::Hours { .. } => "not_hours",
        }
    }

    fn field(&self) -> Option<String> {
        Some(match self {
            Self::Zone(_) => "hours.zone".into(),
            Self::Hours { .. } => "hours.from".into(),
        })
    }
}

impl NoticePreferences {
    /// Of somebody who has said nothing yet.
    #[must_use]
    pub fn usual_in(zone: &str) -> Self {
        let hours = Hours {
            zone: zone.to_owned(),
            ..Hours::default()
        };
        Self {
            hours,
            ..Self::default()
        }
    }

    /// # Errors
    /// [`NoticePreferencesError`] naming the field.
    pub fn checked(mut self) -> Result<Self, NoticePreferencesError> {
        zone(&self.hours.zone)?;
        let Hours { from, to, .. } = self.hours;
        if from >= to || to > 24 {
            return Err(NoticePreferencesError::Hours { from, to });
        }
        self.without.sort_unstable();
        self.without.dedup();
        Ok(self)
    }

    #[must_use]
    pub fn travels_by(&self, channel: Channel) -> bool {
        match channel {
            Channel::Mail => self.by_mail,
            Channel::Slack => self.by_slack,
        }
    }

    #[must_use]
    pub fn wants(&self, kind: NoticeKind) -> bool {
        (self.by_mail || self.by_slack) && !self.without.contains(&kind)
    }
}

impl Hours {
    /// The person's day, if they may be told something now.
    #[must_use]
    pub fn open_day(&self, now: Moment) -> Option<Day> {
        let there = zone(&self.zone).ok()?;
        let local = now.timestamp().to_zoned(there).datetime();
        let hour = u8::try_from(local.time().hour()).ok()?;
        let day = Day::from(local.date());
        (self.works_on(day) && (self.from..self.to).contains(&hour)).then_some(day)
    }

    /// The first moment from `now` on at which the person may be told something.
    #[must_use]
    pub fn next_open(&self, now: Moment) -> Moment {
        let Ok(there) = zone(&self.zone) else {
            return now;
        };
        if self.open_day(now).is_some() {
            return now;
        }
        let today = self.day_of(now);
        let opening = Time::constant(i8::try_from(self.from).unwrap_or(9), 0, 0, 0);
        // A week has a working day, and the clocks change on no two days in a row.
        (0..=8)
            .map(|ahead| today.plus_days(ahead))
            .filter(|day| self.works_on(*day))
            .filter_map(|day| day.date().to_datetime(opening).to_zoned(there.clone()).ok())
            .map(|opens| Moment::from(opens.timestamp()))
            .find(|opens| *opens >= now)
            .unwrap_or(now)
    }

    /// The person's day at a moment.
    #[must_use]
    pub fn day_of(&self, at: Moment) -> Day {
        match zone(&self.zone) {
            Ok(there) => Day::from(at.timestamp().to_zoned(there).date()),
            Err(_) => at.day(),
        }
    }

    /// The working days after `today` and up to `day`; negative when it is past.
    pub(super) fn days_ahead(&self, today: Day, day: Day) -> i32 {
        let days = day.days_since(today);
        if days < 0 || self.weekends {
            return days;
        }
        let open = (1..=days.min(30)).filter(|ahead| self.works_on(today.plus_days(*ahead)));
        i32::try_from(open.count()).unwrap_or(i32::MAX)
    }

    fn works_on(&self, day: Day) -> bool {
        let weekday = day.date().weekday();
        self.weekends || !matches!(weekday, Weekday::Saturday | Weekday::Sunday)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hours(zone: &str, from: u8, to: u8, weekends: bool) -> Hours {
        Hours {
            zone: zone.into(),
            from,
            to,
            weekends,
        }
    }

    proptest! {
        #[test]
        fn the_next_open_moment_is_open_and_none_is_before_it(
            minutes in 0i64..60 * 24 * 400, zone in 0usize..4, from in 0u8..23, length in 1u8..24,
            weekends: bool,
        ) {
            let zones = ["UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Auckland"];
            let hours = hours(zones[zone], from, (from + length).min(24), weekends);
            let now = "2026-01-01T00:00:00Z".parse::<Moment>().unwrap().plus_minutes(minutes);
            let next = hours.next_open(now);
            prop_assert!(next >= now);
            prop_assert!(hours.open_day(next).is_some(), "{next} of {hours:?}");
            if next > now {
                prop_assert!(hours.open_day(now).is_none());
                let before = next.plus_minutes(-1);
                prop_assert!(before < now || hours.open_day(before).is_none(), "{before}");
            }
        }
    }

    #[test]
    fn working_days_are_counted_without_weekends() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let friday = day("2026-10-09");
        let usual = Hours::default();
        assert_eq!(usual.days_ahead(friday, day("2026-10-11")), 0);
        assert_eq!(usual.days_ahead(friday, day("2026-10-12")), 1);
        assert_eq!(usual.days_ahead(friday, day("2026-10-08")), -1);
        let always = hours("UTC", 9, 17, true);
        assert_eq!(always.days_ahead(friday, day("2026-10-11")), 2);
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let with = |hours| NoticePreferences {
            hours,
            ..NoticePreferences::default()
        };
        let code = |hours| with(hours).checked().unwrap_err().code();
        assert_eq!(code(hours("Europe/Atlantis", 9, 17, false)), "unknown_zone");
        assert_eq!(code(hours("UTC", 9, 9, false)), "not_hours");
        assert_eq!(code(hours("UTC", 20, 8, false)), "not_hours");
        assert_eq!(code(hours("UTC", 1, 25, false)), "not_hours");
        assert!(with(hours("UTC", 0, 24, true)).checked().is_ok());
    }
}
