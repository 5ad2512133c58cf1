//! Asking a tracker with the token that is entered in the settings, and what its refusals come to.

use std::time::Duration;

use afterword_domain::tracker::{KnownTracker, TicketProblem};
use afterword_domain::{Moment, Refusal as _};
use afterword_integrations::http::{Limits, Named, Outbound, OutboundError};
use afterword_integrations::outbound::{Again, Connected, TrackerError, connect};
use axum::http::StatusCode;
use url::Url;

use crate::error::ApiError;
use crate::features::jobs::Tried;

/// One answer of a tracker; pages of issues with long texts are among them.
const LIMITS: Limits = Limits {
    connect: Duration::from_secs(5),
    whole: Duration::from_secs(20),
    body: 8 * 1024 * 1024,
};

/// A tracker as it can be asked. An administrator named its host, which may lie in a private
/// network for that.
pub(super) fn connected(known: &KnownTracker, now: Moment) -> Result<Connected, TrackerError> {
    let url = known.settings.url.parse::<Url>();
    let named = url.ok().as_ref().and_then(Named::of);
    let named = named.ok_or(TrackerError::Outbound(OutboundError::NotWeb))?;
    connect(known, Outbound::new([named], LIMITS)?, now)
}

/// What a tracker said no to, or why it cannot be asked: a fault of what was entered, or of the
/// tracker, and none of this server.
pub(super) fn told(error: &TrackerError) -> ApiError {
    let (status, wait) = match error.again() {
        Again::After(seconds) => (StatusCode::TOO_MANY_REQUESTS, Some(seconds)),
        Again::Later | Again::Mended => (StatusCode::UNPROCESSABLE_ENTITY, None),
    };
    let answer = ApiError::new(status, error.code(), error.to_string());
    let all = error.all();
    let answer = match all.len() {
        0 | 1 => answer,
        _ => answer.told(error.to_string(), all),
    };
    match wait {
        Some(seconds) => answer.retry_after(seconds),
        None => answer,
    }
}

/// What becomes of a job over it.
pub(super) fn tried(error: &TrackerError, now: Moment) -> Tried {
    match error.again() {
        Again::Later => Tried::again(error),
        Again::After(seconds) => Tried::Again {
            problem: error.to_string(),
            not_before: Some(after(now, seconds)),
        },
        Again::Mended => Tried::Failed(error.to_string()),
    }
}

/// So many seconds later.
pub(super) fn after(now: Moment, seconds: u64) -> Moment {
    now.plus_minutes(i64::try_from(seconds.div_ceil(60)).unwrap_or(i64::MAX))
}

pub(super) fn problem(error: &TrackerError, last_try: bool) -> TicketProblem {
    TicketProblem {
        code: error.code().to_owned(),
        sentence: error.to_string(),
        given_up: last_try || error.again() == Again::Mended,
    }
}
