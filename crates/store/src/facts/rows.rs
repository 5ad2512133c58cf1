//! Reading facts from the narrow columns, never from the incidents' documents.

use std::collections::HashMap;

use afterword_domain::action_item::ActionItem;
use afterword_domain::incident::{Severity, Visibility};
use afterword_domain::learning::facts::{ActionFacts, IncidentFacts};
use afterword_domain::{FactorId, IncidentRef, ServiceId};
use sqlx::AssertSqlSafe;

use crate::conn::{Conn, args};
use crate::counters::{self, Counter};
use crate::error::StoreError;
use crate::incidents::gist::GistFacts;
use crate::row::Row;
use crate::sight;

/// Incidents that are read together: all at once would take a few times the memory of what is kept.
pub(super) const BATCH: i64 = 1_000;

/// The facts of all incidents, in the order of their numbers, so many at a time.
pub(super) async fn read_all(
    conn: &mut Conn,
    batch: i64,
) -> Result<Vec<IncidentFacts>, StoreError> {
    conn.at_length();
    let last = counters::last(conn, Counter::Incidents).await?;
    let mut facts = Vec::new();
    let mut from = 0;
    while from < last {
        let upto = from + batch;
        let clause = |column: &str| format!("WHERE {column} > {from} AND {column} <= {upto}");
        facts.extend(read(conn, clause).await?);
        from = upto;
    }
    facts.shrink_to_fit();
    Ok(facts)
}

/// The same of some.
pub(super) async fn read_some(
    conn: &mut Conn,
    numbers: &[i64],
) -> Result<Vec<IncidentFacts>, StoreError> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let numbers: Vec<_> = numbers.iter().map(ToString::to_string).collect();
    let numbers = numbers.join(", ");
    read(conn, |column| format!("WHERE {column} IN ({numbers})")).await
}

/// Of those whose number fits a clause, of which it is told the column. Numbers are written into the
/// text: they are ours, and none of them can be more than a number.
async fn read(
    conn: &mut Conn,
    clause: impl Fn(&str) -> String,
) -> Result<Vec<IncidentFacts>, StoreError> {
    let sql = format!(
        "SELECT i.number, i.began_us, i.owes_review, i.published_us, i.recovered_us, i.detect_s,
                i.duration_s, i.status, i.severity, i.title, g.cost
         FROM incidents i JOIN incident_gists g ON g.incident = i.number {} ORDER BY i.number",
        clause("i.number")
    );
    let rows = conn.rows_once(AssertSqlSafe(sql), args![]).await?;
    let mut facts = Vec::with_capacity(rows.len());
    for row in &rows {
        facts.push(incident(row)?);
    }
    let places = facts.iter().enumerate();
    let mut reading = Reading {
        places: places.map(|(place, one)| (one.reference, place)).collect(),
        clause: clause("incident"),
        facts,
    };
    reading.restricted(conn).await?;
    reading.services(conn).await?;
    reading.factors(conn).await?;
    reading.recurrences(conn).await?;
    reading.actions(conn).await?;
    // Once more: what was restricted meanwhile may have been read as it is since then.
    reading.restricted(conn).await?;
    for one in &mut reading.facts {
        one.services.shrink_to_fit();
        one.factors.shrink_to_fit();
        one.actions.shrink_to_fit();
    }
    Ok(reading.facts)
}

fn incident(row: &Row) -> Result<IncidentFacts, StoreError> {
    let reference = row.incident(0)?;
    let gist: GistFacts = row.document(10, || format!("what {reference} cost"))?;
    Ok(IncidentFacts {
        reference,
        began: row.moment(1)?,
        counts: row.flag(2)?,
        published_at: row.maybe_moment(3)?,
        recovered_at: row.maybe_moment(4)?,
        detect_seconds: row.maybe_int(5)?,
        recover_seconds: row.maybe_int(6)?,
        published: row.text(7)? == "published",
        severity: severity(row.int(8)?)?,
        title: row.text(9)?,
        visibility: Visibility::Everyone,
        cost: gist.cost,
        reached: gist.reached,
        considered: gist.considered,
        services: Vec::new(),
        factors: Vec::new(),
        repeats: Vec::new(),
        actions: Vec::new(),
    })
}

fn severity(number: i64) -> Result<Severity, StoreError> {
    Severity::ALL
        .into_iter()
        .find(|severity| i64::from(severity.number()) == number)
        .ok_or_else(|| StoreError::corrupt(format!("the severity {number}")))
}

/// Facts that are being filled in from the tables beside the incidents'.
struct Reading {
    facts: Vec<IncidentFacts>,
    places: HashMap<IncidentRef, usize>,
    clause: String,
}

impl Reading {
    fn of(&mut self, row: &Row) -> Result<Option<&mut IncidentFacts>, StoreError> {
        let place = self.places.get(&row.incident(0)?);
        Ok(place.and_then(|place| self.facts.get_mut(*place)))
    }

    async fn rows(&self, conn: &mut Conn, what: &str, order: &str) -> Result<Vec<Row>, StoreError> {
        let sql = format!("SELECT {what} {} ORDER BY incident, {order}", self.clause);
        conn.rows_once(AssertSqlSafe(sql), args![]).await
    }

    async fn restricted(&mut self, conn: &mut Conn) -> Result<(), StoreError> {
        for (reference, visibility) in sight::restricted(conn, &self.clause).await? {
            let place = self.places.get(&reference);
            if let Some(facts) = place.and_then(|place| self.facts.get_mut(*place)) {
                facts.visibility = visibility;
            }
        }
        Ok(())
    }

    async fn services(&mut self, conn: &mut Conn) -> Result<(), StoreError> {
        let what = "incident, service FROM incident_services";
        for row in self.rows(conn, what, "place").await? {
            let service: ServiceId = row.number(1)?;
            if let Some(facts) = self.of(&row)? {
                facts.services.push(service);
            }
        }
        Ok(())
    }

    async fn factors(&mut self, conn: &mut Conn) -> Result<(), StoreError> {
        let what = "incident, factor FROM incident_factors";
        for row in self.rows(conn, what, "factor").await? {
            let factor: FactorId = row.number(1)?;
            if let Some(facts) = self.of(&row)? {
                facts.factors.push(factor);
            }
        }
        Ok(())
    }

    async fn recurrences(&mut self, conn: &mut Conn) -> Result<(), StoreError> {
        let what = "incident, earlier, confirmed FROM recurrences";
        for row in self.rows(conn, what, "earlier").await? {
            let earlier = row.incident(1)?;
            let confirmed = row.flag(2)?;
            if let Some(facts) = self.of(&row)?.filter(|_| confirmed) {
                facts.repeats.push(earlier);
            }
        }
        Ok(())
    }

    async fn actions(&mut self, conn: &mut Conn) -> Result<(), StoreError> {
        let what = "incident, body FROM action_items";
        for row in self.rows(conn, what, "place").await? {
            let action: ActionItem = row.document(1, || "an action item".into())?;
            if let Some(facts) = self.of(&row)? {
                facts.actions.push(ActionFacts::of(&action));
            }
        }
        Ok(())
    }
}
