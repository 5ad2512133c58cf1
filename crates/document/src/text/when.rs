//! Dates and times as reports write them, at the head of a row or anywhere in a sentence.
//!
//! It tells what was written and how far it goes. Which year, day or zone is meant where the text
//! leaves it out is for the reader of the whole document to say.

use afterword_domain::time::MONTHS;

use super::zones;

/// A date; the year may be left to the context.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Date {
    pub year: Option<i16>,
    pub month: i8,
    pub day: i8,
    /// A digit too many in the year was passed over: `20202-01-16`.
    pub mended: bool,
}

/// A time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Time {
    pub hour: i8,
    pub minute: i8,
    pub second: Option<i8>,
    pub nanos: i32,
}

/// What stands at the head of a text.
#[derive(Clone, Debug, Default)]
pub(crate) struct When {
    pub date: Option<Date>,
    pub time: Option<Time>,
    /// IANA name of the zone that stands with the time.
    pub zone: Option<String>,
    /// "ca.", a range, "~", or an a.m. that contradicts the hour: the words say more than the time.
    pub rough: bool,
    /// Bytes up to the end of the last piece.
    pub end: usize,
    /// Bytes up to the first piece.
    pub start: usize,
}

const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// Reads the date, the time, or both, that `text` begins with, in either order.
pub(crate) fn leading(text: &str) -> Option<When> {
    let mut when = When::default();
    let mut at = 0;
    let mut begun = false;
    loop {
        let next = skip(text, at, begun, &mut when.rough);
        let rest = &text[next..];
        if when.date.is_none()
            && let Some((date, length)) = date(rest)
        {
            when.date = Some(date);
            at = next + length;
        } else if when.time.is_none()
            && let Some((time, length)) =
                time(rest, when.date.is_some_and(|_| begun), &mut when.rough)
        {
            when.time = Some(time);
            at = next + length;
            at += zone_after(&text[at..], &mut when.zone);
        } else if let Some(length) = weekday(rest).filter(|_| when.date.is_none()) {
            // Alone a weekday is a word like any other.
            if !begun {
                when.start = next;
            }
            begun = true;
            at = next + length;
            continue;
        } else {
            break;
        }
        if !begun {
            when.start = next;
        }
        begun = true;
        when.end = at;
        if when.date.is_some() && when.time.is_some() {
            break;
        }
    }
    if when.date.is_none() && when.time.is_none() {
        return None;
    }
    range_or_tilde(text, &mut when);
    Some(when)
}

/// Everything up to here that says when, and the marks that part it from what follows.
pub(crate) fn after<'a>(text: &'a str, when: &When) -> &'a str {
    let emphasised = |c: char| "*_`".contains(c) && text[..when.start].contains(c);
    let parts = |c: char| c.is_whitespace() || ":-–—,|]).~".contains(c);
    text[when.end..].trim_start_matches(|c| parts(c) || emphasised(c))
}

fn skip(text: &str, at: usize, begun: bool, rough: &mut bool) -> usize {
    let mut at = at;
    loop {
        let rest = &text[at..];
        let Some(c) = rest.chars().next() else {
            return at;
        };
        let mark = if begun { ",*_@-–( " } else { "*_~[(`-– " };
        if c == '~' {
            *rough = true;
        }
        let clock = || {
            digits(rest[1..].trim_start()) > 0
                && time(rest[1..].trim_start(), false, &mut false).is_some()
        };
        if begun && c == ':' && clock() {
            at += 1;
            continue;
        }
        if mark.contains(c) || c == '\t' {
            at += c.len_utf8();
            continue;
        }
        let word = [
            "ca. ",
            "ca ",
            "approx. ",
            "approximately ",
            "around ",
            "about ",
        ];
        if let Some(word) = word.iter().find(|word| starts_with_word(rest, word)) {
            *rough = true;
            at += word.len();
            continue;
        }
        if begun
            && (starts_with_word(rest, "at ") || starts_with_word(rest, "T"))
            && !rest.starts_with("Th")
        {
            let length = if rest.starts_with('T') { 1 } else { 3 };
            if rest.as_bytes().get(length).is_some_and(u8::is_ascii_digit) {
                at += length;
                continue;
            }
        }
        return at;
    }
}

fn starts_with_word(text: &str, word: &str) -> bool {
    text.get(..word.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(word))
}

fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// `2018-03-26`, `2018/03/26`, `4/21/23`, `07-27-2023`, `June 14th, 2022`, `Oct 31`, `19. April`.
pub(crate) fn date(text: &str) -> Option<(Date, usize)> {
    let first = *text.as_bytes().first()?;
    if first.is_ascii_digit() {
        numeric(text).or_else(|| day_first(text))
    } else {
        month_first(text)
    }
}

fn numeric(text: &str) -> Option<(Date, usize)> {
    let bytes = text.as_bytes();
    let first = digits(text);
    let mark = *bytes
        .get(first)
        .filter(|byte| matches!(byte, b'-' | b'/' | b'.'))?;
    let second = digits(text.get(first + 1..)?);
    let at = first + 1 + second;
    if second == 0 || second > 2 || bytes.get(at) != Some(&mark) {
        return None;
    }
    let third = digits(&text[at + 1..]);
    let end = at + 1 + third;
    let part = |from: usize, length: usize| text[from..from + length].parse::<i16>().ok();
    let (head, middle) = (part(0, first.min(4))?, part(first + 1, second)?);
    let tail = || part(at + 1, third);
    let (year, month, day, mended) = match (first, third, mark) {
        (4, 1 | 2, _) => (head, middle, tail()?, false),
        (5, 1 | 2, b'-') => (mended_year(&text[..5])?, middle, tail()?, true),
        // Month first, as in the United States, unless that cannot be.
        (1 | 2, 4, b'/' | b'-') if head <= 12 => (tail()?, head, middle, false),
        (1 | 2, 2, b'/' | b'-') if head <= 12 => (2000 + tail()?, head, middle, false),
        (1 | 2, 4, _) => (tail()?, middle, head, false),
        _ => return None,
    };
    if bytes.get(end).is_some_and(u8::is_ascii_alphabetic) && bytes.get(end) != Some(&b'T') {
        return None;
    }
    build(Some(year), month, day, mended).map(|date| (date, end))
}

/// A year with a digit typed twice: 20202, 22025.
fn mended_year(text: &str) -> Option<i16> {
    let head: i16 = text[..4].parse().ok()?;
    let tail: i16 = text[1..].parse().ok()?;
    [head, tail]
        .into_iter()
        .find(|year| (1990..2100).contains(year))
}

fn build(year: Option<i16>, month: i16, day: i16, mended: bool) -> Option<Date> {
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    let fits = year.is_none_or(|year| (1970..2200).contains(&year));
    let exists = jiff::civil::Date::new(year.unwrap_or(2000), month, day).is_ok();
    (fits && exists).then_some(Date {
        year,
        month,
        day,
        mended,
    })
}

fn month(text: &str) -> Option<(i16, usize)> {
    let length = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let word = &text[..length];
    if length < 3 || !text.as_bytes()[0].is_ascii_uppercase() {
        return None;
    }
    let found = MONTHS.iter().position(|name| {
        (length == 3 || length == name.len() || (length == 4 && *name == "september"))
            && name
                .get(..length)
                .is_some_and(|head| head.eq_ignore_ascii_case(word))
    })?;
    let length = length + usize::from(text[length..].starts_with('.'));
    i16::try_from(found + 1).ok().map(|month| (month, length))
}

fn ordinal(text: &str) -> usize {
    ["st", "nd", "rd", "th"]
        .iter()
        .find(|suffix| {
            starts_with_word(text, suffix) && !text[2..].starts_with(char::is_alphanumeric)
        })
        .map_or(0, |_| 2)
}

fn spaces(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', ',']).len()
}

fn month_first(text: &str) -> Option<(Date, usize)> {
    let (month, length) = month(text)?;
    let mut at = length + spaces(&text[length..]);
    let day_digits = digits(&text[at..]);
    if at == length || !(1..=2).contains(&day_digits) {
        return None;
    }
    let day = text[at..at + day_digits].parse().ok()?;
    at += day_digits;
    if text[at..].starts_with(':') && digits(text.get(at + 1..)?) > 0 {
        return None;
    }
    at += ordinal(&text[at..]);
    let (year, at) = year_after(text, at);
    build(year, month, day, false).map(|date| (date, at))
}

fn day_first(text: &str) -> Option<(Date, usize)> {
    let day_digits = digits(text);
    if !(1..=2).contains(&day_digits) {
        return None;
    }
    let day = text[..day_digits].parse().ok()?;
    let mut at = day_digits + ordinal(&text[day_digits..]);
    at += usize::from(text[at..].starts_with('.'));
    at += spaces(&text[at..]);
    if starts_with_word(&text[at..], "of ") {
        at += 3;
    }
    let (month, length) = month(&text[at..])?;
    let (year, at) = year_after(text, at + length);
    build(year, month, day, false).map(|date| (date, at))
}

fn year_after(text: &str, at: usize) -> (Option<i16>, usize) {
    let next = at + spaces(&text[at..]);
    let rest = &text[next..];
    let clock = |rest: &str| rest.starts_with(':') && digits(&rest[1..]) > 0;
    let whole = digits(rest) == 4 && !clock(&rest[4..]);
    match rest
        .get(..4)
        .filter(|_| whole)
        .and_then(|year| year.parse::<i16>().ok())
    {
        Some(year) if (1970..2200).contains(&year) => (Some(year), next + 4),
        _ => (None, at),
    }
}

fn weekday(text: &str) -> Option<usize> {
    let length = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let word = &text[..length];
    let known = length >= 3
        && word.as_bytes()[0].is_ascii_uppercase()
        && WEEKDAYS.iter().any(|day| {
            day.get(..length)
                .is_some_and(|head| head.eq_ignore_ascii_case(word))
        });
    known.then_some(length)
}

/// `10:34`, `7:05 AM`, `09:15:04.25`; after a date also `11.50` and `1600`.
fn time(text: &str, dated: bool, rough: &mut bool) -> Option<(Time, usize)> {
    let bytes = text.as_bytes();
    let h = digits(text);
    let (hour, minute, mut at) = match (h, bytes.get(h)) {
        (1 | 2, Some(b':' | b'.')) if dated || bytes[h] == b':' => {
            if digits(&text[h + 1..]) != 2 {
                return None;
            }
            (&text[..h], &text[h + 1..h + 3], h + 3)
        }
        (4, next) if dated && next.is_none_or(u8::is_ascii_whitespace) => {
            (&text[..2], &text[2..4], 4)
        }
        _ => return None,
    };
    let (mut hour, minute): (i8, i8) = (hour.parse().ok()?, minute.parse().ok()?);
    let mut second = None;
    let mut nanos = 0;
    if bytes.get(at) == Some(&b':') && digits(&text[at + 1..]) == 2 {
        second = Some(text[at + 1..at + 3].parse().ok()?);
        at += 3;
        let fraction = text[at..].strip_prefix(['.', ',']).map_or(0, digits);
        if (1..=9).contains(&fraction) {
            nanos = format!("{:0<9}", &text[at + 1..=at + fraction])
                .parse()
                .ok()?;
            at += 1 + fraction;
        }
    }
    if hour > 23 || minute > 59 || second.is_some_and(|second: i8| second > 59) {
        return None;
    }
    let gap = text[at..].len() - text[at..].trim_start_matches(' ').len();
    let half = text[at + gap..].get(..2).map(str::to_ascii_lowercase);
    let ends = !text[at + gap..]
        .get(2..)
        .is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
    match half.as_deref().filter(|_| ends) {
        Some("am") => {
            *rough |= hour > 12;
            hour = if hour == 12 { 0 } else { hour };
            at += gap + 2;
        }
        Some("pm") => {
            hour = if hour < 12 { hour + 12 } else { hour };
            at += gap + 2;
        }
        _ => {}
    }
    let glued =
        text[at..].starts_with(|c: char| c.is_alphanumeric()) && !text[at..].starts_with('Z');
    (!glued).then_some((
        Time {
            hour,
            minute,
            second,
            nanos,
        },
        at,
    ))
}

fn zone_after(text: &str, zone: &mut Option<String>) -> usize {
    let gap = text.len() - text.trim_start_matches([' ', '(']).len();
    if let Some(offset) = written_offset(text) {
        *zone = Some(offset.0);
        return offset.1;
    }
    let Some(named) = zones::leading(&text[gap..]) else {
        return 0;
    };
    let paren = text[..gap].contains('(');
    let end = gap + named.length;
    if paren && !text[end..].starts_with(')') {
        return 0;
    }
    *zone = Some(named.name);
    end + usize::from(paren)
}

/// `+02:00` or `-02:00` directly after the time. After a space only the first: there the other is
/// the end of a range.
fn written_offset(text: &str) -> Option<(String, usize)> {
    let gap = usize::from(text.starts_with(" +"));
    let written = text.get(gap..gap + 6)?;
    let whole = written.starts_with(['+', '-'])
        && digits(&written[1..]) == 2
        && written.as_bytes()[3] == b':';
    let named = zones::leading(&format!("UTC{}", Some(written).filter(|_| whole)?))?;
    (named.length == 9).then_some((named.name, gap + 6))
}

/// A second time, or a tilde, after the first says that the first is not the whole of it.
fn range_or_tilde(text: &str, when: &mut When) {
    let rest = text[when.end..].trim_start();
    if rest.starts_with('~') {
        when.rough = true;
        return;
    }
    let Some(second) = rest.strip_prefix(['-', '–']) else {
        return;
    };
    let second = second.trim_start();
    let length = digits(second);
    let marks = second
        .get(length..)
        .is_some_and(|rest| rest.starts_with(':'));
    if (1..=2).contains(&length) && marks {
        let word = |c: char| c.is_alphanumeric() || c == ':' || c == '?';
        let more = second.len() - second.trim_start_matches(word).len();
        when.rough = true;
        when.end = text.len() - second.len() + more;
        when.end += zone_after(&text[when.end..], &mut when.zone);
    }
}

/// Every date in running text, with the byte at which it begins and its length.
pub(crate) fn dates(text: &str) -> impl Iterator<Item = (usize, usize, Date)> + '_ {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() {
            let begins = (bytes[at].is_ascii_digit() || bytes[at].is_ascii_uppercase())
                && (at == 0 || !(bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] == b'/'));
            if begins && let Some((date, length)) = date(&text[at..]) {
                let from = at;
                at += length;
                return Some((from, length, date));
            }
            at += 1;
        }
        None
    })
}
