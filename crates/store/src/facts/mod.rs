//! What the figures need to know of every incident, kept in memory and brought up to date from the
//! change log: of ten thousand incidents a moment rarely changes more than one.

mod rows;
mod seen;

use std::sync::Arc;

use afterword_domain::learning::IncidentFacts;
use afterword_domain::policy::Sight;
use tokio::sync::Mutex;

use crate::Store;
use crate::conn::{Conn, args};
use crate::counters::{self, Counter};
use crate::error::StoreError;
use seen::Seen;

/// More changed incidents than this are read with all the others.
const FEW: usize = 500;

#[derive(Debug, Default)]
pub(crate) struct FactsCache {
    kept: Mutex<Option<Kept>>,
}

/// The facts as they were after a number of the change log, in the order of their incidents.
#[derive(Debug)]
struct Kept {
    seq: i64,
    facts: Arc<Vec<IncidentFacts>>,
    /// The same for those who do not see all of them.
    seen: Seen,
}

impl Store {
    /// The facts of the incidents that whoever asks sees, in the order of their numbers, each without
    /// what names another. Shared among those who see the same: nothing is copied while nothing
    /// changes.
    pub async fn facts(&self, sight: &Sight) -> Result<Arc<Vec<IncidentFacts>>, StoreError> {
        self.facts.current(&mut self.read().await?, sight).await
    }
}

impl FactsCache {
    /// What is kept, where it is of this change.
    pub(crate) async fn known(&self, seq: i64, sight: &Sight) -> Option<Arc<Vec<IncidentFacts>>> {
        let mut kept = self.kept.lock().await;
        let known = kept.as_mut().filter(|known| known.seq == seq);
        known.map(|known| known.seen_by(sight))
    }

    async fn current(
        &self,
        conn: &mut Conn,
        sight: &Sight,
    ) -> Result<Arc<Vec<IncidentFacts>>, StoreError> {
        // Read first: a change in between is read now and once more the next time.
        let seq = counters::last(conn, Counter::Changes).await?;
        // Held while they are read, so that many who ask at once make one of them read. Each brings
        // a connection of its own, so nobody waits here for one that somebody waiting here has.
        let mut kept = self.kept.lock().await;
        if let Some(known) = kept.as_mut() {
            if known.seq == seq {
                return Ok(known.seen_by(sight));
            }
            let seq = counters::last(conn, Counter::Changes).await?;
            // A number that went back is another database under the same address.
            if known.seq <= seq
                && let Some(changed) = changed_since(conn, known.seq).await?
            {
                let changed = rows::read(conn, Some(&changed)).await?;
                known.seen.take(&changed);
                // In place, unless somebody still holds the facts as they were.
                merge(Arc::make_mut(&mut known.facts), changed);
                known.seq = seq;
                return Ok(known.seen_by(sight));
            }
        }
        let facts = Arc::new(rows::read(conn, None).await?);
        let seen = Seen::of(&facts);
        let known = kept.insert(Kept { seq, facts, seen });
        Ok(known.seen_by(sight))
    }
}

impl Kept {
    fn seen_by(&mut self, sight: &Sight) -> Arc<Vec<IncidentFacts>> {
        self.seen.by(sight, &self.facts)
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

fn merge(all: &mut Vec<IncidentFacts>, changed: Vec<IncidentFacts>) {
    for one in changed {
        let place = all.binary_search_by_key(&one.reference, |other| other.reference);
        match place {
            Ok(place) => all[place] = one,
            Err(place) => all.insert(place, one),
        }
    }
}
