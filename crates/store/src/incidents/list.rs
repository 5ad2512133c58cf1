//! Pages of incidents: filtered, ordered, and continued by keyset.

use afterword_domain::incident::IncidentSummary;
use afterword_domain::policy::Sight;
use afterword_domain::query::ListOrder as Order;
use afterword_domain::query::terms::Query;
use afterword_domain::{IncidentRef, Moment};
use sqlx::AssertSqlSafe;

use crate::Store;
use crate::conn::{Arg, Conn};
use crate::counters;
use crate::cursor::Cursor;
use crate::error::StoreError;
use crate::query_sql::{Conditions, Frame};
use crate::sight::hidden;
use crate::workspace::cache::Revision;

/// What is asked of a list.
#[derive(Clone, Debug)]
pub struct IncidentList {
    pub query: Query,
    pub order: Order,
    /// Where the page before ended.
    pub after: Option<Cursor>,
    pub limit: u32,
    pub now: Moment,
    pub review_days: u8,
}

/// One page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncidentPage {
    pub rows: Vec<IncidentSummary>,
    /// Absent on the last page.
    pub next: Option<Cursor>,
    /// How many incidents fit the query, on all pages.
    pub total: u64,
}

impl IncidentList {
    /// The first 25 of a query, the newest first.
    pub fn of(query: Query, now: Moment, review_days: u8) -> Self {
        Self {
            query,
            order: Order::default(),
            after: None,
            limit: 25,
            now,
            review_days,
        }
    }
}

/// What an order goes by, never null; and whether the value and the number fall.
fn terms(order: Order) -> (&'static str, bool, bool) {
    match order {
        Order::NewestFirst => ("i.began_us", true, true),
        Order::OldestFirst => ("i.began_us", false, false),
        Order::LongestFirst => ("coalesce(i.duration_s, -1)", true, true),
        Order::DueFirst => (
            "coalesce(i.owed_since_us, 9223372036854775807)",
            false,
            false,
        ),
    }
}

impl Store {
    /// One page of the incidents that fit a query.
    pub async fn incidents(
        &self,
        sight: &Sight,
        list: &IncidentList,
    ) -> Result<IncidentPage, StoreError> {
        self.incidents_beyond(sight, list, 0).await
    }

    /// The page that begins a number of rows further on: a jump into a long list.
    pub async fn incidents_beyond(
        &self,
        sight: &Sight,
        list: &IncidentList,
        skip: u32,
    ) -> Result<IncidentPage, StoreError> {
        let mut conn = self.read().await?;
        let standing = counters::standing(&mut conn).await?;
        let revision = Revision(standing.revision);
        let workspace = self.workspace.at(revision, &mut conn).await?;
        let frame = Frame {
            workspace: &workspace,
            now: list.now,
            review_days: list.review_days,
            engine: conn.engine(),
            sight,
        };
        let mut conditions = Conditions::of(&list.query, frame);
        let (key, key_falls, number_falls) = terms(list.order);
        if let Some(cursor) = list.after {
            let value = conditions.bind(cursor.value);
            let number = conditions.bind(cursor.number);
            let (beyond, not_before) = if key_falls { ("<", "<=") } else { (">", ">=") };
            let past = if number_falls { "<" } else { ">" };
            // The first half lets the index be entered where the page before ended.
            conditions.and(&format!(
                "{key} {not_before} {value} AND ({key} {beyond} {value} OR i.number {past} {number})"
            ));
        }
        let way = |falls| if falls { "DESC" } else { "ASC" };
        let (key_way, number_way) = (way(key_falls), way(number_falls));
        let limit = conditions.bind(i64::from(list.limit) + 1);
        let skipped = conditions.bind(i64::from(skip));
        let sql = format!(
            "SELECT i.summary, {key}, i.number FROM incidents i {}
             ORDER BY {key} {key_way}, i.number {number_way} LIMIT {limit} OFFSET {skipped}",
            conditions.clause()
        );
        let found = conn.rows(AssertSqlSafe(sql), conditions.args).await?;
        let size = usize::try_from(list.limit).unwrap_or(usize::MAX);
        let more = found.len() > size;
        let mut rows = Vec::with_capacity(found.len().min(size));
        let mut end = None;
        for row in found.iter().take(size) {
            let number: IncidentRef = row.incident(2)?;
            rows.push(row.document(0, || format!("the summary of {number}"))?);
            end = Some(Cursor {
                value: row.int(1)?,
                number,
            });
        }
        let rows = as_seen(&mut conn, sight, rows).await?;
        let total = if list.after.is_none() && skip == 0 && !more {
            rows.len() as u64
        } else {
            let asked = counting(&list.query, frame);
            match self.totals.known(standing, &asked) {
                Some(total) => total,
                None => {
                    let total = total(&mut conn, asked.clone()).await?;
                    self.totals.keep(standing, asked, total);
                    total
                }
            }
        };
        Ok(IncidentPage {
            rows,
            next: end.filter(|_| more),
            total,
        })
    }

    /// Every incident that fits a query, in the order of their numbers.
    pub async fn references(
        &self,
        sight: &Sight,
        query: &Query,
        now: Moment,
        review_days: u8,
    ) -> Result<Vec<IncidentRef>, StoreError> {
        let mut conn = self.read().await?;
        let workspace = self.workspace.current(&mut conn).await?;
        let frame = Frame {
            workspace: &workspace,
            now,
            review_days,
            engine: conn.engine(),
            sight,
        };
        let conditions = Conditions::of(query, frame);
        let sql = format!(
            "SELECT i.number FROM incidents i {} ORDER BY i.number",
            conditions.clause()
        );
        let rows = conn.rows(AssertSqlSafe(sql), conditions.args).await?;
        rows.iter().map(|row| row.incident(0)).collect()
    }

    /// How many incidents fit a query.
    pub async fn count(
        &self,
        sight: &Sight,
        query: &Query,
        now: Moment,
        review_days: u8,
    ) -> Result<u64, StoreError> {
        let mut conn = self.read().await?;
        let workspace = self.workspace.current(&mut conn).await?;
        let frame = Frame {
            workspace: &workspace,
            now,
            review_days,
            engine: conn.engine(),
            sight,
        };
        total(&mut conn, counting(query, frame)).await
    }
}

/// Summaries without what names incidents that are hidden. Few name any.
pub(crate) async fn as_seen(
    conn: &mut Conn,
    sight: &Sight,
    rows: Vec<IncidentSummary>,
) -> Result<Vec<IncidentSummary>, StoreError> {
    let names = |row: &IncidentSummary| !row.repeats.is_empty() || row.duplicate_of.is_some();
    if !rows.iter().any(names) {
        return Ok(rows);
    }
    let hidden = hidden(conn, sight).await?;
    Ok(rows.into_iter().map(|row| row.without(&hidden)).collect())
}

/// What the database is asked for the number of incidents that fit a query.
fn counting(query: &Query, frame: Frame<'_>) -> (String, Vec<Arg>) {
    let conditions = Conditions::of(query, frame);
    let sql = format!("SELECT count(*) FROM incidents i {}", conditions.clause());
    (sql, conditions.args)
}

async fn total(conn: &mut Conn, (sql, args): (String, Vec<Arg>)) -> Result<u64, StoreError> {
    conn.one(AssertSqlSafe(sql), args).await?.count(0)
}
