//! Time zones as reports name them.
//!
//! An abbreviation stands for the wall clock of its region, not for an offset: a report of July
//! that says "PST", or "CET", means what the clocks there showed, which was daylight time. So PST,
//! PDT and PT are `America/Los_Angeles`, and CET and CEST are `Europe/Berlin`. Where an offset is
//! written out (UTC+1, GMT+2), it is taken to the letter. Ambiguous ones are read as the reports of
//! the field mostly mean them: CST is US Central, IST is India, BST is British summer.

use afterword_domain::time;
use jiff::tz::TimeZone;

const ABBREVIATIONS: [(&str, &str); 40] = [
    ("ACST", "Australia/Adelaide"),
    ("AEDT", "Australia/Sydney"),
    ("AEST", "Australia/Sydney"),
    ("AKST", "America/Anchorage"),
    ("AWST", "Australia/Perth"),
    ("BRT", "America/Sao_Paulo"),
    ("BST", "Europe/London"),
    ("CDT", "America/Chicago"),
    ("CEST", "Europe/Berlin"),
    ("CET", "Europe/Berlin"),
    ("CST", "America/Chicago"),
    ("CT", "America/Chicago"),
    ("EDT", "America/New_York"),
    ("EEST", "Europe/Helsinki"),
    ("EET", "Europe/Helsinki"),
    ("EST", "America/New_York"),
    ("ET", "America/New_York"),
    ("GMT", "UTC"),
    ("HKT", "Asia/Hong_Kong"),
    ("HST", "Pacific/Honolulu"),
    ("IST", "Asia/Kolkata"),
    ("JST", "Asia/Tokyo"),
    ("KST", "Asia/Seoul"),
    ("MDT", "America/Denver"),
    ("MESZ", "Europe/Berlin"),
    ("MEZ", "Europe/Berlin"),
    ("MSK", "Europe/Moscow"),
    ("MST", "America/Denver"),
    ("MT", "America/Denver"),
    ("NZDT", "Pacific/Auckland"),
    ("NZST", "Pacific/Auckland"),
    ("PDT", "America/Los_Angeles"),
    ("PST", "America/Los_Angeles"),
    ("PT", "America/Los_Angeles"),
    ("Pacific", "America/Los_Angeles"),
    ("SGT", "Asia/Singapore"),
    ("UTC", "UTC"),
    ("WEST", "Europe/Lisbon"),
    ("WET", "Europe/Lisbon"),
    ("Z", "UTC"),
];

/// A zone with its IANA name, and how many bytes of the text named it.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    pub name: String,
    pub length: usize,
}

/// The zone that `text` begins with: an abbreviation in capitals, with an offset or without, or an
/// IANA name.
pub(crate) fn leading(text: &str) -> Option<Named> {
    let word = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let after = &text[word..];
    if after.starts_with('/') {
        let more = |byte: &u8| byte.is_ascii_alphanumeric() || b"/_+-".contains(byte);
        let length = text.bytes().take_while(more).count();
        let name = &text[..length];
        if zone(name).is_some() {
            return Some(Named {
                name: name.into(),
                length,
            });
        }
    }
    let (abbreviation, name) = ABBREVIATIONS
        .iter()
        .find(|(short, _)| *short == &text[..word])?;
    if after
        .bytes()
        .next()
        .is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    {
        return None;
    }
    if matches!(*abbreviation, "UTC" | "GMT")
        && let Some((name, length)) = offset(after)
    {
        return Some(Named {
            name,
            length: word + length,
        });
    }
    Some(Named {
        name: (*name).into(),
        length: word,
    })
}

/// `+1`, `-07:00`, `+0530` as the name of a fixed zone: `+01:00`.
fn offset(text: &str) -> Option<(String, usize)> {
    let bytes = text.as_bytes();
    let east = match bytes.first()? {
        b'+' => true,
        b'-' => false,
        _ => return None,
    };
    let digits = bytes[1..]
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let (hours, minutes, length) = match digits {
        1 | 2 => {
            let minutes = text.get(1 + digits..).filter(|rest| rest.starts_with(':'));
            let minutes = minutes.and_then(|rest| rest.get(1..3));
            let length = 1 + digits + if minutes.is_some() { 3 } else { 0 };
            (
                text[1..=digits].parse().ok()?,
                minutes.unwrap_or("0").parse().ok()?,
                length,
            )
        }
        4 => (text[1..3].parse().ok()?, text[3..5].parse().ok()?, 5),
        _ => return None,
    };
    fixed(east, hours, minutes).map(|name| (name, length))
}

/// Within the hours that a clock on Earth can be away from UTC.
fn fixed(east: bool, hours: u8, minutes: u8) -> Option<String> {
    let sign = if east { '+' } else { '-' };
    match (hours, minutes) {
        (0, 0) => Some("UTC".into()),
        (0..=14, 0..=59) => Some(format!("{sign}{hours:02}:{minutes:02}")),
        _ => None,
    }
}

/// The first zone named anywhere in `text`.
pub(crate) fn mentioned(text: &str) -> Option<Named> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let begins = bytes[at].is_ascii_uppercase()
            && (at == 0 || !(bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] == b'_'));
        // A single Z, or a two-letter word, is too little to go by in running text.
        if begins && let Some(named) = leading(&text[at..]).filter(|named| named.length > 1) {
            return Some(named);
        }
        at += 1;
    }
    None
}

/// The zone of a text that says "All times in CET." and not a word more.
pub(crate) fn statement(text: &str) -> Option<Named> {
    let text = text.trim().trim_end_matches('.').trim_end();
    let rest = text
        .strip_prefix("All times ")
        .or_else(|| text.strip_prefix("all times "))?;
    let rest = rest.strip_prefix("are ").unwrap_or(rest);
    let rest = rest.strip_prefix("in ").unwrap_or(rest).trim();
    leading(rest).filter(|named| named.length == rest.len())
}

/// Looks a name up; `UTC` without a search, as most reports have it.
pub(crate) fn zone(name: &str) -> Option<TimeZone> {
    if name == "UTC" {
        Some(TimeZone::UTC)
    } else {
        time::zone(name).ok()
    }
}

/// The zone that a front matter value or an option means.
pub(crate) fn told(value: &str) -> Option<String> {
    let value = value.trim();
    if let Some(named) = leading(value).filter(|named| named.length == value.len()) {
        return Some(named.name);
    }
    zone(value).map(|_| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_as_reports_write_them() {
        let name = |text| mentioned(text).map(|named| named.name);
        assert_eq!(
            name("All times in PST").as_deref(),
            Some("America/Los_Angeles")
        );
        assert_eq!(
            name("All times in CET (GMT+1)").as_deref(),
            Some("Europe/Berlin")
        );
        assert_eq!(
            name("All times in UTC+1 (Zurich time)").as_deref(),
            Some("+01:00")
        );
        assert_eq!(name("All times in GMT+2").as_deref(), Some("+02:00"));
        assert_eq!(
            name("times in Europe/Oslo.").as_deref(),
            Some("Europe/Oslo")
        );
        assert_eq!(name("Timeline of the outage"), None);
        assert_eq!(name("UTCX and XUTC"), None);
    }
}
