//! Finding by a few typed words: incidents, and rows by their numbers.

use afterword_domain::incident::IncidentSummary;
use afterword_domain::query::terms::Query;
use afterword_domain::{IncidentRef, Moment};
use sqlx::AssertSqlSafe;

use crate::Store;
use crate::conn::{Conn, args};
use crate::error::StoreError;
use crate::query_sql::{Conditions, Frame};

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
    pub async fn find_incidents(&self, finding: &Finding) -> Result<Found, StoreError> {
        let mut conn = self.read().await?;
        let workspace = self.workspace.current(&mut conn).await?;
        let frame = Frame {
            workspace: &workspace,
            now: finding.now,
            review_days: finding.review_days,
            engine: conn.engine(),
        };
        let mut rows = Vec::new();
        let mut conditions = Conditions::of(&finding.query, frame);
        if let Some(named) = finding.named {
            rows.extend(summary(&mut conn, named).await?);
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
        Ok(Found { rows, total })
    }

    /// What a list shows of an incident.
    pub async fn summary(
        &self,
        reference: IncidentRef,
    ) -> Result<Option<IncidentSummary>, StoreError> {
        summary(&mut self.read().await?, reference).await
    }
}

async fn summary(
    conn: &mut Conn,
    reference: IncidentRef,
) -> Result<Option<IncidentSummary>, StoreError> {
    let sql = "SELECT summary FROM incidents WHERE number = $1";
    let row = conn.row(sql, args![reference]).await?;
    row.map(|row| row.document(0, || format!("the summary of {reference}")))
        .transpose()
}
