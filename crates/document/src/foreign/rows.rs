//! The rows of a timeline, whatever their form: tables, lists, paragraphs, or headings that are times.
//!
//! It finds the rows and the text that belongs to each. It does not know what a time means.

use crate::text::lines::{Bullet, Line, dedent};
use crate::text::when::{self, When};
use crate::text::{table, zones};

/// One row.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub line: u32,
    pub when: When,
    /// The words that told the time.
    pub told: String,
    /// What follows the time, and every line up to the next row.
    pub text: String,
}

/// A timeline's rows, with what stands before, between and after them and belongs to none.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rows {
    pub found: Vec<Row>,
    /// Passages with the line on which each begins.
    pub rest: Vec<(u32, String)>,
    /// A zone and a year that a table's header names.
    pub zone: Option<String>,
    pub year: Option<i16>,
    pub notes: Vec<(u32, String)>,
    /// A line that says which zone the times are in and nothing else.
    pub zone_line: Option<(u32, String)>,
    /// Header cells and days on lines of their own, which the rows' times stand for.
    pub labels: Vec<(u32, String)>,
}

/// Finds the rows of a section.
pub(crate) fn rows(lines: &[Line<'_>]) -> Rows {
    let mut out = Rows::default();
    let headed = |line: &Line<'_>| {
        line.heading()
            .is_some_and(|(_, words)| when::leading(words).is_some())
    };
    if lines.iter().any(headed) {
        by_heading(lines, &mut out);
    } else if lines.iter().any(table::is_rule) {
        by_table(lines, &mut out);
    } else {
        by_line(lines, &mut out);
    }
    for row in &mut out.found {
        row.text.truncate(row.text.trim_end().len());
    }
    for (_, text) in &mut out.rest {
        text.truncate(text.trim_end().len());
    }
    out.rest.retain(|(_, text)| !text.is_empty());
    if let Some((line, text)) = out
        .rest
        .first()
        .filter(|(_, text)| zones::statement(text).is_some())
    {
        out.zone_line = Some((*line, text.clone()));
        out.rest.remove(0);
    }
    out
}

impl Rows {
    /// Adds a line to the last row, or to what stands before the first.
    fn push(&mut self, line: &Line<'_>, columns: usize) {
        let text = if let Some(row) = self.found.last_mut() {
            &mut row.text
        } else {
            if self.rest.is_empty() {
                if line.is_blank() {
                    return;
                }
                self.rest.push((line.number, String::new()));
            }
            &mut self.rest[0].1
        };
        if text.is_empty() && line.is_blank() {
            return;
        }
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(dedent(line.text, columns).trim_end());
    }

    fn begin(&mut self, line: u32, when: When, told: &str, text: &str) {
        let told = told.trim().to_owned();
        self.found.push(Row {
            line,
            when,
            told,
            text: text.trim_end().to_owned(),
        });
    }
}

fn by_heading(lines: &[Line<'_>], out: &mut Rows) {
    for line in lines {
        let Some((_, words)) = line.heading() else {
            out.push(line, 0);
            continue;
        };
        let Some(when) = when::leading(words) else {
            if words.starts_with(|c: char| c.is_ascii_digit()) {
                let message = format!("“{words}” is no time; it stays in the entry before");
                out.notes.push((line.number, message));
            }
            out.push(line, 0);
            continue;
        };
        let text = when::after(words, &when);
        let told = words[..when.end].to_owned();
        out.begin(line.number, when, &told, text);
        if let Some(row) = out.found.last_mut().filter(|row| !row.text.is_empty()) {
            row.text.push('\n');
        }
    }
}

/// No table tells a moment in more cells than a day, a time and a zone.
const TIME_COLUMNS_MAX: usize = 4;

struct Columns<'a> {
    names: Vec<&'a str>,
    time: Vec<usize>,
    text: Option<usize>,
}

fn columns<'a>(header: &Line<'a>) -> Columns<'a> {
    let names = table::cells(header.text);
    let holds = |name: &str, words: &[&str]| {
        let name = name.to_lowercase();
        words.iter().any(|word| {
            name.split(|c: char| !c.is_alphanumeric())
                .any(|part| part == *word)
        })
    };
    let times = [
        "time",
        "times",
        "date",
        "day",
        "timestamp",
        "when",
        "datetime",
        "utc",
    ];
    let texts = [
        "event",
        "events",
        "note",
        "notes",
        "what",
        "description",
        "details",
        "happened",
        "action",
    ];
    let pick = |words: &[&str]| -> Vec<usize> {
        (0..names.len())
            .filter(|at| holds(names[*at], words))
            .collect()
    };
    let mut time = pick(&times);
    time.truncate(TIME_COLUMNS_MAX);
    if time.is_empty() {
        time.push(0);
    }
    let text = pick(&texts).into_iter().find(|at| !time.contains(at));
    let text = text.or_else(|| (0..names.len()).rev().find(|at| !time.contains(at)));
    Columns { names, time, text }
}

fn by_table(lines: &[Line<'_>], out: &mut Rows) {
    let mut current: Option<Columns<'_>> = None;
    // Set while the lines belong to a list that stands beside the table.
    let mut inner: Option<usize> = None;
    for (at, line) in lines.iter().enumerate() {
        if table::is_rule(line) {
            continue;
        }
        if !table::is_row(line)
            && let Some((bullet, when)) = timed_item(line)
        {
            let told = bullet.content[..when.end].to_owned();
            let text = when::after(bullet.content, &when);
            out.begin(line.number, when, &told, text);
            inner = Some(bullet.inner);
            continue;
        }
        if let Some(columns) = inner.filter(|_| !table::is_row(line)) {
            out.push(line, columns);
            continue;
        }
        inner = None;
        if !table::is_row(line) {
            if line.is_blank() && out.found.is_empty() {
                out.push(line, 0);
            } else if out.found.is_empty() {
                current = None;
                out.push(line, 0);
            } else {
                // What follows a table speaks of the whole, not of its last row.
                after_table(line, out);
            }
            continue;
        }
        if lines.get(at + 1).is_some_and(table::is_rule) {
            let columns = columns(line);
            for at in &columns.time {
                let name = columns.names[*at];
                out.labels.push((line.number, name.to_owned()));
                out.zone = out
                    .zone
                    .take()
                    .or_else(|| zones::mentioned(name).map(|zone| zone.name));
                out.year = out.year.or_else(|| year_in(name));
            }
            if let Some(text) = columns.text {
                out.labels
                    .push((line.number, columns.names[text].to_owned()));
            }
            current = Some(columns);
            continue;
        }
        match &current {
            Some(columns) => table_row(line, columns, out),
            None => out.push(line, 0),
        }
    }
}

/// A list item that begins with a date and a time.
fn timed_item<'a>(line: &Line<'a>) -> Option<(Bullet<'a>, When)> {
    let bullet = line.bullet()?;
    let when = when::leading(bullet.content)?;
    let whole = when.date.is_some() && when.time.is_some() && when.start <= 2;
    whole.then_some((bullet, when))
}

fn after_table(line: &Line<'_>, out: &mut Rows) {
    let fresh = out.rest.is_empty()
        || line.is_blank() && out.rest.last().is_some_and(|(_, t)| t.is_empty());
    if fresh {
        out.rest.push((line.number, String::new()));
    }
    if let Some((_, text)) = out.rest.last_mut() {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(line.text.trim_end());
    }
}

fn year_in(text: &str) -> Option<i16> {
    let mut runs = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|run| run.len() == 4);
    runs.find_map(|run| run.parse().ok().filter(|year| (1970..2200).contains(year)))
}

fn table_row(line: &Line<'_>, columns: &Columns<'_>, out: &mut Rows) {
    let cells = table::cells(line.text);
    let width = columns.names.len();
    if cells.len() < width {
        let message = format!(
            "the row has {} of {width} cells; the rest are taken as empty",
            cells.len()
        );
        out.notes.push((line.number, message));
    }
    let cell = |at: usize| cells.get(at).copied().unwrap_or("");
    let told = columns
        .time
        .iter()
        .map(|at| cell(*at))
        .collect::<Vec<_>>()
        .join(" ");
    let mut text = columns.text.map_or(String::new(), |at| cell(at).to_owned());
    for at in 0..cells.len().max(width) {
        let known = columns.time.contains(&at) || columns.text == Some(at);
        if known || cell(at).is_empty() {
            continue;
        }
        match columns.names.get(at) {
            Some(name) if !name.is_empty() => {
                text.extend(["\n\n", name, ": ", cell(at)]);
            }
            _ => text.extend([" | ", cell(at)]),
        }
    }
    let Some(when) = when::leading(&told) else {
        let told = told.trim();
        let message = format!("“{told}” is no time; the row stays with the one before");
        out.notes.push((line.number, message));
        let text = format!("{told}: {text}");
        for text in ["", &text] {
            out.push(
                &Line {
                    number: line.number,
                    text,
                    fenced: false,
                },
                0,
            );
        }
        return;
    };
    let left = told[when.end..].trim_matches(|c: char| c.is_whitespace() || "~*_".contains(c));
    if !left.is_empty() {
        text = format!("{left}: {text}");
    }
    let told = told[..when.end].to_owned();
    out.begin(line.number, when, &told, &text);
}

fn by_line(lines: &[Line<'_>], out: &mut Rows) {
    let mut inner = 0;
    let mut open = false;
    for (at, line) in lines.iter().enumerate() {
        let bullet = line.bullet();
        let content = bullet.map_or_else(|| line.text.trim(), |bullet| bullet.content);
        let found = if line.fenced || line.heading().is_some() {
            None
        } else {
            when::leading(content)
        };
        let Some(when) = found.filter(|when| begins_row(content, when, bullet.is_some() || !open))
        else {
            if !line.fenced && (bullet.is_some() || !open) && looks_like_time(content) {
                out.notes.push((
                    line.number,
                    format!("“{}” is no time that can be read", first_word(content)),
                ));
            }
            // Text back at the margin after a row's list is still that row's.
            out.push(line, inner);
            open = !line.is_blank();
            continue;
        };
        open = true;
        let text = when::after(content, &when);
        let told = &content[..when.end];
        if when.time.is_none() && text.is_empty() && next_is_timed(&lines[at + 1..]) {
            // A day on a line of its own, for the rows under it.
            out.labels.push((line.number, told.to_owned()));
            out.found.push(Row {
                line: line.number,
                when,
                told: told.trim().into(),
                text: String::new(),
            });
            inner = 0;
            continue;
        }
        inner = bullet.map_or(0, |bullet| bullet.inner);
        let told = told.to_owned();
        out.begin(line.number, when, &told, text);
    }
}

/// Whether a line that begins with a time begins a row: a list item or a paragraph does; a line in
/// the midst of a paragraph only where a mark parts the time from the words.
fn begins_row(content: &str, when: &When, starts: bool) -> bool {
    let after = content[when.end..].trim_start();
    when.start <= 8
        && (starts
            || after.is_empty()
            || after.starts_with([':', '-', '–', '—', '*', '_', ']', '|']))
}

fn next_is_timed(lines: &[Line<'_>]) -> bool {
    let Some(line) = lines.iter().find(|line| !line.is_blank()) else {
        return false;
    };
    let content = line
        .bullet()
        .map_or_else(|| line.text.trim(), |bullet| bullet.content);
    when::leading(content).is_some_and(|when| when.time.is_some() && when.date.is_none())
}

fn first_word(text: &str) -> &str {
    text.split_whitespace().next().unwrap_or("")
}

fn looks_like_time(content: &str) -> bool {
    let word = first_word(content);
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    digits >= 2
        && word
            .bytes()
            .next()
            .is_some_and(|byte| byte.is_ascii_digit())
        && word[1..].contains([':', '-', '/'])
}
