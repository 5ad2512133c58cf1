//! What is printed: tables for people, JSON for programs, and how a failure ends.

use std::io::{self, Write};
use std::process::ExitCode;

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, ContentArrangement, Table};
use serde::Serialize;

/// Findings: the command did its work, and something is to be looked at.
pub(crate) const FINDINGS: u8 = 1;
const WRONG_USE: u8 = 2;
const FAILURE: u8 = 3;

/// The command was given something that it cannot work with.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct WrongUse(pub String);

/// Prints a text and a line break.
pub(crate) fn text(text: impl std::fmt::Display) -> io::Result<()> {
    raw(&format!("{text}\n"))
}

/// Prints a text as it is. A reader that has gone away is no failure.
pub(crate) fn raw(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => std::process::exit(0),
        written => written,
    }
}

/// Says something beside what is printed, on standard error.
pub(crate) fn note(text: &str) {
    eprintln!("afterword: {text}");
}

/// Prints a value as JSON.
pub(crate) fn json(value: &impl Serialize) -> anyhow::Result<()> {
    Ok(text(serde_json::to_string_pretty(value)?)?)
}

/// A table without lines; `numeric` columns stand to the right.
pub(crate) fn table(
    head: &[&str],
    numeric: &[usize],
    rows: impl IntoIterator<Item = Vec<String>>,
) -> Table {
    let mut table = Table::new();
    table
        .load_style(NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_header(head);
    for row in rows {
        table.add_row(row);
    }
    for column in numeric {
        if let Some(column) = table.column_mut(*column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

/// Says what went wrong and with which exit code.
pub(crate) fn failure(error: &anyhow::Error) -> ExitCode {
    eprintln!("afterword: {error:#}");
    let wrong_use = error.downcast_ref::<WrongUse>().is_some();
    ExitCode::from(if wrong_use { WRONG_USE } else { FAILURE })
}
