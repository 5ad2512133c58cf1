//! Alerts that were resolved and whose curves are not sampled yet: on disk, so that none is lost
//! when the program ends in between.

use afterword_domain::signal::{Signal, Tells};
use afterword_domain::{EventId, IncidentRef, Moment, SignalId};

use crate::Store;
use crate::conn::{Conn, args};
use crate::error::StoreError;
use crate::intake::offers;

/// Looked at together.
const MOST: u32 = 50;

/// A curve that waits to be sampled.
#[derive(Clone, Debug, PartialEq)]
pub struct CurveDue {
    /// The resolution that asked for it.
    pub signal: SignalId,
    /// How often it was tried.
    pub attempts: u32,
    /// Where it belongs; `None` when the alert is part of no incident.
    pub at: Option<DueAt>,
}

/// The entry that a curve belongs to, and what its alert said.
#[derive(Clone, Debug, PartialEq)]
pub struct DueAt {
    pub incident: IncidentRef,
    pub event: EventId,
    pub firing: Signal,
}

impl Store {
    /// Those whose time has come.
    pub async fn curves_due(&self, now: Moment) -> Result<Vec<CurveDue>, StoreError> {
        let mut conn = self.read().await?;
        let sql = "SELECT signal, attempts FROM curves_due WHERE due_us <= $1
                   ORDER BY due_us, signal LIMIT $2";
        let rows = conn.rows(sql, args![now, MOST]).await?;
        let mut due = Vec::new();
        for row in rows {
            let signal: SignalId = row.number(0)?;
            due.push(CurveDue {
                signal,
                attempts: row.number(1)?,
                at: place(&mut conn, signal).await?,
            });
        }
        Ok(due)
    }

    /// A curve was sampled, or never will be.
    pub async fn curve_done(&self, signal: SignalId) -> Result<(), StoreError> {
        let mut conn = self.write().await?;
        let sql = "DELETE FROM curves_due WHERE signal = $1";
        conn.run(sql, args![signal]).await?;
        conn.commit().await
    }

    /// A curve could not be sampled now, and is tried again.
    pub async fn curve_put_off(&self, signal: SignalId, until: Moment) -> Result<(), StoreError> {
        let mut conn = self.write().await?;
        let sql = "UPDATE curves_due SET due_us = $2, attempts = attempts + 1 WHERE signal = $1";
        conn.run(sql, args![signal, until]).await?;
        conn.commit().await
    }

    /// The signals that are entries of an incident, at the times that their entries have; `None`
    /// when there is no such incident.
    pub async fn entered_signals(
        &self,
        reference: IncidentRef,
    ) -> Result<Option<Vec<(Signal, EventId)>>, StoreError> {
        let Some(incident) = self.incident(reference).await? else {
            return Ok(None);
        };
        let mut conn = self.read().await?;
        offers::told(&mut conn, &incident).await.map(Some)
    }
}

/// Where there is a metrics server, a resolution whose metric is known asks for the curve.
pub(crate) async fn ask_for(
    conn: &mut Conn,
    id: SignalId,
    signal: &Signal,
    now: Moment,
) -> Result<(), StoreError> {
    if signal.query.is_none() || !matches!(signal.tells, Tells::Resolved { .. }) {
        return Ok(());
    }
    let sql = "SELECT 1 FROM metrics_server";
    if conn.row(sql, args![]).await?.is_none() {
        return Ok(());
    }
    let sql = "INSERT INTO curves_due (signal, due_us, attempts) VALUES ($1, $2, 0)";
    conn.run(sql, args![id, now]).await?;
    Ok(())
}

/// The entry that says that the alert fired, in the incident that has its resolution.
async fn place(conn: &mut Conn, resolved: SignalId) -> Result<Option<DueAt>, StoreError> {
    let sql = "SELECT e.incident, e.event, f.body
               FROM signals r
               JOIN signal_entries re ON re.signal = r.id AND re.event IS NOT NULL
               JOIN signals f ON f.integration = r.integration AND f.alert = r.alert
               JOIN signal_entries e ON e.signal = f.id AND e.incident = re.incident
               WHERE r.id = $1 AND e.event IS NOT NULL
               ORDER BY f.occurred_us, f.id";
    for row in conn.rows(sql, args![resolved]).await? {
        let firing: Signal = row.document(2, || "a signal".into())?;
        if matches!(firing.tells, Tells::Firing { .. }) {
            return Ok(Some(DueAt {
                incident: row.incident(0)?,
                event: EventId(row.number::<u32>(1)?),
                firing,
            }));
        }
    }
    Ok(None)
}
