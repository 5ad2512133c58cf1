//! Certificates by whose keys deliveries are signed, fetched once each: a certificate never changes
//! under its name.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use afterword_integrations::http::{Ask, Limits, Outbound, OutboundError};
use tokio::time::Instant;
use url::Url;

/// Those of a source are a few, one a year for each of its regions.
const MOST: usize = 100;
/// How long one that could not be had is not asked for again.
const IN_VAIN: Duration = Duration::from_secs(30);
/// Whoever delivers waits for it.
const LIMITS: Limits = Limits {
    connect: Duration::from_secs(3),
    whole: Duration::from_secs(5),
    body: 64 * 1024,
};

/// Why a certificate is not here.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotFetched {
    #[error("{0} is no address")]
    Address(String),
    #[error(transparent)]
    Outbound(#[from] OutboundError),
    #[error("its server answered with {0}")]
    Status(u16),
    #[error("it was asked for in vain a moment ago")]
    InVain,
}

/// What is known of an address.
enum Known {
    Certificate(Arc<[u8]>),
    /// It was asked then, in vain.
    Nothing(Instant),
}

#[derive(Default)]
pub(super) struct Certificates(Mutex<HashMap<String, Known>>);

impl Certificates {
    /// The certificate at an address that its source may name.
    pub(super) async fn at(&self, address: &str) -> Result<Arc<[u8]>, NotFetched> {
        match self.lock().get(address) {
            Some(Known::Certificate(certificate)) => return Ok(Arc::clone(certificate)),
            Some(Known::Nothing(asked)) if asked.elapsed() < IN_VAIN => {
                return Err(NotFetched::InVain);
            }
            _ => {}
        }
        let fetched = fetch(address).await;
        let known = match &fetched {
            Ok(certificate) => Known::Certificate(Arc::clone(certificate)),
            Err(_) => Known::Nothing(Instant::now()),
        };
        self.remember(address, known);
        fetched
    }

    /// What is known needs no fetching.
    pub(super) fn know(&self, address: &str, certificate: &[u8]) {
        self.remember(address, Known::Certificate(certificate.into()));
    }

    fn remember(&self, address: &str, known: Known) {
        let mut all = self.lock();
        if all.len() >= MOST {
            all.clear();
        }
        all.insert(address.to_owned(), known);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn fetch(address: &str) -> Result<Arc<[u8]>, NotFetched> {
    let url = Url::parse(address).map_err(|_| NotFetched::Address(address.to_owned()))?;
    let ask = Ask {
        url,
        headers: Vec::new(),
        body: None,
    };
    let answer = Outbound::new([], LIMITS)?.send(ask).await?;
    match answer.status {
        200 => Ok(answer.body.into()),
        status => Err(NotFetched::Status(status)),
    }
}
