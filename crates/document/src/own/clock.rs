//! Times as the document shows them: UTC, and a bare date where only the day is known.

use afterword_domain::Moment;
use afterword_domain::time::Precision;
use jiff::civil;
use jiff::tz::TimeZone;

use crate::text::when;
use crate::text::zones;

/// The moment in words. A day is shown as the date that begins with it in `zone`.
pub(crate) fn show(at: Moment, precision: Precision, zone: &str) -> String {
    if precision == Precision::Day
        && let Some(zone) = zones::zone(zone)
    {
        let date = at.timestamp().to_zoned(zone.clone()).date();
        if first(date, zone) == Some(at) {
            return date.to_string();
        }
    }
    let utc = at.timestamp().to_zoned(TimeZone::UTC);
    let (date, time) = (utc.date(), utc.time());
    if precision != Precision::Exact && time.second() == 0 && time.subsec_nanosecond() == 0 {
        return format!("{date} {:02}:{:02}", time.hour(), time.minute());
    }
    format!("{date} {time}")
}

/// Reads what somebody wrote in its place.
pub(crate) fn read(text: &str, zone: &str) -> Option<(Moment, Precision)> {
    let text = text.trim();
    let when = when::leading(text)?;
    let date = when.date?;
    let date = civil::Date::new(date.year?, date.month, date.day).ok()?;
    if !text[when.end..].trim().is_empty() {
        return None;
    }
    let Some(time) = when.time else {
        let zone = zones::zone(zone).unwrap_or(TimeZone::UTC);
        return first(date, zone).map(|at| (at, Precision::Day));
    };
    let clock =
        civil::Time::new(time.hour, time.minute, time.second.unwrap_or(0), time.nanos).ok()?;
    let own = when
        .zone
        .as_deref()
        .and_then(zones::zone)
        .unwrap_or(TimeZone::UTC);
    let at = own
        .to_ambiguous_timestamp(date.to_datetime(clock))
        .compatible()
        .ok()?;
    let precision = if time.second.is_some() {
        Precision::Exact
    } else {
        Precision::Minute
    };
    Some((Moment::from(at), precision))
}

fn first(date: civil::Date, zone: TimeZone) -> Option<Moment> {
    date.to_zoned(zone)
        .ok()
        .map(|zoned| Moment::from(zoned.timestamp()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_read_back() {
        for (text, precision) in [
            ("2021-06-21T22:00:00Z", Precision::Day),
            ("2021-06-21T22:01:00Z", Precision::Minute),
            ("2021-06-21T22:01:05.000123Z", Precision::Exact),
        ] {
            let at: Moment = text.parse().unwrap();
            let shown = show(at, precision, "Europe/Berlin");
            assert_eq!(
                read(&shown, "Europe/Berlin"),
                Some((at, precision)),
                "{shown}"
            );
        }
        assert_eq!(
            show(
                "2021-06-21T22:00:00Z".parse().unwrap(),
                Precision::Day,
                "Europe/Berlin"
            ),
            "2021-06-22"
        );
    }
}
