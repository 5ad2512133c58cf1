//! Moments and days: UTC with microseconds, and calendar dates.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Deserializer, Serialize, de};
use utoipa::ToSchema;

/// The months as English has them, in small letters.
pub const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// An instant in UTC, cut to whole microseconds so that it is the same after every store and wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, format = DateTime)]
pub struct Moment(Timestamp);

impl Moment {
    /// `None` outside the years that a timestamp can hold (−9999 to 9999).
    #[must_use]
    pub fn from_micros(micros: i64) -> Option<Self> {
        Timestamp::from_microsecond(micros).ok().map(Self)
    }

    #[must_use]
    pub fn micros(self) -> i64 {
        self.0.as_microsecond()
    }

    #[must_use]
    pub fn timestamp(self) -> Timestamp {
        self.0
    }

    /// Signed microseconds from `earlier` to `self`.
    #[must_use]
    pub fn since(self, earlier: Self) -> SignedDuration {
        self.0.duration_since(earlier.0)
    }

    /// `self` moved by `duration`, held at the first or last moment there is.
    #[must_use]
    pub fn plus(self, duration: SignedDuration) -> Self {
        let bound = if duration.is_negative() {
            Timestamp::MIN
        } else {
            Timestamp::MAX
        };
        Self::from(self.0.checked_add(duration).unwrap_or(bound))
    }

    #[must_use]
    pub fn plus_minutes(self, minutes: i64) -> Self {
        self.plus(SignedDuration::from_mins(minutes))
    }

    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        self.plus(SignedDuration::from_hours(24 * days))
    }

    /// Whether it lies in the years that can be read again.
    #[must_use]
    pub fn is_within_years(self) -> bool {
        YEARS.contains(&self.day().0.year())
    }

    /// The calendar day in UTC.
    #[must_use]
    pub fn day(self) -> Day {
        Day(self.0.to_zoned(TimeZone::UTC).date())
    }
}

impl From<Timestamp> for Moment {
    fn from(timestamp: Timestamp) -> Self {
        Self(Timestamp::from_microsecond(timestamp.as_microsecond()).unwrap_or(timestamp))
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Moment {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse::<Timestamp>().map(Self::from)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let moment = Timestamp::deserialize(deserializer).map(Self::from)?;
        within(moment.day().0.year(), moment).map_err(de::Error::custom)
    }
}

/// The years that an incident, a meeting or a due date can be in. Reckoning with them cannot leave
/// what the calendar holds.
const YEARS: std::ops::RangeInclusive<i16> = 1970..=2200;

fn within<T>(year: i16, value: T) -> Result<T, String> {
    if YEARS.contains(&year) {
        return Ok(value);
    }
    Err(format!(
        "the year {year} is not between {} and {}",
        YEARS.start(),
        YEARS.end()
    ))
}

/// A calendar date without a time or zone: what a due date is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, format = Date)]
pub struct Day(Date);

impl Day {
    /// `None` for a date that no calendar has.
    #[must_use]
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        Date::new(year, month, day).ok().map(Self)
    }

    #[must_use]
    pub fn date(self) -> Date {
        self.0
    }

    #[must_use]
    pub fn plus_days(self, days: i32) -> Self {
        let span = jiff::Span::new().try_days(days).unwrap_or_default();
        Self(self.0.saturating_add(span))
    }

    /// Whole days from `earlier` to `self`; negative when `self` is the earlier one.
    #[must_use]
    pub fn days_since(self, earlier: Self) -> i32 {
        let hours = self.0.duration_since(earlier.0).as_hours();
        i32::try_from(hours / 24).unwrap_or(i32::MAX)
    }

    /// The first moment of the day in UTC.
    #[must_use]
    pub fn start(self) -> Moment {
        let zoned = self.0.to_zoned(TimeZone::UTC);
        Moment(zoned.map_or(Timestamp::MAX, |zoned| zoned.timestamp()))
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let date = Date::deserialize(deserializer)?;
        within(date.year(), Self(date)).map_err(de::Error::custom)
    }
}

impl From<Date> for Day {
    fn from(date: Date) -> Self {
        Self(date)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Day {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// How exactly a source told a time. A report that says "on 4 May" is not a report of midnight.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// To the second or better.
    Exact,
    #[default]
    Minute,
    /// Only the day is known; the moment is its first one in the document's zone.
    Day,
}

/// The zone is not in the IANA database.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a time zone; use a name such as Europe/Berlin, or UTC")]
pub struct UnknownZone(pub String);

impl crate::Refusal for UnknownZone {
    fn code(&self) -> &'static str {
        "unknown_zone"
    }

    fn field(&self) -> Option<String> {
        Some("zone".into())
    }
}

/// Looks up a zone by its IANA name, or by an offset written as `+05:45`.
///
/// # Errors
/// [`UnknownZone`] when it is neither.
pub fn zone(name: &str) -> Result<TimeZone, UnknownZone> {
    if let Some(offset) = offset(name) {
        return Ok(TimeZone::fixed(offset));
    }
    TimeZone::get(name).map_err(|_| UnknownZone(name.chars().take(60).collect()))
}

fn offset(name: &str) -> Option<Offset> {
    let sign = match name.as_bytes() {
        [b'+', _, _, b':', _, _] => 1,
        [b'-', _, _, b':', _, _] => -1,
        _ => return None,
    };
    let digits = |text: &&str| text.bytes().all(|b| b.is_ascii_digit());
    let number = |text: Option<&str>| text.filter(digits)?.parse::<i32>().ok();
    let (hours, minutes) = (number(name.get(1..3))?, number(name.get(4..6))?);
    (minutes < 60).then(|| Offset::from_seconds(sign * (hours * 3_600 + minutes * 60)).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_keeps_microseconds_and_no_more() {
        let moment: Moment = "2026-10-08T09:12:00.123456789Z".parse().unwrap();
        assert_eq!(moment.to_string(), "2026-10-08T09:12:00.123456Z");
        assert_eq!(Moment::from_micros(moment.micros()), Some(moment));
    }

    #[test]
    fn days_are_counted_both_ways() {
        let first = Day::new(2026, 2, 27).unwrap();
        assert_eq!(first.plus_days(2).days_since(first), 2);
        assert_eq!(first.days_since(first.plus_days(400)), -400);
    }

    #[test]
    fn a_date_outside_the_calendar_of_work_is_refused() {
        for text in ["\"-009999-01-01\"", "\"1969-12-31\"", "\"2201-01-01\""] {
            assert!(serde_json::from_str::<Day>(text).is_err(), "{text}");
        }
        assert!(serde_json::from_str::<Moment>("\"9999-01-01T00:00:00Z\"").is_err());
        assert!(serde_json::from_str::<Day>("\"2026-10-30\"").is_ok());
    }

    #[test]
    fn an_unknown_zone_is_named() {
        assert_eq!(zone("Europe/Atlantis").unwrap_err().0, "Europe/Atlantis");
        assert!(zone("Europe/Berlin").is_ok());
        for name in ["+5:45", "+05:60", "+99:00", "++5:00", "+05:450"] {
            assert!(zone(name).is_err(), "{name}");
        }
    }

    #[test]
    fn an_offset_is_a_zone_of_its_own() {
        let kathmandu = zone("+05:45").unwrap();
        let noon = Day::new(2026, 10, 8).unwrap().date().at(12, 0, 0, 0);
        let there = Moment::from(noon.to_zoned(kathmandu).unwrap().timestamp());
        assert_eq!(there.to_string(), "2026-10-08T06:15:00Z");
    }
}
