//! What the tables hold of an incident beside its document. All of it is made here, and only from
//! the document, so that it could be made again at any time.

use std::collections::BTreeSet;

use afterword_domain::{FactorId, Incident};
use sqlx::AssertSqlSafe;

use super::search_text::search_text;
use super::{gist, meeting_row};
use crate::conn::{Arg, Conn, args};
use crate::error::StoreError;
use crate::row::Row;
use crate::sight;
use crate::values::{document, name_of};

const COLUMNS: [&str; 20] = [
    "number",
    "version",
    "began_us",
    "severity",
    "mode",
    "status",
    "duplicate_of",
    "recovered_us",
    "published_us",
    "owes_review",
    "owed_since_us",
    "duration_s",
    "detect_s",
    "is_repeat",
    "has_meeting",
    "actions",
    "open_actions",
    "open_questions",
    "title",
    "summary",
];

fn columns(incident: &Incident) -> Result<Vec<Arg>, StoreError> {
    let summary = incident.summary();
    let owed = incident.owes_review() && !incident.is_published();
    Ok(args![
        incident.reference,
        incident.version,
        summary.began_at,
        u32::from(incident.severity.number()),
        name_of(&incident.mode),
        name_of(&summary.status),
        incident.duplicate_of,
        summary.recovered_at,
        summary.published_at,
        incident.owes_review(),
        summary.recovered_at.filter(|_| owed),
        summary.duration_seconds,
        summary.detect_seconds,
        !summary.repeats.is_empty(),
        summary.meeting.is_some(),
        summary.actions,
        summary.open_actions,
        summary.open_questions,
        summary.title.as_str(),
        document(&summary)?,
    ])
}

fn services(incident: &Incident) -> impl Iterator<Item = Vec<Arg>> + '_ {
    let places = incident.services.iter().enumerate();
    places.map(|(place, service)| args![incident.reference, place, *service])
}

fn factor_ids(incident: &Incident) -> BTreeSet<FactorId> {
    let factors = incident.postmortem.factors.iter();
    factors.filter_map(|factor| factor.factor).collect()
}

fn factors(incident: &Incident) -> impl Iterator<Item = Vec<Arg>> + '_ {
    let factors = factor_ids(incident).into_iter();
    factors.map(|factor| args![incident.reference, factor])
}

fn actions(incident: &Incident) -> Result<Vec<Vec<Arg>>, StoreError> {
    let row = |(place, action): (usize, &afterword_domain::action_item::ActionItem)| {
        Ok(args![
            incident.reference,
            place,
            action.id.0,
            name_of(&action.state),
            action.state.is_finished(),
            action.owner,
            action.owner_name.to_lowercase(),
            action.priority.as_ref().map(name_of),
            action.due_on,
            action.committed_at,
            action.finished_at,
            document(action)?,
        ])
    };
    incident
        .postmortem
        .actions
        .iter()
        .enumerate()
        .map(row)
        .collect()
}

fn recurrences(incident: &Incident) -> impl Iterator<Item = Vec<Arg>> + '_ {
    incident.recurrences.iter().map(|link| {
        let verdict = name_of(&link.verdict);
        args![
            incident.reference,
            link.earlier,
            verdict,
            link.is_confirmed()
        ]
    })
}

const INSERT_RESTRICTED: &str = "INSERT INTO restricted_to (incident, person, team)";
const INSERT_SERVICES: &str = "INSERT INTO incident_services (incident, place, service)";
const INSERT_FACTORS: &str = "INSERT INTO incident_factors (incident, factor)";
const INSERT_ACTIONS: &str = "INSERT INTO action_items (incident, place, id, state, finished, \
     owner, owner_name, priority, due_on, committed_us, finished_us, body)";
const INSERT_RECURRENCES: &str = "INSERT INTO recurrences (incident, earlier, verdict, confirmed)";

/// Writes incidents that are not there yet.
pub(crate) async fn insert(conn: &mut Conn, incidents: &[Incident]) -> Result<(), StoreError> {
    let rows = incidents.iter().map(columns).collect::<Result<_, _>>()?;
    conn.insert(
        &format!("INSERT INTO incidents ({})", COLUMNS.join(", ")),
        rows,
    )
    .await?;
    let body = |incident: &Incident| Ok(args![incident.reference, document(incident)?]);
    let rows = incidents
        .iter()
        .map(body)
        .collect::<Result<_, StoreError>>()?;
    conn.insert("INSERT INTO incident_bodies (incident, body)", rows)
        .await?;
    insert_tables(conn, incidents).await
}

/// The tables beside the columns and the document.
const TABLES: [&str; 8] = [
    "restricted_to",
    "incident_texts",
    "incident_gists",
    "meetings",
    "incident_services",
    "incident_factors",
    "action_items",
    "recurrences",
];

async fn insert_tables(conn: &mut Conn, incidents: &[Incident]) -> Result<(), StoreError> {
    conn.insert(
        INSERT_RESTRICTED,
        incidents.iter().flat_map(sight::rows_of).collect(),
    )
    .await?;
    let texts = incidents.iter();
    let rows = texts
        .map(|incident| args![incident.reference, search_text(incident)])
        .collect();
    conn.insert("INSERT INTO incident_texts (incident, content)", rows)
        .await?;
    gist::insert(conn, incidents).await?;
    meeting_row::insert(conn, incidents).await?;
    conn.insert(
        INSERT_SERVICES,
        incidents.iter().flat_map(services).collect(),
    )
    .await?;
    conn.insert(INSERT_FACTORS, incidents.iter().flat_map(factors).collect())
        .await?;
    let rows: Vec<_> = incidents.iter().map(actions).collect::<Result<_, _>>()?;
    conn.insert(INSERT_ACTIONS, rows.into_iter().flatten().collect())
        .await?;
    conn.insert(
        INSERT_RECURRENCES,
        incidents.iter().flat_map(recurrences).collect(),
    )
    .await
}

/// Makes all of it again, from the documents of every incident.
pub(crate) async fn remake(conn: &mut Conn) -> Result<(), StoreError> {
    for table in TABLES {
        let sql = AssertSqlSafe(format!("DELETE FROM {table}"));
        conn.run(sql, args![]).await?;
    }
    let sql = "SELECT incident, body FROM incident_bodies
               WHERE incident > $1 ORDER BY incident LIMIT 250";
    let mut last = 0;
    loop {
        let rows = conn.rows(sql, args![last]).await?;
        let read = |row: &Row| row.document(1, || format!("incident {:?}", row.int(0)));
        let incidents: Vec<Incident> = rows.iter().map(read).collect::<Result<_, _>>()?;
        let Some(end) = rows.last() else {
            return Ok(());
        };
        last = end.int(0)?;
        for incident in &incidents {
            conn.run(update_columns(), columns(incident)?).await?;
        }
        insert_tables(conn, &incidents).await?;
    }
}

/// Writes what differs between two states of one incident.
pub(crate) async fn replace(
    conn: &mut Conn,
    before: &Incident,
    after: &Incident,
) -> Result<(), StoreError> {
    let number = after.reference;
    conn.run(update_columns(), columns(after)?).await?;
    let sql = "UPDATE incident_bodies SET body = $2 WHERE incident = $1";
    conn.run(sql, args![number, document(after)?]).await?;
    if after.visibility != before.visibility {
        let sql = "DELETE FROM restricted_to WHERE incident = $1";
        conn.run(sql, args![number]).await?;
        conn.insert(INSERT_RESTRICTED, sight::rows_of(after))
            .await?;
    }
    let text = search_text(after);
    if text != search_text(before) {
        let sql = "UPDATE incident_texts SET content = $2 WHERE incident = $1";
        conn.run(sql, args![number, text]).await?;
    }
    gist::replace(conn, before, after).await?;
    meeting_row::replace(conn, before, after).await?;
    if after.services != before.services {
        conn.run(
            "DELETE FROM incident_services WHERE incident = $1",
            args![number],
        )
        .await?;
        conn.insert(INSERT_SERVICES, services(after).collect())
            .await?;
    }
    if factor_ids(after) != factor_ids(before) {
        conn.run(
            "DELETE FROM incident_factors WHERE incident = $1",
            args![number],
        )
        .await?;
        conn.insert(INSERT_FACTORS, factors(after).collect())
            .await?;
    }
    if after.postmortem.actions != before.postmortem.actions {
        conn.run(
            "DELETE FROM action_items WHERE incident = $1",
            args![number],
        )
        .await?;
        conn.insert(INSERT_ACTIONS, actions(after)?).await?;
    }
    if after.recurrences != before.recurrences {
        conn.run("DELETE FROM recurrences WHERE incident = $1", args![number])
            .await?;
        conn.insert(INSERT_RECURRENCES, recurrences(after).collect())
            .await?;
    }
    Ok(())
}

fn update_columns() -> AssertSqlSafe<String> {
    let set = COLUMNS.iter().enumerate().skip(1);
    let set: Vec<_> = set
        .map(|(at, column)| format!("{column} = ${}", at + 1))
        .collect();
    AssertSqlSafe(format!(
        "UPDATE incidents SET {} WHERE number = $1",
        set.join(", ")
    ))
}
