//! Which tables there are, what each column holds, and which table has to be there before which.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::AssertSqlSafe;

use crate::conn::{Conn, args};
use crate::connect::Engine;
use crate::error::StoreError;

/// Says which migrations ran, with texts that differ between the databases. It is no content.
pub(super) const VERSIONS: &str = "schema_versions";

/// What a column holds, whatever the database calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    Integer,
    Text,
    Bytes,
}

impl Holds {
    /// As an archive calls it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Integer => "integer",
            Self::Text => "text",
            Self::Bytes => "bytes",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    pub holds: Holds,
    /// Whether the database gives it a number by itself.
    pub(super) numbered: bool,
}

/// A table as it lies in the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub name: String,
    pub columns: Vec<Column>,
    /// Columns that tell its rows apart, in the key's order; empty where nothing does.
    pub(super) key: Vec<usize>,
    /// Other tables that its rows refer to.
    refers_to: BTreeSet<String>,
}

impl Table {
    pub(super) fn column_names(&self) -> String {
        let names: Vec<_> = self
            .columns
            .iter()
            .map(|column| column.name.as_str())
            .collect();
        names.join(", ")
    }

    /// Reads every row, in an order that is the same on both databases.
    pub(super) fn select(&self, engine: Engine) -> String {
        let all: Vec<usize> = (0..self.columns.len()).collect();
        let key = if self.key.is_empty() { &all } else { &self.key };
        let order: Vec<_> = key
            .iter()
            .map(|at| {
                let column = &self.columns[*at];
                match (engine, column.holds) {
                    (Engine::Postgres, Holds::Text) => {
                        format!("{} COLLATE \"C\" NULLS FIRST", column.name)
                    }
                    _ => format!("{} NULLS FIRST", column.name),
                }
            })
            .collect();
        let (columns, table) = (self.column_names(), &self.name);
        format!(
            "SELECT {columns} FROM {table} ORDER BY {}",
            order.join(", ")
        )
    }
}

/// All tables by name, but for [`VERSIONS`] and what other programs keep beside them: the names of
/// theirs begin with an underscore.
pub(super) async fn tables(conn: &mut Conn) -> Result<Vec<Table>, StoreError> {
    let sql = match conn.engine() {
        Engine::Sqlite => {
            r"SELECT name FROM sqlite_master
              WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY name"
        }
        Engine::Postgres => {
            "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema()
             ORDER BY tablename::text COLLATE \"C\""
        }
    };
    let mut found = Vec::new();
    for row in conn.rows_once(sql, args![]).await? {
        let name = row.text(0)?;
        if name != VERSIONS && !name.starts_with('_') {
            found.push(table(conn, name).await?);
        }
    }
    Ok(found)
}

async fn table(conn: &mut Conn, name: String) -> Result<Table, StoreError> {
    let (columns_sql, refers_sql) = match conn.engine() {
        Engine::Sqlite => (
            "SELECT name, type, 0, pk FROM pragma_table_info($1) ORDER BY cid",
            "SELECT DISTINCT \"table\" FROM pragma_foreign_key_list($1)",
        ),
        Engine::Postgres => (
            "SELECT a.attname::text, format_type(a.atttypid, NULL),
                    CASE WHEN a.attidentity <> '' THEN 1::bigint ELSE 0::bigint END,
                    coalesce(array_position(i.indkey::int2[], a.attnum) + 1, 0)::bigint
             FROM pg_attribute a
             LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary
             WHERE a.attrelid = quote_ident($1)::regclass AND a.attnum > 0 AND NOT a.attisdropped
             ORDER BY a.attnum",
            "SELECT DISTINCT other.relname::text FROM pg_constraint c
             JOIN pg_class other ON other.oid = c.confrelid
             WHERE c.contype = 'f' AND c.conrelid = quote_ident($1)::regclass",
        ),
    };
    let (mut columns, mut key) = (Vec::new(), Vec::new());
    for row in conn.rows_once(columns_sql, args![name.as_str()]).await? {
        let (column, kind) = (row.text(0)?, row.text(1)?);
        let holds = match kind.to_ascii_lowercase().as_str() {
            "integer" | "bigint" => Holds::Integer,
            "text" => Holds::Text,
            "blob" | "bytea" => Holds::Bytes,
            _ => {
                let what = format!("the column {column} of {name}, which holds {kind},");
                return Err(StoreError::corrupt(what));
            }
        };
        if row.int(3)? > 0 {
            key.push((row.int(3)?, columns.len()));
        }
        columns.push(Column {
            name: column,
            holds,
            numbered: row.flag(2)?,
        });
    }
    key.sort_unstable();
    let mut refers_to = BTreeSet::new();
    for row in conn.rows_once(refers_sql, args![name.as_str()]).await? {
        refers_to.insert(row.text(0)?);
    }
    refers_to.remove(&name);
    Ok(Table {
        name,
        columns,
        key: key.into_iter().map(|(_, at)| at).collect(),
        refers_to,
    })
}

/// So that every table comes after those it refers to; otherwise by name. A ring of them, which no
/// schema has, comes last.
pub(super) fn referred_first(tables: Vec<Table>) -> Vec<Table> {
    let mut waiting: BTreeMap<String, Table> = tables
        .into_iter()
        .map(|table| (table.name.clone(), table))
        .collect();
    let mut ordered = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let free = waiting
            .values()
            .find(|table| {
                !table
                    .refers_to
                    .iter()
                    .any(|other| waiting.contains_key(other))
            })
            .or_else(|| waiting.values().next())
            .map(|table| table.name.clone());
        let next = free.and_then(|name| waiting.remove(&name));
        ordered.extend(next);
    }
    ordered
}

/// How many rows each has.
pub(super) async fn counts(
    conn: &mut Conn,
    tables: &[Table],
) -> Result<BTreeMap<String, u64>, StoreError> {
    let mut counts = BTreeMap::new();
    for table in tables {
        let sql = format!("SELECT count(*) FROM {}", table.name);
        let row = conn.rows_once(AssertSqlSafe(sql), args![]).await?.pop();
        let row = row.ok_or_else(|| StoreError::corrupt("the number of a table's rows"))?;
        counts.insert(table.name.clone(), row.count(0)?);
    }
    Ok(counts)
}

#[cfg(test)]
mod tests {
    use super::{Table, referred_first};

    fn table(name: &str, refers_to: &[&str]) -> Table {
        Table {
            name: name.into(),
            columns: Vec::new(),
            key: Vec::new(),
            refers_to: refers_to.iter().map(ToString::to_string).collect(),
        }
    }

    #[test]
    fn what_is_referred_to_comes_first() {
        let tables = vec![
            table("a", &["c", "d"]),
            table("b", &[]),
            table("c", &["d"]),
            table("d", &[]),
        ];
        let ordered = referred_first(tables);
        let names: Vec<_> = ordered.iter().map(|table| table.name.as_str()).collect();
        assert_eq!(names, ["b", "d", "c", "a"]);
    }
}
