//! The tallies of all documents, kept in memory and following the change log. They are of one
//! checker: when the workspace adds a name or a phrase, all documents are read again, beside
//! whoever asks, and what was counted before is told meanwhile.

use std::sync::Arc;
use std::time::Duration;

use afterword_language::Additions;
use afterword_store::{Store, StoreError};
use tokio::sync::{Mutex, watch};
use tokio::task::AbortHandle;

use super::checkers::Added;
use super::tallies::Tallies;
use crate::features::learning::followed::Followed;

/// So long an answer waits for documents that are being read.
const PATIENCE: Duration = Duration::from_secs(3);

/// Cheap to clone; all clones are one library.
#[derive(Clone, Default)]
pub struct TrendLibrary(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    shown: Option<Counted>,
    next: Option<Counting>,
}

struct Counted {
    additions: Arc<Additions>,
    tallies: Followed<Tallies>,
}

/// Documents that are being read.
struct Counting {
    additions: Arc<Additions>,
    task: AbortHandle,
    done: watch::Receiver<bool>,
}

/// An answer, and how far it can be trusted.
pub struct Asked<T> {
    /// Nothing while documents are read for the first time.
    pub answer: Option<T>,
    /// It is what was found before something was added to the check.
    pub renewing: bool,
}

impl TrendLibrary {
    pub async fn ask<T>(
        &self,
        store: &Store,
        added: &Added,
        question: impl FnOnce(&Tallies) -> T + Send,
    ) -> Result<Asked<T>, StoreError> {
        if let Some(mut done) = self.begin(store, added).await {
            // Whether it ended, failed or goes on: what there is then is told.
            let _ = tokio::time::timeout(PATIENCE, done.wait_for(|done| *done)).await;
        }
        let shown = {
            let state = self.0.lock().await;
            state.shown.as_ref().map(|shown| {
                let renewing = shown.additions != added.additions;
                (shown.tallies.clone(), renewing)
            })
        };
        Ok(match shown {
            Some((tallies, renewing)) => Asked {
                answer: Some(tallies.ask(store, question).await?),
                renewing,
            },
            None => Asked {
                answer: None,
                renewing: true,
            },
        })
    }

    /// Has the documents read if nobody did with this checker; the answer tells when they are.
    async fn begin(&self, store: &Store, added: &Added) -> Option<watch::Receiver<bool>> {
        let mut state = self.0.lock().await;
        let is_shown = |shown: &Counted| shown.additions == added.additions;
        if state.shown.as_ref().is_some_and(is_shown) {
            return None;
        }
        if let Some(next) = &state.next {
            if next.additions == added.additions {
                return Some(next.done.clone());
            }
            next.task.abort();
        }
        let (tell, done) = watch::channel(false);
        let (library, store, added) = (self.clone(), store.clone(), added.clone());
        let additions = Arc::clone(&added.additions);
        let task = tokio::spawn(async move {
            let Added { additions, checker } = added;
            let tallies = Followed::new(move || Tallies::new(Arc::clone(&checker)));
            let read = tallies.ask(&store, |_| ()).await;
            let mut state = library.0.lock().await;
            state.next = None;
            match read {
                Ok(()) => state.shown = Some(Counted { additions, tallies }),
                Err(error) => tracing::warn!(%error, "documents could not be read for the trend"),
            }
            drop(state);
            let _ = tell.send(true);
        });
        state.next = Some(Counting {
            additions,
            task: task.abort_handle(),
            done: done.clone(),
        });
        Some(done)
    }
}
