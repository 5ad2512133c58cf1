//! What waits to be sent to one connection. Bounded: whoever takes in less than is sent is cut
//! off, and nobody else waits for them.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use tokio::sync::Notify;

use crate::cut::Cut;

/// The frames for one connection; the room fills it, the socket's task empties it.
#[derive(Debug)]
pub struct Outbox {
    waiting: Mutex<Waiting>,
    changed: Notify,
    /// In bytes.
    most: usize,
}

#[derive(Debug, Default)]
struct Waiting {
    frames: VecDeque<Bytes>,
    bytes: usize,
    cut: Option<Cut>,
}

impl Outbox {
    pub(crate) fn new(most: usize) -> Self {
        Self {
            waiting: Mutex::default(),
            changed: Notify::new(),
            most,
        }
    }

    /// Queues a frame. A single one may be larger than the bound, as a first answer may be.
    pub(crate) fn push(&self, frame: Bytes) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.cut.is_some() {
            return;
        }
        if waiting.bytes > self.most {
            waiting.stop(Cut::TooSlow);
        } else {
            waiting.bytes += frame.len();
            waiting.frames.push_back(frame);
        }
        drop(waiting);
        self.changed.notify_one();
    }

    /// Ends the connection; what waits is not sent any more.
    pub fn cut(&self, cut: Cut) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.stop(cut);
        drop(waiting);
        self.changed.notify_one();
    }

    /// Takes what waits, or learns that the connection is to be closed.
    ///
    /// # Errors
    /// The reason for which it is closed.
    pub fn take(&self) -> Result<VecDeque<Bytes>, Cut> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.bytes = 0;
        match waiting.cut {
            Some(cut) => Err(cut),
            None => Ok(std::mem::take(&mut waiting.frames)),
        }
    }

    /// Waits until there may be something to take.
    pub async fn changed(&self) {
        self.changed.notified().await;
    }

    /// Waits until the connection is to be closed.
    pub async fn until_cut(&self) -> Cut {
        loop {
            let cut = self
                .waiting
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .cut;
            if let Some(cut) = cut {
                return cut;
            }
            self.changed.notified().await;
        }
    }
}

impl Waiting {
    fn stop(&mut self, cut: Cut) {
        self.cut.get_or_insert(cut);
        self.frames = VecDeque::new();
        self.bytes = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_takes_nothing_in_is_cut_off() {
        let outbox = Outbox::new(10);
        outbox.push(Bytes::from_static(&[0; 100]));
        outbox.push(Bytes::from_static(&[1]));
        assert_eq!(outbox.take(), Err(Cut::TooSlow));
        outbox.cut(Cut::Stopping);
        assert_eq!(outbox.take(), Err(Cut::TooSlow), "the first reason stands");
    }

    #[test]
    fn what_was_taken_no_longer_counts() {
        let outbox = Outbox::new(10);
        for _ in 0..5 {
            outbox.push(Bytes::from_static(&[0; 11]));
            assert_eq!(outbox.take().unwrap().len(), 1);
        }
    }
}
