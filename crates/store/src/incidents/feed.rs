//! Incidents for whoever keeps something that is derived from all of them: each of them in turn,
//! and then those that the change log says were touched.

use std::collections::BTreeSet;

use afterword_domain::policy::Sight;
use afterword_domain::{Change, Incident, IncidentRef, Moment};
use sqlx::AssertSqlSafe;

use crate::Store;
use crate::conn::args;
use crate::error::StoreError;
use crate::row::Row;
use crate::sight::{and_seen, hidden};

/// What a stretch of the change log touched.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Touched {
    /// The last change of the stretch.
    pub upto: u64,
    /// When that was; `None` for a stretch without a change.
    pub at: Option<Moment>,
    pub incidents: BTreeSet<IncidentRef>,
    /// What happened to services and factors, which every incident may name.
    pub names: Vec<Change>,
}

impl Store {
    /// The incidents behind a number that whoever asks sees, in the order of their numbers.
    pub async fn incidents_behind(
        &self,
        sight: &Sight,
        last: IncidentRef,
        limit: u32,
    ) -> Result<Vec<Incident>, StoreError> {
        let sql = format!(
            "SELECT body, incident FROM incident_bodies
             WHERE incident > $1 {} ORDER BY incident LIMIT $2",
            and_seen(sight, "incident")
        );
        let mut conn = self.read().await?;
        let rows = conn.rows(AssertSqlSafe(sql), args![last, limit]).await?;
        let hidden = hidden(&mut conn, sight).await?;
        let read = |row: &Row| {
            let incident: Incident = row.document(0, || format!("incident {:?}", row.int(1)))?;
            Ok(incident.without(&hidden))
        };
        rows.iter().map(read).collect()
    }

    /// What the changes after a number touched, at most `limit` of them: also what names an incident
    /// of which it changed who sees it.
    pub async fn touched_after(&self, seq: u64, limit: u32) -> Result<Touched, StoreError> {
        let sql = "SELECT seq, incident, at_us,
                          CASE WHEN name LIKE 'service.%' OR name LIKE 'factor.%'
                               THEN body END,
                          CASE WHEN name = 'incident.visibility_changed' THEN name END
                   FROM changes WHERE seq > $1 ORDER BY seq LIMIT $2";
        let mut touched = Touched {
            upto: seq,
            ..Touched::default()
        };
        let mut conn = self.read().await?;
        let mut veiled = Vec::new();
        for row in conn.rows(sql, args![seq, limit]).await? {
            touched.upto = row.count(0)?;
            touched.at = Some(row.moment(2)?);
            touched
                .incidents
                .extend(row.maybe_number(1)?.map(IncidentRef));
            if row.maybe_text(3)?.is_some() {
                let upto = touched.upto;
                let change = row.document(3, || format!("change {upto}"))?;
                touched.names.push(change);
            }
            if row.maybe_text(4)?.is_some() {
                veiled.extend(row.maybe_number(1)?.map(IncidentRef));
            }
        }
        for incident in veiled {
            let sql = "SELECT incident FROM recurrences WHERE earlier = $1
                       UNION SELECT number FROM incidents WHERE duplicate_of = $1";
            for row in conn.rows(sql, args![incident]).await? {
                touched.incidents.insert(row.incident(0)?);
            }
        }
        Ok(touched)
    }

    /// When a change was made; `None` when the log does not have it.
    pub async fn changed_at(&self, seq: u64) -> Result<Option<Moment>, StoreError> {
        let sql = "SELECT at_us FROM changes WHERE seq = $1";
        let row = self.read().await?.row(sql, args![seq]).await?;
        row.map(|row| row.moment(0)).transpose()
    }
}
