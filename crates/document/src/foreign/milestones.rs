//! Key events and told durations become milestones, as far as they do not contradict each other.

use afterword_domain::incident::{EventKind, Milestone};
use afterword_domain::time::Precision;
use afterword_domain::{EventId, Moment};
use jiff::SignedDuration;

use super::Draft;
use super::outline::Part;
use super::passages::{Block, blocks};
use crate::document::Entry;
use crate::error::ReadError;
use crate::text::when::{self, When};

const LABELS: [(&str, Milestone); 27] = [
    ("fault occurs", Milestone::ImpactStarted),
    ("fault occurred", Milestone::ImpactStarted),
    ("impact started", Milestone::ImpactStarted),
    ("incident started", Milestone::ImpactStarted),
    ("started", Milestone::ImpactStarted),
    ("first detected", Milestone::Detected),
    ("fault detected", Milestone::Detected),
    ("detected", Milestone::Detected),
    ("team aware", Milestone::Detected),
    ("first alert fired", Milestone::Detected),
    ("first report", Milestone::Detected),
    ("incident declared", Milestone::Acknowledged),
    ("declared", Milestone::Acknowledged),
    ("acknowledged", Milestone::Acknowledged),
    ("on-call acknowledged", Milestone::Acknowledged),
    ("root cause identified", Milestone::Identified),
    ("identified", Milestone::Identified),
    ("repaired", Milestone::Mitigated),
    ("repaired declared", Milestone::Mitigated),
    ("mitigated", Milestone::Mitigated),
    ("fix deployed", Milestone::Mitigated),
    ("resolved", Milestone::Recovered),
    ("service recovered", Milestone::Recovered),
    ("recovered", Milestone::Recovered),
    ("restored", Milestone::Recovered),
    ("all-clear declared", Milestone::AllClear),
    ("all clear", Milestone::AllClear),
];

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
    let name = label
        .trim_matches(|c: char| c.is_whitespace() || "*_:-–".contains(c))
        .to_lowercase();
    let Some((_, milestone)) = LABELS.iter().find(|(known, _)| *known == name) else {
        return Ok(false);
    };
    let milestone = *milestone;
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

/// "Time to detection: 54 minutes" and the like, counted from the start of impact. The text stays.
pub(crate) fn read_durations(draft: &mut Draft<'_>, told: &[(u32, String)]) {
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
        if draft.document.milestones.get(milestone).is_some() {
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
    any.then_some(total)
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
