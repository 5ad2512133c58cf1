//! How often a password may be tried: so many at once, so many in a queue, and ever slower for who
//! keeps guessing.
//!
//! Strangers are counted by the name that they try, by the place that they come from, and by both.
//! A browser in which the person signed in before is counted by itself (OWASP: device cookies): so
//! whoever guesses from wherever slows other strangers down, and never the owner.

use std::net::IpAddr;
use std::sync::Arc;

use afterword_domain::Moment;
use afterword_domain::sign_in::tries::Tried;
use afterword_store::{Store, TryKey};
use axum::http::StatusCode;
use sha2::{Digest as _, Sha256};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::address::net_of;
use super::secret::{self, SecretHash};
use crate::error::{self, ApiError};

/// Password hashing takes memory and a core.
const AT_ONCE: usize = 2;
const WAITING: usize = 32;

/// Tries of one name from one place before each has to wait.
const OF_A_NAME_FROM_A_PLACE: u32 = 5;
/// Tries of one name by strangers from anywhere.
const OF_A_NAME: u32 = 100;
/// Tries of any names from one place. Generous: many people may share an address.
const FROM_A_PLACE: u32 = 50;
/// Tries of one name in a browser in which its person signed in before.
const IN_A_KNOWN_BROWSER: u32 = 10;

/// Sign-ins through providers that came to nothing, from one place.
const THROUGH_PROVIDERS: u32 = 30;

/// Places for work on passwords, few at once and few in the queue.
#[derive(Clone, Debug)]
pub struct Slots {
    queue: Arc<Semaphore>,
    working: Arc<Semaphore>,
}

/// A place, held until the work is done and not merely until nobody waits for it any more.
#[derive(Debug)]
pub struct Slot(#[expect(dead_code, reason = "held")] [OwnedSemaphorePermit; 2]);

impl Default for Slots {
    fn default() -> Self {
        Self {
            queue: Arc::new(Semaphore::new(AT_ONCE + WAITING)),
            working: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }
}

impl Slots {
    /// Waits for a place.
    ///
    /// # Errors
    /// 429 `busy` when too many wait already.
    pub async fn take(&self) -> Result<Slot, ApiError> {
        let busy = || {
            let detail = "too many passwords are being checked just now; try again in a moment";
            ApiError::new(StatusCode::TOO_MANY_REQUESTS, "busy", detail).retry_after(1)
        };
        let queue = Arc::clone(&self.queue).try_acquire_owned();
        let queue = queue.map_err(|_| busy())?;
        let working = Arc::clone(&self.working).acquire_owned().await;
        Ok(Slot([queue, working.map_err(|_| busy())?]))
    }
}

/// A try that was counted and may be made.
#[derive(Debug)]
pub struct Try {
    keys: Vec<TryKey>,
    counted: Tried,
}

impl Try {
    /// Counts a try that is about to be made of somebody's name, from a place, in a browser.
    ///
    /// # Errors
    /// 429 `too_many_tries` while it has to wait; such a try does not count.
    pub async fn begin(
        store: &Store,
        name: &str,
        from: IpAddr,
        browser: Option<&str>,
        now: Moment,
    ) -> Result<Self, ApiError> {
        // No longer than a name can be, as the store looks it up.
        let name: String = name.trim().to_lowercase().chars().take(254).collect();
        let known = known(store, browser, Some(&name)).await?;
        Self::counted(store, keys(&name, from, known), now).await
    }

    /// Counts a sign-in through a provider, which asks that provider each time: for a browser in
    /// which anybody signed in before by itself, and for strangers by their place.
    ///
    /// # Errors
    /// 429 `too_many_tries` while it has to wait; such a try does not count.
    pub async fn through_provider(
        store: &Store,
        from: IpAddr,
        browser: Option<&str>,
        now: Moment,
    ) -> Result<Self, ApiError> {
        let hash = match known(store, browser, None).await? {
            Some(browser) => hash(&["browser through a provider", &secret::hex(&browser)]),
            None => hash(&["through a provider", &place(from)]),
        };
        let key = TryKey {
            hash,
            free: THROUGH_PROVIDERS,
        };
        Self::counted(store, vec![key], now).await
    }

    async fn counted(store: &Store, keys: Vec<TryKey>, now: Moment) -> Result<Self, ApiError> {
        let counted = store.begin_try(&keys, now).await.map_err(error::store)?;
        match counted {
            Ok(counted) => Ok(Self { keys, counted }),
            Err(seconds) => {
                let detail = format!("too many tries; the next may be made in {seconds} s");
                let status = StatusCode::TOO_MANY_REQUESTS;
                let refused = ApiError::new(status, "too_many_tries", detail);
                Err(refused.retry_after(seconds.unsigned_abs()))
            }
        }
    }

    /// It was right: what was counted for this person is forgiven. What was tried of other names
    /// from the same place is not.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn was_right(self, store: &Store) -> Result<(), ApiError> {
        let own: Vec<_> = self
            .keys
            .into_iter()
            .filter(|key| key.free != FROM_A_PLACE)
            .collect();
        store.forgive_tries(&own).await.map_err(error::store)
    }

    /// Whether its failure is worth a line in the log.
    pub fn is_told(&self) -> bool {
        self.counted.is_told()
    }
}

/// The browser, where a person, or anybody where none is named, signed in in it before.
async fn known(
    store: &Store,
    browser: Option<&str>,
    name: Option<&str>,
) -> Result<Option<SecretHash>, ApiError> {
    let Some(hash) = browser.map(secret::hash) else {
        return Ok(None);
    };
    let known = store.is_known_browser(&hash, name).await;
    Ok(known.map_err(error::store)?.then_some(hash))
}

fn keys(name: &str, from: IpAddr, known_browser: Option<SecretHash>) -> Vec<TryKey> {
    let place = place(from);
    if let Some(browser) = known_browser {
        let hash = hash(&["browser", &secret::hex(&browser), name]);
        let free = IN_A_KNOWN_BROWSER;
        return vec![TryKey { hash, free }];
    }
    let key = |parts: &[&str], free| TryKey {
        hash: hash(parts),
        free,
    };
    // In one order for everybody, so that two tries at once never wait for each other.
    vec![
        key(&["name", name], OF_A_NAME),
        key(&["place", &place], FROM_A_PLACE),
        key(&["name from a place", name, &place], OF_A_NAME_FROM_A_PLACE),
    ]
}

fn place(address: IpAddr) -> String {
    net_of(address).to_string()
}

fn hash(parts: &[&str]) -> SecretHash {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part.len().to_le_bytes());
        digest.update(part.as_bytes());
    }
    digest.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    fn shared(one: &[TryKey], other: &[TryKey]) -> usize {
        one.iter().filter(|key| other.contains(key)).count()
    }

    #[test]
    fn a_known_browser_shares_nothing_with_strangers() {
        let stranger = keys("ines", HERE, None);
        let known = keys("ines", HERE, Some([7; 32]));
        assert_eq!(shared(&stranger, &known), 0);
        assert_eq!(shared(&known, &keys("mika", HERE, Some([7; 32]))), 0);
        assert_eq!(shared(&known, &keys("ines", HERE, Some([8; 32]))), 0);
    }

    #[test]
    fn strangers_are_counted_by_name_and_by_place() {
        let there: IpAddr = "203.0.113.9".parse().unwrap();
        let ines = keys("ines", HERE, None);
        assert_eq!(shared(&ines, &keys("ines", there, None)), 1);
        assert_eq!(shared(&ines, &keys("mika", HERE, None)), 1);
        assert_eq!(shared(&ines, &keys("mika", there, None)), 0);
    }

    #[test]
    fn a_net_of_ipv6_is_one_place() {
        let at = |text: &str| place(text.parse().unwrap());
        assert_eq!(at("2001:db8:1:2::1"), at("2001:db8:1:2:ffff::9"));
        assert_ne!(at("2001:db8:1:2::1"), at("2001:db8:1:3::1"));
        assert_eq!(at("::ffff:203.0.113.9"), at("203.0.113.9"));
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        assert_ne!(hash(&["name", "ab", "c"]), hash(&["name", "a", "bc"]));
    }

    #[tokio::test]
    async fn a_place_is_held_and_the_queue_has_an_end() {
        let slots = Slots::default();
        let held: Vec<_> = [slots.take().await.unwrap(), slots.take().await.unwrap()].into();
        let waiting: Vec<_> = (0..WAITING)
            .map(|_| {
                let slots = slots.clone();
                tokio::spawn(async move { slots.take().await.map(drop) })
            })
            .collect();
        tokio::task::yield_now().await;
        let refused = slots.take().await.unwrap_err();
        assert_eq!(refused.problem().code, "busy");
        drop(held);
        for one in waiting {
            one.await.unwrap().unwrap();
        }
        slots.take().await.unwrap();
    }
}
