//! Certificates by whose keys deliveries are signed, fetched once each: a certificate never changes
//! under its name.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use afterword_integrations::http::{Ask, Limits, Outbound, OutboundError};
use tokio::sync::Mutex;
use url::Url;

/// Those of a source are a few, one a year for each of its regions.
const MOST: usize = 100;
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
}

/// By their addresses. One is fetched at a time.
#[derive(Default)]
pub(super) struct Certificates(Mutex<HashMap<String, Arc<[u8]>>>);

impl Certificates {
    /// The certificate at an address that its source may name.
    pub(super) async fn at(&self, address: &str) -> Result<Arc<[u8]>, NotFetched> {
        let mut known = self.0.lock().await;
        if let Some(certificate) = known.get(address) {
            return Ok(Arc::clone(certificate));
        }
        let certificate = fetch(address).await?;
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(address.to_owned(), Arc::clone(&certificate));
        Ok(certificate)
    }

    /// What is known needs no fetching.
    pub(super) async fn know(&self, address: &str, certificate: &[u8]) {
        self.0
            .lock()
            .await
            .insert(address.to_owned(), certificate.into());
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
