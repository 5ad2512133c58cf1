//! What patterns and similar incidents need of a document, in a narrow table of its own.

use afterword_domain::Incident;
use afterword_domain::learning::facts::{CostFacts, gist};

use crate::conn::{Arg, Conn, args};
use crate::error::StoreError;
use crate::values::document;

/// Writes those of incidents that are not there yet.
pub(super) async fn insert(conn: &mut Conn, incidents: &[Incident]) -> Result<(), StoreError> {
    let rows = incidents.iter().map(row).collect::<Result<_, _>>()?;
    let sql = "INSERT INTO incident_gists (incident, cost, content)";
    conn.insert(sql, rows).await
}

/// Writes what differs between two states of one incident.
pub(super) async fn replace(
    conn: &mut Conn,
    before: &Incident,
    after: &Incident,
) -> Result<(), StoreError> {
    let same_cost = CostFacts::of(&before.impact) == CostFacts::of(&after.impact);
    if same_cost && gist(before) == gist(after) {
        return Ok(());
    }
    let sql = "UPDATE incident_gists SET cost = $2, content = $3 WHERE incident = $1";
    conn.run(sql, row(after)?).await.map(|_| ())
}

fn row(incident: &Incident) -> Result<Vec<Arg>, StoreError> {
    let cost = document(&CostFacts::of(&incident.impact))?;
    Ok(args![incident.reference, cost, gist(incident)])
}
