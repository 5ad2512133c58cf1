//! Action items in a table: which column is which, and what a row says.

use afterword_domain::action_item::Priority;

use super::Draft;
use super::actions::{ToldAction, split_title, state_named};
use super::links;
use crate::text::lines::Line;
use crate::text::table::cells;

#[derive(Clone, Copy, PartialEq)]
enum Column {
    Title,
    Owner,
    Priority,
    Due,
    State,
    Ticket,
    Other,
}

fn column(name: &str) -> Column {
    match name.trim().trim_matches('*').to_lowercase().as_str() {
        "action" | "action item" | "action items" | "item" | "task" | "description" | "what"
        | "title" | "actions" => Column::Title,
        "owner" | "assignee" | "who" | "responsible" | "owners" | "dri" => Column::Owner,
        "priority" | "prio" => Column::Priority,
        "due" | "due date" | "deadline" | "by when" | "eta" | "target date" => Column::Due,
        "status" | "state" | "done" => Column::State,
        "ticket" | "issue" | "bug" | "link" | "jira" | "tracking" | "ticket #" => Column::Ticket,
        _ => Column::Other,
    }
}

/// Reads a table that has a column of actions. Returns whether it is one.
pub(crate) fn read(draft: &mut Draft<'_>, rows: &[Line<'_>], group: Option<(&str, &str)>) -> bool {
    let Some((header, rows)) = rows.split_first() else {
        return false;
    };
    let names = cells(header.text);
    let columns: Vec<Column> = names.iter().map(|name| column(name)).collect();
    if !columns.contains(&Column::Title) || rows.is_empty() {
        return false;
    }
    for (name, column) in names.iter().zip(&columns) {
        if *column != Column::Other {
            draft.report.map(header.number, *name, "action_items");
        }
    }
    for row in rows {
        let cells = cells(row.text);
        if cells.iter().all(|cell| cell.is_empty()) {
            continue;
        }
        if cells.len() < names.len() {
            let (found, width) = (cells.len(), names.len());
            let message =
                format!("the row has {found} of {width} cells; the rest are taken as empty");
            draft.report.note(row.number, message);
        }
        table_row(draft, row.number, &cells, &columns, &names, group);
    }
    true
}

fn table_row(
    draft: &mut Draft<'_>,
    line: u32,
    cells: &[&str],
    columns: &[Column],
    names: &[&str],
    group: Option<(&str, &str)>,
) {
    let mut action = ToldAction::default();
    let mut notes: Vec<String> = group
        .map(|(words, _)| words.to_owned())
        .into_iter()
        .collect();
    for (at, cell) in cells
        .iter()
        .enumerate()
        .filter(|(_, cell)| !cell.is_empty())
    {
        let kept = match columns.get(at).copied().unwrap_or(Column::Other) {
            Column::Title if action.title.is_empty() => {
                let (title, tail) = split_title(cell);
                action.title = title;
                notes.extend((!tail.is_empty()).then_some(tail));
                true
            }
            Column::Owner if cell.len() <= 120 => {
                cell.trim_start_matches('@').clone_into(&mut action.owner);
                true
            }
            Column::Priority => {
                action.priority = priority(cell);
                action.priority.is_some_and(|_| {
                    draft.report.map(line, *cell, "action_items.priority");
                    true
                })
            }
            Column::Due => {
                action.due_on = cell.parse().ok();
                action.due_on.is_some()
            }
            Column::State => {
                action.state = state_named(cell);
                action.state.is_some_and(|_| {
                    draft.report.map(line, *cell, "action_items.state");
                    true
                })
            }
            Column::Ticket => {
                action.ticket = links::ticket_cell(cell);
                action
                    .ticket
                    .as_ref()
                    .is_some_and(|ticket| links::whole(ticket, cell))
            }
            _ => false,
        };
        if !kept {
            let name = names.get(at).copied().unwrap_or("");
            notes.push(if name.is_empty() {
                (*cell).to_owned()
            } else {
                format!("{name}: {cell}")
            });
        }
    }
    action.note = notes.join("\n\n");
    draft.actions.push(action);
}

fn priority(cell: &str) -> Option<Priority> {
    match cell.trim().to_lowercase().as_str() {
        "p0" | "p1" | "1" | "high" | "critical" | "urgent" => Some(Priority::P1),
        "p2" | "2" | "medium" | "normal" => Some(Priority::P2),
        "p3" | "p4" | "3" | "4" | "low" => Some(Priority::P3),
        _ => None,
    }
}
