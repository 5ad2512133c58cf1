//! One page's place in the feed: what it is sent, and when it ends.

use std::collections::VecDeque;
use std::time::Duration;

use axum::http::HeaderMap;
use axum::response::sse;
use tokio::sync::watch;
use tokio::time::{Interval, MissedTickBehavior, interval};

use super::event::Sent;
use crate::app::App;
use crate::caller::{self, Caller};

const HEARTBEAT: Duration = Duration::from_secs(15);
/// Sessions also end by themselves and on other servers; every so many heartbeats that is looked at.
const LOOK_EVERY: u32 = 4;

pub(super) struct Follower {
    app: App,
    caller: Caller,
    /// What shows who asks: the cookie or the token.
    headers: HeaderMap,
    /// Everything up to this number was sent or is waiting.
    reached: u64,
    head: watch::Receiver<u64>,
    access: watch::Receiver<u64>,
    beat: Interval,
    beats: u32,
    waiting: VecDeque<sse::Event>,
    ended: bool,
}

enum Woken {
    Stopping,
    Access,
    Grown,
    Beat,
}

impl Follower {
    pub(super) async fn begin(
        app: App,
        caller: Caller,
        headers: HeaderMap,
        after: Option<u64>,
    ) -> Result<Self, afterword_store::StoreError> {
        let head = app.feed.follow(&app.store).await?;
        let mut beat = interval(HEARTBEAT);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        beat.reset();
        let reached = after.unwrap_or_else(|| *head.borrow());
        let access = app.access.subscribe();
        let mut follower = Self {
            app,
            caller,
            headers,
            reached,
            head,
            access,
            beat,
            beats: 0,
            waiting: VecDeque::new(),
            ended: false,
        };
        follower.send(&Sent::Hello(reached));
        follower.take();
        Ok(follower)
    }

    /// The next event; `None` when the stream is over.
    pub(super) async fn next(&mut self) -> Option<sse::Event> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Some(event);
            }
            if self.ended {
                return None;
            }
            match self.woken().await {
                Woken::Stopping => self.end("stopping"),
                Woken::Access => self.look().await,
                Woken::Grown => {
                    if self.take() {
                        self.look().await;
                    }
                }
                Woken::Beat => {
                    self.send(&Sent::Clock);
                    self.beats += 1;
                    if self.beats.is_multiple_of(LOOK_EVERY) {
                        self.look().await;
                    }
                }
            }
        }
    }

    async fn woken(&mut self) -> Woken {
        tokio::select! {
            biased;
            () = self.app.ending.wait() => Woken::Stopping,
            _ = self.access.changed() => Woken::Access,
            grown = self.head.changed() => if grown.is_ok() { Woken::Grown } else { Woken::Stopping },
            _ = self.beat.tick() => Woken::Beat,
        }
    }

    /// Takes what came since from the tail, and tells whether its person may see otherwise by now.
    fn take(&mut self) -> bool {
        self.head.mark_unchanged();
        let (head, after) = self.app.feed.after(&self.caller.sight(), self.reached);
        self.reached = head;
        match after {
            None => {
                self.send(&Sent::Reset(head));
                true
            }
            Some(events) => {
                for event in &events {
                    self.send(&Sent::Change(event));
                }
                events.iter().any(|event| event.changes_sight())
            }
        }
    }

    /// Ends the stream when whoever asked is no longer here, or may no longer ask.
    async fn look(&mut self) {
        match caller::find(&self.app, &self.headers, &self.caller.request_id).await {
            Ok(Some(caller)) if caller.person.id == self.caller.person.id => {
                if caller.may(super::FOLLOW).is_err() {
                    self.end("role_too_low");
                }
                self.caller = caller;
            }
            // A database that cannot be asked just now ends nobody's session.
            Err(error) if error.problem().status >= 500 => {}
            _ => self.end("not_signed_in"),
        }
    }

    fn end(&mut self, code: &'static str) {
        self.send(&Sent::End(code));
        self.ended = true;
    }

    fn send(&mut self, sent: &Sent<'_>) {
        self.waiting.push_back(sent.event(self.app.now()));
    }
}

/// The follower as a body.
pub(super) fn stream(
    follower: Follower,
) -> impl futures_util::Stream<Item = Result<sse::Event, std::convert::Infallible>> {
    futures_util::stream::unfold(follower, |mut follower| async {
        let event = follower.next().await?;
        Some((Ok(event), follower))
    })
}
