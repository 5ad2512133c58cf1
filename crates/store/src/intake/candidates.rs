//! Which signals an incident could have as entries: what happened to its services around it, what
//! was said in its channel then, and what somebody fetched for it.

use std::collections::BTreeSet;

use afterword_domain::signal::channel::{CHANNEL_NAME, is_named_after};
use afterword_domain::signal::{Signal, Tells, placement};
use afterword_domain::{EventId, Incident, IncidentRef, IntegrationId, Moment, SignalId};

use crate::conn::{Arg, Conn, args};
use crate::error::StoreError;

/// What the body of a signal says that was taken back at its source. Within its texts, quotes are
/// escaped.
const WITHDRAWN: &str = r#"%"tells":{"what":"withdrawn"}%"#;

/// A signal that is no entry.
pub(super) struct Candidate {
    pub(super) id: SignalId,
    /// Somebody said it.
    pub(super) said: bool,
    /// It was left out.
    pub(super) set_aside: bool,
}

/// The candidates by their time. What was an entry and was taken out of the timeline is one again.
pub(super) async fn of(conn: &mut Conn, incident: &Incident) -> Result<Vec<Candidate>, StoreError> {
    let (from, to) = placement::nearby(incident);
    let (from, to) = (from.micros(), to.map_or(i64::MAX, Moment::micros));
    let mut args = args![incident.reference, from, to, WITHDRAWN.to_owned()];
    let channels = channels(conn, incident.reference, (from, to)).await?;
    let channels: String = channels
        .into_iter()
        .map(|channel| said_in(channel, &mut args))
        .collect();
    let sql = format!(
        "SELECT s.id, s.channel, e.event, e.signal
         FROM signals s
         LEFT JOIN signal_entries e ON e.signal = s.id AND e.incident = $1
         WHERE (s.id IN (SELECT signal FROM brought_signals WHERE incident = $1)
             OR (s.occurred_us BETWEEN $2 AND $3
                 AND (e.signal IS NOT NULL
                      OR s.service IN (SELECT service FROM incident_services WHERE incident = $1)
                      {channels})))
           AND s.body NOT LIKE $4
         ORDER BY s.occurred_us, s.id"
    );
    let entries: BTreeSet<_> = incident.timeline.iter().map(|entry| entry.id).collect();
    let mut candidates = Vec::new();
    for row in conn.rows(sqlx::AssertSqlSafe(sql), args).await? {
        let event: Option<u32> = row.maybe_number(2)?;
        if event.is_some_and(|id| entries.contains(&EventId(id))) {
            continue;
        }
        candidates.push(Candidate {
            id: row.number(0)?,
            said: row.maybe_text(1)?.is_some(),
            set_aside: row.maybe_int(3)?.is_some() && event.is_none(),
        });
    }
    Ok(candidates)
}

/// A condition on signals that were said in a channel or its threads.
fn said_in((integration, channel): (IntegrationId, String), args: &mut Vec<Arg>) -> String {
    let first = args.len() + 1;
    let threads = format!("{channel}/%");
    args.extend(args![integration, channel, threads]);
    let (second, third) = (first + 1, first + 2);
    format!(" OR (s.integration = ${first} AND (s.channel = ${second} OR s.channel LIKE ${third}))")
}

/// The channels that are named after an incident. Few of the messages tell what their channel is
/// called: those of an export, that were fetched, or that came with a command. One is enough.
async fn channels(
    conn: &mut Conn,
    incident: IncidentRef,
    (from, to): (i64, i64),
) -> Result<BTreeSet<(IntegrationId, String)>, StoreError> {
    let sql = "SELECT s.integration, s.body FROM signals s
               WHERE s.channel IS NOT NULL AND s.occurred_us BETWEEN $1 AND $2
                 AND lower(s.body) LIKE $3";
    let reference = incident.to_string().to_lowercase();
    let named = format!(r#"%"{CHANNEL_NAME}":"%{reference}%"#);
    let mut channels = BTreeSet::new();
    for row in conn.rows(sql, args![from, to, named]).await? {
        let signal: Signal = row.document(1, || "a signal".into())?;
        let name = signal.labels.get(CHANNEL_NAME);
        let Tells::Said { channel } = &signal.tells else {
            continue;
        };
        if name.is_some_and(|name| is_named_after(name, incident)) {
            let channel = channel.split('/').next().unwrap_or(channel);
            channels.insert((row.number(0)?, channel.to_owned()));
        }
    }
    Ok(channels)
}
