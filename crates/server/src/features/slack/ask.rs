//! Asking Slack with the token that is entered in the settings.

use afterword_domain::integration::api::{ApiFormError, KnownApi};
use afterword_integrations::http::{Limits, Named, Outbound};
use afterword_integrations::slack::{Slack, SlackError};
use axum::http::StatusCode;
use url::Url;

use crate::error::ApiError;

/// Two hundred long messages, each of which Slack tells twice, in bytes.
const PAGE_MAX: usize = 24 * 1024 * 1024;

/// Slack as it can be asked. An administrator entered the address, so it may be in a private
/// network.
pub(crate) fn connect(known: KnownApi) -> Result<Slack, ApiError> {
    let url: Url = known.api.url.parse().map_err(|_| ApiFormError::Url)?;
    let named = Named::of(&url).ok_or(ApiFormError::Url)?;
    let limits = Limits {
        body: PAGE_MAX,
        ..Limits::default()
    };
    let outbound = Outbound::new([named], limits);
    Ok(Slack {
        url,
        token: known.token,
        outbound: outbound.map_err(|error| told(&error.into()))?,
    })
}

/// What Slack said no to, or why it cannot be asked. It is a fault of what was entered, or of
/// Slack, and none of this server.
pub(crate) fn told(error: &SlackError) -> ApiError {
    use SlackError as S;
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    let (status, code, field) = match error {
        S::Token(_) => (unprocessable, "slack_token", None),
        S::Scope { .. } => (unprocessable, "slack_scope_missing", None),
        S::NotAllowed(_) => (unprocessable, "slack_not_allowed", None),
        S::NoChannel => (unprocessable, "slack_no_channel", Some("link")),
        S::NotInChannel => (unprocessable, "slack_not_in_channel", Some("link")),
        S::NoMessage => (unprocessable, "slack_no_message", Some("link")),
        S::TooMany(_) => (unprocessable, "slack_too_many", Some("from")),
        S::Wait(_) => (StatusCode::TOO_MANY_REQUESTS, "slack_busy", None),
        S::Said(_) => (unprocessable, "slack_refused", None),
        S::NotSlack(_) => (unprocessable, "not_slack", None),
        S::Outbound(_) | S::Failed(_) => (unprocessable, "slack_unreachable", None),
        S::GivenUp => (StatusCode::SERVICE_UNAVAILABLE, "stopping", None),
    };
    let detail = match error {
        S::GivenUp => "the server is about to stop; nothing was changed".to_owned(),
        _ => error.to_string(),
    };
    let mut answer = ApiError::new(status, code, detail);
    if let Some(field) = field {
        answer = answer.field(field);
    }
    match error {
        S::Wait(seconds) => answer.retry_after(*seconds),
        _ => answer,
    }
}
