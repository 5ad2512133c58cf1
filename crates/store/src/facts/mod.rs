//! What the figures need to know of every incident, kept in memory and brought up to date from the
//! change log: of ten thousand incidents a moment rarely changes more than one.

mod rows;

use std::sync::{Arc, Mutex, PoisonError};

use afterword_domain::Moment;
use afterword_domain::stats::IncidentFacts;

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
    facts: Arc<Vec<StoredFacts>>,
    /// What was answered last, and for which length of the review week.
    answered: Option<(u8, Arc<Vec<IncidentFacts>>)>,
}

/// Facts that do not depend on the length of the review week, and what that one does.
#[derive(Clone, Debug)]
struct StoredFacts {
    /// `within_week` is left out.
    facts: IncidentFacts,
    recovered: Option<Moment>,
    published: Option<Moment>,
}

impl StoredFacts {
    fn with(&self, review_days: u8) -> IncidentFacts {
        let mut facts = self.facts.clone();
        let due = self
            .recovered
            .map(|at| at.plus_days(i64::from(review_days)));
        let both = due.zip(self.published).filter(|_| facts.counts);
        facts.within_week = both.map(|(due, published)| published <= due);
        facts
    }
}

impl Store {
    /// The facts of all incidents, in the order of their numbers. Shared: nothing is copied while
    /// nothing changes.
    pub async fn facts(&self, review_days: u8) -> Result<Arc<Vec<IncidentFacts>>, StoreError> {
        let facts = self.facts.current(&mut self.read().await?).await?;
        Ok(self.facts.answer(&facts, review_days))
    }
}

impl FactsCache {
    async fn current(&self, conn: &mut Conn) -> Result<Arc<Vec<StoredFacts>>, StoreError> {
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
            answered: None,
        };
        *self.lock() = Some(kept);
        Ok(facts)
    }

    fn answer(&self, facts: &Arc<Vec<StoredFacts>>, review_days: u8) -> Arc<Vec<IncidentFacts>> {
        let is_of = |kept: &&mut Kept| Arc::ptr_eq(&kept.facts, facts);
        if let Some(kept) = self.lock().as_mut().filter(is_of)
            && let Some((days, answer)) = &kept.answered
            && *days == review_days
        {
            return Arc::clone(answer);
        }
        let answer = Arc::new(facts.iter().map(|one| one.with(review_days)).collect());
        if let Some(kept) = self.lock().as_mut().filter(is_of) {
            kept.answered = Some((review_days, Arc::clone(&answer)));
        }
        answer
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

fn merged(mut known: Arc<Vec<StoredFacts>>, changed: Vec<StoredFacts>) -> Arc<Vec<StoredFacts>> {
    if changed.is_empty() {
        return known;
    }
    let all = Arc::make_mut(&mut known);
    for one in changed {
        let place = all.binary_search_by_key(&one.facts.reference, |other| other.facts.reference);
        match place {
            Ok(place) => all[place] = one,
            Err(place) => all.insert(place, one),
        }
    }
    known
}
