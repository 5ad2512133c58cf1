//! Deliveries as they came. One that is made again is kept once; those that wait together are
//! written together.

use std::collections::BTreeMap;

use afterword_domain::policy::Sight;
use afterword_domain::{IncidentRef, IntegrationId, Moment};
use serde::Serialize;
use sqlx::AssertSqlSafe;
use utoipa::ToSchema;

use crate::Store;
use crate::conn::{ROWS_AT_ONCE, args};
use crate::error::StoreError;
use crate::row::Row;
use crate::sight::seen;
use crate::values::{document, read_document};

/// A delivery that is to be kept.
#[derive(Clone, Debug)]
pub struct NewDelivery {
    pub integration: IntegrationId,
    /// The same for one that is made again.
    pub identity: [u8; 32],
    pub received_at: Moment,
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
    /// The incident whose notice a button was pressed on.
    pub incident: Option<IncidentRef>,
}

/// A delivery that waits to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub seq: u64,
    pub integration: IntegrationId,
    pub received_at: Moment,
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

/// A delivery as the settings list it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DeliveryRow {
    pub seq: u64,
    pub integration: IntegrationId,
    pub received_at: Moment,
    /// waiting, read, nothing, confirm or unreadable.
    pub state: String,
    /// Why there is nothing, what is to be visited, or what could not be read.
    pub remark: Option<String>,
    pub bytes: u64,
}

impl Store {
    /// Deliveries that are written together.
    pub const DELIVERIES_AT_ONCE: usize = ROWS_AT_ONCE;

    /// Keeps deliveries: when this answers they are on disk. Those that are there already are left
    /// as they are.
    pub async fn keep_deliveries(&self, deliveries: Vec<NewDelivery>) -> Result<(), StoreError> {
        let mut rows = Vec::with_capacity(deliveries.len());
        for delivery in deliveries {
            rows.push(args![
                delivery.integration,
                &delivery.identity,
                delivery.received_at,
                document(&delivery.headers)?,
                delivery.body,
                delivery.incident,
                "waiting"
            ]);
        }
        let mut conn = self.db.write_once().await?;
        let sql = "INSERT INTO deliveries
                   (integration, identity, received_us, headers, body, incident, state)";
        conn.insert_missing(sql, rows).await
    }

    /// The oldest deliveries that wait to be read.
    pub async fn waiting_deliveries(&self, most: u32) -> Result<Vec<Waiting>, StoreError> {
        let sql = "SELECT seq, integration, received_us, headers, body FROM deliveries
                   WHERE state = 'waiting' ORDER BY seq LIMIT $1";
        let rows = self.read().await?.rows(sql, args![most]).await?;
        rows.iter().map(waiting).collect()
    }

    /// Deliveries, the newest first, before a number, but for presses on notices of incidents that
    /// whoever asks does not see.
    pub async fn deliveries(
        &self,
        sight: &Sight,
        integration: Option<IntegrationId>,
        state: Option<&str>,
        before: Option<u64>,
        most: u32,
    ) -> Result<Vec<DeliveryRow>, StoreError> {
        let sql = format!(
            "SELECT seq, integration, received_us, state, remark, CAST(length(body) AS BIGINT)
             FROM deliveries
             WHERE ($1 IS NULL OR integration = $1) AND ($2 = '' OR state = $2) AND seq < $3 {}
             ORDER BY seq DESC LIMIT $4",
            told(sight)
        );
        let before = before.unwrap_or(i64::MAX as u64);
        let args = args![integration, state.unwrap_or_default(), before, most];
        let sql = AssertSqlSafe(sql);
        let rows = self.read().await?.rows(sql, args).await?;
        rows.iter()
            .map(|row| {
                Ok(DeliveryRow {
                    seq: row.count(0)?,
                    integration: row.number(1)?,
                    received_at: row.moment(2)?,
                    state: row.text(3)?,
                    remark: row.maybe_text(4)?,
                    bytes: row.count(5)?,
                })
            })
            .collect()
    }

    /// One delivery as it came.
    pub async fn delivery(&self, sight: &Sight, seq: u64) -> Result<Option<Waiting>, StoreError> {
        let sql = format!(
            "SELECT seq, integration, received_us, headers, body FROM deliveries
             WHERE seq = $1 {}",
            told(sight)
        );
        let sql = AssertSqlSafe(sql);
        let row = self.read().await?.row(sql, args![seq]).await?;
        row.as_ref().map(waiting).transpose()
    }

    /// Lets a delivery be read again. What it tells a second time changes nothing. `None` when there
    /// is no such delivery, false when it waits to be read anyway.
    pub async fn read_again(&self, sight: &Sight, seq: u64) -> Result<Option<bool>, StoreError> {
        let mut conn = self.write().await?;
        let known = format!("SELECT seq FROM deliveries WHERE seq = $1 {}", told(sight));
        let known = AssertSqlSafe(known);
        if conn.row(known, args![seq]).await?.is_none() {
            return Ok(None);
        }
        let sql = "UPDATE deliveries SET state = 'waiting', remark = NULL
                   WHERE state <> 'waiting' AND seq = $1";
        let count = conn.run(sql, args![seq]).await?;
        conn.commit().await?;
        Ok(Some(count > 0))
    }

    /// Lets all deliveries of an integration be read again that could not be read. Answers with how
    /// many.
    pub async fn read_unreadable_again(
        &self,
        integration: IntegrationId,
    ) -> Result<u64, StoreError> {
        let mut conn = self.write().await?;
        let sql = "UPDATE deliveries SET state = 'waiting', remark = NULL
                   WHERE state = 'unreadable' AND integration = $1";
        let count = conn.run(sql, args![integration]).await?;
        conn.commit().await?;
        Ok(count)
    }
}

/// The condition that somebody is told of a delivery.
fn told(sight: &Sight) -> String {
    seen(sight, "incident").map_or_else(String::new, |seen| {
        format!("AND (incident IS NULL OR {seen})")
    })
}

fn waiting(row: &Row) -> Result<Waiting, StoreError> {
    Ok(Waiting {
        seq: row.count(0)?,
        integration: row.number(1)?,
        received_at: row.moment(2)?,
        headers: read_document(&row.text(3)?, || "a delivery's headers".into())?,
        body: row.blob(4)?,
    })
}
