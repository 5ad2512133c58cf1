//! Timeline sections become entries; what tells no time stays as prose. A row that bears a
//! milestone's name is remembered for when the start is known.

use afterword_domain::EventId;
use afterword_domain::incident::{EventKind, Milestone};
use afterword_domain::time::Precision;

use super::Draft;
use super::labels;
use super::milestones::Labelled;
use super::outline::Part;
use super::rows::{Row, Rows, rows};
use crate::document::Entry;
use crate::error::ReadError;
use crate::text::lines::{Line, join};
use crate::text::zones;

/// Reads a section that is a timeline. Returns whether it had a row.
pub(crate) fn read(draft: &mut Draft<'_>, part: &Part<'_>) -> Result<bool, ReadError> {
    let Rows {
        found: rows,
        rest,
        zone,
        year,
        notes,
        zone_line,
        labels,
    } = rows(&part.lines);
    let name = zone
        .or_else(|| zones::mentioned(part.heading).map(|zone| zone.name))
        .or_else(|| rows.iter().find_map(|row| row.when.zone.clone()));
    if let Some(name) = name {
        draft.calendar.set_zone(&name);
    }
    if let Some((line, words)) = zone_line {
        if let Some(named) = zones::statement(&words) {
            draft.calendar.set_zone(&named.name);
        }
        draft.report.map(line, words, "zone");
    }
    draft.calendar.year = year.or(draft.calendar.year);
    if let Some(year) = year
        && draft.calendar.date.is_some_and(|date| date.year() != year)
    {
        draft.calendar.date = None;
    }
    draft.calendar.rewind();
    let found = !rows.is_empty();
    for (line, message) in notes {
        draft.report.note(line, message);
    }
    for (line, label) in labels {
        draft.report.map(line, label, "timeline");
    }
    let mut left = Vec::new();
    for row in rows {
        add(draft, row, &mut left)?;
    }
    let rest: Vec<String> = rest.into_iter().map(|(_, text)| text).chain(left).collect();
    draft.left_over(part, "timeline", "Timeline", &rest.join("\n\n"));
    Ok(found)
}

/// Reads a section of prose in which at least two list items begin with a date and a time, as
/// reports without a timeline of its own have it. Returns whether it is one.
pub(crate) fn read_hidden(draft: &mut Draft<'_>, part: &Part<'_>) -> Result<bool, ReadError> {
    let dated = |line: &&Line<'_>| {
        let Some(bullet) = line.bullet() else {
            return false;
        };
        crate::text::when::leading(bullet.content)
            .is_some_and(|when| when.start == 0 && when.date.is_some() && when.time.is_some())
    };
    if part.lines.iter().filter(dated).count() < 2 {
        return Ok(false);
    }
    let first = part.lines.iter().position(|line| dated(&line)).unwrap_or(0);
    let rows = rows(&part.lines[first..]);
    draft.calendar.rewind();
    for (line, message) in rows.notes {
        draft.report.note(line, message);
    }
    let mut left = vec![join(&part.lines[..first], 0)];
    left.extend(rows.rest.into_iter().map(|(_, text)| text));
    for row in rows.found {
        add(draft, row, &mut left)?;
    }
    left.retain(|text| !text.is_empty());
    draft.left_over(part, "context", "Context", &left.join("\n\n"));
    Ok(true)
}

fn add(draft: &mut Draft<'_>, row: Row, left: &mut Vec<String>) -> Result<(), ReadError> {
    let Row {
        line,
        when,
        told,
        text,
    } = row;
    let Some(placed) = draft.calendar.place(&when, line, &told)? else {
        draft.report.note(
            line,
            format!("“{told}” names no day, and neither does the document; kept as text"),
        );
        let text = format!("{told}: {text}");
        match draft.document.timeline.last_mut() {
            Some(entry) => entry.text = format!("{}\n\n{text}", entry.text),
            None => left.push(text),
        }
        return Ok(());
    };
    let mended = when.date.is_some_and(|date| date.mended);
    if mended {
        draft
            .report
            .note(line, format!("“{told}” is read as {}", placed.at));
    }
    if text.is_empty() && placed.precision == Precision::Day {
        // A day on a line of its own has set the calendar, and the rows under it carry it on.
        return Ok(());
    }
    let label = labels::of_row(&text);
    let at_end = label.is_none() && labels::ends_recovered(&text);
    let label = label.or(at_end.then_some(Milestone::Recovered));
    // Words that say more than the moment does stay: "ca.", a range, another zone.
    let text = if when.rough || placed.elsewhere || mended {
        if text.is_empty() {
            told.clone()
        } else {
            format!("{told}: {text}")
        }
    } else {
        draft.report.map(line, told.clone(), "timeline.occurred_at");
        text
    };
    let id = EventId(draft.number());
    draft.labelled.extend(label.map(|milestone| Labelled {
        line,
        entry: id,
        milestone,
        at: placed.at,
        precision: placed.precision,
        at_end,
    }));
    draft.document.timeline.push(Entry {
        id,
        occurred_at: placed.at,
        precision: placed.precision,
        recorded_at: None,
        kind: EventKind::Observation,
        milestone: None,
        text,
        source: "import".into(),
        evidence: Vec::new(),
        pinned: false,
        questions: Vec::new(),
        history: Vec::new(),
    });
    Ok(())
}
