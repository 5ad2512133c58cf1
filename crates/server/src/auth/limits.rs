//! How many requests one address and one token may send: so many a second for long, and some
//! seconds' worth of them at once. Each server counts for itself, in a fixed piece of memory, and
//! asks nobody.
//!
//! Counted is by the theoretical arrival time (GCRA, ITU-T I.371): a moment for each sender, which
//! every request moves on. A sender has two places among all moments, found by a keyed hash, and
//! is refused only where both say so: that somebody else shares one of them harms nobody, and who
//! wants to share both with somebody has to know the key.

use std::hash::{BuildHasher as _, Hash, RandomState};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use afterword_domain::Moment;
use axum::extract::{Request, State};
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::address::{From, net_of};
use crate::app::App;
use crate::caller;
use crate::error::ApiError;
use crate::features::operating::RefusedBy;

/// Requests of so many seconds may come at once.
const BURST_SECONDS: i64 = 4;
/// Moments of a limit: half a megabyte, in parts that are locked each by itself.
const PARTS: usize = 64;
const PLACES: usize = 1024;
const SECOND_US: i64 = 1_000_000;

/// What a sender may send; 0 sets no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PerSecond {
    pub of_an_address: u32,
    pub of_a_token: u32,
}

impl PerSecond {
    pub const NO_LIMIT: Self = Self {
        of_an_address: 0,
        of_a_token: 0,
    };
}

/// The limits of a server, cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct RequestLimits {
    address: Option<Arc<Limit>>,
    token: Option<Arc<Limit>>,
}

/// One limit and the moments of all senders.
#[derive(Debug)]
struct Limit {
    /// Between two requests, in microseconds, when they come for long.
    apart_us: i64,
    /// How far a moment may be ahead of the present.
    ahead_us: i64,
    parts: Box<[Mutex<Box<[i64]>>]>,
    key: RandomState,
}

impl RequestLimits {
    pub fn new(per_second: PerSecond) -> Self {
        Self {
            address: Limit::of(per_second.of_an_address),
            token: Limit::of(per_second.of_a_token),
        }
    }

    /// Counts a request, unless there were too many before it: then says whose, and in how many
    /// seconds another may come.
    fn count(
        &self,
        from: Option<IpAddr>,
        headers: &HeaderMap,
        now: Moment,
    ) -> Result<(), (RefusedBy, u64)> {
        let now = now.micros();
        if let (Some(limit), Some(from)) = (&self.address, from) {
            let counted = limit.take(net_of(from), now);
            counted.map_err(|seconds| (RefusedBy::Address, seconds))?;
        }
        let token = headers.get(AUTHORIZATION).and_then(caller::bearer);
        if let (Some(limit), Some(token)) = (&self.token, token) {
            let counted = limit.take(token, now);
            counted.map_err(|seconds| (RefusedBy::Token, seconds))?;
        }
        Ok(())
    }
}

impl Limit {
    fn of(per_second: u32) -> Option<Arc<Self>> {
        let per_second = i64::from(per_second);
        (per_second > 0).then(|| {
            let apart_us = (SECOND_US / per_second).max(1);
            Arc::new(Self {
                apart_us,
                ahead_us: apart_us * (per_second * BURST_SECONDS - 1),
                parts: (0..PARTS)
                    .map(|_| Mutex::new(vec![0; PLACES].into_boxed_slice()))
                    .collect(),
                key: RandomState::new(),
            })
        })
    }

    fn take(&self, sender: impl Hash, now: i64) -> Result<(), u64> {
        self.take_by(self.key.hash_one(sender), now)
    }

    /// `Err` with the seconds until the next one may come.
    fn take_by(&self, name: u64, now: i64) -> Result<(), u64> {
        let [part, one, other] = places(name);
        let part = &self.parts[part];
        let mut moments = part.lock().unwrap_or_else(PoisonError::into_inner);
        // The place that fewer share knows better.
        let at = self
            .read(moments[one], now)
            .min(self.read(moments[other], now));
        let ahead = at - now;
        if ahead > self.ahead_us {
            let wait = u64::try_from(ahead - self.ahead_us).unwrap_or_default();
            return Err(wait.div_ceil(1_000_000));
        }
        let next = at.max(now) + self.apart_us;
        for place in [one, other] {
            moments[place] = self.read(moments[place], now).max(next);
        }
        Ok(())
    }

    /// What a moment counts for: one that no request can have left is of a clock that was set back
    /// since.
    fn read(&self, moment: i64, now: i64) -> i64 {
        let is_possible = moment - now <= self.ahead_us + self.apart_us;
        if is_possible { moment } else { 0 }
    }
}

/// The part of a sender's moments, and its two places there.
fn places(name: u64) -> [usize; 3] {
    let cut = |bits: u64, most: usize| usize::try_from(bits % most as u64).unwrap_or_default();
    [
        cut(name, PARTS),
        cut(name >> 16, PLACES),
        cut(name >> 32, PLACES),
    ]
}

/// Lets a request in, or answers that there are too many.
pub async fn limit(State(app): State<App>, request: Request, next: Next) -> Response {
    let from = request.extensions().get::<From>().map(|From(from)| *from);
    let counted = app.limits.count(from, request.headers(), app.now());
    match counted {
        Ok(()) => next.run(request).await,
        Err((by, seconds)) => {
            app.measures.refused(by);
            let whose = match by {
                RefusedBy::Address => "this address",
                RefusedBy::Token => "this token",
            };
            let detail = format!(
                "{whose} sends more requests than this server takes; the next is taken in {seconds} s"
            );
            let status = StatusCode::TOO_MANY_REQUESTS;
            let refused = ApiError::new(status, "too_many_requests", detail);
            refused.retry_after(seconds).into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(limit: &Limit, name: u64, times: usize, now: i64) -> usize {
        (0..times)
            .filter(|_| limit.take_by(name, now).is_ok())
            .count()
    }

    #[test]
    fn so_many_at_once_and_then_so_many_a_second() {
        let limit = Limit::of(10).unwrap();
        let now = 1_000 * SECOND_US;
        assert_eq!(taken(&limit, 7, 100, now), 40);
        assert_eq!(limit.take_by(7, now), Err(1));
        assert_eq!(taken(&limit, 7, 100, now + SECOND_US), 10);
        assert_eq!(taken(&limit, 7, 100, now + 3 * SECOND_US), 20);
        // Whoever waits has all of it again, and no more.
        assert_eq!(taken(&limit, 7, 100, now + 60 * SECOND_US), 40);
        assert_eq!(
            taken(&limit, 8 << 32 | 9 << 16, 100, now),
            40,
            "others are not touched"
        );
    }

    #[test]
    fn who_is_refused_is_told_when_to_come_again() {
        for per_second in [1, 3, 500] {
            let limit = Limit::of(per_second).unwrap();
            let now = 1_000 * SECOND_US;
            while limit.take_by(7, now).is_ok() {}
            let wait = limit.take_by(7, now).unwrap_err();
            let later = now + i64::try_from(wait).unwrap() * SECOND_US;
            assert_eq!(limit.take_by(7, later), Ok(()), "{per_second}");
        }
    }

    #[test]
    fn sharing_one_place_harms_nobody() {
        let limit = Limit::of(10).unwrap();
        let (busy, quiet) = (5 << 16 | 2 << 32, 5 << 16 | 3 << 32);
        assert_eq!(taken(&limit, busy, 100, SECOND_US), 40);
        assert_eq!(taken(&limit, quiet, 10, SECOND_US), 10);
    }

    #[test]
    fn a_clock_that_is_set_back_refuses_nobody() {
        let limit = Limit::of(10).unwrap();
        assert_eq!(taken(&limit, 7, 100, 10_000 * SECOND_US), 40);
        assert_eq!(taken(&limit, 7, 100, SECOND_US), 40);
        assert_eq!(limit.take_by(7, SECOND_US), Err(1));
    }

    #[test]
    fn none_is_lost_when_many_come_together() {
        let limit = Limit::of(1_000).unwrap();
        let threads: Vec<_> = (0..4)
            .map(|_| {
                let limit = Arc::clone(&limit);
                std::thread::spawn(move || taken(&limit, 7, 2_000, SECOND_US))
            })
            .collect();
        let all: usize = threads.into_iter().map(|one| one.join().unwrap()).sum();
        assert_eq!(all, 4_000);
    }

    #[test]
    fn no_limit_is_none() {
        assert!(Limit::of(0).is_none());
    }
}
