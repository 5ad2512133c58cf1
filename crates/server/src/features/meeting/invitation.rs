//! The invitation to one meeting, as a file for a calendar.

use afterword_domain::IncidentRef;
use afterword_domain::meeting::entry::MeetingEntry;
use afterword_domain::policy::Operation;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::Asking;
use super::calendar::Around;
use crate::app::App;
use crate::error::{self, ApiError};

pub(super) const CALENDAR: &str = "text/calendar; charset=utf-8";

/// Reads the invitation as iCalendar: `METHOD:REQUEST`, and `METHOD:CANCEL` once the meeting was
/// called off. Its UID stays; its SEQUENCE grows when time, length, place or people change.
#[utoipa::path(
    get, path = "/api/v1/incidents/{reference}/meeting/invitation.ics", tag = "meeting",
    params(("reference" = IncidentRef, Path)),
    responses((status = 200, body = String, content_type = "text/calendar"), ApiError)
)]
pub async fn read_invitation(asking: Asking, headers: HeaderMap) -> Result<Response, ApiError> {
    asking.caller.may(Operation::ReadIncidents)?;
    let incident = asking.incident().await?;
    let Some(entry) = MeetingEntry::of(&incident) else {
        let detail = format!("no meeting was ever planned for {}", asking.reference);
        return Err(ApiError::new(StatusCode::NOT_FOUND, "no_meeting", detail));
    };
    let workspace = asking.app.store.workspace().await.map_err(error::store)?;
    let around = Around {
        workspace: &workspace,
        origin: &origin(&asking.app, &headers),
        now: asking.now(),
    };
    let file = format!(
        "attachment; filename=\"{}-post-mortem.ics\"",
        asking.reference
    );
    let headers = [
        (header::CONTENT_TYPE, CALENDAR.to_owned()),
        (header::CONTENT_DISPOSITION, file),
    ];
    Ok((headers, around.invitation(&entry)).into_response())
}

/// Where whoever asks found this server.
pub(crate) fn origin(app: &App, headers: &HeaderMap) -> String {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let fits = |host: &&str| {
        host.chars()
            .all(|c| c.is_ascii_alphanumeric() || ".-:[]".contains(c))
    };
    let scheme = if app.config.https { "https" } else { "http" };
    format!("{scheme}://{}", host.filter(fits).unwrap_or("localhost"))
}
