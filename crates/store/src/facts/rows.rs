//! Reading facts from the narrow columns, never from the documents.

use std::collections::HashMap;

use afterword_domain::stats::{ActionFacts, IncidentFacts};
use afterword_domain::{IncidentRef, Moment};
use sqlx::AssertSqlSafe;

use crate::conn::{Conn, Row, args};
use crate::error::StoreError;
use crate::values::named;

/// The facts of some incidents or of all, in the order of their numbers.
pub(super) async fn read(
    conn: &mut Conn,
    only: Option<&[i64]>,
) -> Result<Vec<IncidentFacts>, StoreError> {
    let sql = format!(
        "SELECT number, began_us, owes_review, published_us, recovered_us, is_repeat,
                detect_s, duration_s, status
         FROM incidents {} ORDER BY number",
        only_those("number", only)
    );
    let rows = conn.rows(AssertSqlSafe(sql), args![]).await?;
    let mut facts = Vec::with_capacity(rows.len());
    for row in &rows {
        facts.push(incident(row)?);
    }
    let places = facts.iter().enumerate();
    let places: Places = places.map(|(place, one)| (one.reference, place)).collect();
    let clause = only_those("incident", only);
    add_services(conn, &clause, &mut facts, &places).await?;
    add_actions(conn, &clause, &mut facts, &places).await?;
    Ok(facts)
}

type Places = HashMap<IncidentRef, usize>;

/// Numbers are written into the text: they are ours, and none of them can be more than a number.
fn only_those(column: &str, only: Option<&[i64]>) -> String {
    let Some(only) = only else {
        return String::new();
    };
    let numbers: Vec<_> = only.iter().map(ToString::to_string).collect();
    match numbers.as_slice() {
        [] => "WHERE 1 = 0".into(),
        numbers => format!("WHERE {column} IN ({})", numbers.join(", ")),
    }
}

fn incident(row: &Row) -> Result<IncidentFacts, StoreError> {
    Ok(IncidentFacts {
        reference: row.incident(0)?,
        began: row.moment(1)?,
        counts: row.flag(2)?,
        published: row.text(8)? == "published",
        is_repeat: row.flag(5)?,
        recovered_at: row.maybe_moment(4)?,
        published_at: row.maybe_moment(3)?,
        detect_seconds: row.maybe_int(6)?,
        recover_seconds: row.maybe_int(7)?,
        services: Vec::new(),
        actions: Vec::new(),
    })
}

async fn add_services(
    conn: &mut Conn,
    clause: &str,
    facts: &mut [IncidentFacts],
    places: &Places,
) -> Result<(), StoreError> {
    let sql = format!(
        "SELECT incident, service FROM incident_services {clause} ORDER BY incident, place"
    );
    for row in conn.rows(AssertSqlSafe(sql), args![]).await? {
        if let Some(place) = places.get(&row.incident(0)?) {
            facts[*place].services.push(row.number(1)?);
        }
    }
    Ok(())
}

async fn add_actions(
    conn: &mut Conn,
    clause: &str,
    facts: &mut [IncidentFacts],
    places: &Places,
) -> Result<(), StoreError> {
    let sql = format!(
        "SELECT incident, state, due_on, finished_us FROM action_items {clause}
         ORDER BY incident, place"
    );
    for row in conn.rows(AssertSqlSafe(sql), args![]).await? {
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
