//! Which signals became which entries of which incidents.

use afterword_domain::signal::Signal;
use afterword_domain::signal::placement::{Attached, Heard};
use afterword_domain::workspace::Workspace;
use afterword_domain::{EventId, IncidentRef, IntegrationId, SignalId};

use crate::conn::{Conn, args};
use crate::error::StoreError;
use crate::row::Row;

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

/// How a signal came to be an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// The rules made it one of an incident that alerts opened.
    Alerted,
    /// The rules made it one of an incident that a person opened.
    Joined,
    /// A person said so, and no rule takes it away.
    Chosen,
}

impl How {
    fn word(self) -> &'static str {
        match self {
            Self::Alerted => "alerted",
            Self::Joined => "joined",
            Self::Chosen => "chosen",
        }
    }
}

/// The alerts that are entries of an incident by the rules.
pub(super) async fn alerts_of(
    conn: &mut Conn,
    incident: IncidentRef,
    workspace: &Workspace,
) -> Result<Vec<Attached>, StoreError> {
    let sql = format!(
        "SELECT {HEARD}, e.event, e.how FROM signal_entries e JOIN signals s ON s.id = e.signal
         WHERE e.incident = $1 AND e.event IS NOT NULL AND s.alert IS NOT NULL AND e.how <> $2
         ORDER BY s.id"
    );
    let args = args![incident, How::Chosen.word()];
    let rows = conn.rows(sqlx::AssertSqlSafe(sql), args).await?;
    let attached = rows.iter().map(|row| {
        Ok(Attached {
            heard: heard(row, workspace)?,
            event: EventId(row.number::<u32>(4)?),
            alerted: row.text(5)? == How::Alerted.word(),
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
    how: How,
) -> Result<(), StoreError> {
    for (signal, event) in entries {
        let sql = "INSERT INTO signal_entries (incident, signal, event, how)
                   VALUES ($1, $2, $3, $4) ON CONFLICT (incident, signal)
                   DO UPDATE SET event = excluded.event, how = excluded.how";
        let event = event.map(|id| i64::from(id.0));
        let args = args![incident, signal, event, how.word()];
        conn.run(sql, args).await?;
    }
    Ok(())
}
