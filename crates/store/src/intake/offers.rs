//! Signals that an incident could have as entries and does not: what happened to its services
//! around it, what was said in its channel, and what somebody fetched for it.

use std::collections::BTreeSet;

use afterword_domain::signal::placement::{self, Heard};
use afterword_domain::signal::{Signal, Tells, suggest};
use afterword_domain::workspace::Workspace;
use afterword_domain::{Change, EventId, Incident, IncidentRef, Moment, SignalId};
use serde::Serialize;
use utoipa::ToSchema;

use super::entries::{self, HEARD, How};
use crate::Store;
use crate::author::Author;
use crate::changes;
use crate::conn::{Conn, args};
use crate::counters::{self, Counter};
use crate::error::StoreError;
use crate::incidents::edit::{EditError, Frame, carry_out};
use crate::incidents::load_for_edit;
use crate::recurrences;

/// Offered at most; what lies nearest before the recovery comes first when it is cut.
const MOST: usize = 500;

/// A signal that is offered.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Offer {
    pub id: SignalId,
    /// What the integration is called.
    pub source: String,
    /// It was set aside for this incident.
    pub set_aside: bool,
    pub signal: Signal,
}

/// What signals say of an incident beyond its entries.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Offers {
    /// In the order of their times.
    pub offers: Vec<Offer>,
    /// Milestones that nobody has set.
    pub milestones: Vec<suggest::Suggestion>,
}

/// What is to be done with offered signals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// They become entries.
    Accept(Vec<SignalId>),
    /// They are no longer offered here, or are again.
    SetAside { signals: Vec<SignalId>, back: bool },
}

/// A signal that is decided on is none, or is not offered here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("signal {0} is not offered to this incident")]
pub struct NotOffered(pub SignalId);

impl afterword_domain::Refusal for NotOffered {
    fn code(&self) -> &'static str {
        "not_offered"
    }

    fn field(&self) -> Option<String> {
        Some("signals".into())
    }
}

impl Store {
    /// What is offered to an incident; `None` when there is no such incident.
    pub async fn offers(&self, reference: IncidentRef) -> Result<Option<Offers>, StoreError> {
        let Some(incident) = self.incident(reference).await? else {
            return Ok(None);
        };
        let mut conn = self.read().await?;
        let workspace = self.workspace.current(&mut conn).await?;
        let offered = offered(&mut conn, &incident, &workspace).await?;
        let told = told(&mut conn, &incident).await?;
        Ok(Some(Offers {
            offers: offered,
            milestones: suggest::milestones(&incident, &told),
        }))
    }

    /// Decides on offered signals.
    pub async fn decide_signals(
        &self,
        author: &Author,
        reference: IncidentRef,
        decision: Decision,
        now: Moment,
    ) -> Result<Incident, EditError<NotOffered>> {
        let mut conn = self.write().await?;
        counters::take(&mut conn, Counter::Edits, 0).await?;
        let workspace = self.workspace.current(&mut conn).await?;
        let before = load_for_edit(&mut conn, reference).await?;
        let before = before.ok_or(EditError::NotFound)?;
        let offered = offered(&mut conn, &before, &workspace).await?;
        let (changes, rows) = match decision {
            Decision::Accept(ids) => {
                let mut coming = Vec::new();
                for id in once_each(ids) {
                    is_offered(&offered, id)?;
                    coming.push(heard(&mut conn, id, &workspace).await?);
                }
                let (changes, events) = placement::entries(&before, &coming, now);
                let rows: Vec<_> = coming.iter().map(|one| one.id).zip(events).collect();
                let rows = rows.into_iter().map(|(id, event)| (id, Some(event)));
                (changes, rows.collect::<Vec<_>>())
            }
            Decision::SetAside { signals, back } => {
                let signals = once_each(signals);
                for &id in &signals {
                    is_offered(&offered, id)?;
                }
                let rows = signals.iter().map(|&id| (id, None)).collect();
                (vec![Change::SetAside { signals, back }], rows)
            }
        };
        if rows.is_empty() {
            return Ok(before);
        }
        if let [
            Change::SetAside {
                signals,
                back: true,
            },
        ] = changes.as_slice()
        {
            for &id in signals {
                let sql = "DELETE FROM signal_entries
                           WHERE incident = $1 AND signal = $2 AND event IS NULL";
                conn.run(sql, args![reference, id]).await?;
            }
        } else {
            entries::keep(&mut conn, reference, rows.into_iter(), How::Chosen).await?;
        }
        let frame = Frame {
            workspace: &workspace,
            links: &recurrences::links(&mut conn).await?,
            now,
        };
        let (after, log) = carry_out(&mut conn, &before, changes, frame).await?;
        changes::log(&mut conn, author, now, &log).await?;
        conn.commit().await?;
        Ok(after)
    }
}

/// Signals in their order, those that are named twice once.
fn once_each(mut signals: Vec<SignalId>) -> Vec<SignalId> {
    let mut known = BTreeSet::new();
    signals.retain(|id| known.insert(*id));
    signals
}

fn is_offered(offered: &[Offer], id: SignalId) -> Result<(), EditError<NotOffered>> {
    let there = offered.iter().any(|offer| offer.id == id);
    if there {
        Ok(())
    } else {
        Err(EditError::Refused(NotOffered(id)))
    }
}

async fn heard(conn: &mut Conn, id: SignalId, workspace: &Workspace) -> Result<Heard, StoreError> {
    let sql = format!("SELECT {HEARD} FROM signals s WHERE s.id = $1");
    let row = conn.one(sqlx::AssertSqlSafe(sql), args![id]).await?;
    entries::heard(&row, workspace)
}

/// An entry that was taken out of the timeline is offered again.
async fn offered(
    conn: &mut Conn,
    incident: &Incident,
    workspace: &Workspace,
) -> Result<Vec<Offer>, StoreError> {
    let (from, to) = placement::nearby(incident);
    let to = to.map_or(i64::MAX, Moment::micros);
    let channel = format!("%{}%", incident.reference.to_string().to_lowercase());
    let sql = format!(
        "SELECT {HEARD}, e.event, e.signal
         FROM signals s
         LEFT JOIN signal_entries e ON e.signal = s.id AND e.incident = $1
         WHERE s.id IN (SELECT signal FROM brought_signals WHERE incident = $1)
           OR (s.occurred_us BETWEEN $2 AND $3
               AND (e.signal IS NOT NULL
                    OR s.service IN (SELECT service FROM incident_services WHERE incident = $1)
                    OR lower(s.channel) LIKE $4))
         ORDER BY s.occurred_us DESC, s.id DESC LIMIT $5"
    );
    // Those that are entries are among them, and are not offered.
    let read = i64::try_from(MOST + incident.timeline.len()).unwrap_or(i64::MAX);
    let args = args![incident.reference, from, to, channel, read];
    let rows = conn.rows(sqlx::AssertSqlSafe(sql), args).await?;
    let mut offers = Vec::new();
    for row in rows.iter().rev() {
        let event: Option<u32> = row.maybe_number(4)?;
        let stands = event.is_some_and(|id| {
            incident
                .timeline
                .iter()
                .any(|entry| entry.id == EventId(id))
        });
        if stands {
            continue;
        }
        let heard = entries::heard(row, workspace)?;
        if heard.signal.tells == Tells::Withdrawn {
            continue;
        }
        offers.push(Offer {
            id: heard.id,
            source: heard.source,
            set_aside: row.maybe_int(5)?.is_some() && event.is_none(),
            signal: heard.signal,
        });
    }
    let surplus = offers.len().saturating_sub(MOST);
    offers.drain(..surplus);
    Ok(offers)
}

/// The signals that are entries of an incident, at the times that their entries have: a person may
/// have corrected one, or a whole source.
pub(crate) async fn told(
    conn: &mut Conn,
    incident: &Incident,
) -> Result<Vec<(Signal, EventId)>, StoreError> {
    let sql = "SELECT s.body, e.event FROM signal_entries e JOIN signals s ON s.id = e.signal
               WHERE e.incident = $1 AND e.event IS NOT NULL ORDER BY s.id";
    let rows = conn.rows(sql, args![incident.reference]).await?;
    let mut told = Vec::new();
    for row in rows {
        let event: EventId = EventId(row.number::<u32>(1)?);
        let entry = incident.timeline.iter().find(|entry| entry.id == event);
        if let Some(entry) = entry {
            let mut signal: Signal = row.document(0, || "a signal".into())?;
            signal.occurred_at = entry.occurred_at;
            told.push((signal, event));
        }
    }
    Ok(told)
}
