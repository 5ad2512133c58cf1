//! How much one connection, one person and one document may ask for.

use std::time::Duration;

use tokio::time::Instant;

/// Bounds; the server has one set for everybody.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The largest message, in bytes.
    pub message: usize,
    /// Messages that a connection may send per second, and how many at once.
    pub messages: Rate,
    /// The same for bytes.
    pub bytes: Rate,
    /// The largest presence of one client, in bytes.
    pub presence: usize,
    /// Yjs clients behind one connection.
    pub presences: usize,
    /// The largest text of one place, in bytes.
    pub text: usize,
    /// The largest state of one document with its history, in bytes.
    pub state: usize,
    /// What may wait for a connection that is slow to take it, in bytes.
    pub waiting: usize,
    pub connections_per_person: usize,
    pub connections_per_document: usize,
    /// A document is settled once nobody wrote for this long …
    pub quiet: Duration,
    /// … or this long after the first edit that is not.
    pub longest: Duration,
    /// What another server is about to settle is left to it for so much longer.
    pub patience: Duration,
    /// Presence is told to other servers at most this often.
    pub telling: Duration,
}

/// A token bucket's measures.
#[derive(Clone, Copy, Debug)]
pub struct Rate {
    pub per_second: u32,
    pub at_once: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            message: 256 * 1024,
            messages: Rate {
                per_second: 100,
                at_once: 600,
            },
            bytes: Rate {
                per_second: 128 * 1024,
                at_once: 2 * 1024 * 1024,
            },
            presence: 4 * 1024,
            presences: 4,
            text: afterword_domain::text::PROSE_MAX,
            state: 8 * 1024 * 1024,
            waiting: 4 * 1024 * 1024,
            connections_per_person: 50,
            connections_per_document: 400,
            quiet: Duration::from_secs(1),
            longest: Duration::from_secs(5),
            patience: Duration::from_secs(3),
            telling: Duration::from_millis(50),
        }
    }
}

/// What is left of a rate.
#[derive(Debug)]
pub(crate) struct Bucket {
    rate: Rate,
    left: f64,
    since: Instant,
}

impl Bucket {
    pub(crate) fn new(rate: Rate) -> Self {
        Self {
            rate,
            left: rate.at_once.into(),
            since: Instant::now(),
        }
    }

    /// Takes some, or says that there is not enough.
    pub(crate) fn take(&mut self, amount: usize) -> bool {
        let now = Instant::now();
        let passed = (now - self.since).as_secs_f64();
        self.since = now;
        let most = f64::from(self.rate.at_once);
        self.left = (self.left + passed * f64::from(self.rate.per_second)).min(most);
        let amount = f64::from(u32::try_from(amount).unwrap_or(u32::MAX));
        if amount > self.left {
            return false;
        }
        self.left -= amount;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_bucket_fills_with_time_and_never_above_its_brim() {
        let mut bucket = Bucket::new(Rate {
            per_second: 10,
            at_once: 20,
        });
        assert!(bucket.take(20));
        assert!(!bucket.take(1));
        tokio::time::advance(Duration::from_millis(500)).await;
        assert!(bucket.take(5));
        assert!(!bucket.take(1));
        tokio::time::advance(Duration::from_hours(1)).await;
        assert!(!bucket.take(21));
        assert!(bucket.take(20));
    }
}
