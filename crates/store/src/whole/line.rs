//! A row as one line of JSON, the same on both databases: numbers as numbers, texts as texts, bytes
//! as Base64 of them.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use super::tables::{Holds, Table};
use crate::conn::Arg;
use crate::error::StoreError;
use crate::row::Row;

/// Writes the row of a [`Table::select`], with the break at its end.
pub(super) fn write(table: &Table, row: &Row) -> Result<String, StoreError> {
    let mut line = String::from("{");
    for (at, column) in table.columns.iter().enumerate() {
        if at > 0 {
            line.push(',');
        }
        line.push_str(&quoted(&column.name));
        line.push(':');
        match column.holds {
            Holds::Integer => match row.maybe_int(at)? {
                Some(number) => line.push_str(&number.to_string()),
                None => line.push_str("null"),
            },
            Holds::Text => match row.maybe_text(at)? {
                Some(text) => line.push_str(&quoted(&text)),
                None => line.push_str("null"),
            },
            Holds::Bytes => match row.maybe_blob(at)? {
                Some(bytes) => line.push_str(&quoted(&STANDARD.encode(bytes))),
                None => line.push_str("null"),
            },
        }
    }
    line.push_str("}\n");
    Ok(line)
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Cell {
    Integer(i64),
    Text(String),
    Nothing(()),
}

/// Reads a line into the values of a row, or says what is wrong with it.
pub(super) fn read(table: &Table, line: &str) -> Result<Vec<Arg>, String> {
    let mut cells: BTreeMap<String, Cell> =
        serde_json::from_str(line).map_err(|error| format!("cannot be read: {error}"))?;
    let mut args = Vec::with_capacity(table.columns.len());
    for column in &table.columns {
        let name = &column.name;
        let cell = cells
            .remove(name)
            .ok_or_else(|| format!("has no “{name}”"))?;
        args.push(match (column.holds, cell) {
            (Holds::Integer, Cell::Integer(number)) => Arg::Int(Some(number)),
            (Holds::Integer, Cell::Nothing(())) => Arg::Int(None),
            (Holds::Text, Cell::Text(text)) if text.contains('\0') => {
                return Err(format!("has a NUL in “{name}”"));
            }
            (Holds::Text, Cell::Text(text)) => Arg::Text(Some(text)),
            (Holds::Text, Cell::Nothing(())) => Arg::Text(None),
            (Holds::Bytes, Cell::Text(text)) => {
                let bytes = STANDARD.decode(text);
                Arg::Blob(Some(
                    bytes.map_err(|_| format!("has no Base64 in “{name}”"))?,
                ))
            }
            (Holds::Bytes, Cell::Nothing(())) => Arg::Blob(None),
            _ => return Err(format!("has something else in “{name}” than its column")),
        });
    }
    match cells.keys().next() {
        Some(name) => Err(format!("has “{name}”, which is no column")),
        None => Ok(args),
    }
}
