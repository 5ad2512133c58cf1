//! When it began, and the day, year and zone that the rows of a timeline lean on.

use afterword_domain::incident::Milestone;
use afterword_domain::time::Precision;
use jiff::civil;

use super::Draft;
use super::calendar::first_moment;
use super::headings::Target;
use super::outline::{Outline, Part};
use super::sections::margin;
use crate::error::ReadError;
use crate::read::ReadOptions;
use crate::text::front_matter::Pair;
use crate::text::lines::{Line, join};
use crate::text::when::{self, Date};
use crate::text::zones;

/// Finds the zone and the day before any row is read.
pub(crate) fn set_calendar(
    draft: &mut Draft<'_>,
    outline: &Outline<'_>,
    front: &[Pair<'_>],
    lines: &[Line<'_>],
    options: &ReadOptions,
) -> Result<(), ReadError> {
    zone(draft, outline, front, lines)?;
    if let Some(name) = &options.zone {
        let told = zones::told(name).ok_or_else(|| ReadError::UnknownZoneOption {
            found: name.clone(),
        })?;
        draft.calendar.fallback = zones::zone(&told).map(|zone| (told, zone));
    }
    told_start(draft, front)?;
    let stem = file_stem(draft.name);
    let title = draft.document.title.clone();
    let heading = outline
        .parts
        .iter()
        .find(|part| part.target() == Some(Target::Timeline));
    let in_front = front
        .iter()
        .find(|pair| is_date_key(pair.key))
        .map(Pair::value);
    let sources = [
        in_front.as_deref().unwrap_or(""),
        heading.map_or("", |part| part.heading),
        &title,
        stem,
    ];
    let mut full = sources.iter().find_map(|text| first_full(text));
    let summary = outline.parts.iter().find(|part| {
        matches!(
            part.target(),
            Some(Target::Prose("summary") | Target::Start)
        )
    });
    full = full.or_else(|| {
        summary.and_then(|part| part.lines.iter().find_map(|line| first_full(line.text)))
    });
    full = full.or_else(|| {
        lines
            .iter()
            .filter(|line| !line.fenced)
            .find_map(|line| first_full(line.text))
    });
    draft.calendar.date = full;
    draft.calendar.year = full
        .map(civil::Date::year)
        .or_else(|| year_of(stem))
        .or_else(|| year_of(&title));
    Ok(())
}

/// A date with a time in the front matter says when it began, more surely than any row.
fn told_start(draft: &mut Draft<'_>, front: &[Pair<'_>]) -> Result<(), ReadError> {
    let Some(pair) = front.iter().find(|pair| is_date_key(pair.key)) else {
        return Ok(());
    };
    let value = pair.value();
    let timed = |when: &when::When| when.date.is_some() && when.time.is_some();
    if let Some(when) = when::leading(&value).filter(timed) {
        let placed = draft.calendar.place(&when, pair.line, &value)?;
        draft.start_hint = placed.map(|placed| (placed.at, placed.precision));
        draft.calendar.rewind();
    }
    Ok(())
}

fn zone(
    draft: &mut Draft<'_>,
    outline: &Outline<'_>,
    front: &[Pair<'_>],
    lines: &[Line<'_>],
) -> Result<(), ReadError> {
    if let Some(pair) = front.iter().find(|pair| is_zone_key(pair.key)) {
        let value = pair.value();
        let Some(name) = zones::told(&value) else {
            return Err(ReadError::UnknownZone {
                line: pair.line,
                found: value,
            });
        };
        draft.calendar.set_zone(&name);
        draft.report.map(pair.line, pair.key, "zone");
        return Ok(());
    }
    let timelines = outline
        .parts
        .iter()
        .filter(|part| part.target() == Some(Target::Timeline));
    let heading = timelines
        .map(|part| (part.line, part.heading))
        .find_map(|(line, heading)| zones::mentioned(heading).map(|zone| (line, heading, zone)));
    let said = || {
        // Every such sentence has "time" in it, which is quicker to look for.
        let likely = |line: &&Line<'_>| !line.fenced && line.text.contains("ime");
        lines.iter().filter(likely).find_map(|line| {
            let lower = line
                .text
                .get(..200.min(line.text.len()))
                .unwrap_or(line.text)
                .to_ascii_lowercase();
            let at = [
                "all times",
                "times are in",
                "times in ",
                "timezone:",
                "time zone:",
            ]
            .iter()
            .find_map(|words| lower.find(words).map(|at| at + words.len()))?;
            let rest = line.text.get(at..)?;
            zones::mentioned(rest).map(|zone| (line.number, rest, zone))
        })
    };
    if let Some((line, _, zone)) = heading.or_else(said) {
        draft.calendar.set_zone(&zone.name);
        draft
            .report
            .note(line, format!("local times are read in {}", zone.name));
    }
    Ok(())
}

fn is_zone_key(key: &str) -> bool {
    matches!(
        key.to_lowercase().as_str(),
        "timezone" | "time zone" | "time_zone" | "zone" | "tz"
    )
}

fn is_date_key(key: &str) -> bool {
    let key = key.to_lowercase();
    matches!(
        key.as_str(),
        "date"
            | "incident_date"
            | "incident date"
            | "start"
            | "started"
            | "started_at"
            | "start_time"
            | "start_date"
            | "impact_started_at"
            | "occurred"
            | "occurred_at"
    )
}

fn file_stem(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}

fn first_full(text: &str) -> Option<civil::Date> {
    when::dates(text).find_map(|(_, _, date)| full(date))
}

fn full(date: Date) -> Option<civil::Date> {
    civil::Date::new(date.year?, date.month, date.day).ok()
}

/// A four-digit year anywhere: `PM2020-003`.
fn year_of(text: &str) -> Option<i16> {
    let mut runs = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|run| run.len() == 4);
    runs.find_map(|run| run.parse().ok().filter(|year| (1990..2100).contains(year)))
}

/// A section such as "Date" or "Start time". Its text stays.
pub(crate) fn read_section(draft: &mut Draft<'_>, part: &Part<'_>) -> Result<bool, ReadError> {
    let text = join(&part.lines, margin(part));
    let mut found = false;
    if let Some(when) = when::leading(text.trim()).filter(|when| when.date.is_some()) {
        let told = text.trim()[..when.end].to_owned();
        let line = part
            .lines
            .iter()
            .find(|line| !line.is_blank())
            .map_or(part.line, |line| line.number);
        if let Some(placed) = draft.calendar.place(&when, line, &told)? {
            draft.start_hint = draft.start_hint.or(Some((placed.at, placed.precision)));
            found = true;
        }
    }
    if !text.is_empty() {
        draft.section("started", part.heading, &text);
    }
    Ok(found)
}

/// Settles the start from the best source there is: a key event or a field with a time, a row that
/// is called the start of impact, the first row of the timeline, a field with a date, the title, the
/// text, the file name. One that contradicts a milestone gives way to the next.
pub(crate) fn settle(draft: &mut Draft<'_>) {
    let exact = draft
        .start_hint
        .filter(|(_, precision)| *precision != Precision::Day);
    let row = draft
        .labelled
        .iter()
        .find(|row| row.milestone == Milestone::ImpactStarted && row.precision != Precision::Day)
        .map(|row| (row.at, row.precision));
    let sources = [exact, row, first_row(draft), draft.start_hint, dated(draft)];
    let mut contradiction = None;
    for (at, precision) in sources.into_iter().flatten() {
        match draft.set_milestone(Milestone::ImpactStarted, at) {
            Ok(()) => {
                draft.document.started_precision = precision;
                break;
            }
            Err(message) => contradiction = contradiction.or(Some(message)),
        }
    }
    if let Some(message) = contradiction {
        draft.report.note(1, message);
    } else if draft.document.milestones.impact_started_at.is_none() {
        draft
            .report
            .note(1, "the document does not say when it began");
    }
}

/// The first row that was read, or an earlier one of the day before it: rows are often noted out of
/// order, and a row that is years off is a slip.
fn first_row(draft: &Draft<'_>) -> Option<(afterword_domain::Moment, Precision)> {
    let first = draft
        .document
        .timeline
        .iter()
        .min_by_key(|entry| entry.id)?;
    let near = draft.document.timeline.iter().filter(|entry| {
        let before = first.occurred_at.since(entry.occurred_at);
        !before.is_negative() && before.as_hours() < 24
    });
    near.map(|entry| (entry.occurred_at, entry.precision)).min()
}

fn dated(draft: &Draft<'_>) -> Option<(afterword_domain::Moment, Precision)> {
    let zone = draft
        .calendar
        .named()
        .map_or(jiff::tz::TimeZone::UTC, |(_, zone)| zone.clone());
    let partial = || {
        let sections = &draft.document.postmortem.sections;
        let texts = [draft.document.title.as_str(), file_stem(draft.name)].into_iter();
        let texts = texts.chain(sections.iter().map(|section| section.text.as_str()));
        let mut dates = texts.flat_map(|text| when::dates(text).map(|(_, _, date)| date));
        let date = dates.next()?;
        civil::Date::new(date.year.or(draft.calendar.year)?, date.month, date.day).ok()
    };
    let date = draft.calendar.date.or_else(partial)?;
    first_moment(date, &zone).map(|at| (at, Precision::Day))
}
