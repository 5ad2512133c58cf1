//! Calendars that one subscribes to: all meetings, or one's own, under an address that is secret.

use afterword_domain::policy::Sight;
use afterword_domain::reader_link::ReaderScope;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};

use super::calendar::Around;
use super::invitation::{CALENDAR, origin};
use crate::app::App;
use crate::auth::secret;
use crate::error::{self, ApiError};
use crate::extract::At;

/// How far back a calendar reaches, and how far ahead.
const DAYS_BACK: i64 = 180;
const DAYS_AHEAD: i64 = 730;
const MOST: u32 = 2_000;

/// Reads the meetings as iCalendar, by an address that is secret: calendar programs do not sign in.
#[utoipa::path(
    get, path = "/api/v1/calendar/{file}", tag = "meeting",
    params(("file" = String, Path, description = "The secret, and `.ics`")),
    responses((status = 200, body = String, content_type = "text/calendar"), ApiError)
)]
pub async fn read_calendar(
    State(app): State<App>,
    headers: HeaderMap,
    At(file): At<String>,
) -> Result<Response, ApiError> {
    let unknown = || ApiError::not_found("such calendar; its address may have been renewed");
    let secret = file.strip_suffix(".ics").ok_or_else(unknown)?;
    let found = app.store.reader_link(&secret::hash(secret)).await;
    let (person, scope, _) = found.map_err(error::store)?.ok_or_else(unknown)?;
    let own = match scope {
        ReaderScope::Meetings => false,
        ReaderScope::OwnMeetings => true,
        ReaderScope::Postmortems => return Err(unknown()),
    };
    let now = app.now();
    let span = (now.plus_days(-DAYS_BACK), now.plus_days(DAYS_AHEAD));
    let mut entries = app
        .store
        .meetings(&Sight::of(&person), span, MOST)
        .await
        .map_err(error::store)?;
    let workspace = app.store.workspace().await.map_err(error::store)?;
    let mut name = format!("{}: post-mortems", workspace.settings.name);
    if own {
        entries.retain(|entry| entry.meeting.people().any(|other| other == person.id));
        name = format!("{name} of {}", person.name);
    }
    let around = Around {
        workspace: &workspace,
        origin: &origin(&app, &headers),
        now,
    };
    let headers = [(header::CONTENT_TYPE, CALENDAR)];
    Ok((headers, around.calendar(&name, &entries)).into_response())
}
