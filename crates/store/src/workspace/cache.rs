//! The workspace in memory, checked against the revision number each time it is asked for: another
//! process may have changed it.

use std::sync::{Arc, Mutex, PoisonError};

use afterword_domain::workspace::Workspace;

use super::load;
use crate::Store;
use crate::conn::Conn;
use crate::counters::{self, Counter};
use crate::error::StoreError;

#[derive(Debug, Default)]
pub(crate) struct WorkspaceCache {
    kept: Mutex<Option<(Revision, Arc<Workspace>)>>,
}

/// How often the workspace was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Revision(pub(crate) i64);

impl WorkspaceCache {
    /// Takes the connection at hand: waiting for a second one inside a transaction could wait for
    /// others that wait for this one.
    pub(crate) async fn current(&self, conn: &mut Conn) -> Result<Arc<Workspace>, StoreError> {
        // Read first: a change in between makes the kept one look older than it is, never newer.
        let revision = Revision(counters::last(conn, Counter::Revision).await?);
        self.at(revision, conn).await
    }

    /// The same where the revision was just read.
    pub(crate) async fn at(
        &self,
        revision: Revision,
        conn: &mut Conn,
    ) -> Result<Arc<Workspace>, StoreError> {
        if let Some(workspace) = self.kept(revision) {
            return Ok(workspace);
        }
        let workspace = Arc::new(load(conn).await?);
        let kept = Some((revision, Arc::clone(&workspace)));
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = kept;
        Ok(workspace)
    }

    fn kept(&self, revision: Revision) -> Option<Arc<Workspace>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let (known, workspace) = kept.as_ref()?;
        (*known == revision).then(|| Arc::clone(workspace))
    }
}

impl Store {
    /// The workspace as it is now.
    pub async fn workspace(&self) -> Result<Arc<Workspace>, StoreError> {
        self.workspace.current(&mut self.read().await?).await
    }
}
