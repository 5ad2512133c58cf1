//! Calendars that one subscribes to: all meetings, or one's own, under an address that is secret
//! and can be renewed.

use afterword_domain::Moment;
use afterword_domain::meeting::calendar::CalendarScope;
use afterword_domain::policy::Operation;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::calendar::Around;
use super::invitation::{CALENDAR, origin};
use crate::app::App;
use crate::auth::secret;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::At;

const OWN: Operation = Operation::ManageOwnCalendar;
/// How far back a calendar reaches, and how far ahead.
const DAYS_BACK: i64 = 180;
const DAYS_AHEAD: i64 = 730;
const MOST: u32 = 2_000;

/// An address that there is; it was told when it was made.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct CalendarLink {
    pub created_at: Moment,
}

/// Which addresses one has.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct CalendarLinks {
    /// For all meetings.
    pub workspace: Option<CalendarLink>,
    /// For those that one leads, writes down or attends.
    pub own: Option<CalendarLink>,
}

/// An address that was made. It is told this once.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct NewCalendarLink {
    /// To be put behind the address by which the calendar program reaches the server.
    pub path: String,
    pub created_at: Moment,
}

/// Says which calendar addresses one has, and since when.
#[utoipa::path(
    get, path = "/api/v1/calendar-links", tag = "meeting",
    responses((status = 200, body = CalendarLinks), ApiError)
)]
pub async fn list_calendar_links(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<CalendarLinks>, ApiError> {
    caller.may(OWN)?;
    let found = app.store.calendar_links_of(caller.person.id).await;
    let mut links = CalendarLinks::default();
    for (scope, created_at) in found.map_err(error::store)? {
        let link = Some(CalendarLink { created_at });
        match scope {
            CalendarScope::Workspace => links.workspace = link,
            CalendarScope::Own => links.own = link,
        }
    }
    Ok(Json(links))
}

/// Makes a calendar address, or a new one in place of the old, which is void at once.
#[utoipa::path(
    post, path = "/api/v1/calendar-links/{scope}", tag = "meeting",
    params(("scope" = CalendarScope, Path)),
    responses((status = 201, body = NewCalendarLink), ApiError)
)]
pub async fn renew_calendar_link(
    State(app): State<App>,
    caller: Caller,
    At(scope): At<CalendarScope>,
) -> Result<(StatusCode, Json<NewCalendarLink>), ApiError> {
    caller.may(OWN)?;
    let (secret, created_at) = (secret::new(""), app.now());
    let (author, hash) = (caller.author(), secret::hash(&secret));
    let link = (caller.person.id, scope);
    let added = app
        .store
        .add_calendar_link(&author, link, &hash, created_at)
        .await;
    added.map_err(error::store)?;
    let path = format!("/api/v1/calendar/{secret}.ics");
    Ok((
        StatusCode::CREATED,
        Json(NewCalendarLink { path, created_at }),
    ))
}

/// Voids a calendar address.
#[utoipa::path(
    delete, path = "/api/v1/calendar-links/{scope}", tag = "meeting",
    params(("scope" = CalendarScope, Path)),
    responses((status = 204, description = "It is void"), ApiError)
)]
pub async fn remove_calendar_link(
    State(app): State<App>,
    caller: Caller,
    At(scope): At<CalendarScope>,
) -> Result<StatusCode, ApiError> {
    caller.may(OWN)?;
    let (author, link) = (caller.author(), (caller.person.id, scope));
    let removed = app
        .store
        .remove_calendar_link(&author, link, app.now())
        .await;
    if removed.map_err(error::store)? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(ApiError::not_found("such calendar address"))
    }
}

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
    let found = app.store.calendar_link(&secret::hash(secret)).await;
    let (person, scope) = found.map_err(error::store)?.ok_or_else(unknown)?;
    let now = app.now();
    let span = (now.plus_days(-DAYS_BACK), now.plus_days(DAYS_AHEAD));
    let mut entries = app.store.meetings(span, MOST).await.map_err(error::store)?;
    let workspace = app.store.workspace().await.map_err(error::store)?;
    let name = match scope {
        CalendarScope::Workspace => format!("{}: post-mortems", workspace.settings.name),
        CalendarScope::Own => {
            entries.retain(|entry| entry.meeting.people().any(|other| other == person.id));
            format!(
                "{}: post-mortems of {}",
                workspace.settings.name, person.name
            )
        }
    };
    let around = Around {
        workspace: &workspace,
        origin: &origin(&app, &headers),
        now,
    };
    let headers = [(header::CONTENT_TYPE, CALENDAR)];
    Ok((headers, around.calendar(&name, &entries)).into_response())
}
