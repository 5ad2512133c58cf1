//! The curves of alerts: a resolution asks for one, in the transaction that takes it in.

use afterword_domain::job::Work;
use afterword_domain::policy::Sight;
use afterword_domain::signal::{Signal, Tells};
use afterword_domain::{EventId, IncidentRef, Moment, SignalId};

use crate::Store;
use crate::conn::{Conn, args};
use crate::error::StoreError;
use crate::intake::offers;
use crate::jobs;

/// The entry that an alert's curve belongs to, and what the alert said.
#[derive(Clone, Debug, PartialEq)]
pub struct AlertCurve {
    pub incident: IncidentRef,
    pub event: EventId,
    pub firing: Signal,
}

impl Store {
    /// Where the curve of the alert belongs that a signal resolves; `None` when the alert is part of
    /// no incident.
    pub async fn alert_curve(&self, resolved: SignalId) -> Result<Option<AlertCurve>, StoreError> {
        place(&mut self.read().await?, resolved).await
    }

    /// The signals that are entries of an incident, at the times that their entries have; `None`
    /// when there is no such incident.
    pub async fn entered_signals(
        &self,
        sight: &Sight,
        reference: IncidentRef,
    ) -> Result<Option<Vec<(Signal, EventId)>>, StoreError> {
        let Some(incident) = self.incident(sight, reference).await? else {
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
    jobs::ask(conn, &[Work::SampleCurve { signal: id }], now, now).await
}

/// The entry that says that the alert fired, in the incident that has its resolution.
async fn place(conn: &mut Conn, resolved: SignalId) -> Result<Option<AlertCurve>, StoreError> {
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
            return Ok(Some(AlertCurve {
                incident: row.incident(0)?,
                event: EventId(row.number::<u32>(1)?),
                firing,
            }));
        }
    }
    Ok(None)
}
