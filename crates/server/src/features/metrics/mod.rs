//! Curves as evidence: the server they come from, sampling them, and those of alerts by
//! themselves.

mod ask;
pub mod curve;
mod due;
pub mod server;
pub mod suggestions;

use std::sync::Arc;

use tokio::sync::Notify;

pub(crate) use due::keep_sampling;
pub use due::sample_due;

/// Calls whoever samples the curves of alerts.
#[derive(Clone, Default)]
pub struct CurvesDue(Arc<Notify>);

impl CurvesDue {
    /// Alerts were resolved.
    pub fn look(&self) {
        self.0.notify_one();
    }

    pub(crate) async fn called(&self) {
        self.0.notified().await;
    }
}
