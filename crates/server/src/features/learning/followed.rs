//! Something that is derived from all incidents that everybody sees, kept in memory and brought up
//! to date from the change log: whoever asks sees what was changed a moment ago. All who ask share
//! it, so what is restricted is no part of it: not even in how rare a word is.

use std::sync::{Arc, PoisonError, RwLock};

use afterword_domain::policy::Sight;
use afterword_domain::{Incident, IncidentRef, Moment};
use afterword_store::{Store, StoreError};
use tokio::sync::Mutex;

/// Incidents that are read together.
const BATCH: u32 = 250;
/// Changes that are read together.
const CHANGES: u32 = 500;

/// What is made of incidents, one by one.
pub trait Derived: Send + Sync {
    /// Takes in an incident as it is now, in place of what it was.
    fn put(&mut self, incident: &Incident);
    fn remove(&mut self, reference: IncidentRef);
    /// After many were taken in at once.
    fn settle(&mut self) {}
}

/// Cheap to clone; all clones are one.
pub struct Followed<D>(Arc<Shared<D>>);

impl<D> Clone for Followed<D> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<D: Derived + Default + 'static> Default for Followed<D> {
    fn default() -> Self {
        Self::new(D::default)
    }
}

struct Shared<D> {
    empty: Box<dyn Fn() -> D + Send + Sync>,
    derived: RwLock<D>,
    /// Held while it is brought up to date, so that of many who ask at once one reads.
    read: Mutex<Option<Mark>>,
}

/// How far the log was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Mark {
    seq: u64,
    at: Option<Moment>,
}

impl<D: Derived> Followed<D> {
    /// Reads nothing until it is asked.
    pub fn new(empty: impl Fn() -> D + Send + Sync + 'static) -> Self {
        Self(Arc::new(Shared {
            derived: RwLock::new(empty()),
            empty: Box::new(empty),
            read: Mutex::default(),
        }))
    }

    /// Asks it as it is after everything that was changed until now.
    pub async fn ask<T>(
        &self,
        store: &Store,
        question: impl FnOnce(&D) -> T,
    ) -> Result<T, StoreError> {
        self.freshen(store).await?;
        // A panic of whoever wrote would leave it as it was before or after one incident.
        let derived = self.0.derived.read();
        let derived = derived.unwrap_or_else(PoisonError::into_inner);
        Ok(question(&derived))
    }

    async fn freshen(&self, store: &Store) -> Result<(), StoreError> {
        let mut read = self.0.read.lock().await;
        let known = match *read {
            // A log that has another change under this number is another database's.
            Some(mark) if store.changed_at(mark.seq).await? == mark.at => mark,
            _ => self.fill(store).await?,
        };
        *read = Some(known);
        *read = Some(self.follow(store, known).await?);
        Ok(())
    }

    /// Takes in every incident, in place of what was there.
    async fn fill(&self, store: &Store) -> Result<Mark, StoreError> {
        // Read before the first incident: what is changed from now on is read again.
        let seq = store.latest_seq().await?;
        let at = store.changed_at(seq).await?;
        let (mut derived, mut last) = ((self.0.empty)(), IncidentRef(0));
        loop {
            let batch = store.incidents_behind(&Sight::Open, last, BATCH).await?;
            let Some(end) = batch.last() else { break };
            last = end.reference;
            for incident in &batch {
                derived.put(incident);
                // Whoever else asks something does not wait for a whole batch.
                tokio::task::yield_now().await;
            }
        }
        derived.settle();
        self.write(|shared| *shared = derived);
        Ok(Mark { seq, at })
    }

    async fn follow(&self, store: &Store, from: Mark) -> Result<Mark, StoreError> {
        let mut mark = from;
        loop {
            let touched = store.touched_after(mark.seq, CHANGES).await?;
            if touched.upto == mark.seq {
                return Ok(mark);
            }
            for reference in touched.incidents {
                match store.incident(&Sight::Open, reference).await? {
                    Some(incident) => self.write(|derived| derived.put(&incident)),
                    None => self.write(|derived| derived.remove(reference)),
                }
            }
            mark = Mark {
                seq: touched.upto,
                at: touched.at,
            };
        }
    }

    fn write(&self, change: impl FnOnce(&mut D)) {
        let derived = self.0.derived.write();
        change(&mut derived.unwrap_or_else(PoisonError::into_inner));
    }
}
