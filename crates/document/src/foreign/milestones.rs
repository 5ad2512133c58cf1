//! Key events, rows with a milestone's name and told durations become milestones, as far as they do
//! not contradict each other.

use afterword_domain::incident::{EventKind, Milestone};
use afterword_domain::time::Precision;
use afterword_domain::{EventId, Moment};
use jiff::SignedDuration;

use super::Draft;
use super::labels;
use super::outline::Part;
use super::passages::{Block, blocks};
use crate::document::Entry;
use crate::error::ReadError;
use crate::text::when::{self, When};

/// A row of the timeline that bears a milestone's name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Labelled {
    pub line: u32,
    pub entry: EventId,
    pub milestone: Milestone,
    pub at: Moment,
    pub precision: Precision,
    /// Only the "(resolved)" at the row's end says it.
    pub at_end: bool,
}

/// Reads a list of key events. Each that fits those before it, in the order of the source, becomes
/// a milestone and an entry of the timeline; one that contradicts them is a slip of the writer's and
/// stays as text.
pub(crate) fn read_key_events(draft: &mut Draft<'_>, part: &Part<'_>) -> Result<bool, ReadError> {
    let mut left = Vec::new();
    let mut found = false;
    for block in blocks(&part.lines) {
        let (line, text, item) = match block {
            Block::Item { line, text } => (line, text, true),
            Block::Text { line, text } => (line, text, false),
            Block::Heading { line, raw, .. } => (line, raw.to_owned(), false),
            Block::Table { rows } => {
                left.extend(rows.iter().map(|row| row.text.to_owned()));
                continue;
            }
        };
        let taken = if item {
            key_event(draft, line, &text)?
        } else {
            false
        };
        found |= taken;
        if !taken {
            left.push(if item {
                format!("- {}", text.replace('\n', "\n  "))
            } else {
                text
            });
        }
    }
    draft.left_over(part, "key_events", "Key events", &left.join("\n"));
    Ok(found)
}

/// The first date or time in the text with what stands before it.
fn split(text: &str) -> Option<(&str, When, &str)> {
    let mut starts = text
        .char_indices()
        .filter(|(at, c)| c.is_alphanumeric() && !text[..*at].ends_with(char::is_alphanumeric));
    starts.find_map(|(at, _)| {
        let rest = &text[at..];
        let when = when::leading(rest).filter(|when| when.start == 0 && when.date.is_some())?;
        Some((&text[..at], when, rest))
    })
}

fn key_event(draft: &mut Draft<'_>, line: u32, text: &str) -> Result<bool, ReadError> {
    let Some((label, when, rest)) = split(text) else {
        return Ok(false);
    };
    let Some(milestone) = labels::of_key_event(label) else {
        return Ok(false);
    };
    let told = &rest[..when.end];
    let Some(placed) = draft.calendar.place(&when, line, told)? else {
        return Ok(false);
    };
    let untimed = placed.precision == Precision::Day
        && !matches!(milestone, Milestone::ImpactStarted | Milestone::Detected);
    if untimed || draft.document.milestones.get(milestone).is_some() {
        draft.report.note(
            line,
            format!("{milestone} is told twice, or without a time; “{told}” is kept as text"),
        );
        return Ok(false);
    }
    // A day is no moment to count minutes from: it tells when the incident began, and no more.
    let timed = placed.precision != Precision::Day;
    let as_told = if timed {
        milestone
    } else {
        Milestone::ImpactStarted
    };
    if let Err(message) = draft.set_milestone(as_told, placed.at) {
        let message = format!("{message}; “{told}” is kept as text");
        draft.report.note(line, message);
        return Ok(false);
    }
    let starts = as_told == Milestone::ImpactStarted
        || milestone == Milestone::Detected
            && draft.document.milestones.impact_started_at.is_none();
    if starts {
        draft.start_hint = Some((placed.at, placed.precision));
    }
    let more = when::after(rest, &when).trim();
    let mended = when.date.is_some_and(|date| date.mended);
    let mut words = label.trim().trim_end_matches(':').to_owned();
    if mended || when.rough || placed.elsewhere {
        words = format!("{words}: {told}");
    } else {
        draft
            .report
            .map(line, told, format!("milestones.{as_told}"));
    }
    if mended {
        draft
            .report
            .note(line, format!("“{told}” is read as {}", placed.at));
    }
    if !more.is_empty() {
        words = format!("{words} {more}");
    }
    let id = EventId(draft.number());
    draft
        .document
        .timeline
        .push(entry(id, milestone, placed.at, placed.precision, words));
    Ok(true)
}

fn entry(
    id: EventId,
    milestone: Milestone,
    at: Moment,
    precision: Precision,
    text: String,
) -> Entry {
    Entry {
        id,
        occurred_at: at,
        precision,
        recorded_at: None,
        kind: EventKind::Milestone,
        milestone: Some(milestone),
        text,
        source: "import".into(),
        evidence: Vec::new(),
        pinned: true,
        questions: Vec::new(),
        history: Vec::new(),
    }
}

/// Sets what rows and told durations say, now that the start is known.
pub(crate) fn settle(draft: &mut Draft<'_>) {
    let labelled = std::mem::take(&mut draft.labelled);
    // Milestones that an entry bears already.
    let mut borne: Vec<Milestone> = Vec::new();
    for milestone in draft.document.timeline.iter().filter_map(|e| e.milestone) {
        if !borne.contains(&milestone) {
            borne.push(milestone);
        }
    }
    for row in labelled.iter().filter(|row| !row.at_end) {
        read_row(draft, row, &mut borne);
    }
    // Of the rows that end in "(resolved)" the last counts, and only where no row says it better.
    let last = labelled
        .iter()
        .filter(|row| row.at_end)
        .max_by_key(|row| (row.at, row.entry));
    if let Some(row) = last
        && draft.document.milestones.recovered_at.is_none()
    {
        read_row(draft, row, &mut borne);
    }
    let durations = std::mem::take(&mut draft.durations);
    read_durations(draft, &durations);
    read_length(draft);
}

fn read_row(draft: &mut Draft<'_>, row: &Labelled, borne: &mut Vec<Milestone>) {
    let Labelled {
        line,
        milestone,
        at,
        ..
    } = *row;
    match draft.document.milestones.get(milestone) {
        Some(before) if before == at => {
            if borne.contains(&milestone) {
                return;
            }
        }
        Some(before) => {
            let message = format!("{milestone} is {before} already; {at} is kept as a row");
            draft.report.note(line, message);
            return;
        }
        None if row.precision == Precision::Day => {
            let message = format!("{milestone} is told without a time; the row is kept as it is");
            draft.report.note(line, message);
            return;
        }
        None => {
            if let Err(message) = draft.set_milestone(milestone, at) {
                let message = format!("{message}; the row is kept as it is");
                draft.report.note(line, message);
                return;
            }
        }
    }
    borne.push(milestone);
    let mut timeline = draft.document.timeline.iter_mut();
    if let Some(entry) = timeline.find(|entry| entry.id == row.entry) {
        entry.kind = EventKind::Milestone;
        entry.milestone = Some(milestone);
        entry.pinned = true;
    }
}

/// "Duration: 47 minutes", counted from the start of impact where nothing else says when it was
/// over. The text stays.
fn read_length(draft: &mut Draft<'_>) {
    let Some((line, text)) = draft.told_length.take() else {
        return;
    };
    let milestones = &draft.document.milestones;
    let (Some(start), None, false) = (
        milestones.impact_started_at,
        milestones.recovered_at,
        draft.document.started_precision == Precision::Day,
    ) else {
        return;
    };
    let bare = text.split('(').next().unwrap_or("").trim();
    let bare = bare.trim_end_matches(['.', '*', '_']);
    // Days are counted roughly, and so is what has other words beside it.
    let Some((length, "")) = length(bare).filter(|_| !bare.contains(['d', 'D'])) else {
        return;
    };
    let end = start.plus(length);
    let message = match draft.set_milestone(Milestone::Recovered, end) {
        Ok(()) => format!("recovered_at is {end}: “{bare}” from the start of impact"),
        Err(message) => message,
    };
    draft.report.note(line, message);
}

/// "Time to detection: 54 minutes" and the like, counted from the start of impact. The text stays.
fn read_durations(draft: &mut Draft<'_>, told: &[(u32, String)]) {
    let (Some(start), false) = (
        draft.document.milestones.impact_started_at,
        draft.document.started_precision == Precision::Day,
    ) else {
        return;
    };
    for (line, text) in told {
        let Some((name, value)) = text.split_once(':') else {
            continue;
        };
        let lower = name.to_lowercase();
        let milestone = match lower.trim_matches(|c: char| !c.is_alphanumeric()) {
            "time to detection" | "time to detect" => Milestone::Detected,
            "time to recovery" | "time to recover" => Milestone::Recovered,
            _ => continue,
        };
        let Some(length) = duration(value) else {
            continue;
        };
        if let Some(before) = draft.document.milestones.get(milestone) {
            if before != start.plus(length) {
                let text = text.trim();
                let message = format!("{milestone} is {before} already; “{text}” says another");
                draft.report.note(*line, message);
            }
            continue;
        }
        match draft.set_milestone(milestone, start.plus(length)) {
            Ok(()) => draft
                .report
                .map(*line, name.trim(), format!("milestones.{milestone}")),
            Err(message) => draft.report.note(*line, message),
        }
    }
}

/// `54 minutes`, `1h 16m`, `2 days`: whole numbers with their units.
fn duration(text: &str) -> Option<SignedDuration> {
    length(text).map(|(length, _)| length)
}

/// A duration and the words after it.
fn length(text: &str) -> Option<(SignedDuration, &str)> {
    let mut total = SignedDuration::ZERO;
    let mut rest = text.trim();
    let mut any = false;
    while let Some(end) = rest
        .find(|c: char| !c.is_ascii_digit())
        .filter(|end| *end > 0)
    {
        let number: i64 = rest[..end]
            .parse()
            .ok()
            .filter(|number| *number < 1_000_000)?;
        rest = rest[end..].trim_start();
        let word = rest
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(rest.len());
        let step = match &rest[..word] {
            "s" | "sec" | "secs" | "second" | "seconds" => SignedDuration::from_secs(number),
            "m" | "min" | "mins" | "minute" | "minutes" => SignedDuration::from_mins(number),
            "h" | "hr" | "hrs" | "hour" | "hours" => SignedDuration::from_hours(number),
            "d" | "day" | "days" => SignedDuration::from_hours(24 * number),
            _ => return None,
        };
        total = total.checked_add(step)?;
        any = true;
        rest = rest[word..].trim_start_matches([' ', ',']);
        rest = rest.strip_prefix("and ").unwrap_or(rest);
    }
    any.then_some((total, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_as_they_are_told() {
        assert_eq!(duration(" 54 minutes"), Some(SignedDuration::from_mins(54)));
        assert_eq!(duration("1h 16m"), Some(SignedDuration::from_mins(76)));
        assert_eq!(duration("?"), None);
        assert_eq!(duration("about 5"), None);
    }
}
