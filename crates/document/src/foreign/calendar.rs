//! What a written time means here: the zone, the year and the day that the document leaves out.

use afterword_domain::Moment;
use afterword_domain::time::Precision;
use jiff::civil::{self, DateTime};
use jiff::tz::TimeZone;

use crate::error::ReadError;
use crate::text::when::When;
use crate::text::zones;

/// The document's clock while its rows are read in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Calendar {
    /// Set when the document names it.
    pub zone: Option<(String, TimeZone)>,
    /// The caller's, for a document that names none.
    pub fallback: Option<(String, TimeZone)>,
    /// The day that a time without one belongs to.
    pub date: Option<civil::Date>,
    pub year: Option<i16>,
    last: Option<DateTime>,
}

/// A time that was understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Placed {
    pub at: Moment,
    pub precision: Precision,
    /// Told in a zone of its own, so that the words say more than the time does.
    pub elsewhere: bool,
}

impl Calendar {
    pub(crate) fn set_zone(&mut self, name: &str) {
        if self.zone.is_none()
            && let Some(zone) = zones::zone(name)
        {
            self.zone = Some((name.to_owned(), zone));
        }
    }

    pub(crate) fn zone_name(&self) -> &str {
        self.named().map_or("UTC", |(name, _)| name)
    }

    /// The document's zone, or else the caller's.
    pub(crate) fn named(&self) -> Option<&(String, TimeZone)> {
        self.zone.as_ref().or(self.fallback.as_ref())
    }

    /// Forgets the rows before, not the document: a new table starts at the document's day.
    pub(crate) fn rewind(&mut self) {
        self.last = None;
    }

    /// The day that is meant, if the context says its year.
    fn day(&self, when: &When) -> Option<civil::Date> {
        let Some(date) = when.date else {
            return self.date;
        };
        let last = self.last.map(DateTime::date).or(self.date);
        let year = match date.year {
            Some(year) => year,
            None => match last {
                // From December into January the year goes on, and back over it in a flashback.
                Some(last) if last.month() - date.month > 6 => last.year() + 1,
                Some(last) if date.month - last.month() > 6 && self.last.is_some() => {
                    last.year() - 1
                }
                Some(last) => last.year(),
                None => self.year?,
            },
        };
        civil::Date::new(year, date.month, date.day).ok()
    }

    /// The moment that is meant. `None` when no day is known for it.
    ///
    /// # Errors
    /// When it is a local time and nobody named a zone.
    pub(crate) fn place(
        &mut self,
        when: &When,
        line: u32,
        words: &str,
    ) -> Result<Option<Placed>, ReadError> {
        let Some(mut day) = self.day(when) else {
            return Ok(None);
        };
        let Some(time) = when.time else {
            self.date = Some(day);
            self.last = None;
            let zone = self.named().map_or(TimeZone::UTC, |(_, zone)| zone.clone());
            let at = first_moment(day, &zone);
            return Ok(at.map(|at| Placed {
                at,
                precision: Precision::Day,
                elsewhere: false,
            }));
        };
        let own = when.zone.as_deref().and_then(zones::zone);
        if let Some(name) = when.zone.as_deref().filter(|_| own.is_some()) {
            self.set_zone(name);
        }
        let Some((name, zone)) = self.named() else {
            let found = words.trim().chars().take(60).collect();
            return Err(ReadError::NeedsZone { line, found });
        };
        let elsewhere = own.is_some() && when.zone.as_ref() != Some(name);
        let zone = own.unwrap_or_else(|| zone.clone());
        let Ok(clock) =
            civil::Time::new(time.hour, time.minute, time.second.unwrap_or(0), time.nanos)
        else {
            return Ok(None);
        };
        // A clock that falls back by more than half a day has gone past midnight.
        if when.date.is_none()
            && let Some(last) = self.last
            && last.date() == day
            && last.time().duration_since(clock).as_hours() >= 12
        {
            day = day.tomorrow().unwrap_or(day);
        }
        let told = day.to_datetime(clock);
        self.date = Some(day);
        self.last = Some(told);
        let at = zone
            .to_ambiguous_timestamp(told)
            .compatible()
            .ok()
            .map(Moment::from);
        let precision = if time.second.is_some() {
            Precision::Exact
        } else {
            Precision::Minute
        };
        Ok(at.map(|at| Placed {
            at,
            precision,
            elsewhere,
        }))
    }
}

/// The first moment of a day in a zone.
pub(crate) fn first_moment(day: civil::Date, zone: &TimeZone) -> Option<Moment> {
    day.to_zoned(zone.clone())
        .ok()
        .map(|zoned| Moment::from(zoned.timestamp()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::when::leading;

    fn place(calendar: &mut Calendar, text: &str) -> String {
        let when = leading(text).unwrap();
        let placed = calendar.place(&when, 1, text).unwrap().unwrap();
        placed.at.to_string()
    }

    #[test]
    fn what_is_left_out_comes_from_the_rows_before() {
        let mut calendar = Calendar::default();
        calendar.set_zone("America/Los_Angeles");
        assert_eq!(
            place(&mut calendar, "2017-12-31 23:50"),
            "2018-01-01T07:50:00Z"
        );
        assert_eq!(place(&mut calendar, "00:10"), "2018-01-01T08:10:00Z");
        assert_eq!(place(&mut calendar, "Feb 2, 13:00"), "2018-02-02T21:00:00Z");
        assert_eq!(place(&mut calendar, "12:00 UTC"), "2018-02-02T12:00:00Z");
    }

    #[test]
    fn a_local_time_without_a_zone_is_never_utc() {
        let when = leading("2020-02-12 11:45").unwrap();
        let error = Calendar::default()
            .place(&when, 12, "2020-02-12 11:45")
            .unwrap_err();
        assert!(matches!(error, ReadError::NeedsZone { line: 12, .. }));
        assert!(error.to_string().contains("--timezone"));
    }
}
