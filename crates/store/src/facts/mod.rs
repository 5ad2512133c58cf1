//! What the figures need to know of every incident, kept in memory and brought up to date from the
//! change log: of ten thousand incidents a moment rarely changes more than one.

mod rows;

use std::sync::{Arc, Mutex, PoisonError};

use afterword_domain::learning::IncidentFacts;

use crate::Store;
use crate::conn::{Conn, args};
use crate::counters::{self, Counter};
use crate::error::StoreError;

/// More changed incidents than this are read with all the others.
const FEW: usize = 500;

#[derive(Debug, Default)]
pub(crate) struct FactsCache {
    kept: Mutex<Option<Kept>>,
}

/// The facts as they were after a number of the change log, in the order of their incidents.
#[derive(Clone, Debug)]
struct Kept {
    seq: i64,
    facts: Arc<Vec<IncidentFacts>>,
}

impl Store {
    /// The facts of all incidents, in the order of their numbers. Shared: nothing is copied while
    /// nothing changes.
    pub async fn facts(&self) -> Result<Arc<Vec<IncidentFacts>>, StoreError> {
        self.facts.current(&mut self.read().await?).await
    }
}

impl FactsCache {
    async fn current(&self, conn: &mut Conn) -> Result<Arc<Vec<IncidentFacts>>, StoreError> {
        // Read first: a change in between is read now and once more the next time.
        let seq = counters::last(conn, Counter::Changes).await?;
        let known = self.lock().clone();
        let facts = match known {
            Some(known) if known.seq == seq => return Ok(known.facts),
            // A number that went back is another database under the same address.
            Some(known) if known.seq < seq => match changed_since(conn, known.seq).await? {
                Some(changed) => {
                    let changed = rows::read(conn, Some(&changed)).await?;
                    merged(known.facts, changed)
                }
                None => Arc::new(rows::read(conn, None).await?),
            },
            _ => Arc::new(rows::read(conn, None).await?),
        };
        let kept = Kept {
            seq,
            facts: Arc::clone(&facts),
        };
        *self.lock() = Some(kept);
        Ok(facts)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The incidents that were changed; `None` when they are many.
async fn changed_since(conn: &mut Conn, seq: i64) -> Result<Option<Vec<i64>>, StoreError> {
    let sql = "SELECT DISTINCT incident FROM changes
               WHERE seq > $1 AND incident IS NOT NULL LIMIT $2";
    let rows = conn.rows(sql, args![seq, FEW + 1]).await?;
    if rows.len() > FEW {
        return Ok(None);
    }
    rows.iter()
        .map(|row| row.int(0))
        .collect::<Result<_, _>>()
        .map(Some)
}

fn merged(
    mut known: Arc<Vec<IncidentFacts>>,
    changed: Vec<IncidentFacts>,
) -> Arc<Vec<IncidentFacts>> {
    if changed.is_empty() {
        return known;
    }
    let all = Arc::make_mut(&mut known);
    for one in changed {
        let place = all.binary_search_by_key(&one.reference, |other| other.reference);
        match place {
            Ok(place) => all[place] = one,
            Err(place) => all.insert(place, one),
        }
    }
    known
}
