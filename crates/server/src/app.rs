//! What every handler shares: the store, the clock and what the operator configured.

use std::net::SocketAddr;
use std::sync::Arc;

use afterword_domain::Moment;
use afterword_domain::clock::Clock;
use afterword_store::Store;
use tokio::sync::Semaphore;

/// What the operator decides.
#[derive(Clone, Debug)]
pub struct Config {
    pub listen: SocketAddr,
    /// One-click sign-in, for as long as the server listens on loopback only.
    pub demo: bool,
    /// Cookies are marked `Secure`: the public address is https.
    pub https: bool,
}

/// The running program, cheap to clone.
#[derive(Clone)]
pub struct App {
    pub store: Store,
    pub clock: Arc<dyn Clock>,
    pub config: Arc<Config>,
    /// Password hashing takes memory and a core; only so many at once.
    pub hashing: Arc<Semaphore>,
}

impl App {
    pub fn new(store: Store, clock: Arc<dyn Clock>, config: Config) -> Self {
        let hashing = Arc::new(Semaphore::new(2));
        Self {
            store,
            clock,
            config: Arc::new(config),
            hashing,
        }
    }

    pub fn now(&self) -> Moment {
        self.clock.now()
    }
}
