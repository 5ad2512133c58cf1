//! What the figures need to know of every incident, kept in memory and brought up to date from the
//! change log: of ten thousand incidents a moment rarely changes more than one.

mod rows;
mod seen;

use std::sync::Arc;

use afterword_domain::IncidentRef;
use afterword_domain::learning::find::Typed;
use afterword_domain::learning::{IncidentFacts, NamedBy};
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
    /// The names in those that everybody sees: how long a look takes tells nobody of the others.
    named: NamedBy,
}

impl Store {
    /// The facts of the incidents that whoever asks sees, in the order of their numbers, each without
    /// what names another. Shared among those who see the same: nothing is copied while nothing
    /// changes.
    pub async fn facts(&self, sight: &Sight) -> Result<Arc<Vec<IncidentFacts>>, StoreError> {
        let mut conn = self.read().await?;
        let facts = |kept: &mut Kept| kept.seen_by(sight);
        self.facts.current(&mut conn, facts).await
    }

    /// The same, and in the order of their numbers the incidents in which an action item's name, or
    /// that of something considered, may fit what was typed; `None` where it may be any.
    pub async fn facts_and_named(
        &self,
        sight: &Sight,
        typed: &Typed,
    ) -> Result<(Arc<Vec<IncidentFacts>>, Option<Vec<IncidentRef>>), StoreError> {
        let mut conn = self.read().await?;
        let facts = |kept: &mut Kept| (kept.seen_by(sight), kept.that_may_fit(typed));
        self.facts.current(&mut conn, facts).await
    }
}

impl FactsCache {
    /// What is kept, where it is of this change.
    pub(crate) async fn known(&self, seq: i64, sight: &Sight) -> Option<Arc<Vec<IncidentFacts>>> {
        let mut kept = self.kept.lock().await;
        let known = kept.as_mut().filter(|known| known.seq == seq);
        known.map(|known| known.seen_by(sight))
    }

    /// Tells of what is kept once it is of now.
    async fn current<T>(
        &self,
        conn: &mut Conn,
        tell: impl FnOnce(&mut Kept) -> T,
    ) -> Result<T, StoreError> {
        // Read first: a change in between is read now and once more the next time.
        let seq = counters::last(conn, Counter::Changes).await?;
        // Held while they are read, so that many who ask at once make one of them read. Each brings
        // a connection of its own, so nobody waits here for one that somebody waiting here has.
        let mut kept = self.kept.lock().await;
        if let Some(known) = kept.as_mut() {
            if known.seq == seq {
                return Ok(tell(known));
            }
            let seq = counters::last(conn, Counter::Changes).await?;
            // A number that went back is another database under the same address.
            if known.seq <= seq
                && let Some(changed) = changed_since(conn, known.seq).await?
            {
                known.take(rows::read_some(conn, &changed).await?);
                known.seq = seq;
                return Ok(tell(known));
            }
        }
        let facts = rows::read_all(conn, rows::BATCH).await?;
        Ok(tell(kept.insert(Kept::of(seq, facts))))
    }
}

impl Kept {
    fn of(seq: i64, facts: Vec<IncidentFacts>) -> Self {
        let mut named = NamedBy::default();
        for one in facts.iter().filter(|one| open(one)) {
            named.add(one);
        }
        Self {
            seq,
            seen: Seen::of(&facts),
            facts: Arc::new(facts),
            named,
        }
    }

    /// What changed.
    fn take(&mut self, changed: Vec<IncidentFacts>) {
        if changed.is_empty() {
            // Somebody signed in, say: what was made of the facts stands.
            return;
        }
        self.seen.take(&changed);
        for one in &changed {
            if let Some(before) = place(&self.facts, one).ok().map(|at| &self.facts[at])
                && open(before)
            {
                self.named.remove(before);
            }
            if open(one) {
                self.named.add(one);
            }
        }
        // In place, unless somebody still holds the facts as they were.
        merge(Arc::make_mut(&mut self.facts), changed);
    }

    fn seen_by(&mut self, sight: &Sight) -> Arc<Vec<IncidentFacts>> {
        self.seen.by(sight, &self.facts)
    }

    /// With all that not everybody sees; whoever does not see them has no facts of them.
    fn that_may_fit(&self, typed: &Typed) -> Option<Vec<IncidentRef>> {
        let mut found = self.named.that_may_fit(typed, self.facts.len() / 4)?;
        found.extend(self.seen.restricted());
        found.sort_unstable();
        Some(found)
    }
}

/// Whether everybody sees it.
fn open(one: &IncidentFacts) -> bool {
    !one.visibility.is_restricted()
}

fn place(all: &[IncidentFacts], one: &IncidentFacts) -> Result<usize, usize> {
    all.binary_search_by_key(&one.reference, |other| other.reference)
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
        match place(all, &one) {
            Ok(place) => all[place] = one,
            Err(place) => all.insert(place, one),
        }
    }
}

#[cfg(test)]
mod tests {
    use afterword_domain::Moment;
    use afterword_domain::incident::open::{OpenForm, open};
    use afterword_domain::workspace::Workspace;

    use super::*;
    use crate::{Author, Opening, Via};

    #[tokio::test(flavor = "multi_thread")]
    async fn pieces_of_any_size_are_the_whole() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("a.db").display());
        let store = Store::open(&url).await.unwrap();
        let now: Moment = "2026-11-23T10:00:00Z".parse().unwrap();
        let opening = |number: u32| {
            let title = format!("The {number}th");
            let form = OpenForm {
                title,
                ..OpenForm::default()
            };
            Opening {
                incident: open(form, &Workspace::default(), now).unwrap(),
                source: None,
                changes: Vec::new(),
            }
        };
        let author = Author {
            person: None,
            via: Via::System,
            request_id: None,
            address: None,
        };
        let batch = (1..=21).map(opening).collect();
        store.open_incidents(&author, batch, now).await.unwrap();
        let mut conn = store.read().await.unwrap();
        let whole = rows::read_all(&mut conn, 1_000).await.unwrap();
        assert_eq!(whole.len(), 21);
        for size in [1, 7, 20, 21, 22] {
            let pieces = rows::read_all(&mut conn, size).await.unwrap();
            assert_eq!(pieces, whole, "{size}");
        }
    }
}
