//! The live document: prose of an incident that several people write at once, over a WebSocket.

mod elsewhere;
mod join;
mod neighbours;
mod shelf;
mod socket;
mod standing;
pub mod workbench;

use std::sync::Arc;

use afterword_collab::{Hub, Limits};
use afterword_domain::IncidentRef;
use afterword_domain::clock::Clock;
use afterword_store::Store;
use tokio::sync::OnceCell;

use crate::app::App;

pub use join::__path_join_document;
pub use join::join_document;
pub use shelf::Shelf;

/// The open documents, and the task that tells them what changed through other doors.
#[derive(Clone)]
pub struct Live {
    hub: Hub<Shelf>,
    /// Under which number other servers know this one.
    server: i64,
    following: Arc<OnceCell<()>>,
}

impl Live {
    pub fn new(store: Store, clock: Arc<dyn Clock>, limits: Limits) -> Self {
        let shelf = Shelf::new(store, clock);
        Self {
            server: shelf.server(),
            hub: Hub::new(shelf, limits),
            following: Arc::default(),
        }
    }

    /// Sees to it that an incident says what was last kept of its document, before it is changed
    /// or given away.
    pub async fn settle(&self, incident: IncidentRef) {
        self.hub.settle(incident).await;
    }

    /// The same before it is read, at most every few seconds.
    pub async fn freshen(&self, incident: IncidentRef) {
        self.hub.freshen(incident).await;
    }

    /// The same for all, before many are read.
    pub async fn freshen_all(&self) {
        self.hub.freshen_all().await;
    }

    /// How many documents are in memory.
    pub fn open_documents(&self) -> usize {
        self.hub.open_documents()
    }

    /// Ends all connections and settles everything.
    pub async fn stop(&self) {
        self.hub.stop().await;
    }
}

/// Settles what an earlier run left behind, and from then on hears of other servers.
pub async fn recover(app: App) {
    neighbours::begin(&app);
    if let Err(error) = app.live.hub.recover().await {
        tracing::error!(%error, "what was written last is not in the incidents yet");
    }
}
