//! Numbers that are handed out within the transaction that uses them, so that none is skipped.

use crate::conn::{Conn, args};
use crate::error::StoreError;

#[derive(Clone, Copy)]
pub(crate) enum Counter {
    Incidents,
    Changes,
    Services,
    Teams,
    People,
    Factors,
    Tokens,
    Views,
    NoPatterns,
    Integrations,
    Trackers,
    Subscriptions,
    Providers,
    /// Grows with every change of the workspace; what is kept in memory is right while it stands.
    Revision,
    /// Never grows: taken before an edit, it holds off every other edit until the commit. Rules
    /// that look at two incidents (no cycle of repeats) would otherwise each see the old other.
    Edits,
}

impl Counter {
    fn name(self) -> &'static str {
        match self {
            Self::Incidents => "incidents",
            Self::Changes => "changes",
            Self::Services => "services",
            Self::Teams => "teams",
            Self::People => "people",
            Self::Factors => "factors",
            Self::Tokens => "tokens",
            Self::Views => "views",
            Self::NoPatterns => "no_patterns",
            Self::Integrations => "integrations",
            Self::Trackers => "trackers",
            Self::Subscriptions => "subscriptions",
            Self::Providers => "providers",
            Self::Revision => "revision",
            Self::Edits => "edits",
        }
    }
}

/// Takes the next `count` numbers and answers with the first of them. Others who want some wait
/// until the transaction ends.
pub(crate) async fn take(
    conn: &mut Conn,
    counter: Counter,
    count: usize,
) -> Result<i64, StoreError> {
    let sql = "UPDATE counters SET value = value + $1 WHERE name = $2 RETURNING value";
    let last = conn.one(sql, args![count, counter.name()]).await?.int(0)?;
    Ok(last - i64::try_from(count).unwrap_or(i64::MAX) + 1)
}

/// Where the workspace and the log are: what is kept in memory of either is right while it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) revision: i64,
    pub(crate) changes: i64,
}

/// Both at once.
pub(crate) async fn standing(conn: &mut Conn) -> Result<Standing, StoreError> {
    let sql = "SELECT r.value, c.value FROM counters r, counters c
               WHERE r.name = 'revision' AND c.name = 'changes'";
    let row = conn.one(sql, args![]).await?;
    Ok(Standing {
        revision: row.int(0)?,
        changes: row.int(1)?,
    })
}

/// The last number that was handed out.
pub(crate) async fn last(conn: &mut Conn, counter: Counter) -> Result<i64, StoreError> {
    let sql = "SELECT value FROM counters WHERE name = $1";
    conn.one(sql, args![counter.name()]).await?.int(0)
}
