//! How often a password may be tried: so many at once, so many in a queue, and ever slower for who
//! keeps guessing. In memory: a restart forgives.
//!
//! A try is counted before it is made, so that neither many at once nor hanging up gets one more.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use afterword_domain::Moment;
use axum::http::StatusCode;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::ApiError;

/// Password hashing takes memory and a core.
const AT_ONCE: usize = 2;
const WAITING: usize = 32;

/// Tries of one name from one address before each has to wait.
const FREE_TRIES: u32 = 5;
/// Tries of one name from anywhere. Generous: a stranger must not keep its owner out.
const FREE_TRIES_OF_A_NAME: u32 = 100;
const LONGEST_WAIT_SECONDS: i64 = 60;
/// After so long without a try everything is forgiven.
const FORGIVEN_AFTER_SECONDS: i64 = 15 * 60;
/// From here on, what is forgiven is also thrown away.
const MANY: usize = 10_000;

const SECOND_US: i64 = 1_000_000;

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

/// What was tried, by name from one address, and by name from anywhere.
#[derive(Debug, Default)]
pub struct Tries(Mutex<HashMap<Key, Tried>>);

type Key = (String, Option<IpAddr>);

#[derive(Clone, Copy, Debug)]
struct Tried {
    times: u32,
    last: Moment,
}

impl Tried {
    fn is_forgiven(self, now: Moment) -> bool {
        now.micros().saturating_sub(self.last.micros()) >= FORGIVEN_AFTER_SECONDS * SECOND_US
    }

    /// Whole seconds until the next try may be made: 1, 2, 4, … 60.
    fn wait_seconds(self, free: u32, now: Moment) -> Option<i64> {
        let doublings = self.times.checked_sub(free)?;
        let delay = (1_i64 << doublings.min(6)).min(LONGEST_WAIT_SECONDS);
        let left = self.last.micros() + delay * SECOND_US - now.micros();
        (left > 0).then(|| (left + SECOND_US - 1) / SECOND_US)
    }
}

impl Tries {
    /// Counts a try that is about to be made.
    ///
    /// # Errors
    /// 429 `too_many_tries` while it has to wait; such a try does not count.
    pub fn begin(&self, name: &str, from: IpAddr, now: Moment) -> Result<(), ApiError> {
        let mut tried = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if tried.len() >= MANY {
            tried.retain(|_, tried| !tried.is_forgiven(now));
        }
        let keys = keys(name, from);
        for (key, free) in keys.iter().zip([FREE_TRIES, FREE_TRIES_OF_A_NAME]) {
            let known = tried.get(key).filter(|tried| !tried.is_forgiven(now));
            if let Some(seconds) = known.and_then(|tried| tried.wait_seconds(free, now)) {
                let detail = format!("too many tries; the next may be made in {seconds} s");
                let error = ApiError::new(StatusCode::TOO_MANY_REQUESTS, "too_many_tries", detail);
                return Err(error.retry_after(seconds.unsigned_abs()));
            }
        }
        for key in keys {
            let one = tried.entry(key).or_insert(Tried {
                times: 0,
                last: now,
            });
            if one.is_forgiven(now) {
                one.times = 0;
            }
            *one = Tried {
                times: one.times.saturating_add(1),
                last: now,
            };
        }
        Ok(())
    }

    /// The try that was begun last was right: all of them are forgiven.
    pub fn was_right(&self, name: &str, from: IpAddr) {
        let mut tried = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for key in keys(name, from) {
            tried.remove(&key);
        }
    }
}

/// A name as the store looks it up, no longer than a name can be.
fn keys(name: &str, from: IpAddr) -> [Key; 2] {
    let name: String = name.trim().to_lowercase().chars().take(254).collect();
    [(name.clone(), Some(from)), (name, None)]
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    fn at(seconds: i64) -> Moment {
        Moment::from_micros(1_790_000_000_000_000 + seconds * SECOND_US).unwrap()
    }

    fn there(host: u8) -> IpAddr {
        IpAddr::V4([10, 0, 0, host].into())
    }

    fn wait(tries: &Tries, name: &str, from: IpAddr, second: i64) -> Option<u64> {
        let refused = tries.begin(name, from, at(second)).err()?;
        refused.problem().retry_after_seconds
    }

    #[test]
    fn who_keeps_guessing_waits_ever_longer() {
        let tries = Tries::default();
        let mut second = 0;
        for _ in 0..FREE_TRIES {
            assert_eq!(wait(&tries, "ines", HERE, second), None);
        }
        for delay in [1, 2, 4, 8, 16, 32, 60, 60] {
            assert_eq!(wait(&tries, " INES", HERE, second), Some(delay));
            second += delay.cast_signed();
            assert_eq!(wait(&tries, "ines", HERE, second), None, "after {delay} s");
        }
        assert_eq!(wait(&tries, "mika", HERE, second), None);
        assert_eq!(
            wait(&tries, "ines", HERE, second + FORGIVEN_AFTER_SECONDS),
            None
        );
        assert_eq!(
            wait(&tries, "ines", HERE, second + FORGIVEN_AFTER_SECONDS),
            None
        );
    }

    #[test]
    fn a_stranger_does_not_keep_the_owner_out() {
        let tries = Tries::default();
        for _ in 0..FREE_TRIES {
            tries.begin("ines", there(1), at(0)).unwrap();
        }
        assert_eq!(wait(&tries, "ines", there(1), 0), Some(1));
        assert_eq!(wait(&tries, "ines", HERE, 0), None);
        tries.was_right("ines", HERE);
        assert_eq!(
            wait(&tries, "ines", there(1), 0),
            Some(1),
            "only one's own are forgiven"
        );
    }

    #[test]
    fn a_name_has_a_generous_limit_of_its_own() {
        let tries = Tries::default();
        for host in 0..25 {
            for _ in 0..4 {
                assert_eq!(wait(&tries, "ines", there(host), 0), None);
            }
        }
        assert_eq!(wait(&tries, "ines", there(99), 0), Some(1));
        assert_eq!(wait(&tries, "ines", there(99), 1), None);
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
