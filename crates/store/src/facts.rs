//! What the figures need to know of every incident, read from narrow columns.

use std::collections::HashMap;

use afterword_domain::stats::{ActionFacts, IncidentFacts};
use afterword_domain::{IncidentRef, Moment};

use crate::Store;
use crate::conn::{Conn, Row, args};
use crate::error::StoreError;
use crate::values::named;

impl Store {
    /// The facts of all incidents, in the order of their numbers.
    pub async fn facts(&self, review_days: u8) -> Result<Vec<IncidentFacts>, StoreError> {
        let mut conn = self.read().await?;
        let sql = "SELECT number, began_us, owes_review, published_us, recovered_us, is_repeat,
                          detect_s, duration_s, status
                   FROM incidents ORDER BY number";
        let rows = conn.rows(sql, args![]).await?;
        let mut facts = Vec::with_capacity(rows.len());
        for row in &rows {
            facts.push(incident(row, review_days)?);
        }
        let places = facts
            .iter()
            .enumerate()
            .map(|(place, one)| (one.reference, place));
        let places: HashMap<IncidentRef, usize> = places.collect();
        add_services(&mut conn, &mut facts, &places).await?;
        add_actions(&mut conn, &mut facts, &places).await?;
        Ok(facts)
    }
}

fn incident(row: &Row, review_days: u8) -> Result<IncidentFacts, StoreError> {
    let counts = row.flag(2)?;
    let published = row.maybe_moment(3)?;
    let due = row
        .maybe_moment(4)?
        .map(|at| at.plus_days(i64::from(review_days)));
    Ok(IncidentFacts {
        reference: row.incident(0)?,
        began: row.moment(1)?,
        counts,
        published: row.text(8)? == "published",
        is_repeat: row.flag(5)?,
        within_week: due
            .zip(published)
            .filter(|_| counts)
            .map(|(due, at)| at <= due),
        detect_seconds: row.maybe_int(6)?,
        recover_seconds: row.maybe_int(7)?,
        services: Vec::new(),
        actions: Vec::new(),
    })
}

async fn add_services(
    conn: &mut Conn,
    facts: &mut [IncidentFacts],
    places: &HashMap<IncidentRef, usize>,
) -> Result<(), StoreError> {
    let sql = "SELECT incident, service FROM incident_services ORDER BY incident, place";
    for row in conn.rows(sql, args![]).await? {
        if let Some(place) = places.get(&row.incident(0)?) {
            facts[*place].services.push(row.number(1)?);
        }
    }
    Ok(())
}

async fn add_actions(
    conn: &mut Conn,
    facts: &mut [IncidentFacts],
    places: &HashMap<IncidentRef, usize>,
) -> Result<(), StoreError> {
    let sql = "SELECT incident, state, due_on, finished_us FROM action_items
               ORDER BY incident, place";
    for row in conn.rows(sql, args![]).await? {
        let Some(place) = places.get(&row.incident(0)?) else {
            continue;
        };
        let due = row.maybe_text(2)?.map(|day| day.parse());
        facts[*place].actions.push(ActionFacts {
            state: named(row.text(1)?, "the state of an action item")?,
            due_on: due
                .transpose()
                .map_err(|_| StoreError::corrupt("a due date"))?,
            finished_on: row.maybe_moment(3)?.map(Moment::day),
        });
    }
    Ok(())
}
