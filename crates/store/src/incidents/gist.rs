//! What patterns and prices need of a document, in a narrow table of its own.

use afterword_domain::Incident;
use afterword_domain::learning::facts::{Considered, CostFacts, Reached};
use serde::{Deserialize, Serialize};

use crate::conn::{Arg, Conn, args};
use crate::error::StoreError;
use crate::values::document;

/// What its cost is reckoned from, when what was reached, and what was considered and not chosen. The
/// column is called after the first of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct GistFacts {
    #[serde(flatten)]
    pub(crate) cost: CostFacts,
    #[serde(default)]
    pub(crate) reached: Reached,
    #[serde(default)]
    pub(crate) considered: Vec<Considered>,
}

impl GistFacts {
    fn of(incident: &Incident) -> Self {
        Self {
            cost: CostFacts::of(&incident.impact),
            reached: Reached::of(incident),
            considered: Considered::of(incident),
        }
    }
}

/// Writes those of incidents that are not there yet.
pub(super) async fn insert(conn: &mut Conn, incidents: &[Incident]) -> Result<(), StoreError> {
    let rows = incidents.iter().map(row).collect::<Result<_, _>>()?;
    let sql = "INSERT INTO incident_gists (incident, cost)";
    conn.insert(sql, rows).await
}

/// Writes what differs between two states of one incident.
pub(super) async fn replace(
    conn: &mut Conn,
    before: &Incident,
    after: &Incident,
) -> Result<(), StoreError> {
    if GistFacts::of(before) == GistFacts::of(after) {
        return Ok(());
    }
    let sql = "UPDATE incident_gists SET cost = $2 WHERE incident = $1";
    conn.run(sql, row(after)?).await.map(|_| ())
}

fn row(incident: &Incident) -> Result<Vec<Arg>, StoreError> {
    let facts = document(&GistFacts::of(incident))?;
    Ok(args![incident.reference, facts])
}
