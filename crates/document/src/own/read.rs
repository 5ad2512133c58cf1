//! A file of ours, read back. What somebody changed in its text wins over what its comments say.

use afterword_domain::incident::Impact;
use afterword_domain::postmortem::Section;
use afterword_domain::time::Precision;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::parts::{Part, parts};
use super::write::{FACTOR_GROUPS, entry_tail, factor_tail, measure_tail};
use super::{actions, clock, impact, items, marker, one_line};
use crate::document::{Answer, Document, Entry, Factor, Measure};
use crate::error::ReadError;
use crate::read::Reading;
use crate::report::Report;
use crate::text::front_matter::Pair;

/// A file while it is read.
pub(super) struct Reader {
    pub(super) document: Document,
    report: Report,
    /// Lists in which an entry may say its place.
    sections: Vec<(usize, Section)>,
    factors: Vec<(usize, Factor)>,
    answers: Vec<(usize, Answer)>,
    pub(super) added: Vec<String>,
    /// The highest number in the file, and the last one given to an entry that somebody added.
    highest: u32,
    fresh: u32,
}

/// Reads the body that follows `taken` lines of front matter.
pub(crate) fn read(text: &str, front: &[Pair<'_>], taken: usize) -> Result<Reading, ReadError> {
    let mut lines: Vec<&str> = text.split('\n').collect();
    if lines.last() == Some(&"") {
        lines.pop();
    }
    if lines.iter().all(|line| line.ends_with('\r')) {
        // An editor gave every line another ending; ours has none of its own.
        lines = lines
            .iter()
            .map(|line| line.strip_suffix('\r').unwrap_or(line))
            .collect();
    }
    let body = lines.get(taken..).unwrap_or_default();
    let highest = highest(body);
    let mut reader = Reader {
        document: Document::default(),
        report: Report::default(),
        sections: Vec::new(),
        factors: Vec::new(),
        answers: Vec::new(),
        added: Vec::new(),
        highest,
        fresh: highest,
    };
    reader.front_matter(front)?;
    for part in parts(body, u32::try_from(taken).unwrap_or(0) + 1)? {
        reader.part(part)?;
    }
    reader.document.milestones.in_order().map_err(|source| {
        let pair = front.iter().find(|pair| pair.key == source.later.field());
        ReadError::MilestonesOutOfOrder {
            line: pair.map_or(1, |pair| pair.line),
            source,
        }
    })?;
    Ok(reader.finish())
}

/// The highest number that any comment names, so that an added entry gets one above it.
fn highest(body: &[&str]) -> u32 {
    let numbers = |line: &&str| {
        let marked = line.contains(marker::ENTRY) || line.contains(marker::PART);
        let tags = ["\"id\":", "\"next_entry\":"];
        let from = |tag: &str| -> Option<u32> {
            let rest = line.split(tag).skip(1);
            rest.filter_map(|rest| {
                rest.split(|c: char| !c.is_ascii_digit())
                    .next()?
                    .parse()
                    .ok()
            })
            .max()
        };
        if marked {
            tags.iter().filter_map(|tag| from(tag)).max()
        } else {
            None
        }
    };
    body.iter().filter_map(numbers).max().unwrap_or(0)
}

pub(super) fn typed<T: DeserializeOwned>(value: Value, line: u32) -> Result<T, ReadError> {
    serde_json::from_value(value).map_err(|error| ReadError::BadMarker {
        line,
        reason: error.to_string(),
    })
}

impl Reader {
    fn number(&mut self) -> u32 {
        self.fresh = self.fresh.saturating_add(1);
        self.fresh
    }

    fn part(&mut self, mut part: Part<'_>) -> Result<(), ReadError> {
        if !part.name.is_empty() {
            self.report
                .map(part.line, part.name.clone(), part.name.clone());
        }
        match part.name.as_str() {
            "title" => self.title(&mut part),
            "section" => self.section(part),
            "impact" => return self.impact(part),
            "impact_text" => self.document.impact.description = part.prose(),
            "milestones" => return self.milestones(part),
            "timeline" => return self.timeline(&part),
            "factors" => return self.factors(part),
            "factors_heading" => {
                part.heading();
                self.stray(&part.lines);
            }
            "answers" => return self.answers(part),
            "actions" => return self.actions(part),
            "no_actions_reason" => {
                part.heading();
                self.document.postmortem.no_actions_reason = part.prose();
            }
            "measures" => return self.measures(part),
            "data" => return self.data(part),
            _ => self.stray(&part.lines),
        }
        Ok(())
    }

    /// Text that somebody put where no field is: it becomes a section at the end.
    pub(super) fn stray(&mut self, lines: &[impl AsRef<str>]) {
        let text: Vec<&str> = lines.iter().map(AsRef::as_ref).collect();
        let text = text.join("\n");
        if !text.trim().is_empty() {
            self.added.push(text.trim_matches('\n').to_owned());
        }
    }

    fn title(&mut self, part: &mut Part<'_>) {
        let heading = part.heading();
        let base = part.text_of("title").unwrap_or_default().to_owned();
        let (before, after) = (
            part.text_of("before").unwrap_or(""),
            part.text_of("after").unwrap_or(""),
        );
        if let Some(words) = heading {
            let written = format!("{before}{}{after}", one_line(&base));
            // Edited in the heading and not in the front matter.
            if words != written.trim() && self.document.title == base {
                let rest = words.strip_prefix(before).unwrap_or(words);
                let rest = rest.strip_suffix(after).unwrap_or(rest);
                rest.strip_prefix("Incident: ")
                    .unwrap_or(rest)
                    .trim()
                    .clone_into(&mut self.document.title);
            }
        }
        self.stray(&part.lines);
    }

    fn section(&mut self, mut part: Part<'_>) {
        let place = part
            .data
            .get("at")
            .and_then(Value::as_u64)
            .and_then(|at| usize::try_from(at).ok());
        let key = part.text_of("key").unwrap_or("section").to_owned();
        let mut title = part.text_of("title").unwrap_or_default().to_owned();
        if part.lines.first().is_some_and(|line| line.starts_with('#'))
            && let Some(words) = part.heading()
            && words != one_line(&title)
        {
            words.clone_into(&mut title);
        }
        let section = Section {
            key,
            title,
            text: part.prose(),
        };
        self.sections.push((place.unwrap_or(usize::MAX), section));
    }

    fn impact(&mut self, mut part: Part<'_>) -> Result<(), ReadError> {
        let base = part
            .data
            .remove("impact")
            .unwrap_or(Value::Object(Map::new()));
        let shown = part.text_of("duration").unwrap_or_default().to_owned();
        let mut impact: Impact = typed(base, part.line)?;
        part.heading();
        let stray = impact::read(
            &mut impact,
            &shown,
            &part.lines,
            part.line,
            &mut self.report,
        )?;
        self.stray(&stray);
        self.document.impact = impact;
        Ok(())
    }

    /// An entry from its data with a number if it has none.
    fn entry<T: DeserializeOwned>(
        &mut self,
        mut data: Map<String, Value>,
        line: u32,
    ) -> Result<T, ReadError> {
        if !data.contains_key("id") {
            data.insert("id".into(), self.number().into());
        }
        typed(Value::Object(data), line)
    }

    fn timeline(&mut self, part: &Part<'_>) -> Result<(), ReadError> {
        let (items, stray) = items::items(&part.lines, part.line)?;
        self.stray(&stray);
        for mut item in items {
            let first = item.lines.first().cloned().unwrap_or_default();
            let head = first
                .strip_prefix("**")
                .and_then(|rest| rest.split_once("**"));
            let Some((shown, rest)) = head else {
                return Err(ReadError::BadValue {
                    line: item.line,
                    key: "timeline".into(),
                    found: first.chars().take(60).collect(),
                    expected: "begin an entry with its time: - **2026-10-08 09:12** what happened"
                        .into(),
                });
            };
            let rest = rest.strip_prefix(' ').unwrap_or(rest);
            marker::unescape(rest).clone_into(&mut item.lines[0]);
            let mut data = std::mem::take(&mut item.data);
            let told: Option<(afterword_domain::Moment, Precision)> = match data.get("occurred_at")
            {
                Some(value) => {
                    let precision = data
                        .get("precision")
                        .cloned()
                        .map_or(Ok(Precision::Minute), |p| typed(p, item.line))?;
                    Some((typed(value.clone(), item.line)?, precision))
                }
                None => None,
            };
            let same =
                told.is_some_and(|(at, how)| clock::show(at, how, &self.document.zone) == shown);
            if !same {
                let (at, how) =
                    clock::read(shown, &self.document.zone).ok_or_else(|| ReadError::BadValue {
                        line: item.line,
                        key: "timeline".into(),
                        found: shown.chars().take(60).collect(),
                        expected: "write a time such as 2026-10-08 09:12, in UTC".into(),
                    })?;
                data.insert("occurred_at".into(), at.to_string().into());
                data.insert(
                    "precision".into(),
                    serde_json::to_value(how).unwrap_or_default(),
                );
            }
            let mut entry: Entry = self.entry(data, item.line)?;
            item.drop_tail(&entry_tail(&entry));
            entry.text = item.text();
            self.document.timeline.push(entry);
        }
        Ok(())
    }

    fn factors(&mut self, mut part: Part<'_>) -> Result<(), ReadError> {
        let heading = part.heading();
        let group = part.data.remove("group").unwrap_or_default();
        let (items, stray) = items::items(&part.lines, part.line)?;
        let known =
            heading.is_none_or(|words| FACTOR_GROUPS.iter().any(|(_, name)| *name == words));
        if let Some(words) = heading.filter(|_| !known) {
            self.stray(&[words]);
        }
        self.stray(&stray);
        for mut item in items {
            let mut data = std::mem::take(&mut item.data);
            let place = data
                .remove("at")
                .and_then(|at| at.as_u64())
                .and_then(|at| usize::try_from(at).ok());
            data.insert("group".into(), group.clone());
            let mut factor: Factor = self.entry(data, item.line)?;
            item.drop_tail(&factor_tail(&factor));
            factor.text = item.text();
            let place = place.unwrap_or(self.factors.len());
            self.factors.push((place, factor));
        }
        Ok(())
    }

    fn answers(&mut self, mut part: Part<'_>) -> Result<(), ReadError> {
        part.heading();
        let question = part.data.remove("question").unwrap_or_default();
        let (items, stray) = items::items(&part.lines, part.line)?;
        self.stray(&stray);
        for mut item in items {
            let mut data = std::mem::take(&mut item.data);
            let place = data
                .remove("at")
                .and_then(|at| at.as_u64())
                .and_then(|at| usize::try_from(at).ok());
            data.insert("question".into(), question.clone());
            let mut answer: Answer = self.entry(data, item.line)?;
            answer.text = item.text();
            let place = place.unwrap_or(self.answers.len());
            self.answers.push((place, answer));
        }
        Ok(())
    }

    fn actions(&mut self, mut part: Part<'_>) -> Result<(), ReadError> {
        part.heading();
        let mut fresh = self.fresh;
        let (actions, stray) = actions::read(&part.lines, part.line, || {
            fresh = fresh.saturating_add(1);
            fresh
        })?;
        self.fresh = fresh;
        self.document.postmortem.actions = actions;
        self.stray(&stray);
        Ok(())
    }

    fn measures(&mut self, mut part: Part<'_>) -> Result<(), ReadError> {
        part.heading();
        let (items, stray) = items::items(&part.lines, part.line)?;
        self.stray(&stray);
        for mut item in items {
            let data = std::mem::take(&mut item.data);
            let mut measure: Measure = self.entry(data, item.line)?;
            item.drop_tail(&measure_tail(&measure));
            let head = item.lines.remove(0);
            if head != format!("**{}**", one_line(&measure.title)) {
                head.trim()
                    .trim_start_matches("**")
                    .trim_end_matches("**")
                    .clone_into(&mut measure.title);
            }
            if item.lines.first().is_some_and(String::is_empty) {
                item.lines.remove(0);
            }
            measure.note = item.text();
            self.document.postmortem.measures.push(measure);
        }
        Ok(())
    }

    fn data(&mut self, mut part: Part<'_>) -> Result<(), ReadError> {
        let line = part.line;
        let mut take = |key: &str| part.data.remove(key).unwrap_or_default();
        let document = &mut self.document;
        document.postmortem.meeting = typed(take("meeting"), line)?;
        document.postmortem.published_at = typed(take("published_at"), line)?;
        document.postmortem.published_by = typed(take("published_by"), line)?;
        document.created_at = typed(take("created_at"), line)?;
        document.updated_at = typed(take("updated_at"), line)?;
        document.recurrences = typed::<Option<_>>(take("recurrences"), line)?.unwrap_or_default();
        document.next_entry = typed::<Option<_>>(take("next_entry"), line)?.unwrap_or_default();
        self.stray(&part.lines);
        Ok(())
    }

    fn finish(mut self) -> Reading {
        fn in_place<T>(mut list: Vec<(usize, T)>) -> Vec<T> {
            list.sort_by_key(|(place, _)| *place);
            list.into_iter().map(|(_, item)| item).collect()
        }
        let postmortem = &mut self.document.postmortem;
        postmortem.sections = in_place(self.sections);
        postmortem.factors = in_place(self.factors);
        postmortem.answers = in_place(self.answers);
        if !self.added.is_empty() {
            let text = self.added.join("\n\n");
            let taken = postmortem
                .sections
                .iter()
                .any(|section| section.key == "added_text");
            let key = if taken { "added_text_2" } else { "added_text" };
            postmortem.sections.push(Section {
                key: key.into(),
                title: "Added text".into(),
                text,
            });
            self.report.note(
                1,
                "text that stood under no field is kept as the section “Added text”",
            );
        }
        let entries = self.document.next_entry;
        if entries != 0 && self.fresh > self.highest {
            self.document.next_entry = entries.max(self.fresh);
        }
        self.report.title.clone_from(&self.document.title);
        self.report.started_at = self.document.milestones.impact_started_at;
        Reading {
            document: self.document,
            report: self.report,
        }
    }
}
