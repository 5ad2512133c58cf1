//! What stands beside an incident on its page, read in one statement: a trip to the database takes
//! longer than what is read here.

use std::sync::Arc;

use afterword_domain::learning::IncidentFacts;
use afterword_domain::policy::Sight;
use afterword_domain::tracker::{TicketAsk, TicketLink};
use afterword_domain::workspace::Workspace;
use afterword_domain::{Incident, IncidentRef};
use sqlx::AssertSqlSafe;

use crate::Store;
use crate::conn::{Conn, args};
use crate::error::StoreError;
use crate::sight::{and_seen, as_seen};
use crate::workspace::cache::Revision;

/// Of one moment.
#[derive(Clone, Debug)]
pub struct Beside {
    pub workspace: Arc<Workspace>,
    /// Incidents that a person confirmed to be repeats of this one, those that whoever asks sees.
    pub repeated_by: Vec<IncidentRef>,
    /// Those of its tickets that are followed.
    pub ticket_links: Vec<TicketLink>,
    /// Tickets that were asked for and are not there yet.
    pub ticket_asks: Vec<TicketAsk>,
    /// The last change there was.
    changes: i64,
}

impl Store {
    /// What stands beside an incident that whoever asks sees.
    pub async fn beside(
        &self,
        sight: &Sight,
        reference: IncidentRef,
    ) -> Result<Beside, StoreError> {
        let mut conn = self.read().await?;
        Ok(self.read_beside(&mut conn, sight, reference, "").await?.0)
    }

    /// The whole of one incident, as [`incident`](Self::incident) reads it, with what stands beside
    /// it.
    pub async fn incident_beside(
        &self,
        sight: &Sight,
        reference: IncidentRef,
    ) -> Result<Option<(Incident, Beside)>, StoreError> {
        let body = "UNION ALL SELECT CAST(4 AS BIGINT), CAST(0 AS BIGINT), body
                    FROM incident_bodies WHERE incident = $1";
        let mut conn = self.read().await?;
        let (beside, incident) = self.read_beside(&mut conn, sight, reference, body).await?;
        match incident {
            Some(incident) if sight.sees(&incident.visibility) => {
                let incident = as_seen(&mut conn, sight, incident).await?;
                Ok(Some((incident, beside)))
            }
            _ => Ok(None),
        }
    }

    async fn read_beside(
        &self,
        conn: &mut Conn,
        sight: &Sight,
        reference: IncidentRef,
        body: &str,
    ) -> Result<(Beside, Option<Incident>), StoreError> {
        let sql = format!(
            "SELECT CAST(0 AS BIGINT), CAST(value AS BIGINT), CAST(name AS TEXT)
             FROM counters WHERE name IN ('revision', 'changes')
             UNION ALL
             SELECT CAST(1 AS BIGINT), CAST(incident AS BIGINT), CAST(NULL AS TEXT)
             FROM recurrences WHERE earlier = $1 AND confirmed = 1 {}
             UNION ALL
             SELECT CAST(2 AS BIGINT), CAST(action AS BIGINT), body
             FROM ticket_links WHERE incident = $1
             UNION ALL
             SELECT CAST(3 AS BIGINT), CAST(action AS BIGINT), body
             FROM ticket_asks WHERE incident = $1
             {body} ORDER BY 1, 2",
            and_seen(sight, "incident")
        );
        let rows = conn.rows(AssertSqlSafe(sql), args![reference]).await?;
        let mut incident = None;
        let (mut revision, mut changes) = (0, 0);
        let (mut repeated_by, mut ticket_links, mut ticket_asks) = (vec![], vec![], vec![]);
        for row in &rows {
            match row.int(0)? {
                0 if row.text(2)? == "revision" => revision = row.int(1)?,
                0 => changes = row.int(1)?,
                1 => repeated_by.push(row.incident(1)?),
                2 => ticket_links.push(row.document(2, || "a ticket".into())?),
                3 => ticket_asks.push(row.document(2, || "a ticket that was asked for".into())?),
                _ => incident = Some(row.document(2, || reference.to_string())?),
            }
        }
        let workspace = self.workspace.at(Revision(revision), conn).await?;
        let beside = Beside {
            workspace,
            repeated_by,
            ticket_links,
            ticket_asks,
            changes,
        };
        Ok((beside, incident))
    }

    /// [`facts`](Self::facts), asking nothing where those that are kept are of that moment.
    pub async fn facts_beside(
        &self,
        sight: &Sight,
        beside: &Beside,
    ) -> Result<Arc<Vec<IncidentFacts>>, StoreError> {
        match self.facts.known(beside.changes, sight).await {
            Some(facts) => Ok(facts),
            None => self.facts(sight).await,
        }
    }
}
