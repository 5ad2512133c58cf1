//! What similar incidents are found in, kept in memory and brought up to date from the change log:
//! whoever asks sees what was changed a moment ago.

use std::sync::{Arc, PoisonError, RwLock};

use afterword_domain::{Incident, IncidentRef, Moment};
use afterword_learning::model::{Described, Library};
use afterword_store::{Store, StoreError};
use tokio::sync::Mutex;

/// Incidents that are read together.
const BATCH: u32 = 250;
/// Changes that are read together.
const CHANGES: u32 = 500;

/// Cheap to clone; all clones are one library.
#[derive(Clone, Default)]
pub struct SimilarLibrary(Arc<Shared>);

#[derive(Default)]
struct Shared {
    library: RwLock<Library>,
    /// Held while it is brought up to date, so that of many who ask at once one reads.
    read: Mutex<Option<Mark>>,
}

/// How far the log was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Mark {
    seq: u64,
    at: Option<Moment>,
}

impl SimilarLibrary {
    /// Asks the library as it is after everything that was changed until now.
    pub async fn ask<T>(
        &self,
        store: &Store,
        question: impl FnOnce(&Library) -> T,
    ) -> Result<T, StoreError> {
        self.freshen(store).await?;
        // A panic of whoever wrote would leave it as it was before or after one incident.
        let library = self
            .0
            .library
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        Ok(question(&library))
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
        let (mut library, mut last) = (Library::default(), IncidentRef(0));
        loop {
            let batch = store.incidents_behind(last, BATCH).await?;
            let Some(end) = batch.last() else { break };
            last = end.reference;
            for incident in &batch {
                take_in(&mut library, incident);
            }
            tokio::task::yield_now().await;
        }
        library.settle();
        self.write(|shared| *shared = library);
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
                match store.incident(reference).await? {
                    Some(incident) => self.write(|library| take_in(library, &incident)),
                    None => self.write(|library| library.remove(reference)),
                }
            }
            mark = Mark {
                seq: touched.upto,
                at: touched.at,
            };
        }
    }

    fn write(&self, change: impl FnOnce(&mut Library)) {
        change(
            &mut self
                .0
                .library
                .write()
                .unwrap_or_else(PoisonError::into_inner),
        );
    }
}

/// Drills and duplicates are like nothing that happened.
pub fn take_in(library: &mut Library, incident: &Incident) {
    if incident.owes_review() {
        library.put(incident.reference, &Described::of(incident));
    } else {
        library.remove(incident.reference);
    }
}
