//! What somebody fetched for an incident: it is offered there, whenever it happened.

use afterword_domain::signal::Signal;
use afterword_domain::{IncidentRef, IntegrationId, Moment};

use crate::Store;
use crate::conn::{Conn, args};
use crate::error::StoreError;

impl Store {
    /// What is known to have been said in a channel and its threads within a stretch, both ends
    /// included, and was not taken back.
    pub async fn said(
        &self,
        integration: IntegrationId,
        channel: &str,
        (from, to): (Moment, Moment),
    ) -> Result<Vec<Signal>, StoreError> {
        let sql = "SELECT body FROM signals
                   WHERE integration = $1 AND channel IS NOT NULL
                     AND occurred_us BETWEEN $2 AND $3 AND (channel = $4 OR channel LIKE $5)
                   ORDER BY occurred_us, id";
        let threads = format!("{channel}/%");
        let args = args![integration, from, to, channel.to_owned(), threads];
        let rows = self.read().await?.rows(sql, args).await?;
        let said = rows.iter().map(|row| row.document(0, || "a signal".into()));
        said.collect()
    }
}

/// Offers signals to an incident, unless they are entries there or were left out. Answers with how
/// many of them were not offered like this before.
pub(super) async fn bring(
    conn: &mut Conn,
    incident: IncidentRef,
    (integration, signals): (IntegrationId, &[String]),
) -> Result<u64, StoreError> {
    let mut brought = 0;
    for key in signals {
        let sql = "INSERT INTO brought_signals (incident, signal)
                   SELECT $1, s.id FROM signals s WHERE s.integration = $2 AND s.key = $3
                     AND NOT EXISTS (SELECT 1 FROM signal_entries e
                                     WHERE e.incident = $1 AND e.signal = s.id)
                   ON CONFLICT (incident, signal) DO NOTHING";
        brought += conn
            .run(sql, args![incident, integration, key.clone()])
            .await?;
    }
    Ok(brought)
}
