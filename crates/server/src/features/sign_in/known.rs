//! What is known of providers: their descriptions and keys, kept for a while, so that a sign-in
//! asks once; and how often they are asked when something is wrong.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use afterword_domain::{Moment, ProviderId};
use afterword_integrations::http::{Named, Outbound, OutboundError};
use afterword_integrations::oidc::{LIMITS, Metadata, OidcError, Party};

const SECOND_US: i64 = 1_000_000;
/// A description is read anew after so long.
const KEPT_US: i64 = 60 * 60 * SECOND_US;
/// After a failure it is not asked again for so long: whoever presses the button does not make this
/// server knock without end.
const FAILED_US: i64 = 10 * SECOND_US;
/// Keys are read anew at most so often, whatever keys tokens name.
const KEYS_US: i64 = 60 * SECOND_US;

/// What is known of the providers. Cheap to clone.
#[derive(Clone, Default)]
pub struct Providers {
    kept: Arc<Mutex<HashMap<ProviderId, Kept>>>,
    asking: Arc<Mutex<HashMap<ProviderId, Arc<tokio::sync::Mutex<()>>>>>,
    outbound: Arc<OnceLock<Outbound>>,
}

#[derive(Clone)]
struct Kept {
    issuer: String,
    found: Result<Metadata, OidcError>,
    read_at: Moment,
    /// When keys were read beside the description; never at first.
    keys_at: Option<Moment>,
}

impl Providers {
    /// The way out, to a private place too where it is named.
    pub(super) fn reaching(&self, named: Option<Named>) -> Result<Outbound, OutboundError> {
        let outbound = match self.outbound.get() {
            Some(outbound) => outbound,
            None => {
                let made = Outbound::new([], LIMITS)?;
                self.outbound.get_or_init(|| made)
            }
        };
        Ok(outbound.naming(named.into_iter().collect::<Vec<_>>()))
    }

    /// A provider's description of itself. Of many who ask for it at once one asks the provider.
    pub(super) async fn metadata(
        &self,
        id: ProviderId,
        party: &Party,
        now: Moment,
    ) -> Result<Metadata, OidcError> {
        if let Some(found) = self.fresh(id, party, now) {
            return found;
        }
        let asking = self.asking(id);
        let _asking = asking.lock().await;
        if let Some(found) = self.fresh(id, party, now) {
            return found;
        }
        let found = Metadata::discover(&party.issuer, &party.outbound).await;
        self.keep(
            id,
            Kept {
                issuer: party.issuer.clone(),
                found: found.clone(),
                read_at: now,
                keys_at: None,
            },
        );
        found
    }

    /// What is kept, and is young enough.
    fn fresh(
        &self,
        id: ProviderId,
        party: &Party,
        now: Moment,
    ) -> Option<Result<Metadata, OidcError>> {
        let kept = self.kept(id)?;
        let long = if kept.found.is_ok() {
            KEPT_US
        } else {
            FAILED_US
        };
        let is_fresh = now.micros() - kept.read_at.micros() < long;
        (is_fresh && kept.issuer == party.issuer).then_some(kept.found)
    }

    /// The description with other keys than those that did not fit: what somebody else read
    /// meanwhile, or what the provider has now. `None` when that was read just before.
    pub(super) async fn with_other_keys(
        &self,
        id: ProviderId,
        party: &Party,
        unfit: &Metadata,
        now: Moment,
    ) -> Result<Option<Metadata>, OidcError> {
        let asking = self.asking(id);
        let _asking = asking.lock().await;
        let kept = self.kept(id).filter(|kept| kept.issuer == party.issuer);
        let Some(kept) = kept else {
            return Ok(None);
        };
        let metadata = kept.found.clone()?;
        if !metadata.has_keys_of(unfit) {
            return Ok(Some(metadata));
        }
        let lately = |at: Moment| now.micros() - at.micros() < KEYS_US;
        if kept.keys_at.is_some_and(lately) {
            return Ok(None);
        }
        // Written down before it is asked: what fails is not asked for again at once.
        let asking = Kept {
            keys_at: Some(now),
            ..kept
        };
        self.keep(id, asking.clone());
        let found = metadata.with_new_keys(&party.outbound).await?;
        self.keep(
            id,
            Kept {
                found: Ok(found.clone()),
                ..asking
            },
        );
        Ok(Some(found))
    }

    /// Held by whoever asks a provider.
    fn asking(&self, id: ProviderId) -> Arc<tokio::sync::Mutex<()>> {
        let mut asking = self.asking.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(asking.entry(id).or_default())
    }

    /// Forgets a provider that was changed or taken away.
    pub(super) fn forget(&self, id: ProviderId) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.remove(&id);
    }

    fn kept(&self, id: ProviderId) -> Option<Kept> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(&id).cloned()
    }

    fn keep(&self, id: ProviderId, new: Kept) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(id, new);
    }
}
