//! Deliveries on their way to the disk. Those that wait while one commit is under way are written
//! with the next one: under load a commit carries many, and nobody is answered before theirs.

use std::sync::Arc;

use afterword_store::{NewDelivery, Store};
use tokio::sync::{Notify, mpsc, oneshot};

/// Deliveries that wait; more are turned away until some are written.
const WAITING: usize = 4096;
/// Deliveries to a commit.
const BATCH: usize = Store::DELIVERIES_AT_ONCE;

type Item = (NewDelivery, oneshot::Sender<bool>);

#[derive(Clone)]
pub(super) struct Queue(mpsc::Sender<Item>);

/// Why a delivery was not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotKept {
    /// Too many wait.
    Full,
    /// The database failed; the log says why.
    Failed,
}

impl Queue {
    pub(super) fn new(store: Store, waiting: Arc<Notify>) -> Self {
        let (sender, receiver) = mpsc::channel(WAITING);
        tokio::spawn(run(store, receiver, waiting));
        Self(sender)
    }

    /// Returns when the delivery is on disk.
    pub(super) async fn keep(&self, delivery: NewDelivery) -> Result<(), NotKept> {
        let (done, kept) = oneshot::channel();
        self.0
            .try_send((delivery, done))
            .map_err(|_| NotKept::Full)?;
        match kept.await {
            Ok(true) => Ok(()),
            Ok(false) | Err(_) => Err(NotKept::Failed),
        }
    }
}

async fn run(store: Store, mut receiver: mpsc::Receiver<Item>, waiting: Arc<Notify>) {
    let mut items = Vec::with_capacity(BATCH);
    while receiver.recv_many(&mut items, BATCH).await > 0 {
        let (deliveries, done): (Vec<_>, Vec<_>) = items.drain(..).unzip();
        let kept = store.keep_deliveries(deliveries).await;
        if let Err(error) = &kept {
            tracing::error!(%error, "deliveries were not kept");
        }
        for done in done {
            // Whoever went away meanwhile makes the delivery again, and it is kept once.
            let _ = done.send(kept.is_ok());
        }
        if kept.is_ok() {
            waiting.notify_one();
        }
    }
}
