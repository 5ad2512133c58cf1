//! How an entry is hashed. `docs/audit.md` says it for other programs: whoever changes a word here
//! breaks every chain there is.

use sha2::{Digest, Sha256};

use crate::conn::{Arg, Conn, args};
use crate::error::StoreError;
use crate::row::Row;

/// SHA-256.
pub(crate) type Hash = [u8; 32];

/// What stands before the first entry.
pub(crate) const BEGINNING: Hash = [0; 32];

/// What is hashed, in this order.
pub(crate) const COLUMNS: &str = "seq, at_us, person, via, request_id, incident, version, name, \
                                  body, others, place, address";
const HOLDS_NUMBER: [bool; 12] = [
    true, true, true, false, false, true, true, false, false, false, false, false,
];

/// Entries that are read together.
const PAGE: u32 = 512;
/// Hashes that are written in one statement.
const AT_ONCE: usize = 64;

/// The hash of an entry: over that of the one before, and over each column as its length in bytes in
/// decimal, a colon, its text and a comma; a column that is null is `~,`. The columns are as the
/// database gets them.
pub(crate) fn link(before: &Hash, columns: &[Arg]) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(before);
    for column in columns {
        match column {
            Arg::Int(Some(number)) => add(&mut hasher, number.to_string().as_bytes()),
            Arg::Text(Some(text)) => add(&mut hasher, text.as_bytes()),
            Arg::Blob(Some(bytes)) => add(&mut hasher, bytes),
            Arg::Int(None) | Arg::Text(None) | Arg::Blob(None) => hasher.update(b"~,"),
        }
    }
    hasher.finalize().into()
}

fn add(hasher: &mut Sha256, text: &[u8]) {
    hasher.update(text.len().to_string());
    hasher.update(b":");
    hasher.update(text);
    hasher.update(b",");
}

/// The hashed columns of a row that begins with them.
pub(crate) fn columns(row: &Row) -> Result<Vec<Arg>, StoreError> {
    let column = |(at, is_number): (usize, bool)| {
        Ok(if is_number {
            Arg::Int(row.maybe_int(at)?)
        } else {
            Arg::Text(row.maybe_text(at)?)
        })
    };
    HOLDS_NUMBER.into_iter().enumerate().map(column).collect()
}

/// The hash in a column, where there is one.
pub(crate) fn hash(row: &Row, column: usize) -> Result<Option<Hash>, StoreError> {
    let bytes = row.maybe_blob(column)?;
    Ok(bytes.and_then(|bytes| bytes.try_into().ok()))
}

/// The hash that an entry with this number follows. To be called by whoever took the number and
/// holds the counter: all that has a smaller one is committed by then.
pub(crate) async fn before(conn: &mut Conn, seq: i64) -> Result<Hash, StoreError> {
    let sql = "SELECT hash FROM changes WHERE seq = $1
               UNION ALL SELECT hash FROM change_anchors WHERE last_seq = $1";
    let row = conn.row(sql, args![seq - 1]).await?;
    let known = row.map(|row| hash(&row, 0)).transpose()?.flatten();
    // An entry that is lost is found when the chain is looked at; what happens goes on.
    Ok(known.unwrap_or(BEGINNING))
}

/// Chains the entries that an older program wrote, oldest first. They vouch from then on for what
/// they said at this moment.
pub(crate) async fn chain_all(conn: &mut Conn) -> Result<(), StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM changes WHERE seq > $1 ORDER BY seq LIMIT {PAGE}");
    let (mut last, mut known) = (0, BEGINNING);
    loop {
        let rows = conn
            .rows(sqlx::AssertSqlSafe(sql.clone()), args![last])
            .await?;
        if rows.is_empty() {
            return Ok(());
        }
        let mut hashes = Vec::with_capacity(rows.len());
        for row in &rows {
            last = row.int(0)?;
            known = link(&known, &columns(row)?);
            hashes.push((last, known));
        }
        write(conn, &hashes).await?;
    }
}

async fn write(conn: &mut Conn, hashes: &[(i64, Hash)]) -> Result<(), StoreError> {
    for some in hashes.chunks(AT_ONCE) {
        let values: Vec<_> = (0..some.len())
            .map(|at| format!("(${}, ${})", 2 * at + 1, 2 * at + 2))
            .collect();
        // Both databases call the columns of such a list by their places.
        let sql = format!(
            "UPDATE changes SET hash = known.column2 FROM (VALUES {}) AS known
             WHERE changes.seq = known.column1",
            values.join(", ")
        );
        let args = some.iter().flat_map(|(seq, hash)| args![*seq, hash]);
        conn.run(sqlx::AssertSqlSafe(sql), args.collect()).await?;
    }
    Ok(())
}

/// As it is shown and written down.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Calculated with another program, by the words of `docs/audit.md`.
    #[test]
    fn the_form_is_the_one_that_is_documented() {
        let row = args![
            1_i64,
            1_791_980_400_000_000_i64,
            None::<i64>,
            "cli",
            None::<String>,
            Some(57_i64),
            Some(3_i64),
            "incident.title_changed",
            "{\"part\":\"title\",\"from\":\"Überlast\",\"to\":\"x\"}",
            None::<String>,
            "incident.title_changed",
            "192.0.2.7",
        ];
        let first = link(&BEGINNING, &row);
        assert_eq!(
            hex(&first),
            "a4f2044d3ebe45e8410da1cda9058ca5eab156d15c563b921fbe8445ca49c3e1"
        );
        assert_eq!(
            hex(&link(&first, &row)),
            "8754ecf60df5bfe92719c4141bf4552107833dfe9bfb7319ce2d90c437293569"
        );
    }

    #[test]
    fn what_stands_in_one_column_is_not_what_stands_in_two() {
        let of = |row: Vec<Arg>| link(&BEGINNING, &row);
        assert_ne!(of(args!["ab", "c"]), of(args!["a", "bc"]));
        assert_ne!(of(args!["", "a"]), of(args!["a", ""]));
        assert_ne!(of(args![""]), of(args![None::<String>]));
        assert_ne!(of(args!["~"]), of(args![None::<String>]));
        assert_ne!(of(args!["a,1:b"]), of(args!["a", "b"]));
    }
}
