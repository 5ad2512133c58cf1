//! Which incident repeats which: the confirmed links, with the starts of both sides.

use afterword_domain::IncidentRef;
use afterword_domain::recurrence::{Link, Links};

use crate::Store;
use crate::conn::{Conn, args};
use crate::error::StoreError;

pub(crate) async fn links(conn: &mut Conn) -> Result<Links, StoreError> {
    let sql = "SELECT r.incident, i.began_us, r.earlier, e.began_us
               FROM recurrences r
               JOIN incidents i ON i.number = r.incident
               JOIN incidents e ON e.number = r.earlier
               WHERE r.confirmed = 1
               ORDER BY r.incident, r.earlier";
    let mut links = Vec::new();
    for row in conn.rows(sql, args![]).await? {
        links.push(Link {
            repeat: row.incident(0)?,
            repeat_began: row.moment(1)?,
            earlier: row.incident(2)?,
            earlier_began: row.moment(3)?,
        });
    }
    Ok(Links(links))
}

impl Store {
    /// All confirmed recurrences.
    pub async fn links(&self) -> Result<Links, StoreError> {
        links(&mut self.read().await?).await
    }

    /// Incidents that a person confirmed to be repeats of this one.
    pub async fn repeats_of(&self, earlier: IncidentRef) -> Result<Vec<IncidentRef>, StoreError> {
        let sql = "SELECT incident FROM recurrences
                   WHERE earlier = $1 AND confirmed = 1 ORDER BY incident";
        let rows = self.read().await?.rows(sql, args![earlier]).await?;
        rows.iter().map(|row| row.incident(0)).collect()
    }
}
