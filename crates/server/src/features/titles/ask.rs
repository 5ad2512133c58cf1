//! Asking GitHub or GitLab with the token that is entered in the settings.

use std::time::Duration;

use afterword_domain::integration::Kind;
use afterword_domain::integration::api::{ApiFormError, KnownApi};
use afterword_integrations::http::{Limits, Named, Outbound};
use afterword_integrations::titles::{Forge, TitleError};
use axum::http::StatusCode;
use url::Url;

use crate::error::ApiError;

/// Far longer than anything of which a title is read, in bytes.
const ANSWER_MAX: usize = 1024 * 1024;
/// Somebody waits for it.
const WHOLE: Duration = Duration::from_secs(10);

/// A forge as it can be asked. An administrator entered the address, so it may be in a private
/// network.
pub(crate) fn connect(kind: Kind, known: KnownApi) -> Result<Forge, ApiError> {
    let url: Url = known.api.url.parse().map_err(|_| ApiFormError::Url)?;
    let named = Named::of(&url).ok_or(ApiFormError::Url)?;
    let limits = Limits {
        whole: WHOLE,
        body: ANSWER_MAX,
        ..Limits::default()
    };
    let outbound = Outbound::new([named], limits).map_err(|error| told(&error.into()))?;
    let forge = Forge::of(kind, url, known.token, outbound);
    Ok(forge.ok_or(ApiFormError::NotAsked(kind.word()))?)
}

/// What a forge said no to, or why it cannot be asked. It is a fault of what was entered, or of the
/// forge, and none of this server.
pub(crate) fn told(error: &TitleError) -> ApiError {
    use TitleError as T;
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    let (status, code) = match error {
        T::Token(_) => (unprocessable, "forge_token"),
        T::Forbidden(..) => (unprocessable, "forge_not_allowed"),
        T::NotFound(_) => (unprocessable, "forge_not_found"),
        T::Moved(..) => (unprocessable, "forge_moved"),
        T::Wait(..) => (StatusCode::TOO_MANY_REQUESTS, "forge_busy"),
        T::Outbound(_) | T::Failed(..) => (unprocessable, "forge_unreachable"),
        T::Foreign(..) => (unprocessable, "not_a_forge"),
    };
    let answer = ApiError::new(status, code, error.to_string());
    match error {
        T::Wait(_, seconds) => answer.retry_after(*seconds),
        _ => answer,
    }
}
