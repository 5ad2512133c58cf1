//! A statement of SQLite and its rows. The values are bound by the number in their name, as
//! PostgreSQL does: by itself SQLite numbers `$2` by the order in which names appear.

use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, Statement};

use crate::conn::Arg;

/// What a row holds, by column.
pub(crate) type Cells = Box<[Value]>;

/// The rows of a statement that stays prepared.
pub(crate) fn rows(conn: &Connection, sql: &str, args: &[Arg]) -> rusqlite::Result<Vec<Cells>> {
    all(&mut *conn.prepare_cached(sql)?, args)
}

/// The rows of one that hardly comes twice.
pub(crate) fn once(conn: &Connection, sql: &str, args: &[Arg]) -> rusqlite::Result<Vec<Cells>> {
    all(&mut conn.prepare(sql)?, args)
}

/// Runs a statement, and answers with the number of rows it touched.
pub(crate) fn run(conn: &Connection, sql: &str, args: &[Arg]) -> rusqlite::Result<u64> {
    let mut statement = conn.prepare_cached(sql)?;
    bind(&mut statement, args)?;
    let mut rows = statement.raw_query();
    while rows.next()?.is_some() {}
    Ok(conn.changes())
}

/// Hands over one row after the other of a statement that binds nothing, until `take` has enough.
pub(crate) fn each<E>(
    conn: &Connection,
    sql: &str,
    told: impl Fn(rusqlite::Error) -> E,
    mut take: impl FnMut(Cells) -> Result<(), E>,
) -> Result<(), E> {
    let mut statement = conn.prepare(sql).map_err(&told)?;
    let width = statement.column_count();
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next().map_err(&told)? {
        take(cells(row, width).map_err(&told)?)?;
    }
    Ok(())
}

fn all(statement: &mut Statement<'_>, args: &[Arg]) -> rusqlite::Result<Vec<Cells>> {
    bind(statement, args)?;
    let width = statement.column_count();
    let mut rows = statement.raw_query();
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(cells(row, width)?);
    }
    Ok(found)
}

fn cells(row: &rusqlite::Row<'_>, width: usize) -> rusqlite::Result<Cells> {
    (0..width).map(|column| cell(row, column)).collect()
}

fn cell(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<Value> {
    Ok(match row.get_ref(column)? {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Real(number) => Value::Real(number),
        text @ ValueRef::Text(_) => Value::Text(text.as_str()?.to_owned()),
        ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
    })
}

fn bind(statement: &mut Statement<'_>, args: &[Arg]) -> rusqlite::Result<()> {
    let count = statement.parameter_count();
    for place in 1..=count {
        let name = statement.parameter_name(place);
        let number = name.and_then(|name| name.strip_prefix('$')?.parse::<usize>().ok());
        let arg = number.and_then(|number| args.get(number.checked_sub(1)?));
        match arg.ok_or(rusqlite::Error::InvalidParameterCount(args.len(), count))? {
            Arg::Int(value) => statement.raw_bind_parameter(place, value)?,
            Arg::Text(value) => statement.raw_bind_parameter(place, value)?,
            Arg::Blob(value) => statement.raw_bind_parameter(place, value)?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(sql: &str, args: &[Arg]) -> rusqlite::Result<Vec<Cells>> {
        let conn = Connection::open_in_memory().unwrap();
        rows(&conn, sql, args)
    }

    #[test]
    fn values_go_where_their_number_says() {
        let found = asked("SELECT $2, $1, $2", &[Arg::from("one"), Arg::from(2_i64)]).unwrap();
        let expected = [
            Value::Integer(2),
            Value::Text("one".into()),
            Value::Integer(2),
        ];
        assert_eq!(found, [Box::from(expected)]);
    }

    #[test]
    fn a_value_that_is_missing_is_told() {
        for sql in ["SELECT $1, $3", "SELECT ?", "SELECT $0", "SELECT :one"] {
            let told = asked(sql, &[1_i64, 2].map(Arg::from));
            assert!(
                matches!(told, Err(rusqlite::Error::InvalidParameterCount(2, _))),
                "{sql}: {told:?}"
            );
        }
    }

    #[test]
    fn a_value_that_is_not_asked_for_is_no_harm() {
        assert_eq!(
            asked("SELECT $1", &[1_i64, 2].map(Arg::from))
                .unwrap()
                .len(),
            1
        );
    }

    #[test]
    fn text_that_is_no_text_is_told() {
        let told = asked("SELECT CAST(x'ff' AS TEXT)", &[]);
        assert!(told.is_err(), "{told:?}");
    }

    #[test]
    fn a_statement_ends_with_whoever_reads_it() {
        let conn = Connection::open_in_memory().unwrap();
        conn.execute_batch("CREATE TABLE t (n); INSERT INTO t VALUES (1), (2), (3)")
            .unwrap();
        let mut seen = 0;
        let enough = |_| {
            seen += 1;
            if seen == 2 {
                Err("enough".to_owned())
            } else {
                Ok(())
            }
        };
        let ended = each(&conn, "SELECT n FROM t", |error| error.to_string(), enough);
        assert_eq!(ended, Err("enough".to_owned()));
        assert_eq!(seen, 2);
        assert_eq!(
            run(&conn, "DELETE FROM t WHERE n > $1", &[Arg::from(1_i64)]),
            Ok(2)
        );
    }
}
