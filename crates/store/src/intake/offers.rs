//! Signals that an incident could have as entries and does not: what happened to its services
//! around it, what was said in its channel, and what somebody fetched for it.

use std::collections::BTreeSet;

use afterword_domain::policy::Sight;
use afterword_domain::signal::placement::{self, Heard};
use afterword_domain::signal::{Signal, suggest};
use afterword_domain::workspace::Workspace;
use afterword_domain::{Change, EventId, Incident, IncidentRef, Moment, SignalId};
use serde::Serialize;
use utoipa::ToSchema;

use super::candidates::{self, Candidate};
use super::entries::{self, HEARD, How};
use crate::Store;
use crate::author::Author;
use crate::changes;
use crate::conn::{Conn, args};
use crate::counters::{self, Counter};
use crate::error::StoreError;
use crate::incidents::edit::{EditError, Frame, carry_out};
use crate::incidents::load_for_edit;
use crate::{recurrences, sight};

/// At most so many that were said are offered at once, and so many others, which what was said
/// never crowds out.
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

/// How many more there are than are offered at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct MoreOffers {
    /// Deploys, changes and all else that was not said by somebody; the earliest are offered first.
    pub happened: usize,
    /// Messages; the latest are offered first.
    pub said: usize,
    /// Left out; the latest are told.
    pub set_aside: usize,
}

/// What signals say of an incident beyond its entries.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Offers {
    /// In the order of their times.
    pub offers: Vec<Offer>,
    pub more: MoreOffers,
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
    pub async fn offers(
        &self,
        sight: &Sight,
        reference: IncidentRef,
    ) -> Result<Option<Offers>, StoreError> {
        let Some(incident) = self.incident(sight, reference).await? else {
            return Ok(None);
        };
        let mut conn = self.read().await?;
        let workspace = self.workspace.current(&mut conn).await?;
        let (offers, more) = offered(&mut conn, &incident, &workspace).await?;
        let told = told(&mut conn, &incident).await?;
        Ok(Some(Offers {
            offers,
            more,
            milestones: suggest::milestones(&incident, &told),
        }))
    }

    /// Decides on offered signals.
    pub async fn decide_signals(
        &self,
        (sight, author): (&Sight, &Author),
        reference: IncidentRef,
        decision: Decision,
        now: Moment,
    ) -> Result<Incident, EditError<NotOffered>> {
        let mut conn = self.write().await?;
        counters::take(&mut conn, Counter::Edits, 0).await?;
        let workspace = self.workspace.current(&mut conn).await?;
        let before = load_for_edit(&mut conn, reference).await?;
        let before = before.filter(|incident| sight.sees(&incident.visibility));
        let before = before.ok_or(EditError::NotFound)?;
        let hidden = sight::hidden(&mut conn, sight).await?;
        let candidates = candidates::of(&mut conn, &before).await?;
        let (changes, rows) = match decision {
            Decision::Accept(ids) => {
                let mut coming = Vec::new();
                for id in once_each(ids) {
                    is_offered(&candidates, id)?;
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
                    is_offered(&candidates, id)?;
                }
                let rows = signals.iter().map(|&id| (id, None)).collect();
                (vec![Change::SetAside { signals, back }], rows)
            }
        };
        if rows.is_empty() {
            return Ok(before.without(&hidden));
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
            hidden: &hidden,
            now,
        };
        let (after, log) = carry_out(&mut conn, &before, changes, frame).await?;
        changes::log(&mut conn, author, now, &log).await?;
        conn.commit().await?;
        Ok(after.without(&hidden))
    }
}

/// Signals in their order, those that are named twice once.
fn once_each(mut signals: Vec<SignalId>) -> Vec<SignalId> {
    let mut known = BTreeSet::new();
    signals.retain(|id| known.insert(*id));
    signals
}

fn is_offered(candidates: &[Candidate], id: SignalId) -> Result<(), EditError<NotOffered>> {
    let there = candidates.iter().any(|one| one.id == id);
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

/// Of what is not decided on, what led to the incident comes first and what was said last does; of
/// what was left out, the latest. The rest comes once those are decided on.
fn cut(candidates: Vec<Candidate>) -> (Vec<SignalId>, MoreOffers) {
    let (set_aside, open): (Vec<_>, Vec<_>) = candidates.into_iter().partition(|one| one.set_aside);
    let (said, happened): (Vec<_>, Vec<_>) = open.into_iter().partition(|one| one.said);
    let surplus = |of: &[Candidate]| of.len().saturating_sub(MOST);
    let more = MoreOffers {
        happened: surplus(&happened),
        said: surplus(&said),
        set_aside: surplus(&set_aside),
    };
    let happened = happened.into_iter().take(MOST);
    let said = said.into_iter().skip(more.said);
    let set_aside = set_aside.into_iter().skip(more.set_aside);
    let shown = happened.chain(said).chain(set_aside);
    (shown.map(|one| one.id).collect(), more)
}

async fn offered(
    conn: &mut Conn,
    incident: &Incident,
    workspace: &Workspace,
) -> Result<(Vec<Offer>, MoreOffers), StoreError> {
    let candidates = candidates::of(conn, incident).await?;
    let set_aside: BTreeSet<_> = candidates
        .iter()
        .filter(|one| one.set_aside)
        .map(|one| one.id)
        .collect();
    let (shown, more) = cut(candidates);
    if shown.is_empty() {
        return Ok((Vec::new(), more));
    }
    let ids: Vec<_> = shown.iter().map(ToString::to_string).collect();
    let sql = format!(
        "SELECT {HEARD} FROM signals s WHERE s.id IN ({}) ORDER BY s.occurred_us, s.id",
        ids.join(", ")
    );
    let rows = conn.rows(sqlx::AssertSqlSafe(sql), args![]).await?;
    let offers = rows.iter().map(|row| {
        let heard = entries::heard(row, workspace)?;
        Ok(Offer {
            id: heard.id,
            source: heard.source,
            set_aside: set_aside.contains(&heard.id),
            signal: heard.signal,
        })
    });
    Ok((offers.collect::<Result<_, StoreError>>()?, more))
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
