//! What this server knows of its index, for whoever asks it.

use std::path::PathBuf;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use afterword_domain::workspace::Workspace;
use afterword_domain::{Incident, IncidentRef};
use afterword_learning::index::{Asked, Flaw, Ranking, Search};
use serde::Serialize;
use tokio::sync::{Notify, watch};
use utoipa::ToSchema;

/// How long an answer waits for a change that was just made. It usually takes a twentieth of that.
const PATIENCE: Duration = Duration::from_secs(1);

/// How the index is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum IndexStanding {
    /// This server has none: words are looked for in the database.
    #[default]
    Absent,
    /// Another program uses its folder: words are looked for in the database until it lets go.
    Waiting,
    /// It is being made: words are looked for in the database until it is there.
    Building,
    /// It answers.
    Ready,
    /// It answers, and is made again meanwhile.
    Renewing,
}

impl IndexStanding {
    /// Whether it is asked.
    #[must_use]
    pub fn answers(self) -> bool {
        matches!(self, Self::Ready | Self::Renewing)
    }
}

/// How far it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub standing: IndexStanding,
    /// The last change that it knows of.
    pub seq: u64,
    /// Incidents that it knows, or that were taken in so far.
    pub incidents: u64,
    /// Why it was made the last time since this server started.
    pub made_because: Option<String>,
}

/// Restricted incidents that whoever asks sees and that have the words: the index knows none.
#[derive(Clone, Debug)]
pub struct RestrictedHits {
    pub all: Vec<IncidentRef>,
    /// Those of them that are ranked.
    pub newest: Vec<Incident>,
    pub workspace: Arc<Workspace>,
}

/// Cheap to clone; all clones are one index.
#[derive(Clone, Default)]
pub struct SearchIndex(Arc<Shared>);

#[derive(Default)]
struct Shared {
    folder: Option<PathBuf>,
    search: RwLock<Option<Search>>,
    progress: watch::Sender<Progress>,
    rebuild: Notify,
    wanted: Notify,
}

impl SearchIndex {
    /// An index in a folder, which it has for itself. It is there once the server serves.
    #[must_use]
    pub fn in_folder(folder: PathBuf) -> Self {
        Self(Arc::new(Shared {
            folder: Some(folder),
            ..Shared::default()
        }))
    }

    pub(super) fn folder(&self) -> Option<&PathBuf> {
        self.0.folder.as_ref()
    }

    /// How it is now.
    #[must_use]
    pub fn standing(&self) -> IndexStanding {
        self.0.progress.borrow().standing
    }

    /// Follows how it is.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<Progress> {
        self.0.progress.subscribe()
    }

    pub(super) fn note(&self, change: impl FnOnce(&mut Progress)) {
        self.0.progress.send_modify(change);
    }

    /// Puts an index into service, or takes it out.
    pub(super) fn serve(&self, search: Option<Search>) {
        if let Ok(mut served) = self.0.search.write() {
            *served = search;
        }
    }

    /// Has it made again.
    pub(super) fn ask_to_rebuild(&self) {
        self.0.rebuild.notify_one();
    }

    pub(super) async fn asked_to_rebuild(&self) {
        self.0.rebuild.notified().await;
    }

    /// Returns when somebody waits for a change that it does not know of.
    pub(super) async fn waited_for(&self) {
        self.0.wanted.notified().await;
    }

    /// Waits until it knows of a change.
    pub async fn reached(&self, seq: u64) {
        let mut progress = self.watch();
        if progress.borrow_and_update().seq < seq {
            self.0.wanted.notify_one();
        }
        // The sender lives as long as this does.
        let _ = progress
            .wait_for(|progress| progress.standing == IndexStanding::Ready && progress.seq >= seq)
            .await;
    }

    /// All incidents with the words. `None` when it cannot answer now; the database can.
    pub async fn all(&self, asked: Asked, seq: u64) -> Option<Vec<IncidentRef>> {
        self.ask(seq, move |search| search.all(&asked)).await
    }

    /// All incidents with the words, and how well each fits, with restricted ones that have them.
    /// `None` when it cannot answer now.
    pub async fn ranked(
        &self,
        asked: Asked,
        restricted: RestrictedHits,
        seq: u64,
    ) -> Option<Ranking> {
        let question = move |search: &Search| {
            let RestrictedHits {
                all,
                newest,
                workspace,
            } = restricted;
            let mut ranking = search.ranked(&asked)?;
            ranking.take_in(&search.ranked_beside(&asked, &newest, &workspace)?, &all);
            Ok(ranking)
        };
        self.ask(seq, question).await
    }

    async fn ask<T: Send + 'static>(
        &self,
        seq: u64,
        question: impl FnOnce(&Search) -> Result<T, Flaw> + Send + 'static,
    ) -> Option<T> {
        let search = self.0.search.read().ok()?.clone()?;
        if self.standing() == IndexStanding::Ready {
            // What comes later than that is found the next time.
            let _ = tokio::time::timeout(PATIENCE, self.reached(seq)).await;
        }
        let answer = tokio::task::spawn_blocking(move || question(&search));
        let flaw = match answer.await {
            Ok(Ok(found)) => return Some(found),
            Ok(Err(flaw)) => flaw,
            Err(error) => Flaw::Damaged(error.to_string()),
        };
        tracing::error!(%flaw, "the search index did not answer; it is made again");
        self.serve(None);
        self.ask_to_rebuild();
        None
    }
}
