//! Incidents: the document, and the columns and rows that are projected from it.

pub(crate) mod edit;
pub(crate) mod imports;
pub(crate) mod list;
pub(crate) mod open;
pub(crate) mod projection;
pub(crate) mod search_text;

use afterword_domain::{Incident, IncidentRef, Moment};

use crate::Store;
use crate::conn::{Conn, args};
use crate::dialect;
use crate::error::StoreError;

impl Store {
    /// The whole of one incident.
    pub async fn incident(&self, reference: IncidentRef) -> Result<Option<Incident>, StoreError> {
        let sql = "SELECT body FROM incident_bodies WHERE incident = $1";
        let row = self.read().await?.row(sql, args![reference]).await?;
        row.map(|row| row.document(0, || reference.to_string()))
            .transpose()
    }

    /// When an incident began; `None` when there is no such incident.
    pub async fn began(&self, reference: IncidentRef) -> Result<Option<Moment>, StoreError> {
        began(&mut self.read().await?, reference).await
    }
}

pub(crate) async fn began(
    conn: &mut Conn,
    reference: IncidentRef,
) -> Result<Option<Moment>, StoreError> {
    let sql = "SELECT began_us FROM incidents WHERE number = $1";
    let row = conn.row(sql, args![reference]).await?;
    row.map(|row| row.moment(0)).transpose()
}

/// Loads the aggregate within a write; nobody else changes it until the commit.
pub(crate) async fn load_for_edit(
    conn: &mut Conn,
    reference: IncidentRef,
) -> Result<Option<Incident>, StoreError> {
    let sql = dialect::load_for_edit(conn.engine());
    let row = conn.row(sql, args![reference]).await?;
    row.map(|row| row.document(0, || reference.to_string()))
        .transpose()
}
