//! What would be suggested of incidents while suggestions are recorded and not shown.

use afterword_domain::policy::Sight;
use afterword_domain::recurrence::Recurrence;
use afterword_domain::recurrence::shadow::{self, Look, ShadowPeriod, Suggestion, SuggestionMode};
use afterword_domain::{IncidentRef, Moment};

use crate::Store;
use crate::author::Author;
use crate::changes;
use crate::conn::{Conn, args};
use crate::error::StoreError;
use crate::incidents;
use crate::row::Row;
use crate::sight::hidden;
use crate::values::document;
use crate::workspace;

/// Everything that was recorded in the last period, and what people decided of those incidents.
#[derive(Clone, Debug, PartialEq)]
pub struct ShadowRecord {
    pub period: ShadowPeriod,
    pub looks: Vec<Look>,
    /// Whoever has not decided yet is left out.
    pub decided: Vec<(IncidentRef, Vec<Recurrence>)>,
}

impl Store {
    /// Records what would be suggested of an incident, where the domain finds that to be news.
    pub async fn record_suggestions(
        &self,
        author: &Author,
        reference: IncidentRef,
        suggested: Vec<Suggestion>,
        now: Moment,
    ) -> Result<(), StoreError> {
        let mut conn = self.write().await?;
        let Some(incident) = incidents::load_for_edit(&mut conn, reference).await? else {
            return Ok(());
        };
        let mode = workspace::settings(&mut conn).await?.repeat_suggestions;
        let before = suggested_of(&mut conn, reference).await?;
        let kept = document(&suggested)?;
        let Some(change) = shadow::look(&incident, mode, before, suggested) else {
            return Ok(());
        };
        let sql = "INSERT INTO shadow_looks (incident, suggested, at_us) VALUES ($1, $2, $3)
                   ON CONFLICT (incident)
                   DO UPDATE SET suggested = excluded.suggested, at_us = excluded.at_us";
        conn.run(sql, args![reference, kept, now]).await?;
        changes::finish(conn, author, vec![change], now).await
    }

    /// What was recorded in the present period, or in the last, of incidents that whoever asks sees;
    /// `None` when there never was one.
    pub async fn shadow_record(&self, sight: &Sight) -> Result<Option<ShadowRecord>, StoreError> {
        let mut conn = self.read().await?;
        let sql = "SELECT from_us, until_us FROM shadow_periods ORDER BY from_us DESC LIMIT 1";
        let Some(row) = conn.row(sql, args![]).await? else {
            return Ok(None);
        };
        let period = ShadowPeriod {
            from: row.moment(0)?,
            until: row.maybe_moment(1)?,
        };
        let sql = "SELECT incident, suggested, at_us FROM shadow_looks
                   WHERE at_us >= $1 ORDER BY incident";
        let rows = conn.rows(sql, args![period.from]).await?;
        let mut looks: Vec<_> = rows.iter().map(look).collect::<Result<_, _>>()?;
        let hidden = hidden(&mut conn, sight).await?;
        looks.retain(|look| !hidden.holds(look.incident));
        for look in &mut looks {
            look.suggested.retain(|one| !hidden.holds(one.earlier));
        }
        let sql = "SELECT DISTINCT l.incident FROM shadow_looks l
                   JOIN recurrences r ON r.incident = l.incident
                   WHERE l.at_us >= $1 AND r.verdict <> 'suggested' ORDER BY l.incident";
        let rows = conn.rows(sql, args![period.from]).await?;
        let mut decided = Vec::with_capacity(rows.len());
        for row in &rows {
            let reference = row.incident(0)?;
            let incident = incidents::load(&mut conn, reference).await?;
            let incident = incident.filter(|_| !hidden.holds(reference));
            let incident = incident.map(|incident| incident.without(&hidden));
            decided.extend(incident.map(|incident| (reference, incident.recurrences)));
        }
        Ok(Some(ShadowRecord {
            period,
            looks,
            decided,
        }))
    }
}

/// Begins a period or ends it, where the mode says so.
pub(crate) async fn turn(
    conn: &mut Conn,
    (from, to): (SuggestionMode, SuggestionMode),
    now: Moment,
) -> Result<(), StoreError> {
    match (from, to) {
        (from, to) if from == to => {}
        (SuggestionMode::Shadow, _) => {
            let sql = "UPDATE shadow_periods SET until_us = $1 WHERE until_us IS NULL";
            conn.run(sql, args![now]).await?;
        }
        (_, SuggestionMode::Shadow) => {
            // Turned off and on within a microsecond it is the same period.
            let sql = "INSERT INTO shadow_periods (from_us) VALUES ($1)
                       ON CONFLICT (from_us) DO UPDATE SET until_us = NULL";
            conn.run(sql, args![now]).await?;
        }
        _ => {}
    }
    Ok(())
}

async fn suggested_of(
    conn: &mut Conn,
    incident: IncidentRef,
) -> Result<Option<Vec<Suggestion>>, StoreError> {
    let sql = "SELECT suggested FROM shadow_looks WHERE incident = $1";
    let row = conn.row(sql, args![incident]).await?;
    row.map(|row| row.document(0, || what(incident)))
        .transpose()
}

fn look(row: &Row) -> Result<Look, StoreError> {
    let incident = row.incident(0)?;
    Ok(Look {
        incident,
        suggested: row.document(1, || what(incident))?,
        at: row.moment(2)?,
    })
}

fn what(incident: IncidentRef) -> String {
    format!("what would be suggested of {incident}")
}
