//! Finding a host's addresses, and leaving only those that may be asked. The connection goes to
//! what this answers: nobody looks the name up a second time.

use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::address::is_public;

pub(super) type Looked = Pin<Box<dyn Future<Output = std::io::Result<Vec<SocketAddr>>> + Send>>;

/// Who knows the addresses of hosts.
pub(super) trait Lookup: Send + Sync {
    fn lookup(&self, host: String) -> Looked;
}

/// What the operating system knows.
pub(super) struct System;

impl Lookup for System {
    fn lookup(&self, host: String) -> Looked {
        Box::pin(async move { Ok(tokio::net::lookup_host((host, 0)).await?.collect()) })
    }
}

/// Why a host has no address to connect to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum NoAddress {
    #[error("the host is not known")]
    Unknown,
    #[error("the host has no public address")]
    NotPublic,
}

/// Answers with a host's addresses.
pub(super) struct Resolver {
    pub(super) lookup: Arc<dyn Lookup>,
    /// Leaves out what is not public.
    pub(super) public_only: bool,
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let found = self.lookup.lookup(name.as_str().to_owned());
        let public_only = self.public_only;
        Box::pin(async move {
            let mut found = found.await.map_err(|_| NoAddress::Unknown)?;
            if found.is_empty() {
                return Err(NoAddress::Unknown.into());
            }
            if public_only {
                found.retain(|address| is_public(address.ip()));
            }
            if found.is_empty() {
                return Err(NoAddress::NotPublic.into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}
