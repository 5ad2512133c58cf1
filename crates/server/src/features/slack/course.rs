//! A fetch while it runs, and those who wait for it: they are sent how far it is, and it ends when
//! they leave or the server stops.

use std::convert::Infallible;
use std::time::Duration;

use afterword_integrations::slack::fetch::{Attendant, Progress};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde::Serialize;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use utoipa::ToSchema;

use super::bring::SlackReport;
use crate::ending::Ending;
use crate::error::Problem;

/// One event of the stream; its name is `what`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum SlackCourse {
    Progress(Progress),
    /// The last event: everything is here.
    Done(SlackReport),
    /// The last event: nothing was changed.
    Failed(Problem),
}

impl SlackCourse {
    fn event(&self) -> Event {
        let name = match self {
            Self::Progress(_) => "progress",
            Self::Done(_) => "done",
            Self::Failed(_) => "failed",
        };
        let event = Event::default().event(name);
        // All of it is numbers and texts.
        event.json_data(self).unwrap_or_default()
    }
}

/// What a fetch tells those who wait.
pub(super) struct Waiting {
    pub told: UnboundedSender<SlackCourse>,
    pub ending: Ending,
}

impl Attendant for Waiting {
    fn hear(&mut self, progress: Progress) -> bool {
        !self.ending.has_begun() && self.told.send(SlackCourse::Progress(progress)).is_ok()
    }

    async fn pause(&mut self, wait: Duration) {
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = self.told.closed() => {}
            () = self.ending.wait() => {}
        }
    }
}

/// The answer that tells a fetch's course, from its first event on.
pub(super) fn answer(first: SlackCourse, rest: UnboundedReceiver<SlackCourse>) -> Response {
    let events = stream::unfold((Some(first), rest), |(first, mut rest)| async move {
        let next = match first {
            Some(first) => first,
            None => rest.recv().await?,
        };
        Some((Ok::<_, Infallible>(next.event()), (None, rest)))
    });
    // A proxy that gathers what it passes on would hold back how far it is.
    let stream = Sse::new(events).keep_alive(KeepAlive::default());
    ([("x-accel-buffering", "no")], stream).into_response()
}
