//! Post-mortems that others wrote, in the templates of the field.
//!
//! The order of things: the file is cut into parts at its headings; the day and the zone that rows
//! lean on are found; then each part goes to the field that its heading names. What no field takes
//! becomes a section of its own, in its place, so that no text is lost.
//!
//! Milestones are settled last, from the surest source to the least sure: key events with their
//! dates; rows of the timeline that bear a milestone's name; a row that ends in "(resolved)"; told
//! times to detect and to recover; the duration of the impact. A source never moves what a surer one
//! has set, and one that contradicts the order of the milestones stays in words, with a note.

mod action_table;
mod actions;
mod amounts;
mod calendar;
mod choice;
mod facts;
mod headings;
mod labels;
mod lessons;
mod links;
mod milestones;
mod outline;
mod passages;
mod rows;
mod sections;
mod start;
mod timeline;

use std::collections::{HashMap, HashSet};

use afterword_domain::Moment;
use afterword_domain::incident::Milestone;
use afterword_domain::postmortem::Status;
use afterword_domain::text::TITLE_MAX;
use afterword_domain::time::Precision;

use crate::document::Document;
use crate::error::ReadError;
use crate::read::{ReadOptions, Reading};
use crate::report::Report;
use crate::text::front_matter::Pair;
use crate::text::lines::Line;
use calendar::Calendar;
use headings::Target;
use outline::Part;

/// A document while it is read.
pub(crate) struct Draft<'a> {
    pub name: &'a str,
    pub document: Document,
    pub report: Report,
    pub calendar: Calendar,
    pub actions: Vec<actions::ToldAction>,
    /// When it began, by the key events or a field that says so.
    pub start_hint: Option<(Moment, Precision)>,
    /// Keys of the sections so far, and the last number given to one that was taken.
    pub keys: HashSet<String>,
    pub numbers: HashMap<String, u32>,
    /// Lines such as "Time to detection: 8 minutes".
    pub durations: Vec<(u32, String)>,
    /// "Duration: 47 minutes" of the impact.
    pub told_length: Option<(u32, String)>,
    /// Rows that bear a milestone's name, in the order of the source.
    pub labelled: Vec<milestones::Labelled>,
    pub severity_told: bool,
}

impl Draft<'_> {
    /// The next number for anything inside.
    pub(crate) fn number(&mut self) -> u32 {
        self.document.next_entry += 1;
        self.document.next_entry
    }

    /// Sets a milestone unless it would contradict those already set.
    pub(crate) fn set_milestone(&mut self, milestone: Milestone, at: Moment) -> Result<(), String> {
        let mut next = self.document.milestones;
        next.set(milestone, Some(at));
        next.in_order().map_err(|error| error.to_string())?;
        self.document.milestones = next;
        Ok(())
    }
}

/// Reads a document whose front matter and lines are given.
pub(crate) fn read(
    name: &str,
    lines: &[Line<'_>],
    front: &[Pair<'_>],
    options: &ReadOptions,
) -> Result<Reading, ReadError> {
    let mut draft = Draft {
        name,
        document: Document::default(),
        report: Report::default(),
        calendar: Calendar::default(),
        actions: Vec::new(),
        start_hint: None,
        keys: HashSet::new(),
        numbers: HashMap::new(),
        durations: Vec::new(),
        told_length: None,
        labelled: Vec::new(),
        severity_told: false,
    };
    draft.document.postmortem.status = Status::Published;
    facts::read_front(&mut draft, front);
    let spent = facts::read_head(&mut draft, lines);
    let without: Vec<Line<'_>>;
    let lines = if let Some(spent) = spent {
        let others = lines.iter().filter(|line| line.number != spent);
        without = others.copied().collect();
        &without
    } else {
        lines
    };
    let outline = outline::outline(lines);
    sections::title(&mut draft, &outline, front);
    start::set_calendar(&mut draft, &outline, front, lines, options)?;
    sections::front_matter(&mut draft, front);
    let summarised = outline
        .parts
        .iter()
        .any(|part| part.target() == Some(Target::Prose("summary")));
    for (at, part) in outline.parts.iter().enumerate() {
        read_part(&mut draft, part, at == 0, summarised)?;
    }
    start::settle(&mut draft);
    milestones::settle(&mut draft);
    sections::add_standard(&mut draft);
    choice::choose(&mut draft, options.action_limit);
    draft
        .calendar
        .zone_name()
        .clone_into(&mut draft.document.zone);
    draft
        .document
        .timeline
        .sort_by_key(|entry| (entry.occurred_at, entry.id));
    draft.report.title.clone_from(&draft.document.title);
    draft.report.started_at = draft.document.milestones.impact_started_at;
    let length = draft.document.title.chars().count();
    if length > TITLE_MAX {
        let line = outline.title.map_or(1, |(line, _)| line);
        return Err(ReadError::TitleTooLong { line, length });
    }
    Ok(Reading {
        document: draft.document,
        report: draft.report,
    })
}

fn read_part(
    draft: &mut Draft<'_>,
    part: &Part<'_>,
    first: bool,
    summarised: bool,
) -> Result<(), ReadError> {
    let Some(target) = part.target() else {
        unnamed(draft, part, first, summarised);
        return Ok(());
    };
    let mut field = target.field();
    let mapped = match target {
        Target::Impact => sections::impact(draft, part),
        Target::Timeline => timeline::read(draft, part)?,
        Target::KeyEvents => milestones::read_key_events(draft, part)?,
        Target::Factors(group) => lessons::read_factors(draft, part, group),
        Target::Answers(question) => lessons::read_answers(draft, part, question),
        Target::Lessons => lessons::read_lessons(draft, part),
        Target::Actions => actions::read(draft, part),
        Target::Start => start::read_section(draft, part)?,
        Target::Severity => sections::severity(draft, part),
        Target::Services => sections::services(draft, part),
        Target::Stats => sections::stats(draft, part),
        Target::Prose("background") if timeline::read_hidden(draft, part)? => {
            field = "timeline";
            true
        }
        Target::Prose(key) => {
            draft.section(
                key,
                part.heading,
                &crate::text::lines::join(&part.lines, sections::margin(part)),
            );
            true
        }
    };
    draft.report.headings_known += 1;
    if mapped || part.is_empty() {
        draft.report.headings_mapped += 1;
        draft.report.map(part.line, part.heading, field);
    } else if draft
        .report
        .kept
        .last()
        .is_none_or(|kept| kept.line != part.line)
    {
        draft.report.keep(part.line, part.heading, field);
    }
    Ok(())
}

/// Text under the title, or under a heading that no template has.
fn unnamed(draft: &mut Draft<'_>, part: &Part<'_>, first: bool, summarised: bool) {
    if part.heading.is_empty() && part.is_empty() {
        return;
    }
    let text = crate::text::lines::join(&part.lines, sections::margin(part));
    let line = part
        .lines
        .iter()
        .find(|line| !line.is_blank())
        .map_or(part.line, |line| line.number);
    if first {
        let (key, title) = if summarised {
            ("introduction", "Introduction")
        } else {
            ("summary", "Summary")
        };
        let key = draft.section(key, title, &text);
        draft.report.keep(line, "", key);
        return;
    }
    let key = draft.section(&sections::slug(part.heading), part.heading, &text);
    draft.report.keep(part.line, part.heading, key);
}
