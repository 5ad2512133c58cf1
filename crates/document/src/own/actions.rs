//! Action items as a table, one row each.

use afterword_domain::ActionItemId;
use afterword_domain::action_item::{Priority, State, Ticket};
use serde_json::{Map, Value};

use super::marker::{self, ENTRY};
use super::one_line;
use crate::document::Action;
use crate::error::ReadError;
use crate::text::lines::Line;
use crate::text::table;

const HEADER: &str = "| Action | Owner | Priority | Due | Status | Ticket |\n| --- | --- | --- | --- | --- | --- |\n";
const NAMES: [&str; 6] = ["Action", "Owner", "Priority", "Due", "Status", "Ticket"];

/// Writes the table, if there is anything to put in it.
pub(crate) fn push(out: &mut String, actions: &[Action]) {
    if actions.is_empty() {
        return;
    }
    out.push_str(HEADER);
    for action in actions {
        for cell in cells(action) {
            out.push_str("| ");
            out.push_str(&cell);
            out.push(' ');
        }
        let data = serde_json::to_value(action)
            .map(marker::lean)
            .unwrap_or_default();
        out.push_str(&marker::comment("entry", data));
        out.push_str(" |\n");
    }
}

fn cells(action: &Action) -> [String; 6] {
    let mut title = String::new();
    if !action.title.trim().is_empty() {
        title = format!("**{}**", action.title.trim());
    }
    if !action.note.trim().is_empty() {
        title = format!("{title}<br>{}", action.note.trim());
    }
    let owner = action.owner.as_deref().unwrap_or(&action.owner_name);
    let ticket = action
        .ticket
        .as_ref()
        .map_or(String::new(), |ticket| match &ticket.url {
            Some(url) => format!("[{}]({url})", ticket.key),
            None => ticket.key.clone(),
        });
    [
        cell(&title),
        cell(&one_line(owner)),
        action
            .priority
            .map_or(String::new(), |priority| format!("{priority:?}")),
        action.due_on.map_or(String::new(), |day| day.to_string()),
        state_word(action.state).to_owned(),
        cell(&one_line(&ticket)),
    ]
}

/// Text that neither ends its cell nor its row.
fn cell(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace(['\n', '\r'], "<br>");
    let text = text
        .replace("<!--", "&lt;!--")
        .replace("\\|", "\\&#124;")
        .replace('|', "\\|");
    let text = text.trim().to_owned();
    if text.ends_with('\\') {
        format!("{text}&#8203;")
    } else {
        text
    }
}

fn uncell(text: &str) -> String {
    let text = text
        .replace("<br>", "\n")
        .replace("<br/>", "\n")
        .replace("<br />", "\n");
    text.replace("\\|", "|")
        .replace("&#124;", "|")
        .replace("&lt;!--", "<!--")
        .replace("&#8203;", "")
}

fn state_word(state: State) -> &'static str {
    match state {
        State::Open => "open",
        State::InProgress => "in progress",
        State::Done => "done",
        State::WontDo => "won't do",
    }
}

/// Reads the table. Returns the lines that are no row.
pub(crate) fn read(
    lines: &[&str],
    first_line: u32,
    mut number: impl FnMut() -> u32,
) -> Result<(Vec<Action>, Vec<String>), ReadError> {
    let mut out = Vec::new();
    let mut stray = Vec::new();
    let mut headed = false;
    for (at, text) in lines.iter().enumerate() {
        let line = Line {
            number: first_line + u32::try_from(at).unwrap_or(0),
            text,
            fenced: false,
        };
        if line.is_blank() || table::is_rule(&line) {
            continue;
        }
        if !table::is_row(&line) {
            stray.push((*text).to_owned());
            continue;
        }
        if !headed {
            headed = true;
            if table::cells(text).first() == Some(&NAMES[0]) {
                continue;
            }
        }
        out.push(row(&line, &mut number)?);
    }
    Ok((out, stray))
}

fn row(line: &Line<'_>, number: &mut impl FnMut() -> u32) -> Result<Action, ReadError> {
    let (visible, data) = match line.text.find(ENTRY) {
        Some(at) => (
            &line.text[..at],
            marker::parse(&line.text[at..], line.number)?.0,
        ),
        None => (line.text, Map::new()),
    };
    let added = data.is_empty();
    let mut action = action_of(data, line.number, number)?;
    let written = cells(&action);
    let found = table::cells(visible);
    for (at, name) in NAMES.iter().enumerate() {
        let value = found.get(at).copied().unwrap_or("");
        if !added && value == written[at] {
            continue;
        }
        set(&mut action, at, &uncell(value)).ok_or_else(|| ReadError::BadValue {
            line: line.number,
            key: (*name).into(),
            found: value.chars().take(60).collect(),
            expected: expected(at).into(),
        })?;
    }
    Ok(action)
}

fn action_of(
    mut data: Map<String, Value>,
    line: u32,
    number: &mut impl FnMut() -> u32,
) -> Result<Action, ReadError> {
    if !data.contains_key("id") {
        data.insert("id".into(), ActionItemId(number()).0.into());
    }
    serde_json::from_value(Value::Object(data)).map_err(|error| ReadError::BadMarker {
        line,
        reason: error.to_string(),
    })
}

fn set(action: &mut Action, column: usize, value: &str) -> Option<()> {
    let value = value.trim();
    match column {
        0 => {
            let bold = value
                .strip_prefix("**")
                .and_then(|rest| rest.split_once("**"));
            let (title, note) = bold
                .or_else(|| value.split_once('\n'))
                .unwrap_or((value, ""));
            title.trim().clone_into(&mut action.title);
            note.trim_matches('\n').clone_into(&mut action.note);
        }
        1 => {
            // A name that the workspace knows finds its person when the document is adopted.
            action.owner = None;
            value
                .trim_start_matches('@')
                .clone_into(&mut action.owner_name);
        }
        2 => {
            action.priority = match value.to_uppercase().as_str() {
                "" => None,
                "P1" => Some(Priority::P1),
                "P2" => Some(Priority::P2),
                "P3" => Some(Priority::P3),
                _ => return None,
            }
        }
        3 => {
            action.due_on = if value.is_empty() {
                None
            } else {
                Some(value.parse().ok()?)
            }
        }
        4 => {
            let states = [State::Open, State::InProgress, State::Done, State::WontDo];
            let named = states
                .into_iter()
                .find(|state| state_word(*state).eq_ignore_ascii_case(value));
            action.state = if value.is_empty() {
                State::Open
            } else {
                named?
            };
        }
        _ => {
            let link = value
                .strip_prefix('[')
                .and_then(|rest| rest.split_once("]("));
            let link = link.and_then(|(key, url)| Some((key, url.strip_suffix(')')?)));
            action.ticket = match link {
                _ if value.is_empty() => None,
                Some((key, url)) => Some(Ticket {
                    key: key.into(),
                    url: Some(url.into()),
                }),
                None => Some(Ticket {
                    key: value.into(),
                    url: None,
                }),
            };
        }
    }
    Some(())
}

fn expected(column: usize) -> &'static str {
    match column {
        2 => "write P1, P2 or P3",
        3 => "write a date such as 2026-10-21",
        _ => "write open, in progress, done or won't do",
    }
}
