//! Webhooks: `POST /hooks/<source>/<key>`. A delivery is verified, kept, and only then answered;
//! what it says is read afterwards, and again after a fix if it could not be read.

mod certificates;
mod doors;
mod queue;
mod reading;
mod receive;

use std::sync::Arc;

use afterword_store::Store;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::post;
use tokio::sync::Notify;

use crate::app::App;
use crate::features::trackers;

pub(crate) use reading::keep_reading;
pub use reading::read_waiting;

/// The ways in as one server has them in memory.
#[derive(Clone)]
pub struct Hooks {
    doors: Arc<doors::Doors>,
    certificates: Arc<certificates::Certificates>,
    queue: queue::Queue,
    /// Something waits to be read.
    waiting: Arc<Notify>,
}

impl Hooks {
    pub fn new(store: &Store) -> Self {
        let waiting = Arc::new(Notify::new());
        Self {
            doors: Arc::default(),
            certificates: Arc::default(),
            queue: queue::Queue::new(store.clone(), Arc::clone(&waiting)),
            waiting,
        }
    }

    /// What is known of integrations is asked for again.
    pub fn forget_doors(&self) {
        self.doors.forget();
    }

    /// Believes a certificate without fetching it from its address.
    pub fn know_certificate(&self, address: &str, certificate: &[u8]) {
        self.certificates.know(address, certificate);
    }

    /// Deliveries wait to be read.
    pub fn read_on(&self) {
        self.waiting.notify_one();
    }
}

pub fn router() -> Router<App> {
    Router::new()
        .route("/hooks/{source}/{key}", post(receive::receive))
        .route("/hooks/trackers/{kind}/{key}", post(trackers::receive))
        .layer(DefaultBodyLimit::max(receive::LARGEST_BODY))
}
