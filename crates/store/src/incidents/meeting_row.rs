//! What lists and calendars need of an incident's meeting, in a narrow table of its own.

use afterword_domain::Incident;
use afterword_domain::meeting::entry::MeetingEntry;

use crate::conn::{Arg, Conn, args};
use crate::error::StoreError;
use crate::values::document;

/// Writes those of incidents that are not there yet.
pub(super) async fn insert(conn: &mut Conn, incidents: &[Incident]) -> Result<(), StoreError> {
    let entries = incidents.iter().filter_map(MeetingEntry::of);
    let rows = entries.map(|entry| row(&entry)).collect::<Result<_, _>>()?;
    conn.insert("INSERT INTO meetings (incident, at_us, body)", rows)
        .await
}

/// Writes what differs between two states of one incident.
pub(super) async fn replace(
    conn: &mut Conn,
    before: &Incident,
    after: &Incident,
) -> Result<(), StoreError> {
    let (was, is) = (MeetingEntry::of(before), MeetingEntry::of(after));
    match (was, is) {
        (Some(was), Some(is)) if was.tells_the_same(&is) => Ok(()),
        (_, Some(is)) => {
            let sql = "INSERT INTO meetings (incident, at_us, body) VALUES ($1, $2, $3)
                       ON CONFLICT (incident) DO UPDATE
                       SET at_us = excluded.at_us, body = excluded.body";
            conn.run(sql, row(&is)?).await.map(|_| ())
        }
        (Some(was), None) => {
            let sql = "DELETE FROM meetings WHERE incident = $1";
            conn.run(sql, args![was.reference]).await.map(|_| ())
        }
        (None, None) => Ok(()),
    }
}

fn row(entry: &MeetingEntry) -> Result<Vec<Arg>, StoreError> {
    Ok(args![
        entry.reference,
        entry.meeting.scheduled_at,
        document(entry)?
    ])
}
