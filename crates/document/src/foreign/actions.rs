//! Action items as a document's lists tell them: title, owner, state, ticket.

use afterword_domain::Day;
use afterword_domain::action_item::{Priority, State, Ticket};
use afterword_domain::text::TITLE_MAX;

use super::Draft;
use super::action_table;
use super::lessons::table;
use super::links;
use super::outline::Part;
use super::passages::{Block, blocks};
use crate::text::lines::Line;

/// One item as it was told.
#[derive(Clone, Debug, Default)]
pub(crate) struct ToldAction {
    pub title: String,
    pub note: String,
    pub owner: String,
    pub state: Option<State>,
    pub ticket: Option<Ticket>,
    pub priority: Option<Priority>,
    pub due_on: Option<Day>,
}

/// Reads a section of action items. Returns whether there was one.
pub(crate) fn read(draft: &mut Draft<'_>, part: &Part<'_>) -> bool {
    let blocks = blocks(&part.lines);
    let listed = blocks
        .iter()
        .any(|block| matches!(block, Block::Item { .. } | Block::Table { .. }));
    let mut left: Vec<String> = Vec::new();
    let mut group: Option<(&str, &str)> = None;
    let mut used = true;
    let mut found = false;
    for (at, block) in blocks.iter().enumerate() {
        let alone = !matches!(
            blocks.get(at + 1),
            Some(Block::Text { .. } | Block::Item { .. })
        ) && !matches!(
            at.checked_sub(1).and_then(|at| blocks.get(at)),
            Some(Block::Text { .. })
        );
        match block {
            Block::Heading { words, raw, .. } => {
                if let Some((_, raw)) = group.filter(|_| !used) {
                    left.push(raw.to_owned());
                }
                group = Some((words, raw));
                used = false;
            }
            Block::Item { text, .. } if is_nothing(text) => {
                found = true;
                nothing(draft, text);
            }
            Block::Item { line, text } => {
                found = true;
                used = true;
                add(draft, *line, text, group);
            }
            // A lone short paragraph under a group's heading is an item without its bullet.
            Block::Text { line, text }
                if alone && group.is_some() && !used && text.len() <= TITLE_MAX =>
            {
                found = true;
                used = true;
                add(draft, *line, text, group);
            }
            Block::Text { text, .. } if !listed && is_nothing(text) => nothing(draft, text),
            Block::Text { text, .. } => left.push(text.clone()),
            Block::Table { rows } => {
                if action_table::read(draft, rows, group) {
                    found = true;
                    used = true;
                } else {
                    left.push(table(rows));
                }
            }
        }
    }
    if let Some((_, raw)) = group.filter(|_| !used) {
        left.push(raw.to_owned());
    }
    draft.left_over(part, "action_items", "Action items", &left.join("\n\n"));
    found
}

/// "N/A" and its like say that nothing follows.
fn is_nothing(text: &str) -> bool {
    let text = text.trim().trim_end_matches('.').to_lowercase();
    matches!(text.as_str(), "" | "n/a" | "none" | "na" | "nothing" | "-")
}

fn nothing(draft: &mut Draft<'_>, text: &str) {
    let reason = &mut draft.document.postmortem.no_actions_reason;
    if !text.trim().is_empty() && !reason.is_empty() {
        reason.push('\n');
    }
    reason.push_str(text.trim());
}

fn add(draft: &mut Draft<'_>, line: u32, text: &str, group: Option<(&str, &str)>) {
    let mut action = ToldAction::default();
    let mut text = text.trim_end();
    for (mark, state) in [
        ("[ ] ", State::Open),
        ("[x] ", State::Done),
        ("[X] ", State::Done),
    ] {
        if let Some(rest) = text.strip_prefix(mark) {
            if state == State::Done {
                draft.report.map(line, "x", "action_items.state");
            }
            action.state = Some(state);
            text = rest;
        }
    }
    let (head, more) = first_paragraph(text);
    let (head, state) = told_state(&head, line, draft);
    action.state = action.state.or(state);
    let probe = beginning(text);
    action.ticket = links::ticket(probe);
    action.owner = owner(probe).unwrap_or_default();
    let (title, tail) = split_title(&head);
    // A title is plain text; the addresses of its links are kept in the note.
    let (title, addresses) = links::unlinked(&title);
    action.title = title;
    let group = group.map_or(String::new(), |(words, _)| words.to_owned());
    let notes = [group, addresses.join("\n"), tail, more];
    action.note = notes
        .iter()
        .filter(|note| !note.is_empty())
        .cloned()
        .collect::<Vec<_>>()
        .join("\n\n");
    draft.actions.push(action);
}

/// As much of an item as is searched for its owner and its ticket.
fn beginning(text: &str) -> &str {
    let mut end = text.len().min(4096);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Soft line breaks folded up to the first blank line or nested list; the rest as it is.
fn first_paragraph(text: &str) -> (String, String) {
    let mut head = String::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        let probe = Line {
            number: 0,
            text: trimmed,
            fenced: false,
        };
        let nested = at > 0
            && (probe.bullet().is_some() || trimmed.starts_with("```") || trimmed.starts_with('|'));
        if at > 0 && (trimmed.is_empty() || nested) {
            break;
        }
        if !head.is_empty() {
            head.push(' ');
        }
        head.push_str(trimmed);
        at += line.len();
    }
    (head, text[at..].trim_matches('\n').trim_end().to_owned())
}

/// "(Done)" at the end, or the word in capitals anywhere.
fn told_state(head: &str, line: u32, draft: &mut Draft<'_>) -> (String, Option<State>) {
    let bare = head.trim_end().trim_end_matches('.');
    if let Some((rest, word)) = bare
        .strip_suffix(')')
        .and_then(|rest| rest.rsplit_once('('))
        && let Some(state) = state_named(word)
        && !rest.trim().is_empty()
    {
        draft.report.map(line, word, "action_items.state");
        return (rest.trim_end().to_owned(), Some(state));
    }
    let shouted = head
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| word == "DONE");
    (head.to_owned(), shouted.then_some(State::Done))
}

pub(crate) fn state_named(word: &str) -> Option<State> {
    match word
        .trim()
        .trim_matches(|c: char| "*_`✅✔☑".contains(c))
        .trim()
        .to_lowercase()
        .as_str()
    {
        "done" | "complete" | "completed" | "closed" | "fixed" | "resolved" | "finished"
        | "merged" => Some(State::Done),
        "in progress" | "wip" | "ongoing" | "started" | "doing" | "in review" => {
            Some(State::InProgress)
        }
        "open" | "todo" | "to do" | "not started" | "pending" | "new" | "backlog" => {
            Some(State::Open)
        }
        "won't do" | "wont do" | "won't fix" | "wontfix" | "rejected" | "cancelled"
        | "canceled" => Some(State::WontDo),
        _ => None,
    }
}

/// A title of one line; the explanation after a bold lead, a link at the end, and what is too long
/// go to the note.
pub(crate) fn split_title(head: &str) -> (String, String) {
    let mut title = head.trim();
    let mut notes: Vec<&str> = Vec::new();
    if let Some((lead, rest)) = title
        .strip_prefix("**")
        .and_then(|rest| rest.split_once("**"))
        && (lead.trim_end().ends_with(':') || rest.trim_start().starts_with([':', '-', '–', '—']))
    {
        title = lead.trim().trim_end_matches(':').trim();
        notes.push(rest.trim_start_matches(|c: char| c.is_whitespace() || ":-–—".contains(c)));
    } else if let Some(at) =
        links::tail(beginning(title)).filter(|at| *at > 0 && title.len() <= 4096)
    {
        let (lead, tail) = title.split_at(at);
        title = lead.trim_end_matches(|c: char| c.is_whitespace() || "-–—:".contains(c));
        notes.push(tail.trim());
    }
    if title.chars().count() > TITLE_MAX {
        let limit = title
            .char_indices()
            .nth(TITLE_MAX - 1)
            .map_or(title.len(), |(at, _)| at);
        let within = &title[..limit];
        let sentence = within.rfind(". ").map(|at| at + 1).filter(|at| *at > 20);
        let at = sentence
            .or_else(|| within.rfind(char::is_whitespace))
            .unwrap_or(limit);
        let (lead, rest) = title.split_at(at);
        title = lead.trim_end();
        notes.insert(0, rest.trim());
    }
    notes.retain(|note| !note.is_empty());
    (title.to_owned(), notes.join("\n\n"))
}

/// "Owner: Ada", "(assigned to Ada)", "@ada".
fn owner(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    for label in [
        "owner:",
        "owner**:",
        "assignee:",
        "assigned to:",
        "assigned to ",
    ] {
        // Folding to small letters may change lengths; then the position is of no use.
        if let Some(at) = lower.find(label).filter(|_| lower.len() == text.len()) {
            let rest = text.get(at + label.len()..)?.trim_start_matches(['*', ' ']);
            let end = rest
                .find([',', ';', ')', '\n', '.', '|', ']'])
                .unwrap_or(rest.len());
            let name = rest[..end].trim().trim_start_matches('@');
            if !name.is_empty() && name.len() <= 60 && name.split_whitespace().count() <= 4 {
                return Some(name.to_owned());
            }
        }
    }
    let mut words = text.split_whitespace();
    words.find_map(|word| {
        let handle = word.trim_start_matches('(').strip_prefix('@')?;
        let handle = handle.trim_end_matches(|c: char| !c.is_alphanumeric());
        let fits = |c: char| c.is_alphanumeric() || "._-".contains(c);
        (!handle.is_empty() && handle.chars().all(fits)).then(|| handle.to_owned())
    })
}
