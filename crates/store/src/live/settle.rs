//! What people wrote together becomes the incident's: texts, log rows, the settled state and what
//! is left of the updates, in one transaction.

use std::collections::BTreeMap;

use afterword_domain::policy::Hidden;
use afterword_domain::postmortem::prose::{self, Draft, SettleError};
use afterword_domain::{IncidentRef, Moment, PersonId};

use super::{LiveError, begin};
use crate::Store;
use crate::author::{Author, Via};
use crate::changes::{self, Entry};
use crate::conn::{Conn, args};
use crate::counters::{self, Counter};
use crate::incidents::edit::{Frame, NotCarriedOut, carry_out};
use crate::incidents::load_for_edit;
use crate::recurrences;

/// Texts and the state that says the same.
#[derive(Clone, Debug)]
pub struct LiveSettlement {
    pub drafts: Vec<Draft>,
    /// Who wrote in a place, who wrote most first.
    pub hands: BTreeMap<String, Vec<PersonId>>,
    /// The state's number before.
    pub revision: u64,
    /// The last update that the state contains.
    pub upto: u64,
    pub state: Vec<u8>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LiveSettled {
    /// At this version of the incident.
    At(u32),
    /// The incident says something else than the drafts were begun on; nothing was written.
    Moved,
}

impl Store {
    /// Makes texts the incident's, through the same door as every edit.
    pub async fn settle_live(
        &self,
        reference: IncidentRef,
        settlement: LiveSettlement,
        now: Moment,
    ) -> Result<LiveSettled, LiveError> {
        let mut conn = self.write().await?;
        counters::take(&mut conn, Counter::Edits, 0).await?;
        let before = load_for_edit(&mut conn, reference).await?;
        let before = before.ok_or(LiveError::Stale)?;
        let changes = match prose::settle(&before, &settlement.drafts) {
            Ok(changes) => changes,
            Err(SettleError::Moved(_)) => return Ok(LiveSettled::Moved),
            Err(error) => return Err(error.into()),
        };
        replace_state(&mut conn, reference, &settlement).await?;
        if changes.is_empty() {
            conn.commit().await?;
            return Ok(LiveSettled::At(before.version));
        }
        let frame = Frame {
            workspace: &*self.workspace.current(&mut conn).await?,
            links: &recurrences::links(&mut conn).await?,
            hidden: &Hidden::default(),
            now,
        };
        let carried_out = carry_out(&mut conn, &before, changes, frame).await;
        let (after, entries) = carried_out.map_err(|error| match error {
            NotCarriedOut::Rule(error) => LiveError::Rule(error),
            NotCarriedOut::Store(error) => LiveError::Store(error),
        })?;
        for (author, entries) in by_author(entries, &settlement.hands) {
            changes::log(&mut conn, &author, now, &entries).await?;
        }
        conn.commit().await?;
        Ok(LiveSettled::At(after.version))
    }
}

async fn replace_state(
    conn: &mut Conn,
    reference: IncidentRef,
    settlement: &LiveSettlement,
) -> Result<(), LiveError> {
    let (revision, upto) = (settlement.revision, settlement.upto);
    let state = settlement.state.clone();
    let sql = "UPDATE live_documents SET revision = revision + 1, upto = $3, state = $4
               WHERE incident = $1 AND revision = $2";
    if revision == 0 {
        begin(conn, reference, upto, state).await?;
    } else if conn
        .run(sql, args![reference, revision, upto, state])
        .await?
        == 0
    {
        return Err(LiveError::Stale);
    }
    let sql = "DELETE FROM live_updates WHERE incident = $1 AND seq <= $2";
    conn.run(sql, args![reference, upto]).await?;
    Ok(())
}

/// The rows of the log, neighbours of one author together.
fn by_author(
    entries: Vec<Entry>,
    hands: &BTreeMap<String, Vec<PersonId>>,
) -> Vec<(Author, Vec<Entry>)> {
    let mut groups: Vec<(Author, Vec<Entry>)> = Vec::new();
    for mut entry in entries {
        let hands = hands.get(&entry.change.place()).map(Vec::as_slice);
        let (first, others) = hands.and_then(<[_]>::split_first).unzip();
        entry.with = others.unwrap_or_default().to_vec();
        let author = Author {
            person: first.copied(),
            via: first.map_or(Via::System, |_| Via::Web),
            request_id: None,
            address: None,
        };
        match groups.last_mut() {
            Some((last, group)) if *last == author => group.push(entry),
            _ => groups.push((author, vec![entry])),
        }
    }
    groups
}
