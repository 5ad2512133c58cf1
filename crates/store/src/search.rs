//! Finding by a few typed words: incidents, and rows by their numbers.

use afterword_domain::incident::IncidentSummary;
use afterword_domain::policy::Sight;
use afterword_domain::query::terms::Query;
use afterword_domain::{IncidentRef, Moment};
use sqlx::AssertSqlSafe;

use crate::Store;
use crate::conn::{Conn, args};
use crate::error::StoreError;
use crate::incidents::list::as_seen;
use crate::query_sql::{Conditions, Frame};
use crate::sight::and_seen;

/// What is looked for among the incidents.
#[derive(Clone, Debug)]
pub struct Finding {
    pub query: Query,
    /// Comes first, whether it fits the query or not.
    pub named: Option<IncidentRef>,
    pub limit: u32,
    pub now: Moment,
    pub review_days: u8,
}

/// The first of what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    pub rows: Vec<IncidentSummary>,
    /// How many there are in all.
    pub total: u64,
}

impl Store {
    /// The incident that was named, then the newest that fit the query.
    pub async fn find_incidents(
        &self,
        sight: &Sight,
        finding: &Finding,
    ) -> Result<Found, StoreError> {
        let mut conn = self.read().await?;
        let workspace = self.workspace.current(&mut conn).await?;
        let frame = Frame {
            workspace: &workspace,
            now: finding.now,
            review_days: finding.review_days,
            engine: conn.engine(),
            sight,
        };
        let mut rows = Vec::new();
        let mut conditions = Conditions::of(&finding.query, frame);
        if let Some(named) = finding.named {
            rows.extend(summary(&mut conn, sight, named).await?);
            let named = conditions.bind(named);
            conditions.and(&format!("i.number <> {named}"));
        }
        let clause = conditions.clause();
        let sql = format!("SELECT count(*) FROM incidents i {clause}");
        let counted = conn
            .one(AssertSqlSafe(sql), conditions.args.clone())
            .await?;
        let total = counted.count(0)? + rows.len() as u64;
        let limit = conditions.bind(finding.limit);
        let sql = format!(
            "SELECT i.summary, i.number FROM incidents i {clause}
             ORDER BY i.began_us DESC, i.number DESC LIMIT {limit}"
        );
        for row in conn.rows(AssertSqlSafe(sql), conditions.args).await? {
            let number = row.incident(1)?;
            rows.push(row.document(0, || format!("the summary of {number}"))?);
        }
        rows.truncate(usize::try_from(finding.limit).unwrap_or(usize::MAX));
        let rows = as_seen(&mut conn, sight, rows).await?;
        Ok(Found { rows, total })
    }

    /// The restricted incidents with the words and phrases of a query that whoever asks sees, by
    /// their numbers.
    pub async fn restricted_with_words(
        &self,
        sight: &Sight,
        query: &Query,
    ) -> Result<Vec<IncidentRef>, StoreError> {
        let conditions = Conditions::restricted_with_words(query, sight);
        let sql = format!(
            "SELECT i.number FROM incidents i {} ORDER BY i.number",
            conditions.clause()
        );
        let mut conn = self.read().await?;
        let rows = conn.rows(AssertSqlSafe(sql), conditions.args).await?;
        rows.iter().map(|row| row.incident(0)).collect()
    }

    /// What a list shows of an incident; `None` when there is none for whoever asks.
    pub async fn summary(
        &self,
        sight: &Sight,
        reference: IncidentRef,
    ) -> Result<Option<IncidentSummary>, StoreError> {
        let mut conn = self.read().await?;
        let found = summary(&mut conn, sight, reference).await?;
        let found = as_seen(&mut conn, sight, found.into_iter().collect()).await?;
        Ok(found.into_iter().next())
    }
}

async fn summary(
    conn: &mut Conn,
    sight: &Sight,
    reference: IncidentRef,
) -> Result<Option<IncidentSummary>, StoreError> {
    let sql = format!(
        "SELECT summary FROM incidents WHERE number = $1 {}",
        and_seen(sight, "number")
    );
    let row = conn.row(AssertSqlSafe(sql), args![reference]).await?;
    row.map(|row| row.document(0, || format!("the summary of {reference}")))
        .transpose()
}
