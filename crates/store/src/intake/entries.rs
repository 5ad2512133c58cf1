//! Which signals became which entries of which incidents.

use afterword_domain::signal::Signal;
use afterword_domain::signal::placement::{Attached, Heard};
use afterword_domain::workspace::Workspace;
use afterword_domain::{EventId, IncidentRef, IntegrationId, SignalId};

use crate::conn::{Conn, Row, args};
use crate::error::StoreError;

/// `id, integration, body` of a signal and its integration's name.
pub(super) const HEARD: &str = "s.id, s.integration, s.body, coalesce((SELECT i.body FROM integrations i WHERE i.id = s.integration), '')";

pub(super) fn heard(row: &Row, workspace: &Workspace) -> Result<Heard, StoreError> {
    let integration: IntegrationId = row.number(1)?;
    let signal: Signal = row.document(2, || "a signal".into())?;
    let judged = workspace
        .settings
        .intake
        .judge(integration, &signal, workspace);
    Ok(Heard {
        id: row.number(0)?,
        integration,
        source: source_name(&row.text(3)?),
        signal,
        judged,
    })
}

fn source_name(integration: &str) -> String {
    #[derive(serde::Deserialize)]
    struct Named {
        name: String,
    }
    serde_json::from_str(integration).map_or_else(|_| "webhook".into(), |named: Named| named.name)
}

/// The alerts that are entries of an incident.
pub(super) async fn alerts_of(
    conn: &mut Conn,
    incident: IncidentRef,
    workspace: &Workspace,
) -> Result<Vec<Attached>, StoreError> {
    let sql = format!(
        "SELECT {HEARD}, e.event FROM signal_entries e JOIN signals s ON s.id = e.signal
         WHERE e.incident = $1 AND e.event IS NOT NULL AND s.alert IS NOT NULL
         ORDER BY s.id"
    );
    let rows = conn.rows(sqlx::AssertSqlSafe(sql), args![incident]).await?;
    let attached = rows.iter().map(|row| {
        Ok(Attached {
            heard: heard(row, workspace)?,
            event: EventId(row.number::<u32>(4)?),
        })
    });
    attached.collect()
}

/// Writes that signals are entries of an incident no longer.
pub(super) async fn drop(
    conn: &mut Conn,
    incident: IncidentRef,
    signals: impl Iterator<Item = SignalId>,
) -> Result<(), StoreError> {
    for signal in signals {
        let sql = "DELETE FROM signal_entries WHERE incident = $1 AND signal = $2";
        conn.run(sql, args![incident, signal]).await?;
    }
    Ok(())
}

/// Writes which entries they became.
pub(super) async fn keep(
    conn: &mut Conn,
    incident: IncidentRef,
    entries: impl Iterator<Item = (SignalId, Option<EventId>)>,
) -> Result<(), StoreError> {
    for (signal, event) in entries {
        let sql = "INSERT INTO signal_entries (incident, signal, event) VALUES ($1, $2, $3)
                   ON CONFLICT (incident, signal) DO UPDATE SET event = excluded.event";
        let event = event.map(|id| i64::from(id.0));
        conn.run(sql, args![incident, signal, event]).await?;
    }
    Ok(())
}
