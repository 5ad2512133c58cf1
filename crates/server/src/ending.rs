//! That the server is about to stop, told to whatever would otherwise go on for ever.

use tokio::sync::watch;

/// Cheap to clone; all clones tell the same.
#[derive(Clone, Debug, Default)]
pub struct Ending(watch::Sender<bool>);

impl Ending {
    pub fn begin(&self) {
        self.0.send_replace(true);
    }

    #[must_use]
    pub fn has_begun(&self) -> bool {
        *self.0.borrow()
    }

    /// Returns once the server is about to stop.
    pub async fn wait(&self) {
        // An error would mean that nobody can tell any more; then it is over as well.
        let _ = self.0.subscribe().wait_for(|ending| *ending).await;
    }
}
